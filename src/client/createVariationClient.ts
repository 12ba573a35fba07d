import { limits, operationOf } from '../contract/constants.js'
import type { ModelOption } from '../contract/ModelOption.js'
import { checkRequest, type ImageVariationRequest } from '../contract/request.js'
import type { ImageVariationResponse } from '../contract/response.js'
import { createRunId, isRunId } from '../contract/runId.js'
import { requestToFields } from '../contract/wire.js'
import { withDeadline, type Deadline } from '../platform/deadline.js'
import { isObject } from '../platform/isObject.js'
import { sleep } from '../platform/timers.js'
import { collectRun } from './collectRun.js'
import { createHeaders } from './createHeaders.js'
import {
  invalid,
  isVariationError,
  misconfigured,
  unknownOutcome,
  VariationError,
  withRunId,
  type Result,
} from './errors.js'
import { toHttpError } from './httpError.js'
import {
  badResponse,
  keepUsable,
  parseResponse,
  textOf,
  type RawResponse,
  type ReadResponse,
} from './readResponse.js'
import { readModels } from './readModels.js'
import { createRedact, type Redact } from './redact.js'
import { retryDelayMs, type RetryConfig } from './retry.js'
import { createTarget, isBrowser, type TargetOptions } from './target.js'
import { postWithProgress, sendWithFetch, type Exchange } from './transport.js'
import {
  createUpload,
  mayBeComplete,
  toImagePart,
  type Upload,
  type UploadProgress,
} from './upload.js'

/** Options that a client has and a single call can override. */
type SharedOptions = {
  /**
   * One deadline in milliseconds over everything: upload, wait, response, retries and collecting. A negative number means none.
   * @default 600000
   */
  timeoutMs?: number
  /** Sent along with the client's. An `Authorization` of your own takes the place of the key's. */
  headers?: HeadersInit
}

type RepeatOptions = {
  /**
   * Whether and when to send a request again that surely was not carried out. Through your handler it is sent under the same
   * idempotency key, and only where the handler says that the router never had it. What may have been carried out is
   * collected, never repeated.
   *
   * Direct mode follows the official SDK with one exception: a status that leaves the outcome unknown (a 5xx without the
   * router's words, 408, 504, 524) is repeated only where `retryCodes` names it, because a repeated request bills again.
   * @default { strategy: 'none' }
   */
  retries?: RetryConfig
  /** Statuses worth another call; `5XX` stands for a family. @default ['429', '500', '502', '503', '504'] */
  retryCodes?: string[]
}

/** Options of {@link createVariationClient}. */
export type VariationClientOptions = TargetOptions &
  SharedOptions &
  RepeatOptions & {
    /** Longest response in bytes. Ten images in base64 can take tens of megabytes. @default 128000000 */
    maxResponseBytes?: number
  }

type CallOptions = SharedOptions & {
  /** Ends the call in every phase, but not the run: the handler keeps what it is paid for, to be collected. See `cancel`. */
  signal?: AbortSignal
  /** Further options for `fetch`, such as `credentials` or `cache`. Redirects are rejected whatever it says. */
  fetchOptions?: Omit<RequestInit, 'method' | 'body'>
}

/** Options of `create`. */
export type RequestOptions = CallOptions &
  RepeatOptions & {
    /**
     * The run's id, under which the handler runs a request once, however often it arrives: 16 to 128 of `A-Za-z0-9_-`. Keep it
     * before you send, and `collect` gets the images after a reload as well. Without effect in direct mode.
     * @default a new one for each call
     */
    idempotencyKey?: string
    /** Another router for this call; direct mode only. */
    serverURL?: string | URL
    /** Bytes as they leave. Browsers report them for the handler only, and not through a `fetch` of your own. */
    onUploadProgress?: (progress: UploadProgress) => void
  }

/** Options of `collect`. */
export type CollectOptions = CallOptions

/** Options of `cancel`. */
export type CancelOptions = Pick<CallOptions, 'signal' | 'headers' | 'timeoutMs' | 'fetchOptions'>

/** Options of `models`. */
export type ModelsOptions = CancelOptions

