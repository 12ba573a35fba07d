import {
  defaultPaths,
  defaultServerURL,
  limits,
  operationOf,
  requestToFields,
  type ParsedSettings,
} from '../core/contract.js'
import { extensionOf, sniffImageType } from '../core/image.js'
import { applyPolicy, type Grant, type Policy } from './policy.js'
import { invalidRequest, Refusal } from './Refusal.js'

export type VariationHandlerOptions<Context = unknown> = Policy & {
  /** Decides who may use the router: a grant, a `Response` of your own (429 with `Retry-After`, say), or null for 401. */
  authorize: (
    request: Request,
    context?: Context,
  ) => Grant | Response | null | undefined | Promise<Grant | Response | null | undefined>
  /** Orq's key, or a function that fetches it. It leaves for `serverURL` only. */
  apiKey?: string | (() => string | Promise<string>)
  /** Takes the request instead of Orq: the local router, a compatible server, a test. */
  upstream?: (request: Request) => Promise<Response>
  /** @default 'https://my.orq.ai' */
  serverURL?: string | URL
  paths?: { variations?: string; edits?: string }
  /** Bytes of the image. @default 50 MB, the router's limit */
  maxBytes?: number
  /** Other origins that may call from a browser. @default the handler's own */
  allowedOrigins?: string[]
  /** One deadline over upload, wait and answer, in milliseconds. @default 300000 */
  timeoutMs?: number
  onEvent?: (event: VariationEvent) => void
}

/** One record per request, for bills, limits and logs. Never the key, never the picture. */
export type VariationEvent = {
  requestId: string
  status: number
  code?: string
  model?: string
  durationMs: number
}

/** A handler that lets browsers use the router without ever seeing the key. Nothing goes out without a grant. */
export function createVariationHandler<Context = unknown>(
  options: VariationHandlerOptions<Context>,
): (request: Request, context?: Context) => Promise<Response> {
  const upstream = options.upstream ?? ((request: Request) => fetch(request))

  async function handle(request: Request, context: Context | undefined): Promise<Response> {
    if (request.method !== 'POST') {
      throw new Refusal(405, 'method_not_allowed', 'Send a POST.', { headers: { allow: 'POST' } })
    }
    const grant = await options.authorize(request, context)
    if (grant instanceof Response) return grant
    if (!grant) throw new Refusal(401, 'authentication_required', 'Sign in first.')
    const form = await request.formData()
    const fields: [string, string][] = []
    let image: File | undefined
    for (const [name, value] of form) {
      if (typeof value === 'string') fields.push([name, value])
      else image = value
    }
    const settings = applyPolicy(fields, options, grant)
    if (!image) throw invalidRequest([{ path: ['image'], message: 'Send an image.' }])
    return forward(settings, image, request.signal)
  }

  async function forward(settings: ParsedSettings, image: Blob, signal: AbortSignal) {
    if (image.size > (options.maxBytes ?? limits.maxImageBytes)) {
      throw new Refusal(413, 'image_too_large', 'The image is too large.')
    }
    const type = sniffImageType(new Uint8Array(await image.slice(0, 12).arrayBuffer()))
    if (!type) throw new Refusal(415, 'unsupported_image', 'Send a PNG, JPEG or WebP image.')
    const body = new FormData()
    for (const [name, value] of requestToFields(settings)) body.append(name, value)
    body.append('image', new File([image], `image.${extensionOf(type)}`, { type }))
    const operation = operationOf(settings)
    const url = new URL(
      options.paths?.[operation] ?? defaultPaths[operation],
      options.serverURL ?? defaultServerURL,
    )
    const headers = new Headers({ accept: 'application/json' })
    const key = typeof options.apiKey === 'function' ? await options.apiKey() : options.apiKey
    if (key) headers.set('authorization', `Bearer ${key}`)
    const answer = await upstream(new Request(url, { method: 'POST', body, headers, signal }))
    return new Response(answer.body, {
      status: answer.status,
      headers: { 'content-type': answer.headers.get('content-type') ?? 'application/json' },
    })
  }

  return async (request, context) => {
    try {
      return await handle(request, context)
    } catch (error) {
      const refusal =
        error instanceof Refusal
          ? error
          : new Refusal(500, 'internal_error', 'Something went wrong on our side.')
      return refusal.toResponse()
    }
  }
}
