import { limits, type Operation } from '../contract/constants.js'
import { filterHeaders, refusalOf, requestIdOf } from './answer.js'
import { createBodyReader } from './createBodyReader.js'
import { createUpstream, refusalOfFailure, type UpstreamOptions } from './createUpstream.js'
import { boundaryOf, readParts } from './multipart.js'
import { checkOrigin, corsHeaders, isPreflight, preflightResponse } from './origin.js'
import { applyPolicy, costOf, type Grant, type Policy } from './policy.js'
import { readUpload, tooLarge, type Upload } from './readUpload.js'
import { methodNotAllowed, Refusal } from './Refusal.js'

type Awaitable<T> = T | Promise<T>

/** Who may use the handler, for what, and where their requests go. */
export type VariationHandlerOptions<Context = unknown> = Policy &
  UpstreamOptions & {
    /**
     * Decides who may use the router, before the body is read; it must not read that itself. Returns a grant (`{}` for
     * all that the options allow), null for 401, or a `Response` of its own, such as 429 with `Retry-After`.
     *
     * @param context what the host passed along: Next's params, or Node's request from `toNodeListener`
     */
    authorize: (
      request: Request,
      context: Context | undefined,
    ) => Awaitable<Grant | Response | null | undefined>
    /** Bytes of the image. @default 50000000, the router's limit */
    maxBytes?: number
    /** Other origins whose pages may call, as `https://app.example.com`. @default none but the handler's own */
    allowedOrigins?: string[]
    /** One deadline over upload, wait and answer, in milliseconds. @default 300000 */
    timeoutMs?: number
    /** Longest wait for the caller's bytes in all, in milliseconds. @default 120000 */
    uploadTimeoutMs?: number
    /** Longest wait for the caller's next bytes, in milliseconds. @default 15000 */
    idleTimeoutMs?: number
    /** Hears of every request once, when it is over. What it throws is printed and changes nothing. */
    onEvent?: (event: VariationEvent) => void
  }

/** One record per request, for bills, limits and logs. Never the key, never the picture. */
export type VariationEvent = {
  /** The router's name for the request where it gave one, else ours; callers get it as `X-Request-Id`. */
  requestId: string
  /** What the caller was answered; 499 for one who left. */
  status: number
  /** The code of the error that the caller was answered. */
  code?: string
  /** The end user of the grant: its `user`, or its identity's id. */
  user?: string
  operation?: Operation
  model?: string
  /** Images asked for. */
  n?: number
  /** Images that may be billed at worst, with retries and fallbacks. */
  maxBilledImages?: number
  /** Bytes of the image that was sent, and of the answer. */
  imageBytes: number
  answerBytes: number
  /** Whether the whole request was handed to the router, which may then bill it whatever the status. */
  wasSent: boolean
  startedAt: Date
  durationMs: number
  /** What went wrong on the server's side. Callers are never told. */
  cause?: unknown
}

/** A longer timer would fire at once. */
const longestTimerMs = 2 ** 31 - 1
/** Bytes of a body beside its image. */
const maxEnvelopeBytes = 1_000_000

/**
 * Makes a handler that lets browsers use the router without seeing the key, and nobody else: a request goes out only with a
 * grant, only if the policy allows all of it, and only as rebuilt by us. Memory-flat and stateless.
 *
 * Throws at once if it is set up wrongly; the handler itself never throws.
 *
 * @example
 * const handler = createVariationHandler({
 *   apiKey: () => process.env.ORQ_API_KEY,
 *   models: ['openai/gpt-image-2'],
 *   authorize: async (request) => {
 *     const user = await readSession(request)
 *     return user && { identity: { id: user.id }, maxImages: 4 }
 *   },
 * })
 */
