import { useEffect, useState } from 'react'
import { startTimer } from '../../platform/timers.js'

/** True from the moment on when `expiresAt` has passed; undefined without one, on the server and while it hydrates. */
export function useExpired(expiresAt: Date | undefined): boolean | undefined {
  const [isExpired, setExpired] = useState<boolean>()
  const time = expiresAt?.getTime()
  useEffect(() => {
    if (time === undefined) return undefined
    const update = () => setExpired(Date.now() >= time)
    update()
    return startTimer(update, Math.max(0, time - Date.now()))
  }, [time])
  return time === undefined ? undefined : isExpired
}