/** A client of the handler, or of the router itself. Its methods throw {@link VariationError} and nothing else. */
export type VariationClient = {
  /**
   * Sends one request and reads its response. Through the handler it survives lost connections, gateways that give up and
   * responses that break off: the run is then collected until the deadline.
   *
   * @param options.read reads the body in place of the client; what it returns is returned
   * @throws VariationError with the `runId` once something was sent; `outcomeUnknown` tells whether it may have been billed
   */
  create<T = ImageVariationResponse>(
    request: ImageVariationRequest,
    options?: RequestOptions & { read?: ReadResponse<T> },
  ): Promise<T>
  /**
   * Waits for a run that was started earlier and reads its response; handler mode only.
   *
   * @throws VariationError what the run failed with, or `http` with `details.code` `run_not_found` where it is unknown, expired
   *   or somebody else's
   */
  collect<T = ImageVariationResponse>(
    runId: string,
    options?: CollectOptions & { read?: ReadResponse<T> },
  ): Promise<T>
  /** Stops a run at the server and forgets its response; handler mode only. The provider may bill what it has begun. */
  cancel(runId: string, options?: CancelOptions): Promise<void>
  /**
   * The models that the handler allows this caller. Empty where it has no list, and in direct mode.
   *
   * @throws VariationError `bad_response` for a list that cannot be read
   */
  models(options?: ModelsOptions): Promise<ModelOption[]>
}

const defaultTimeoutMs = 600_000
const defaultMaxResponseBytes = 128_000_000
const longestSilenceMs = 10_000

/** What one call knows of its run. */
type RunState = {
  /** Handler mode only. */
  runId?: string
  /** The request that is under way. */
  upload?: Upload
  /** When its first request was sent, in Unix time. */
  sentAt?: number
  /** Something was sent. */
  isBegun: boolean
  /** The router may have had a complete request, and nobody has said how it ended. */
  isUnknown: boolean
}

type Shared = Omit<Exchange, 'method' | 'url' | 'upload'>

/**
 * A client for your own handler, or with `apiKey` (on a server) for the router itself. The key is kept in a closure: neither
 * the client nor any error shows it.
 *
 * @throws VariationError `configuration` for a bad server URL, an empty or undefined key, and a key in a browser
 *
 * @example
 * const client = createVariationClient({ apiKey: process.env.ORQ_API_KEY })
 * const { data } = await client.create({ model: 'openai/gpt-image-2', prompt: defaultVariationPrompt, image })
 */
