import { onTestFinished, vi } from 'vitest'

/**
 * Follows what asks for `setTimeout` from now on, until the test is over: what a timer was asked for does not depend on how busy
 * the machine is.
 */
export function watchTimers() {
  const delays: number[] = []
  const pending = new Map<unknown, number>()
  const { setTimeout: start, clearTimeout: stop } = globalThis
  const starts = vi.spyOn(globalThis, 'setTimeout').mockImplementation(((
    callback: (...args: unknown[]) => void,
    delayMs = 0,
    ...args: unknown[]
  ) => {
    const timer = start(() => {
      pending.delete(timer)
      callback(...args)
    }, delayMs)
    delays.push(delayMs)
    pending.set(timer, delayMs)
    return timer
  }) as typeof setTimeout)
  const stops = vi.spyOn(globalThis, 'clearTimeout').mockImplementation((timer) => {
    pending.delete(timer)
    stop(timer)
  })
  onTestFinished(() => {
    starts.mockRestore()
    stops.mockRestore()
  })
  return {
    /** Milliseconds, as they were asked for. */
    delays,
    /** Milliseconds of the timers that have neither fired nor been cleared. */
    pending: () => [...pending.values()],
  }
}