export function createVariationHandler<Context = unknown>(
  options: VariationHandlerOptions<Context>,
): (request: Request, context?: NoInfer<Context>) => Promise<Response> {
  const {
    authorize,
    allowedOrigins = [],
    maxBytes = limits.maxImageBytes,
    timeoutMs = 300_000,
    uploadTimeoutMs = 120_000,
    idleTimeoutMs = 15_000,
    onEvent,
  } = options
  checkOptions(options)
  const send = createUpstream(options)

  return async (request, context) => {
    const started = performance.now()
    const event: VariationEvent = {
      requestId: crypto.randomUUID(),
      status: 500,
      imageBytes: 0,
      answerBytes: 0,
      wasSent: false,
      startedAt: new Date(),
      durationMs: 0,
    }
    let upload: Upload | undefined
    let streamed: Response | undefined
    const exchange = new AbortController()
    let fail: (error: unknown) => void = () => {}
    const failed = new Promise<never>((_, reject) => (fail = reject))
    failed.catch((error: unknown) => exchange.abort(error))
    const leave = () => fail(new Refusal(499, 'caller_left', 'The caller left.'))
    request.signal.addEventListener('abort', leave)
    const body = createBodyReader(request, {
      signal: exchange.signal,
      idleTimeoutMs,
      uploadTimeoutMs,
      onTimeout: (refusal) => fail(refusal),
    })
    const timer = setTimeout(
      () => fail(timeout(body.isWaiting, event.wasSent)),
      Math.min(timeoutMs, longestTimerMs),
    )
    let isOver = false

    function end() {
      if (isOver) return
      isOver = true
      clearTimeout(timer)
      request.signal.removeEventListener('abort', leave)
      const settings = upload?.settings()
      if (upload) {
        event.operation = upload.operation
        event.imageBytes = upload.imageBytes()
      }
      if (settings) {
        event.model = settings.model
        event.n = settings.n ?? 1
        event.maxBilledImages = costOf(settings)
      }
      event.durationMs = performance.now() - started
      const report = async () => onEvent?.(event)
      report().catch((error: unknown) => console.error('onEvent threw', error))
    }

    async function handle(): Promise<Response> {
      if (isPreflight(request) && allowedOrigins.length > 0) {
        checkOrigin(request, allowedOrigins)
        return preflightResponse(request)
      }
      checkMethod(request)
      checkOrigin(request, allowedOrigins)
      const boundary = checkHeaders(request, maxBytes)
      const grant = await authorize(request, context)
      // A copy, because it may be an answer that the app keeps. One that cannot be sent throws here.
      if (isResponse(grant)) return finish(grant.clone(), {})
      if (typeof grant !== 'object' || grant === null || Array.isArray(grant)) {
        throw new Refusal(401, 'authentication_required', 'Sign in first.')
      }
      const user = userOf(grant)
      if (user !== undefined) event.user = user
      upload = await readUpload(readParts(body.next, boundary), {
        decide: (fields) => applyPolicy(fields, options, grant),
        maxBytes,
        operation: /\/edits\/?$/.test(new URL(request.url).pathname) ? 'edits' : undefined,
      })
      return forward(upload)
    }

    async function forward(upload: Upload): Promise<Response> {
      let stop: () => void = () => {}
      const stopped = new Promise<void>((resolve) => (stop = resolve))
      let isCancelled = false
      let passing = Promise.resolve()
      async function pass(controller: ReadableStreamDefaultController<Uint8Array>) {
        try {
          const chunk = await upload.next()
          if (isCancelled || !chunk) return
          // Told before it happens: the upstream may act on the last bytes as soon as it has them.
          event.wasSent = upload.isComplete()
          controller.enqueue(chunk)
          if (!upload.isComplete()) return
          controller.close()
          stop()
        } catch (error) {
          fail(error)
          if (!isCancelled) controller.error(error)
        }
      }
      const stream = new ReadableStream<Uint8Array>(
        {
          pull: (controller) => (passing = pass(controller)),
          cancel() {
            isCancelled = true
            void passing.then(stop)
          },
        },
        { highWaterMark: 0 },
      )
      const { answer: pending, secret, isReading } = await send(upload, stream, exchange.signal)
      const answer = await pending.catch((error: unknown) => {
        throw refusalOfFailure(error, event.wasSent)
      })
      const headers = filterHeaders(answer.headers, secret)
      event.requestId = requestIdOf(headers) ?? event.requestId
      if (!answer.ok) throw await refusalOf(answer, secret)
      // An upstream that answers early gets its success passed on only after the rest was checked as well.
      if (!event.wasSent && isReading()) await stopped
      while (await upload.next());
      event.wasSent = true
      return (streamed = new Response(observe(answer.body), {
        // These two statuses allow no body; their answer is an empty one.
        status: answer.status === 204 || answer.status === 205 ? 200 : answer.status,
        headers: { ...headers, 'content-type': 'application/json' },
      }))
    }

    /** Passes the answer on as it comes, and ends the exchange with it. */
    function observe(answer: ReadableStream<Uint8Array> | null): ReadableStream<Uint8Array> {
      const reader = answer?.getReader()
      let giveUp: (error: unknown) => void = () => {}
      // At the deadline, even where nobody reads on.
      failed.catch((error: unknown) => {
        giveUp(error)
        reader?.cancel(error).catch(() => {})
      })
      return new ReadableStream<Uint8Array>(
        {
          start(controller) {
            giveUp = (error) => {
              if (isOver) return
              event.cause = error
              controller.error(error)
              end()
            }
          },
          async pull(controller) {
            try {
              const { done, value } = (await reader?.read()) ?? { done: true }
              if (isOver) return
              if (!done) {
                event.answerBytes += value.length
                return controller.enqueue(value)
              }
              controller.close()
              end()
            } catch (error) {
              giveUp(error)
            }
          },
          cancel(reason) {
            event.status = 499
            exchange.abort(reason)
            end()
          },
        },
        { highWaterMark: 0 },
      )
    }

    function refuse(error: unknown): Response {
      const refusal = refusalOfError(error, event.wasSent)
      exchange.abort(refusal)
      event.code = refusal.code
      if (refusal.cause !== undefined) event.cause = refusal.cause
      return refusal.toResponse()
    }

    const response = await Promise.race([handle(), failed]).catch(refuse)
    event.status = response.status
    if (response !== streamed) {
      void body.drain(maxBytes)
      end()
    }
    return finish(response, {
      ...corsHeaders(request, allowedOrigins),
      'x-request-id': event.requestId,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    })
  }
}

