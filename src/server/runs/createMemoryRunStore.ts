import { longestTimerMs } from '../../platform/timers.js'
import { RunInterruptedError } from './RunInterruptedError.js'
import type {
  RunClaim,
  RunClaimOptions,
  RunRecord,
  RunStore,
  StoredResponseHead,
} from './RunStore.js'

/** Options of {@link createMemoryRunStore}. */
export type MemoryRunStoreOptions = {
  /**
   * Memory for responses, in bytes. Above it the responses that finished first are forgotten, and their runs count as lost.
   * Runs under way stay; a response that does not fit beside them is passed on to its caller and not kept.
   * Cancels of runs that were never claimed take up to a tenth more.
   * @default 256000000
   */
  maxBytes?: number
}

/** What a record and a chunk take beside their bytes, roughly. Counted, so that many small ones are bounded too. */
const recordBytes = 1_000
const chunkBytes = 200
/** Memory for cancelled runs that were never claimed, beside the rest. */
const unclaimedShare = 0.1

type Run = {
  readonly id: string
  record: RunRecord
  readonly interrupt: AbortController
  response?: StoredResponseHead
  /** The response's body as far as it has come; undefined if it is not kept. */
  chunks: Uint8Array[] | undefined
  /** Bytes of `chunks`, with what each of them takes beside. */
  bytes: number
  /** Called at the next change. */
  readonly waiting: Set<() => void>
  /** Forgets the run when its time is over. */
  timer?: ReturnType<typeof setTimeout>
}

/**
 * Keeps runs in the memory of one process: they can be joined and collected as long as it lives. For several processes use
 * `createRedisRunStore`. Leases play no part, because claims and records end together with the process.
 *
 * Throws if `maxBytes` is no number above 0.
 *
 * @example
 * createVariationHandler({ runs: createMemoryRunStore({ maxBytes: 64_000_000 }), … })
 */
export function createMemoryRunStore({
  maxBytes = 256_000_000,
}: MemoryRunStoreOptions = {}): RunStore {
  if (!(maxBytes > 0)) throw new Error(`\`maxBytes\` must be a number above 0, not ${maxBytes}.`)
  const runs = new Map<string, Run>()
  /** Runs that are over, the oldest first. */
  const ended = new Set<Run>()
  /** Runs that were cancelled before anybody claimed them. They cost a caller nothing, so that they take no place of others'. */
  const unclaimed = new Set<Run>()
  let totalBytes = 0

  function add(id: string, startedAt: number): Run {
    const run: Run = {
      id,
      record: { status: 'uploading', startedAt },
      interrupt: new AbortController(),
      chunks: [],
      bytes: 0,
      waiting: new Set(),
    }
    runs.set(id, run)
    return run
  }

  function addUnclaimed(id: string): Run {
    for (const oldest of unclaimed) {
      if (unclaimed.size * recordBytes < maxBytes * unclaimedShare) break
      forget(oldest)
    }
    const run = add(id, Date.now())
    unclaimed.add(run)
    return run
  }

  function change(run: Run, record: RunRecord): void {
    run.record = record
    announce(run)
  }

  function announce({ waiting }: Run): void {
    for (const wake of waiting) wake()
  }

  function dropResponse(run: Run): void {
    totalBytes -= run.bytes
    run.bytes = 0
    run.chunks = undefined
  }

  function forget(run: Run): void {
    if (runs.get(run.id) !== run) return
    clearTimeout(run.timer)
    dropResponse(run)
    if (!unclaimed.delete(run)) totalBytes -= recordBytes
    runs.delete(run.id)
    ended.delete(run)
    announce(run)
  }

  /** Keeps a run that is over for a while. */
  function end(run: Run, record: RunRecord, ttlMs: number): void {
    ended.delete(run)
    ended.add(run)
    clearTimeout(run.timer)
    run.timer = setTimeout(() => forget(run), Math.min(ttlMs, longestTimerMs))
    // It must not keep the process alive.
    run.timer.unref?.()
    change(run, record)
    makeRoom()
  }

  /**
   * Forgets responses, and records only where these alone take all of the memory: who asks for a run that was paid for must
   * not be told that it never was.
   */
  function makeRoom(): void {
    for (const run of ended) {
      if (totalBytes <= maxBytes) return
      if (!run.bytes) continue
      dropResponse(run)
      change(run, { ...run.record, status: 'lost', response: undefined })
    }
    for (const run of ended) {
      if ((runs.size - unclaimed.size) * recordBytes <= maxBytes) return
      if (!unclaimed.has(run)) forget(run)
    }
  }

  function claimOf(run: Run, ttlMs: number): RunClaim {
    const { signal } = run.interrupt
    return {
      signal,
      async markSent(fingerprint) {
        signal.throwIfAborted()
        change(run, { ...run.record, status: 'running', fingerprint })
      },
      async start(response) {
        signal.throwIfAborted()
        dropResponse(run)
        run.chunks = []
        run.response = response
      },
      async write(chunk) {
        signal.throwIfAborted()
        if (!run.chunks) return
        // A copy of its own: a small chunk may be a window on a large buffer.
        run.chunks.push(new Uint8Array(chunk))
        run.bytes += chunk.length + chunkBytes
        totalBytes += chunk.length + chunkBytes
        makeRoom()
        if (totalBytes > maxBytes) dropResponse(run)
      },
      async finish() {
        signal.throwIfAborted()
        const { record, response, chunks } = run
        end(
          run,
          chunks ? { ...record, status: 'finished', response } : { ...record, status: 'lost' },
          ttlMs,
        )
      },
      async release() {
        if (!ended.has(run)) forget(run)
      },
    }
  }

  return {
    openedAt: Date.now(),

    async claim(id, { startedAt, ttlMs }: RunClaimOptions) {
      if (runs.has(id)) return null
      totalBytes += recordBytes
      return claimOf(add(id, startedAt), ttlMs)
    },

    async get(id) {
      return runs.get(id)?.record
    },

    async waitWhile(id, status, signal) {
      for (;;) {
        signal.throwIfAborted()
        const run = runs.get(id)
        if (run?.record.status !== status) return run?.record
        await nextChange(run, signal)
      }
    },

    read(id) {
      const run = runs.get(id)
      const chunks = run?.record.status === 'finished' ? run.chunks?.values() : undefined
      return new ReadableStream<Uint8Array>(
        {
          pull(controller) {
            if (!chunks) throw new Error('There is no response of such a run.')
            const { done, value } = chunks.next()
            if (done) controller.close()
            else controller.enqueue(value)
          },
        },
        { highWaterMark: 0 },
      )
    },

    async cancel(id, { ttlMs }) {
      const run = runs.get(id) ?? addUnclaimed(id)
      if (run.record.status === 'cancelled') return
      dropResponse(run)
      const { startedAt, fingerprint } = run.record
      end(run, { status: 'cancelled', startedAt, fingerprint }, ttlMs)
      run.interrupt.abort(new RunInterruptedError('cancelled'))
    },
  }
}

function nextChange({ waiting }: Run, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const wake = () => settle(resolve)
    const leave = () => settle(() => reject(signal.reason))
    function settle(how: () => void) {
      waiting.delete(wake)
      signal.removeEventListener('abort', leave)
      how()
    }
    waiting.add(wake)
    signal.addEventListener('abort', leave)
  })
}
