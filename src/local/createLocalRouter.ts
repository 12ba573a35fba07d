import type { ParsedSettings } from '../contract/request.js'
import { defaults } from '../contract/constants.js'
import { hasBrowserCanvas } from '../image/hasBrowserCanvas.js'
import { loadCanvasKit, type CanvasKit } from './canvas.js'
import { createResponseCache } from './createResponseCache.js'
import { createResultStore, type ImageFile } from './createResultStore.js'
import { createSimulator } from './createSimulator.js'
import { LocalRouterError } from './LocalRouterError.js'
import { paintVariations, type Painting } from './paintVariations.js'
import { parseRequest, type ParsedRequest } from './parseRequest.js'
import { createId, fingerprint, type Random } from './random.js'
import { route } from './route.js'

/** The router: a function that takes a `Request`, or what `fetch` takes. */
export type LocalRouter = {
  (request: Request): Promise<Response>
  (input: Request | string | URL, init?: RequestInit): Promise<Response>
}

/** Options of {@link createLocalRouter}. */
export type LocalRouterOptions = {
  /**
   * Where browsers reach this router, for results by `url`: they live at `<publicURL>/results/<id>`, so send the GETs of that
   * path to the router. Needed behind `createVariationHandler`, which passes on Orq's URL instead of the page's. A path such
   * as `/api/image-variations` is enough for browsers.
   * @default the URL of the request; in a browser without a server, results are `blob:` URLs
   */
  publicURL?: string | URL | ((request: Request) => string | URL)
  /**
   * The wait before the first retry, in milliseconds. It doubles with each retry and varies by a quarter.
   * @default 1000
   */
  retryDelayMs?: number
  /**
   * Images with more pixels are rejected by their header, before they are decoded.
   * @default 64_000_000
   */
  maxPixels?: number
  /**
   * How many results by `url` are kept. The oldest goes first.
   * @default 200
   */
  maxResults?: number
  /**
   * How many bytes of results by `url` are kept. The oldest goes first.
   * @default 256_000_000
   */
  maxResultBytes?: number
  /**
   * Lets the router run in Node where `NODE_ENV` is `production`. It paints demo images, so allow it for demos only.
   * @default false
   */
  allowProduction?: boolean
  /**
   * The clock for expiry, in milliseconds since 1970.
   * @default Date.now
   */
  now?: () => number
  /**
   * Returns numbers from 0 to 1 for load balancing and for varying waits. Images do not depend on it.
   * @default Math.random
   */
  random?: Random
}

/**
 * Orq's two image endpoints without Orq: decodes the image and paints variations of it, without a key and without a network.
 * The same request returns the same images.
 *
 * It responds at any path. A path that ends in `/edits` requires a prompt; elsewhere the prompt decides. GET of a result's
 * `url` responds with 403 after 60 minutes. Any model name paints; the table at {@link localModels} lists the names that do
 * something special, such as `local/slow` or `local/fail-<status>`. The headers `x-local-attempts`, `x-local-model` and
 * `x-local-cache` report what happened.
 *
 * In Node it needs the package `@napi-rs/canvas`. Where `NODE_ENV` is `production` it responds with an error, unless
 * `allowProduction` is set. Creating one never throws.
 *
 * It takes what `fetch` takes, so it can be a client's `fetch` in Node, in a browser and under the DOMs of test runners.
 *
 * @example
 * const client = createVariationClient({
 *   endpoint: 'http://localhost/api/image-variations',
 *   fetch: createLocalRouter(),
 * })
 */
