import { startTimer } from './timers.js'

/** What bounds a call: its own time and the caller's signals, whichever ends first. */
export type Deadline = {
  /** Aborts with the error that ends the call. */
  readonly signal: AbortSignal
  /** Milliseconds that are left; `Infinity` without a limit. */
  remainingMs(): number
}

/**
 * Does the work, but rejects as soon as its time is up or a signal aborts, even where the work does not listen.
 * Nothing is left behind: the timer and the listeners on the caller's signals, which may outlive many calls, are removed.
 *
 * @param timeoutMs milliseconds; no limit where negative
 * @param explain makes the error when the call ends early; `reason` is that of the caller's signal, if it was not the time
 */
export async function withDeadline<T>(
  timeoutMs: number,
  signals: (AbortSignal | null | undefined)[],
  explain: (ended: 'aborted' | 'timeout', reason?: unknown) => Error,
  work: (deadline: Deadline) => Promise<T>,
): Promise<T> {
  const controller = new AbortController()
  const { signal } = controller
  const limitMs = timeoutMs < 0 ? Infinity : timeoutMs
  const endsAt = Date.now() + limitMs
  const clear = startTimer(() => controller.abort(explain('timeout')), limitMs)
  const releases: (() => void)[] = []
  try {
    for (const outer of signals) {
      const abort = () => controller.abort(explain('aborted', outer?.reason))
      if (outer?.aborted) abort()
      else outer?.addEventListener('abort', abort)
      releases.push(() => outer?.removeEventListener('abort', abort))
    }
    signal.throwIfAborted()
    const ended = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason))
    })
    return await Promise.race([ended, work({ signal, remainingMs: () => endsAt - Date.now() })])
  } finally {
    clear()
    for (const release of releases) release()
  }
}
