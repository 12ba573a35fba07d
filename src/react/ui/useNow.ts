import { useEffect, useState } from 'react'

/**
 * The time in Unix milliseconds, renewed every `intervalMs`. Undefined on a server and while a page hydrates, where it would
 * differ from the browser's.
 */
export function useNow(intervalMs: number): number | undefined {
  const [now, setNow] = useState<number>()
  useEffect(() => {
    const update = () => setNow(Date.now())
    update()
    const timer = setInterval(update, intervalMs)
    return () => clearInterval(timer)
  }, [intervalMs])
  return now
}