export function createLocalRouter(options: LocalRouterOptions = {}): LocalRouter {
  const {
    publicURL,
    retryDelayMs = 1000,
    maxPixels = 64_000_000,
    maxResults = 200,
    maxResultBytes = 256_000_000,
    allowProduction = false,
    now = Date.now,
    random = Math.random,
  } = options
  const results = createResultStore({ maxResults, maxBytes: maxResultBytes, now })
  const cache = createResponseCache({ now })
  const simulate = createSimulator()
  let canvasKit: Promise<CanvasKit> | undefined

  return async (input: Request | string | URL, init?: RequestInit) => {
    const { request, form } = toRequest(input, init)
    const { signal } = request
    signal.throwIfAborted()
    const requestId = `local-${createId()}`
    const report = { attempts: 0, model: '', cache: 'off' }
    const headers = () => ({
      'x-request-id': requestId,
      'x-local-attempts': String(report.attempts),
      'x-local-cache': report.cache,
      'x-local-model': toHeaderText(report.model),
      'cache-control': 'no-store',
    })
    try {
      if (request.method === 'GET' || request.method === 'HEAD') return serveResult(request)
      if (request.method !== 'POST') throw methodNotAllowed()
      if (!allowProduction && isProductionServer()) throw notInProduction()
      const parsed = await parseRequest(request, form)
      const { settings } = parsed
      report.model = settings.model
      canvasKit ??= loadCanvasKit()
      const kit = await canvasKit
      const paint = async () => {
        const painting = await route(settings, {
          attempt: async (model, attemptSignal) =>
            paintVariations({
              ...parsed,
              ...(await simulate(model, parsed, attemptSignal)),
              kit,
              model,
              maxPixels,
              signal: attemptSignal,
            }),
          report,
          retryDelayMs,
          random,
          signal,
        })
        return encodeJSON(toResponseBody(painting, settings, request))
      }
      const caching = settings.orq?.cache ?? settings.cache
      const key = cacheKey(parsed)
      const cached = caching && cache.get(key)
      if (caching) report.cache = cached ? 'hit' : 'miss'
      const body = cached ?? (await paint())
      if (caching && !cached) cache.set(key, body, caching.ttl ?? defaults.cacheTtl)
      return new Response(body, {
        headers: { ...headers(), 'content-type': 'application/json' },
      })
    } catch (error) {
      signal.throwIfAborted()
      if (error instanceof LocalRouterError) return error.toResponse(headers())
      const message = error instanceof Error ? error.message : String(error)
      return new LocalRouterError(500, 'internal_error', message).toResponse(headers())
    }
  }

  function serveResult(request: Request): Response {
    const id = /\/results\/([0-9a-f]{32})$/.exec(new URL(request.url).pathname)?.[1]
    if (!id) throw methodNotAllowed()
    const file = results.get(id)
    if (!file)
      throw new LocalRouterError(403, 'expired', 'This result has expired: a URL lives 60 minutes.')
    const headers = {
      'content-type': file.type,
      'content-length': String(file.bytes.length),
      'cache-control': 'private, max-age=3600',
      'x-content-type-options': 'nosniff',
    }
    return new Response(request.method === 'HEAD' ? null : file.bytes, { headers })
  }

  function toResponseBody(painting: Painting, settings: ParsedSettings, request: Request) {
    const isURL = (settings.responseFormat ?? 'url') === 'url'
    const data = painting.files.map((file) =>
      isURL ? { url: keep(file, request) } : { b64_json: toBase64(file.bytes) },
    )
    return { created: Math.floor(now() / 1000), data, ...painting.facts }
  }

  function keep(file: ImageFile, request: Request): string {
    if (publicURL === undefined && hasBrowserCanvas()) return results.addAsObjectURL(file)
    const base = publicURL ?? request.url
    const mount = String(typeof base === 'function' ? base(request) : base)
    return `${mount.replace(/[?#].*$/, '').replace(/\/$/, '')}/results/${results.add(file)}`
  }
}

/**
 * The request, and its form if that is known without reading the body. A test runner's DOM has a FormData of its own, which
 * Node's Request turns into text or loses the files of.
 */
function toRequest(
  input: Request | string | URL,
  init?: RequestInit,
): { request: Request; form?: FormData } {
  // A server that passes a Request on may have an argument of its own beside it.
  if (typeof input === 'object' && 'formData' in input) return { request: input }
  const { body, ...rest } = init ?? {}
  if (Object.prototype.toString.call(body) !== '[object FormData]') {
    return { request: new Request(input, init) }
  }
  return { request: new Request(input, rest), form: body as FormData }
}

function methodNotAllowed(): LocalRouterError {
  return new LocalRouterError(405, 'method_not_allowed', 'Send a POST.', { allow: 'POST' })
}

function notInProduction(): LocalRouterError {
  return new LocalRouterError(
    500,
    'configuration',
    'The local router paints demo images and does not run in production: set ORQ_API_KEY and use Orq, or pass { allowProduction: true } for a demo.',
  )
}

/** The model, the input and every parameter. */
function cacheKey({ bytes, settings }: ParsedRequest): string {
  return `${bytes.length} ${fingerprint(bytes)} ${fingerprint(JSON.stringify(settings))}`
}

/** A model's name as a header can carry it. Names are any text: long, in any script, with half a surrogate pair. */
function toHeaderText(model: string): string {
  return encodeURI(model.slice(0, 200).replace(/\p{Surrogate}/gu, '\uFFFD'))
}

/** Bundlers replace `process.env.NODE_ENV` in every browser build, so only Node's own value counts. */
function isProductionServer(): boolean {
  return !hasBrowserCanvas() && globalThis.process?.env?.['NODE_ENV'] === 'production'
}

/** JSON as bytes, not as a Blob: under a test runner's DOM, Blob is of another realm than Response. */
function encodeJSON(body: unknown): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(body))
}

function toBase64(bytes: Uint8Array<ArrayBuffer>): string {
  if (typeof Buffer !== 'undefined') return Buffer.from(bytes).toString('base64')
  let binary = ''
  for (let start = 0; start < bytes.length; start += 0x8000) {
    binary += String.fromCharCode(...bytes.subarray(start, start + 0x8000))
  }
  return btoa(binary)
}