export function createVariationClient(options: VariationClientOptions = {}): VariationClient {
  const target = createTarget(options)
  const { maxResponseBytes = defaultMaxResponseBytes } = options

  /** What all requests of a call have in common. */
  async function prepare(call: CallOptions, signal: AbortSignal, runId?: string): Promise<Shared> {
    const { fetchOptions } = call
    const sources = [options.headers, fetchOptions?.headers, call.headers]
    const headers = await createHeaders(options.apiKey, sources, runId)
    return { headers, redact: createRedact(headers), signal, fetchOptions, maxResponseBytes }
  }

  async function create<T>(
    request: ImageVariationRequest,
    call: RequestOptions & { read?: ReadResponse<T> },
    run: RunState,
    { signal, remainingMs }: Deadline,
  ): Promise<T> {
    const checked = checkRequest(request)
    if (!checked.ok) throw invalid(checked.issues)
    const { image, ...settings } = checked.value
    const asked = { operation: operationOf(settings), model: settings.model }
    if (!target.isDirect) run.runId = checkRunId(call.idempotencyKey ?? createRunId())
    const url = target.postURL(asked.operation, call.serverURL)
    const shared = await prepare(call, signal, run.runId)
    const { redact } = shared
    const fields = requestToFields(settings)
    const part = image && (await toImagePart(image, signal))
    const read = createReader(call.read, run, redact, settings.n ?? limits.maxImages)
    const { onUploadProgress } = call
    const isWatched = onUploadProgress && !target.isDirect && !options.fetch && isBrowser()

    async function post(): Promise<T> {
      const upload = createUpload(fields, part, onUploadProgress)
      run.upload = upload
      run.isBegun = true
      run.sentAt ??= Date.now()
      const exchange: Exchange & { upload: Upload } = { ...shared, method: 'POST', url, upload }
      const response = await (isWatched
        ? postWithProgress(exchange, onUploadProgress)
        : sendWithFetch(exchange, options.fetch))
      if (response.status < 400) return read(response)
      const mayBeSent = mayBeComplete(upload)
      throw await toHttpError(response, { isDirect: target.isDirect, redact, mayBeSent, asked })
    }

    async function postAndCollect(): Promise<T> {
      try {
        return await post()
      } catch (error) {
        signal.throwIfAborted()
        if (target.isDirect || !isCollectable(error)) throw error
        run.isUnknown = true
        return collect(run, shared, read, error)
      }
    }

    const retry = {
      config: call.retries ?? options.retries ?? { strategy: 'none' },
      codes: call.retryCodes ?? options.retryCodes,
      isDirect: target.isDirect,
    }
    const startedAt = Date.now()
    for (let calls = 1; ; calls += 1) {
      signal.throwIfAborted()
      if (globalThis.navigator?.onLine === false) {
        throw new VariationError('offline', 'You are offline. Nothing was sent.')
      }
      try {
        return await postAndCollect()
      } catch (error) {
        // An abort has been explained by now: from here on nothing is under way.
        signal.throwIfAborted()
        run.upload = undefined
        run.isUnknown = false
        if (!isVariationError(error)) throw error
        const waitMs = retryDelayMs(error, retry, calls, Date.now() - startedAt)
        if (waitMs === undefined || waitMs >= remainingMs()) throw error
        await sleep(waitMs, signal)
      }
    }
  }

  function collect<T>(
    run: RunState,
    shared: Shared,
    read: (response: RawResponse) => Promise<T>,
    lost?: VariationError,
  ): Promise<T> {
    const url = target.runURL(run.runId ?? '')
    const ask = () => sendWithFetch({ ...shared, method: 'GET', url }, options.fetch)
    const { signal, redact } = shared
    // Where nobody counts the bytes that leave, a server that is not there looks like one that was lost.
    const unreachableMs = run.upload?.isTracked ? Infinity : longestSilenceMs
    return collectRun({ ask, read, signal, redact, lost, sentAt: run.sentAt, unreachableMs })
  }

  /** A request that nobody bills. An error with one of the `expected` statuses is returned. */
  async function ask(
    method: 'GET' | 'DELETE',
    url: string,
    call: CallOptions | undefined,
    signal: AbortSignal,
    expected: readonly number[] = [],
  ): Promise<RawResponse> {
    const shared = await prepare(call ?? {}, signal)
    const response = await sendWithFetch({ ...shared, method, url }, options.fetch)
    if (response.status < 400 || expected.includes(response.status)) return response
    throw await toHttpError(response, { ...shared, isDirect: false, mayBeSent: false })
  }

  /**
   * Runs the work of a call within its deadline and the caller's signals. What goes wrong is a `VariationError`, whatever the
   * request and the options do when they are read.
   */
  async function guard<T>(
    given: CallOptions | null | undefined,
    run: RunState,
    work: (deadline: Deadline) => Promise<T>,
  ): Promise<T> {
    try {
      const { timeoutMs, signal, fetchOptions } = given ?? {}
      const limitMs =
        [timeoutMs, options.timeoutMs].find((ms) => ms && Number.isFinite(ms)) ?? defaultTimeoutMs
      const explain = (ended: 'aborted' | 'timeout', reason?: unknown) =>
        explainEnd(ended, reason, limitMs, run)
      return await withDeadline(limitMs, [signal, fetchOptions?.signal], explain, work)
    } catch (cause) {
      throw withRunId(toCallError(cause, run), run.isBegun ? run.runId : undefined)
    }
  }

  return {
    create(request, call) {
      const run: RunState = { isBegun: false, isUnknown: false }
      return guard(call, run, (deadline) => create(request, call ?? {}, run, deadline))
    },
    collect(runId, call) {
      const run: RunState = { runId, isBegun: true, isUnknown: true }
      return guard(call, run, async ({ signal }) => {
        checkRunId(runId)
        const shared = await prepare(call ?? {}, signal)
        return collect(run, shared, createReader(call?.read, run, shared.redact, limits.maxImages))
      })
    },
    cancel(runId, call) {
      const run: RunState = { runId, isBegun: true, isUnknown: false }
      return guard(call, run, async ({ signal }) => {
        await ask('DELETE', target.runURL(checkRunId(runId)), call, signal)
      })
    },
    models(call) {
      const run: RunState = { isBegun: false, isUnknown: false }
      return guard(call, run, async ({ signal }) => {
        const url = target.modelsURL()
        // A server of another kind has no list: nothing is at that address, or nothing to get.
        return url ? readModels(await ask('GET', url, call, signal, [404, 405])) : []
      })
    },
  }
}

