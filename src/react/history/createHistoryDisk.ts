import { loadChunk } from '../ui/loadChunk.js'
import type { HistoryDatabase } from './historyDatabase.js'

/** Why runs are not kept over a reload, as data; they stay usable until then. */
export type HistoryProblem = {
  /**
   * - `quota`: the disk is full; older runs, or the newest one, are not kept
   * - `unavailable`: the browser keeps no databases, as in some private windows
   * - `failed`: something else, such as code that could not be loaded
   */
  code: 'quota' | 'unavailable' | 'failed'
  /** What the browser threw. */
  cause: unknown
}

export type DiskTask = (database: HistoryDatabase) => Promise<void>

export const defaultHistoryName = 'image-variations'

/** A history's database: opened for the first task, which run one after the other, so that the last change is what stays. */
export function createHistoryDisk(
  name: string,
  { onProblem, onDone }: { onProblem: (problem: HistoryProblem) => void; onDone: () => void },
) {
  let database: Promise<HistoryDatabase> | undefined
  let tasks = 0
  let queue: Promise<void> = Promise.resolve()

  async function perform(task: DiskTask) {
    try {
      database ??= openDisk(name)
      await task(await database)
    } catch (cause) {
      database = undefined
      onProblem({ code: problemCodeOf(cause), cause })
    } finally {
      tasks--
      onDone()
    }
  }

  return {
    get isBusy() {
      return tasks > 0
    },

    /** Never rejects: what fails is told to `onProblem`. */
    async run(task: DiskTask) {
      tasks++
      queue = queue.then(() => perform(task))
      await queue
    },

    /** The next task opens the database again. */
    close() {
      database?.then((open) => open.close()).catch(() => {})
      database = undefined
    },
  }
}

/**
 * Loads the database code only where runs persist.
 *
 * @throws DatabaseUnavailable where the browser keeps no databases; VariationError `load_failed`
 */
export async function openDisk(name: string): Promise<HistoryDatabase> {
  const { openHistoryDatabase } = await loadChunk(() => import('./historyDatabase.js'))
  try {
    return await openHistoryDatabase(name)
  } catch (cause) {
    throw new DatabaseUnavailable('The browser keeps no database.', { cause })
  }
}

class DatabaseUnavailable extends Error {}

function problemCodeOf(cause: unknown): HistoryProblem['code'] {
  if (cause instanceof DatabaseUnavailable) return 'unavailable'
  return cause instanceof DOMException && cause.name === 'QuotaExceededError' ? 'quota' : 'failed'
}
