import { useEffect, useState } from 'react'
import { startTimer } from '../../platform/timers.js'

/** True from the moment on when `expiresAt` has passed; false on the server and while it hydrates. */
export function useExpired(expiresAt: Date | undefined): boolean {
  const [isExpired, setExpired] = useState(false)
  const time = expiresAt?.getTime()
  useEffect(() => {
    if (time === undefined) return undefined
    return startTimer(() => setExpired(Date.now() >= time), Math.max(0, time - Date.now()))
  }, [time])
  return isExpired && time !== undefined
}
