import { type ParsedSettings } from '../contract/request.js'
import { defaults } from '../contract/constants.js'
import { loadCanvasKit, type CanvasKit } from './canvas.js'
import { createAnswerCache } from './createAnswerCache.js'
import { createResultStore } from './createResultStore.js'
import { createSimulator } from './createSimulator.js'
import { paintVariations, type Painting } from './paintVariations.js'
import { createId, fingerprint, type Random } from './random.js'
import { readUpload, type Upload } from './readUpload.js'
import { Refusal } from './Refusal.js'
import { route } from './route.js'

export type LocalRouterOptions = {
  /**
   * Where browsers reach this router, for the `url` results, which live at `<publicURL>/results/<id>`: hand it the GETs of that
   * path. Needed behind `createVariationHandler`, which passes on Orq's URL instead of the page's; for browsers a path such as
   * `/api/image-variations` will do.
   * @default the URL of the request; in a browser, where no server stands behind it, results are `blob:` URLs
   */
  publicURL?: string | URL | ((request: Request) => string | URL)
  /**
   * The wait before the first retry in milliseconds; it doubles with each one and varies by a quarter.
   * @default 1000
   */
  retryDelayMs?: number
  /**
   * Pictures of more pixels are refused from their header, before anything decodes them.
   * @default 64_000_000
   */
  maxPixels?: number
  /**
   * Results kept for `url` answers; the oldest makes room.
   * @default 200
   */
  maxResults?: number
  /**
   * Bytes of results kept for `url` answers; the oldest makes room.
   * @default 256_000_000
   */
  maxResultBytes?: number
  /**
   * Lets the router run where `NODE_ENV` is `production`, in Node. It paints demo pictures: say yes only for a demo.
   * @default false
   */
  allowProduction?: boolean
  /**
   * The clock, in milliseconds since 1970, for expiry.
   * @default Date.now
   */
  now?: () => number
  /**
   * Numbers from 0 to 1 for load balancing and the variation of waits. Pictures never depend on it.
   * @default Math.random
   */
  random?: Random
}

/**
 * Orq's two image endpoints without Orq: decodes the picture and paints variations of it, so that everything works with no key
 * and no network. The same request gives the same pictures.
 *
 * It answers at any path: one that ends in `/edits` wants a prompt, elsewhere the prompt decides. GET of a result's `url`
 * answers 403 after 60 minutes. Model names steer it: `local/watercolor`, `local/pencil`, `local/pop-art` and `local/duotone`
 * are styles, any other name gets a style of its own, and `local/fail-<status>`, `local/flaky-<times>`, `local/slow-<ms>`,
 * `local/retired`, `local/partial` and `local/square-only` behave as they say.
 * The headers `x-local-attempts`, `x-local-model` and `x-local-cache` say what it did.
 *
 * In Node it needs the package `@napi-rs/canvas`. Throws where `NODE_ENV` is `production`, unless `allowProduction`.
 *
 * @example
 * const client = createVariationClient({
 *   endpoint: 'http://local.test/',
 *   fetch: (input, init) => router(new Request(input, init)),
 * })
 */
