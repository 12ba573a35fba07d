/** Node and browsers take a longer timer for one of a millisecond. */
export const maxDelayMs = 2 ** 31 - 1

/** Resolves after so many milliseconds, {@link maxDelayMs} at most; rejects with the signal's reason as soon as it aborts. */
export function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    const onAbort = () => {
      clearTimeout(timer)
      reject(signal.reason)
    }
    const delayMs = Math.min(ms, maxDelayMs)
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', onAbort)
      resolve()
    }, delayMs)
    signal.addEventListener('abort', onAbort, { once: true })
  })
}
