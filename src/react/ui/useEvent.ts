import { useCallback, useInsertionEffect, useRef } from 'react'

/** A function of stable identity that calls the latest `callback`: for events, never while rendering. */
export function useEvent<Arguments extends unknown[], Answer>(
  callback: (...args: Arguments) => Answer,
): (...args: Arguments) => Answer {
  const latest = useRef(callback)
  useInsertionEffect(() => {
    latest.current = callback
  })
  return useCallback((...args: Arguments) => latest.current(...args), [])
}
