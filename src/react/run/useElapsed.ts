import { useEffect, useState } from 'react'

/** Milliseconds since `startedAt` (Unix time in milliseconds), renewed every second; 0 while it is 0. */
export function useElapsed(startedAt: number): number {
  const [tick, setTick] = useState({ startedAt, elapsedMs: 0 })
  useEffect(() => {
    if (startedAt === 0) return undefined
    const timer = setInterval(() => setTick({ startedAt, elapsedMs: Date.now() - startedAt }), 1000)
    return () => clearInterval(timer)
  }, [startedAt])
  return tick.startedAt === startedAt ? tick.elapsedMs : 0
}
