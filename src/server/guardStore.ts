import { startTimer } from '../platform/timers.js'
import { HandlerError } from './HandlerError.js'
import type { RunClaim, RunStore } from './runs/RunStore.js'

/** Longest wait for a store. One that is down may keep commands for later instead of failing. */
const maxStoreMs = 5000

/** Rejects if the step takes longer than a store may. */
export function withLimit<T>(step: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = startTimer(() => reject(new Error('The run store did not answer.')), maxStoreMs)
    const run = async () => step()
    void run().then(resolve, reject).finally(stop)
  })
}

/** The store, whose failures are errors that its callers can read: nothing was sent, try again. */
export function guardStore(store: RunStore): Omit<RunStore, 'read' | 'openedAt'> {
  return {
    async claim(id, options) {
      let isTooLate = false
      const claiming = (async () => store.claim(id, options))()
      // Nobody carries out a run whose claim comes later than that.
      const release = (claim: RunClaim | null) => (isTooLate ? claim?.release() : undefined)
      claiming.then(release).catch(() => {})
      return explained(() => claiming).catch((error: unknown) => {
        isTooLate = true
        throw error
      })
    },
    get: (id) => explained(() => store.get(id)),
    cancel: (id, options) => explained(() => store.cancel(id, options)),
    waitWhile: (id, status, signal) =>
      store.waitWhile(id, status, signal).catch((error: unknown) => {
        throw signal.aborted ? error : storeUnavailable(error)
      }),
  }
}

async function explained<T>(step: () => Promise<T>): Promise<T> {
  try {
    return await withLimit(step)
  } catch (cause) {
    throw storeUnavailable(cause)
  }
}

export function storeUnavailable(cause: unknown): HandlerError {
  return new HandlerError(
    503,
    'run_store_unavailable',
    'Runs cannot be kept at the moment. Try again in a few seconds.',
    { cause, headers: { 'retry-after': '5' } },
  )
}
