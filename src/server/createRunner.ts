import type { Operation } from '../contract/constants.js'
import { isRunId } from '../contract/runId.js'
import type { SendUpload } from './createUpstream.js'
import type { Exchange } from './createExchange.js'
import {
  createRunProtocol,
  idempotencyKeyOf,
  runNotFound,
  storeIdOf,
  type Run,
} from './createRunProtocol.js'
import { forwardUpload } from './forwardUpload.js'
import { HandlerError, HostResponse } from './HandlerError.js'
import { boundaryOf, readParts } from './multipart.js'
import {
  applyPolicy,
  maxBilledImagesOf,
  userOf,
  type Decision,
  type Grant,
  type Policy,
} from './policy.js'
import { readUpload, tooLarge, type Upload, type UploadOptions } from './readUpload.js'
import { relayBody } from './relayBody.js'
import { isResponse } from './responses.js'
import type { RunStore } from './runs/RunStore.js'
import type { PlannedRun, Reservation } from './VariationEvent.js'

export type RunnerOptions<Context> = Policy & {
  reserve?: ((run: PlannedRun, context: Context | undefined) => unknown) | undefined
  waitUntil?: ((promise: Promise<unknown>, context: Context | undefined) => void) | undefined
  runs: RunStore | false
  runTtlMs: number
  maxBytes: number
  maxResponseBytes: number
  maxConcurrentUploads?: number | undefined
  idleTimeoutMs: number
}

type CreateRequest<Context> = {
  request: Request
  context: Context | undefined
  exchange: Exchange
  grant: Grant
  /** The operation that the caller's path names. */
  operation: Operation | undefined
}

/** Bytes of a body beside its image. */
const maxEnvelopeBytes = 1_000_000

/** Carries out what callers may ask for: a new run, and collecting or cancelling one. */
export function createRunner<Context>(options: RunnerOptions<Context>, send: SendUpload) {
  const { runs, runTtlMs: ttlMs, maxBytes, maxResponseBytes, idleTimeoutMs } = options
  const protocol = runs && createRunProtocol(runs, { ttlMs, maxResponseBytes, idleTimeoutMs })
  const takeSlot = createSlots(options.maxConcurrentUploads)

  async function create(asked: CreateRequest<Context>): Promise<Response> {
    const { request, context, exchange, grant } = asked
    const runId = idempotencyKeyOf(request)
    options.waitUntil?.(exchange.done, context)
    if (!protocol || runId === undefined) return carryOut(asked)
    exchange.event.id = runId
    const id = await storeIdOf(runId, grant)
    const start = await protocol.start(id, exchange, async (hooks) => {
      const upload = await open(asked, hooks)
      while (await upload.next());
    })
    return 'run' in start ? carryOut(asked, start.run) : start.response
  }

  /** Sends the request to the router, and passes its response on. */
  async function carryOut(asked: CreateRequest<Context>, run?: Run): Promise<Response> {
    const { exchange } = asked
    const upload = await open(asked, {
      ...run?.hooks,
      beforeEnd: (decision, operation) => admit(asked, run, decision, operation),
    })
    const { headers: passed, body, toError } = await forwardUpload(upload, exchange, send)
    const headers = { ...passed, 'content-type': 'application/json' }
    await exchange.recorder?.start({
      status: 200,
      headers: { ...headers, 'x-request-id': exchange.event.requestId },
    })
    exchange.signal.throwIfAborted()
    exchange.event.status = 200
    const relayed = relayBody(body, {
      exchange,
      idleTimeoutMs,
      maxBytes: maxResponseBytes,
      toError,
    })
    return new Response(relayed, { status: 200, headers })
  }

  /** The caller's upload, read and checked as far as its image. */
  async function open(
    { request, exchange, grant, operation }: CreateRequest<Context>,
    { onImage, beforeEnd }: Pick<UploadOptions, 'onImage' | 'beforeEnd'>,
  ): Promise<Upload> {
    const { event, body } = exchange
    const freeSlot = takeSlot()
    void exchange.done.then(freeSlot)
    const upload = await readUpload(readParts(body.next, checkHeaders(request)), {
      decide(fields) {
        const decision = applyPolicy(fields, options, grant)
        event.n = decision.settings.n ?? 1
        event.maxBilledImages = maxBilledImagesOf(decision.settings)
        return decision
      },
      maxBytes,
      operation,
      onField: (name, value) => {
        if (name === 'model') event.model = value.slice(0, 256)
      },
      onImage(chunk) {
        event.imageBytes += chunk.length
        return onImage?.(chunk)
      },
      async beforeEnd(decision, operation) {
        freeSlot()
        await beforeEnd?.(decision, operation)
      },
    })
    event.operation = upload.operation
    return upload
  }

  /** The last step before the router can have the whole request. */
  async function admit(
    { exchange, grant, context }: CreateRequest<Context>,
    run: Run | undefined,
    decision: Decision,
    operation: Operation,
  ): Promise<void> {
    const { event, signal } = exchange
    const { settings } = decision
    const user = userOf(grant)
    const planned: Omit<PlannedRun, 'settings'> = {
      id: event.id,
      user,
      operation,
      model: settings.model,
      n: settings.n ?? 1,
      maxBilledImages: maxBilledImagesOf(settings),
    }
    const reserved = await options.reserve?.({ ...planned, settings }, context)
    if (isResponse(reserved)) throw new HostResponse(reserved)
    if (isReservation(reserved)) exchange.hold(reserved)
    signal.throwIfAborted()
    await run?.markSent(decision)
    signal.throwIfAborted()
    await exchange.report({ type: 'admitted', ...planned, startedAt: event.startedAt })
    signal.throwIfAborted()
  }

  /** What can be said before the body is read. Returns its boundary. */
  function checkHeaders({ headers }: Request): string {
    const boundary = boundaryOf(headers.get('content-type'))
    if (headers.has('content-encoding')) {
      const message = 'Send the body without a Content-Encoding.'
      throw new HandlerError(415, 'unsupported_encoding', message)
    }
    const length = Number(headers.get('content-length'))
    if (length > maxBytes + maxEnvelopeBytes) throw tooLarge(maxBytes)
    return boundary
  }

  return {
    create,
    checkHeaders,

    async collect(runId: string, grant: Grant, exchange: Exchange): Promise<Response> {
      // It remembers no run for any time.
      if (!protocol || !isRunId(runId)) throw runNotFound(0)
      return protocol.collect(await storeIdOf(runId, grant), exchange)
    },

    async cancel(runId: string, grant: Grant): Promise<Response> {
      if (!protocol || !isRunId(runId)) throw runNotFound(0)
      return protocol.cancel(await storeIdOf(runId, grant))
    },
  }
}

function isReservation(value: unknown): value is Reservation {
  if (value === undefined || value === null) return false
  if (typeof value === 'object' && typeof (value as Reservation).settle === 'function') return true
  throw new Error('`reserve` must return nothing, a Response, or { settle }.')
}

/** Counts uploads. Gives a function that frees the place, as often as it is called. */
function createSlots(max = Infinity) {
  let taken = 0
  return () => {
    if (taken >= max) {
      const message = 'Too many uploads at the same time. Try again in a moment.'
      throw new HandlerError(503, 'too_many_uploads', message, { headers: { 'retry-after': '1' } })
    }
    taken += 1
    let isHeld = true
    return () => {
      if (isHeld) taken -= 1
      isHeld = false
    }
  }
}