/** Like `client.create`, but never throws: `{ ok: true, value }` or `{ ok: false, error }`. */
export async function createImageVariation(
  client: Pick<VariationClient, 'create'>,
  request: ImageVariationRequest,
  options?: RequestOptions,
): Promise<Result<ImageVariationResponse>> {
  try {
    if (typeof client?.create !== 'function') {
      throw misconfigured('There is no client. Make one with createVariationClient.')
    }
    return { ok: true, value: await client.create(request, options) }
  } catch (cause) {
    if (isVariationError(cause)) return { ok: false, error: cause }
    // A client of the caller's own throws what it likes.
    const message = `The client failed. ${unknownOutcome}`
    const error = new VariationError('outcome_unknown', message, { outcomeUnknown: true, cause })
    return { ok: false, error }
  }
}

function checkRunId(runId: string): string {
  if (isRunId(runId)) return runId
  const message = 'An idempotency key has 16 to 128 characters of A-Z, a-z, 0-9, _ and -.'
  throw new VariationError('invalid_request', message)
}

/** An unknown outcome that the handler may know: a definite word of it and a response that is only too long stay as they are. */
function isCollectable(error: unknown): error is VariationError {
  if (!isVariationError(error) || !error.outcomeUnknown || error.code === 'redirect') return false
  const { sent, code } = error.details ?? {}
  // It met the run of an earlier request, which may well go on without a word of the store, or with another body.
  if (code === 'run_store_unavailable' || code === 'run_not_joined') return true
  return sent === undefined && code !== 'response_too_long' && code !== 'read_failed'
}

function createReader<T>(
  read: ReadResponse<T> | undefined,
  run: RunState,
  redact: Redact,
  maxImages: number,
): (response: RawResponse) => Promise<T> {
  return async ({ parts, ...about }) => {
    if (!read) {
      const parsed = parseResponse(await textOf(parts), { ...about, redact })
      const response = keepUsable(parsed, maxImages, about)
      // Without a `read` of the caller's own, T is its default.
      return response as T
    }
    const body = new Blob(parts as BlobPart[], { type: about.headers.get('content-type') ?? '' })
    try {
      return await read(body, { ...about, runId: run.runId })
    } catch (cause) {
      if (isVariationError(cause)) throw cause
      const details = { code: 'read_failed' }
      throw badResponse('The response could not be read.', about, details, undefined, cause)
    }
  }
}

/** The error of a call that its deadline or its caller ends. */
function explainEnd(
  ended: 'aborted' | 'timeout',
  reason: unknown,
  limitMs: number,
  { upload, isUnknown }: RunState,
): VariationError {
  const outcomeUnknown = isUnknown || (upload !== undefined && mayBeComplete(upload))
  // The reason that `AbortSignal.timeout()` gives.
  const isTimeout = isObject(reason) && reason['name'] === 'TimeoutError'
  const what =
    ended === 'timeout'
      ? `No response within ${limitMs} ms.`
      : isTimeout
        ? 'No response within the time of the signal.'
        : 'The request was aborted.'
  return new VariationError(
    isTimeout ? 'timeout' : ended,
    outcomeUnknown ? `${what} ${unknownOutcome}` : what,
    { outcomeUnknown, cause: reason },
  )
}

function toCallError(cause: unknown, { isBegun }: RunState): VariationError {
  if (isVariationError(cause)) return cause
  return isBegun
    ? new VariationError('outcome_unknown', `The call failed. ${unknownOutcome}`, {
        outcomeUnknown: true,
        cause,
      })
    : new VariationError('invalid_request', 'The request or its options cannot be read.', { cause })
}
