import {
  isLoopback,
  readAnswer,
  textOf,
  toHttpError,
  withSafeURLs,
  type RawAnswer,
  type VariationAnswer,
} from './answer.js'
import { isObject } from '../platform/isObject.js'
import { checkRequest, type ImageVariationRequest } from '../contract/request.js'
import { requestToFields } from '../contract/wire.js'
import type { ImageVariationResponse } from '../contract/response.js'
import {
  defaultEndpoint,
  defaultPaths,
  defaultServerURL,
  operationOf,
} from '../contract/constants.js'
import { sleep, withDeadline } from './deadline.js'
import { invalid, isVariationError, unknownOutcome, VariationError, type Result } from './errors.js'
import { createRedact, type Redact } from './redact.js'
import { defaultRetryCodes, retryDelayMs, type RetryConfig } from './retry.js'
import { postWithFetch, postWithProgress } from './transport.js'
import {
  createUpload,
  mayBeComplete,
  toPicture,
  type Upload,
  type UploadProgress,
} from './upload.js'

export type { VariationAnswer } from './answer.js'
export type { Backoff, RetryConfig } from './retry.js'
export type { UploadProgress } from './upload.js'

/** Options that a client has and a single call can override. */
type SharedOptions = {
  /**
   * One deadline in milliseconds over everything: upload, wait, answer and retries. A negative number means none.
   * @default 600000
   */
  timeoutMs?: number
  /** Whether and when to repeat a call. A repeated call bills again, so there is none by default. @default { strategy: 'none' } */
  retries?: RetryConfig
  /** Statuses worth another call; `5XX` stands for a family. @default ['429', '500', '502', '503', '504'] */
  retryCodes?: string[]
  /** Sent along with the client's. An `Authorization` of your own takes the place of the key's. */
  headers?: HeadersInit
}

export type VariationClientOptions = SharedOptions & {
  /**
   * Where your handler answers. A relative URL works in browsers only. Without effect where `apiKey` is given.
   * @default '/api/image-variations'
   */
  endpoint?: string | URL
  /** Direct mode: the key of the router, or a function that is asked before each call. Belongs on a server. */
  apiKey?: string | (() => string | Promise<string>)
  /** The router, or a compatible server, for direct mode. Plain http only on this machine. @default 'https://my.orq.ai' */
  serverURL?: string | URL
  /** Paths of the two operations under `serverURL`. @default the router's `/v2/router/images/…` */
  paths?: { variations?: string; edits?: string }
  /** Allow `apiKey` in a browser, where every visitor can read it. @default false */
  dangerouslyAllowBrowser?: boolean
  /** Sends in place of the platform's `fetch`. */
  fetch?: typeof fetch
  /** Longest answer in bytes. Ten pictures in base64 can take tens of megabytes. @default 128000000 */
  maxResponseBytes?: number
}

export type RequestOptions = SharedOptions & {
  /** Cancels the call in every phase. A provider may bill what it has begun. */
  signal?: AbortSignal
  /** Another router for this call; direct mode only. */
  serverURL?: string | URL
  /** Further options for `fetch`, such as `credentials` or `cache`. Redirects are refused whatever it says. */
  fetchOptions?: Omit<RequestInit, 'method' | 'body'>
  /** Bytes as they leave. Browsers report them for the handler only, and not through a `fetch` of your own. */
  onUploadProgress?: (progress: UploadProgress) => void
}

export type VariationClient = {
  /** Sends one request and reads its answer. Throws {@link VariationError} and nothing else. */
  create(request: ImageVariationRequest, options?: RequestOptions): Promise<ImageVariationResponse>
  /** Like `create`, but leaves parsing to the caller, who may have a worker for it: see {@link readAnswer}. */
  send(request: ImageVariationRequest, options?: RequestOptions): Promise<VariationAnswer>
}

const defaultTimeoutMs = 600_000
const defaultMaxResponseBytes = 128_000_000

/**
 * A client for your own handler, or with `apiKey` (on a server) for the router itself. The key is kept in a closure: neither
 * the client nor any error shows it.
 *
 * Throws {@link VariationError} `configuration` for a bad server URL, an empty key, and a key in a browser.
 *
 * @example
 * const client = createVariationClient({ apiKey: process.env.ORQ_API_KEY })
 * const { data } = await client.create({ model: 'openai/gpt-image-2', prompt: defaultVariationPrompt, image })
 */