export function createLocalRouter(
  options: LocalRouterOptions = {},
): (request: Request) => Promise<Response> {
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
  if (!allowProduction && isProductionServer()) {
    throw new Error(
      'The local router paints demo pictures and does not run in production: set ORQ_API_KEY and use Orq, or pass { allowProduction: true } for a demo.',
    )
  }
  const results = createResultStore({ maxResults, maxBytes: maxResultBytes, now })
  const cache = createAnswerCache({ now })
  const simulate = createSimulator()
  let canvasKit: Promise<CanvasKit> | undefined

  return async (request) => {
    const { signal } = request
    signal.throwIfAborted()
    const requestId = `local-${createId()}`
    const report = { attempts: 0, model: '', cache: 'off' }
    const headers = () => ({
      'x-request-id': requestId,
      'x-local-attempts': String(report.attempts),
      'x-local-cache': report.cache,
      // A model's name is anybody's text; a header is not.
      'x-local-model': encodeURI(report.model),
      'cache-control': 'no-store',
    })
    try {
      if (request.method === 'GET' || request.method === 'HEAD') return serveResult(request)
      if (request.method !== 'POST') throw methodNotAllowed()
      const upload = await readUpload(request)
      const { settings } = upload
      report.model = settings.model
      canvasKit ??= loadCanvasKit()
      const kit = await canvasKit
      const answer = async () => {
        const painting = await route(settings, {
          attempt: async (model, attemptSignal) =>
            paintVariations({
              ...upload,
              ...(await simulate(model, upload, attemptSignal)),
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
        return new Blob([JSON.stringify(await toAnswer(painting, settings, request))])
      }
      const caching = settings.orq?.cache ?? settings.cache
      const key = cacheKey(upload)
      const cached = caching && cache.get(key)
      if (caching) report.cache = cached ? 'hit' : 'miss'
      const body = cached ?? (await answer())
      if (caching && !cached) cache.set(key, body, caching.ttl ?? defaults.cacheTtl)
      return new Response(body, {
        headers: { ...headers(), 'content-type': 'application/json' },
      })
    } catch (error) {
      signal.throwIfAborted()
      if (error instanceof Refusal) return error.toResponse(headers())
      const message = error instanceof Error ? error.message : String(error)
      return new Refusal(500, 'internal_error', message).toResponse(headers())
    }
  }

  function serveResult(request: Request): Response {
    const id = /\/results\/([0-9a-f]{32})$/.exec(new URL(request.url).pathname)?.[1]
    if (!id) throw methodNotAllowed()
    const file = results.get(id)
    if (!file) throw new Refusal(403, 'expired', 'This result has expired: a URL lives 60 minutes.')
    const headers = {
      'content-type': file.type,
      'content-length': String(file.size),
      'cache-control': 'private, max-age=3600',
      'x-content-type-options': 'nosniff',
    }
    return new Response(request.method === 'HEAD' ? null : file, { headers })
  }

  async function toAnswer(painting: Painting, settings: ParsedSettings, request: Request) {
    const isURL = (settings.responseFormat ?? 'url') === 'url'
    const data = await Promise.all(
      painting.files.map(async (file) =>
        isURL ? { url: keep(file, request) } : { b64_json: await toBase64(file) },
      ),
    )
    return { created: Math.floor(now() / 1000), data, ...painting.facts }
  }

  function keep(file: Blob, request: Request): string {
    if (publicURL === undefined && isBrowser()) return results.addAsObjectURL(file)
    const base = publicURL ?? request.url
    const mount = String(typeof base === 'function' ? base(request) : base)
    return `${mount.replace(/[?#].*$/, '').replace(/\/$/, '')}/results/${results.add(file)}`
  }
}

const methodNotAllowed = () =>
  new Refusal(405, 'method_not_allowed', 'Send a POST.', { allow: 'POST' })

/** The model, the input and every parameter. */
function cacheKey({ bytes, settings }: Upload): string {
  return `${bytes.length} ${fingerprint(bytes)} ${JSON.stringify(settings)}`
}

function isBrowser(): boolean {
  return typeof OffscreenCanvas !== 'undefined'
}

/** Bundlers write `production` into any browser build: there it says nothing, so only Node's own is read. */
function isProductionServer(): boolean {
  return !isBrowser() && globalThis.process?.env?.['NODE_ENV'] === 'production'
}

async function toBase64(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  if (typeof Buffer !== 'undefined') return Buffer.from(bytes.buffer).toString('base64')
  let binary = ''
  for (let start = 0; start < bytes.length; start += 0x8000) {
    binary += String.fromCharCode(...bytes.subarray(start, start + 0x8000))
  }
  return btoa(binary)
}