function checkOptions({
  authorize,
  models,
  allowedOrigins = [],
  ...limits
}: VariationHandlerOptions<never>) {
  if (typeof authorize !== 'function') {
    throw new Error(
      'createVariationHandler needs `authorize`: without it anybody could spend the key.',
    )
  }
  if (!Array.isArray(models) || models.length === 0) {
    throw new Error('createVariationHandler needs `models`: the models that callers may use.')
  }
  for (const name of ['maxBytes', 'timeoutMs', 'uploadTimeoutMs', 'idleTimeoutMs'] as const) {
    const { [name]: limit = 1 } = limits
    if (!(limit > 0)) throw new Error(`\`${name}\` must be a number above 0, not ${limit}.`)
  }
  for (const origin of allowedOrigins) {
    if (!URL.canParse(origin) || new URL(origin).origin !== origin) {
      throw new Error(
        `\`allowedOrigins\` holds ${JSON.stringify(origin)}, which is no origin: write "https://app.example.com".`,
      )
    }
  }
}

function checkMethod({ method }: Request): void {
  if (method !== 'POST') throw methodNotAllowed()
}

/** What can be said before the body is read. Returns its boundary. */
function checkHeaders({ headers }: Request, maxBytes: number): string {
  const boundary = boundaryOf(headers.get('content-type'))
  if (headers.has('content-encoding')) {
    throw new Refusal(415, 'unsupported_encoding', 'Send the body without a Content-Encoding.')
  }
  if (Number(headers.get('content-length')) > maxBytes + maxEnvelopeBytes) throw tooLarge(maxBytes)
  return boundary
}

function refusalOfError(error: unknown, wasSent: boolean): Refusal {
  if (error instanceof Refusal) return error
  if (wasSent) return refusalOfFailure(error, wasSent)
  const message = 'Something went wrong on our side.'
  return new Refusal(500, 'internal_error', message, { cause: error })
}

function timeout(isCallerSlow: boolean, wasSent: boolean): Refusal {
  if (isCallerSlow) return new Refusal(408, 'request_timeout', 'The upload took too long.')
  const [code, rest] = wasSent
    ? ['upstream_timeout', 'The request may have been carried out and billed.']
    : ['upstream_unreachable', 'It never had the whole request.']
  return new Refusal(504, code, `The router took too long. ${rest}`)
}

function userOf({ user, identity }: Grant): string | undefined {
  return user ?? (identity === 'as-sent' ? undefined : identity?.id)
}

/** Hosts bring a `Response` of their own. */
function isResponse(value: unknown): value is Response {
  return value instanceof Response || Object.prototype.toString.call(value) === '[object Response]'
}

/** The response with more headers; a `Response` from elsewhere may be immutable. */
function finish(response: Response, headers: Record<string, string>): Response {
  const all = new Headers(response.headers)
  for (const [name, value] of Object.entries(headers)) all.set(name, value)
  return new Response(response.body, { status: response.status, headers: all })
}
