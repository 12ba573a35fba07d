import { runLost, type HandlerError } from './HandlerError.js'
import type { RunClaim, StoredResponseHead } from './runs/RunStore.js'
import { withLimit } from './guardStore.js'

/** Writes a run's response into the store. A store that fails loses the copy, never the response that is being passed on. */
export type Recorder = {
  /** False once the store has failed: then nobody can collect the run. */
  readonly isKeeping: boolean
  /** What the store failed with. */
  readonly problem: unknown
  start: (response: StoredResponseHead) => Promise<void>
  write: (chunk: Uint8Array) => Promise<void>
  finish: () => Promise<void>
  /** Stores an error as the run's response, in the place of what came so far. */
  keepError: (error: HandlerError) => Promise<void>
  /** The router never had the whole request: frees the id. */
  release: () => Promise<void>
}

export function createRecorder(claim: RunClaim): Recorder {
  let isBroken = false
  let problem: unknown

  async function attempt(step: () => Promise<void>): Promise<void> {
    if (isBroken || claim.signal.aborted) return
    try {
      await withLimit(step)
    } catch (error) {
      isBroken = true
      problem ??= error
    }
  }

  async function keepError(error: HandlerError): Promise<void> {
    // Also where writing has failed: an error is small, and those who wait for the run get it.
    isBroken = false
    await attempt(async () => {
      const headers = { ...error.headers, 'content-type': 'application/json' }
      await claim.start({ status: error.status, headers })
      await claim.write(new TextEncoder().encode(error.toBody(true)))
    })
    // Whatever failed: a claim that nobody ends is renewed for as long as the process lives.
    isBroken = false
    await attempt(() => claim.finish())
  }

  return {
    get isKeeping() {
      return !isBroken && !claim.signal.aborted
    },
    get problem() {
      return problem
    },
    start: (response) => attempt(() => claim.start(response)),
    write: (chunk) => attempt(() => claim.write(chunk)),
    finish: () => (isBroken ? keepError(runLost()) : attempt(() => claim.finish())),
    keepError,
    release: () => attempt(() => claim.release()),
  }
}
