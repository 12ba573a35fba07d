/**
 * Who sends a run, among all tabs: the tab that holds the run's lock. The browser gives the lock to the next one when the tab
 * is closed or reloaded.
 */
export const hasLocks = () => typeof navigator !== 'undefined' && navigator.locks !== undefined

const nameOf = (runId: string) => `react-image-variation:${runId}`

/** Takes a run's lock. Resolves with a function that gives it back. */
export function takeRunLock(runId: string): Promise<() => void> {
  if (!hasLocks()) return Promise.resolve(() => {})
  return new Promise((resolve) => {
    const hold = () =>
      new Promise<void>((release) => {
        resolve(release)
      })
    navigator.locks.request(nameOf(runId), hold).catch(() => resolve(() => {}))
  })
}

/** Does the work when no other tab sends the run any more. Rejects when the signal aborts before. */
export async function withRunLock(
  runId: string,
  signal: AbortSignal,
  work: () => Promise<void>,
): Promise<void> {
  if (!hasLocks()) return work()
  await navigator.locks.request(nameOf(runId), { signal }, work)
}