export function createVariationClient(options: VariationClientOptions = {}): VariationClient {
  const { apiKey, serverURL, paths } = options
  const isDirect =
    apiKey !== undefined || (serverURL !== undefined && options.endpoint === undefined)
  if (apiKey === '') throw misconfigured('The apiKey is empty. Is its environment variable set?')
  if (apiKey !== undefined && isBrowser() && !options.dangerouslyAllowBrowser) {
    throw misconfigured(
      'An apiKey in a browser can be read by every visitor. Leave it out and let createVariationHandler hold the key on your server; set dangerouslyAllowBrowser only where every visitor may have it.',
    )
  }
  const direct = isDirect && {
    variations: directURL(serverURL, paths?.variations ?? defaultPaths.variations),
    edits: directURL(serverURL, paths?.edits ?? defaultPaths.edits),
  }

  async function exchange(
    request: ImageVariationRequest,
    call: RequestOptions,
    onCall: () => void,
  ) {
    const { fetchOptions, onUploadProgress } = call
    const timeoutMs =
      [call.timeoutMs, options.timeoutMs].find((ms) => ms && Number.isFinite(ms)) ??
      defaultTimeoutMs
    const signals = [call.signal, fetchOptions?.signal]
    const retries = call.retries ?? options.retries ?? { strategy: 'none' }
    const retryCodes = call.retryCodes ?? options.retryCodes ?? defaultRetryCodes
    const startedAt = Date.now()
    let upload: Upload | undefined

    function explain(ended: 'aborted' | 'timeout', cause?: unknown): VariationError {
      const outcomeUnknown = upload !== undefined && mayBeComplete(upload)
      // The reason that `AbortSignal.timeout()` gives.
      const isTimeout = isObject(cause) && cause['name'] === 'TimeoutError'
      const what =
        ended === 'timeout'
          ? `No answer within ${timeoutMs} ms.`
          : isTimeout
            ? 'No answer within the time of the signal.'
            : 'The request was cancelled.'
      const rest = outcomeUnknown ? ` ${unknownOutcome}` : ''
      return new VariationError(isTimeout ? 'timeout' : ended, what + rest, {
        outcomeUnknown,
        cause,
      })
    }

    return withDeadline(timeoutMs, signals, explain, async ({ signal, remainingMs }) => {
      const checked = checkRequest(request)
      if (!checked.ok) throw invalid(checked.issues)
      const { image, ...settings } = checked.value
      const operation = operationOf(settings)
      const url = !direct
        ? handlerURL(options)
        : call.serverURL
          ? directURL(call.serverURL, paths?.[operation] ?? defaultPaths[operation])
          : direct[operation]
      const headers = await createHeaders(options, call)
      const redact = createRedact(headers)
      const { maxResponseBytes = defaultMaxResponseBytes } = options
      const post = { url, headers, signal, redact, fetchOptions, maxResponseBytes }
      const fields = requestToFields(settings)
      const picture = image && (await toPicture(image, signal))
      const isWatched = onUploadProgress && !direct && !options.fetch && isBrowser()

      for (let calls = 1; ; calls += 1) {
        signal.throwIfAborted()
        if (globalThis.navigator?.onLine === false) {
          throw new VariationError('offline', 'You are offline. Nothing was sent.')
        }
        onCall()
        upload = createUpload(fields, picture, onUploadProgress)
        const answer = await (
          isWatched
            ? postWithProgress({ ...post, upload }, onUploadProgress)
            : postWithFetch({ ...post, upload }, options.fetch)
        ).catch((error: VariationError) => error)
        // An abort has been explained by now: from here on nothing is under way.
        signal.throwIfAborted()
        upload = undefined
        if (!(answer instanceof VariationError) && answer.status < 400) {
          return { answer, redact }
        }
        const error =
          answer instanceof VariationError
            ? answer
            : await toHttpError(answer, {
                operation,
                model: settings.model,
                isDirect: Boolean(direct),
                redact,
              })
        const waitMs = retryDelayMs(error, retries, retryCodes, calls, Date.now() - startedAt)
        if (waitMs === undefined || waitMs >= remainingMs()) throw error
        await sleep(waitMs, signal)
      }
    })
  }

  /** What goes wrong on the way is a `VariationError`, whatever the request and the options do when they are read. */
  async function answerOf<T>(
    request: ImageVariationRequest,
    call: RequestOptions | null | undefined,
    read: (answer: RawAnswer, redact: Redact) => T | Promise<T>,
  ): Promise<T> {
    let isSent = false
    try {
      const { answer, redact } = await exchange(request, call ?? {}, () => {
        isSent = true
      })
      return await read(answer, redact)
    } catch (cause) {
      if (isVariationError(cause)) throw cause
      throw isSent
        ? new VariationError('outcome_unknown', `The call failed. ${unknownOutcome}`, {
            outcomeUnknown: true,
            cause,
          })
        : new VariationError('invalid_request', 'The request or its options cannot be read.', {
            cause,
          })
    }
  }

  const send = (request: ImageVariationRequest, call?: RequestOptions) =>
    answerOf(request, call, ({ parts, ...rest }) => {
      const type = rest.headers.get('content-type') ?? ''
      return { ...rest, body: new Blob(parts as BlobPart[], { type }) }
    })

  const create = (request: ImageVariationRequest, call?: RequestOptions) =>
    answerOf(request, call, async (answer, redact) =>
      withSafeURLs(readAnswer(await textOf(answer), answer, redact), answer),
    )

  return { create, send }
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

function misconfigured(message: string): VariationError {
  return new VariationError('configuration', message)
}

/** A page or a web worker: where visitors can read what the code knows. */
function isBrowser(): boolean {
  return typeof document !== 'undefined' || 'importScripts' in globalThis
}

/** A path under the server's own, as the official SDK joins them. */
function directURL(serverURL: string | URL = defaultServerURL, path: string): string {
  let url: URL
  let server: URL
  try {
    server = new URL(serverURL)
    server.pathname = server.pathname.replace(/\/*$/, '/')
    url = new URL(path.replace(/^\/+/, ''), server)
  } catch {
    throw misconfigured('The serverURL is no URL. Give one such as "https://my.orq.ai".')
  }
  // The address is left out of the messages: it may hold a secret.
  if (url.username || url.password) throw misconfigured('The serverURL must not hold a password.')
  if (url.origin !== server.origin) throw misconfigured('A path must not lead to another server.')
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname))) {
    throw misconfigured('The serverURL must be https; plain http is for this machine only.')
  }
  if (!url.search) url.search = server.search
  url.hash = ''
  return url.href
}

function handlerURL({ endpoint = defaultEndpoint, fetch }: VariationClientOptions): string {
  let url: URL
  try {
    url = new URL(endpoint, globalThis.document?.baseURI ?? globalThis.location?.href)
  } catch {
    if (fetch) return String(endpoint)
    throw misconfigured(
      'A relative endpoint needs a browser. Elsewhere give an absolute URL, or an apiKey to call the router itself.',
    )
  }
  if (url.username || url.password) throw misconfigured('The endpoint must not hold a password.')
  url.hash = ''
  return url.href
}

async function createHeaders(
  { apiKey, headers: ours }: VariationClientOptions,
  { headers: theirs, fetchOptions }: RequestOptions,
): Promise<Headers> {
  let key: string | undefined
  try {
    key = typeof apiKey === 'function' ? await apiKey() : apiKey
  } catch (cause) {
    throw new VariationError('configuration', 'The apiKey function failed.', { cause })
  }
  if (apiKey !== undefined && !key) throw misconfigured('The apiKey function returned no key.')
  try {
    const headers = new Headers({ accept: 'application/json' })
    if (key) headers.set('authorization', `Bearer ${key.trim()}`)
    for (const source of [ours, fetchOptions?.headers, theirs]) {
      if (source) new Headers(source).forEach((value, name) => headers.set(name, value))
    }
    // The platform writes it, with the boundary of the form.
    headers.delete('content-type')
    return headers
  } catch {
    // The platform's own message holds the value.
    throw misconfigured('The apiKey or a header has characters that no header can carry.')
  }
}
