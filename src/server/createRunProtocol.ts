import { idempotencyKeyHeader, isRunId } from '../contract/runId.js'
import { createFingerprint, hashText } from './createFingerprint.js'
import { createRecorder } from './createRecorder.js'
import type { Exchange } from './createExchange.js'
import { guardStore, storeUnavailable, withLimit } from './guardStore.js'
import { HandlerError, runLost, runNotJoined } from './HandlerError.js'
import { userOf, type Decision, type Grant } from './policy.js'
import type { UploadOptions } from './readUpload.js'
import { relayBody } from './relayBody.js'
import type { RunClaim, RunRecord, RunStore } from './runs/RunStore.js'
import { RunInterruptedError } from './runs/RunInterruptedError.js'

/** A process that dies leaves its run for this long. */
const leaseMs = 15_000

/** A run that this request carries out, or the response of one that another request carries out. */
export type Start = { run: Run } | { response: Response }

export type Run = {
  /** What to do while its upload is read. */
  hooks: Pick<UploadOptions, 'onImage'>
  /** Waited for before the router may have the whole request. */
  markSent: (decision: Decision) => Promise<void>
}

/** Reads the caller's own upload to its end, without sending it anywhere. */
type ReadUpload = (hooks: Pick<UploadOptions, 'onImage' | 'beforeEnd'>) => Promise<void>

/** Joining, replaying, collecting and cancelling runs by their `Idempotency-Key`. */
export function createRunProtocol(
  store: RunStore,
  {
    ttlMs,
    maxResponseBytes,
    idleTimeoutMs,
  }: { ttlMs: number; maxResponseBytes: number; idleTimeoutMs: number },
) {
  const guarded = guardStore(store)

  /** Claims the id for this request, or waits for the response of the request that has it. */
  async function start(id: string, exchange: Exchange, readUpload: ReadUpload): Promise<Start> {
    for (;;) {
      exchange.signal.throwIfAborted()
      const startedAt = Date.now()
      const claim = await guarded.claim(id, { startedAt, leaseMs, ttlMs })
      if (claim) return { run: begin(claim, exchange) }
      const record = await guarded.get(id)
      if (record?.status === 'cancelled') {
        exchange.isRunSent = record.fingerprint !== undefined
        throw runCancelled()
      }
      if (record?.status === 'uploading') {
        // The own body stays unread: this request may have to send it itself.
        await guarded.waitWhile(id, 'uploading', exchange.signal)
      } else if (record) {
        return { response: await join(id, record, exchange, readUpload) }
      }
    }
  }

  function begin(claim: RunClaim, exchange: Exchange): Run {
    const recorder = createRecorder(claim)
    exchange.recorder = recorder
    const interrupt = () => {
      const { reason } = claim.signal
      const isCancelled = reason instanceof RunInterruptedError && reason.why === 'cancelled'
      if (isCancelled) exchange.fail(runCancelled())
      // A response that is being passed on goes on without its copy.
      else if (!exchange.event.sent) exchange.fail(storeUnavailable(reason))
    }
    claim.signal.addEventListener('abort', interrupt, { once: true })
    if (claim.signal.aborted) interrupt()
    // It belongs to a caller who left while the store was asked.
    if (exchange.signal.aborted) void recorder.release()
    const fingerprint = createFingerprint()
    return {
      hooks: { onImage: (chunk) => fingerprint.add(chunk) },
      async markSent({ requested }) {
        const text = await fingerprint.end(requested)
        exchange.signal.throwIfAborted()
        await withLimit(() => claim.markSent(text)).catch((error: unknown) => {
          throw storeUnavailable(error)
        })
      },
    }
  }

  /** Waits for a run that has the whole request, if this request is the same. */
  async function join(
    id: string,
    record: RunRecord,
    exchange: Exchange,
    readUpload: ReadUpload,
  ): Promise<Response> {
    exchange.isRunSent = true
    const fingerprint = createFingerprint()
    let own = ''
    try {
      await readUpload({
        onImage: (chunk) => fingerprint.add(chunk),
        beforeEnd: async ({ requested }) => void (own = await fingerprint.end(requested)),
      })
    } catch (cause) {
      exchange.signal.throwIfAborted()
      throw runNotJoined(cause)
    }
    if (record.fingerprint !== undefined && record.fingerprint !== own) {
      exchange.isRunSent = false
      throw new HandlerError(
        422,
        'idempotency_key_reused',
        'This Idempotency-Key belongs to a request with other fields or another image. Use a new key for each request.',
      )
    }
    exchange.event.replayed = true
    const ended =
      record.status === 'running' ? await guarded.waitWhile(id, 'running', exchange.signal) : record
    if (ended?.status === 'cancelled') throw runCancelled()
    if (!ended) {
      exchange.isRunSent = false
      const message = 'The run ended before anything was sent. Send it again.'
      throw new HandlerError(503, 'run_released', message, { headers: { 'retry-after': '1' } })
    }
    return replay(id, ended, exchange, { 'idempotency-replayed': 'true' })
  }

  /** The response of a run that is over. */
  function replay(
    id: string,
    record: RunRecord,
    exchange: Exchange,
    headers: Record<string, string>,
  ): Response {
    exchange.isRunSent = true
    if (record.status !== 'finished' || !record.response) throw runLost()
    const { status, headers: stored } = record.response
    exchange.event.requestId = stored['x-request-id'] ?? exchange.event.requestId
    exchange.event.status = status
    const body = relayBody(store.read(id).getReader(), {
      exchange,
      idleTimeoutMs,
      maxBytes: maxResponseBytes,
      toError: () => runLost(),
    })
    return new Response(body, { status, headers: { ...stored, ...headers } })
  }

  return {
    start,

    /** The response of `GET …/runs/K`. */
    async collect(id: string, exchange: Exchange): Promise<Response> {
      const record = await guarded.get(id)
      if (!record || record.status === 'cancelled') {
        const ageMs = store.openedAt === undefined ? Infinity : Date.now() - store.openedAt
        throw runNotFound(Math.min(ageMs, ttlMs))
      }
      if (record.status === 'uploading' || record.status === 'running') {
        return Response.json(
          { status: 'running', startedAt: record.startedAt },
          { status: 202, headers: { 'retry-after': '1' } },
        )
      }
      return replay(id, record, exchange, {})
    },

    /** The response of `DELETE …/runs/K`. */
    async cancel(id: string): Promise<Response> {
      await guarded.cancel(id, { ttlMs })
      return new Response(null, { status: 204 })
    },
  }
}

/** The key of a request, checked; undefined if it has none. */
export function idempotencyKeyOf({ headers }: Request): string | undefined {
  const key = headers.get(idempotencyKeyHeader) ?? undefined
  if (key === undefined || isRunId(key)) return key
  throw new HandlerError(
    400,
    'invalid_idempotency_key',
    'An Idempotency-Key has 16 to 128 characters of A-Z, a-z, 0-9, "_" and "-".',
  )
}

/** A run's id in the store: it belongs to the grant's user, and without a user to everybody who knows it. */
export function storeIdOf(runId: string, grant: Grant): Promise<string> {
  return hashText(JSON.stringify([userOf(grant) ?? null, runId]))
}

/** @param storeAgeMs for how long the server remembers runs by now: an older one may have been sent, whatever it says */
export function runNotFound(storeAgeMs: number): HandlerError {
  const message = 'There is no such run, or it can no longer be collected.'
  return new HandlerError(404, 'run_not_found', message, { storeAgeMs })
}

function runCancelled(): HandlerError {
  return new HandlerError(409, 'run_cancelled', 'The run was cancelled.')
}
