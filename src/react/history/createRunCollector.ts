import { isVariationError, unknownOutcome, VariationError } from '../../client/errors.js'
import { sleep } from '../../platform/timers.js'
import type { VariationRun } from '../image/VariationRun.js'
import type { Connection } from '../run/HookClient.js'
import { loadChunk } from '../ui/loadChunk.js'
import { hasLocks, withRunLock } from './runLocks.js'

type CollectorOptions = {
  /** Whether this page sends the run itself. */
  isSending: (id: string) => boolean
  /** Reads the run from disk, where another tab may have written its end; undefined if it is not pending any more. */
  findPending: (id: string) => Promise<VariationRun | undefined>
  keep: (run: VariationRun) => Promise<void>
  fail: (run: VariationRun, error: VariationError) => Promise<void>
  forget: (id: string) => Promise<void>
}

/**
 * How long an unknown run may still be on its way to the server: while another tab may still upload it where there are no locks, or
 * in the moment of a reload. Milliseconds.
 */
const onItsWayMs = () => (hasLocks() ? 3000 : 60_000)
const askAgainMs = 1000

/** Collects runs of other tabs, and of this one from before a reload. */
export function createRunCollector(options: CollectorOptions) {
  const { isSending, findPending, keep, fail, forget } = options
  const controllers = new Map<string, AbortController>()
  let connection: Connection = {}

  const loadSender = () => loadChunk(() => import('../run/sendRun.js'))

  async function collect(run: VariationRun, signal: AbortSignal): Promise<VariationRun> {
    const { collectRun } = await loadSender()
    for (;;) {
      try {
        return await collectRun(run, { ...connection, signal })
      } catch (error) {
        const isUnknown = isVariationError(error) && error.details?.code === 'run_not_found'
        if (!isUnknown || Date.now() - +run.createdAt > onItsWayMs()) throw error
        await sleep(askAgainMs, signal)
      }
    }
  }

  return {
    /** Which client collects and cancels. */
    connect(next: Connection) {
      connection = next
    },

    /** Waits until no tab sends the run any more, and then collects it unless it has ended well. */
    async watch(id: string) {
      if (isSending(id) || controllers.has(id)) return
      const controller = new AbortController()
      const { signal } = controller
      controllers.set(id, controller)
      try {
        await withRunLock(id, signal, async () => {
          const run = await findPending(id)
          if (!run || signal.aborted) return
          try {
            await keep(await collect(run, signal))
          } catch (error) {
            if (!signal.aborted) await fail(run, toError(error))
          }
        })
      } catch {
        // It was stopped while it waited.
      } finally {
        if (controllers.get(id) === controller) controllers.delete(id)
      }
    },

    /** Asks the server to stop a run that another page has sent. */
    async cancel(run: VariationRun) {
      try {
        const { cancelRun } = await loadSender()
        await cancelRun(run.id, connection)
        await forget(run.id)
      } catch (error) {
        controllers.get(run.id)?.abort()
        await fail(run, toError(error))
      }
    },

    stop: (id: string) => controllers.get(id)?.abort(),

    stopAll() {
      for (const controller of controllers.values()) controller.abort()
    },
  }
}

/** The run was sent, whatever keeps this page from asking for it. */
function toError(cause: unknown): VariationError {
  if (isVariationError(cause) && (cause.outcomeUnknown || cause.code === 'http')) return cause
  const message = `The run could not be collected. ${unknownOutcome}`
  return new VariationError('outcome_unknown', message, { outcomeUnknown: true, cause })
}
