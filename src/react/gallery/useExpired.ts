import { useEffect, useState } from 'react'

/** Browsers fire a longer timeout at once. */
const longestTimeoutMs = 2 ** 31 - 1

/** True from the moment on when `expiresAt` has passed; false on the server and while it hydrates. */
export function useExpired(expiresAt: Date | undefined): boolean {
  const [isExpired, setExpired] = useState(false)
  const time = expiresAt?.getTime()
  useEffect(() => {
    if (time === undefined) return
    const wait = Math.min(Math.max(0, time - Date.now()), longestTimeoutMs)
    const timer = setTimeout(() => setExpired(Date.now() >= time), wait)
    return () => clearTimeout(timer)
  }, [time])
  return isExpired && time !== undefined
}
