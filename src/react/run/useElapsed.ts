import { useCallback, useEffect, useRef, useState } from 'react'

/** Milliseconds since `startedAt` (Unix time in milliseconds), renewed every second; 0 while it is 0. */
export function useElapsed(startedAt: number): number {
  return useElapsedReader(startedAt)()
}

/** The same for whoever reads it: while nobody does, a second that passes renders nothing. */
export function useElapsedReader(startedAt: number): () => number {
  const [tick, setTick] = useState({ startedAt, elapsedMs: 0 })
  const isRead = useRef(false)
  useEffect(() => {
    if (startedAt === 0) return undefined
    const renew = () => {
      if (isRead.current) setTick({ startedAt, elapsedMs: Date.now() - startedAt })
    }
    const timer = setInterval(renew, 1000)
    return () => clearInterval(timer)
  }, [startedAt])
  return useCallback(() => {
    isRead.current = true
    return tick.startedAt === startedAt ? tick.elapsedMs : 0
  }, [tick, startedAt])
}
