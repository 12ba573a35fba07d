import {
  defaultEndpoint,
  defaultPaths,
  defaultServerURL,
  imageVariationRequestSchema,
  imageVariationResponseSchema,
  operationOf,
  requestToFields,
  toRequestIssues,
  type ImageContent,
  type ImageVariationRequest,
  type ImageVariationResponse,
} from './contract.js'
import { isVariationError, VariationError, type Result } from './errors.js'

/** The official SDK's retry options. Default none: a repeated call bills again. */
export type RetryConfig =
  | { strategy: 'none' }
  | {
      strategy: 'backoff'
      backoff?: {
        initialInterval: number
        maxInterval: number
        exponent: number
        maxElapsedTime: number
      }
      retryConnectionErrors?: boolean
    }

export type VariationClientOptions = {
  endpoint?: string | URL
  apiKey?: string | (() => string | Promise<string>)
  serverURL?: string | URL
  paths?: { variations?: string; edits?: string }
  dangerouslyAllowBrowser?: boolean
  headers?: HeadersInit
  fetch?: typeof fetch
  timeoutMs?: number
  retries?: RetryConfig
  retryCodes?: string[]
}

export type UploadProgress = { loadedBytes: number; totalBytes: number }

export type RequestOptions = {
  signal?: AbortSignal
  timeoutMs?: number
  retries?: RetryConfig
  retryCodes?: string[]
  serverURL?: string | URL
  fetchOptions?: Omit<RequestInit, 'method' | 'body' | 'signal'>
  headers?: HeadersInit
  onUploadProgress?: (progress: UploadProgress) => void
}

/** A success whose body has been read but not parsed. */
export type VariationAnswer = {
  status: number
  headers: Headers
  requestId?: string
  body: Blob
}

export type VariationClient = {
  /** Sends one request and reads its answer. Throws {@link VariationError}. */
  create(request: ImageVariationRequest, options?: RequestOptions): Promise<ImageVariationResponse>
  /** Like `create`, but leaves parsing to the caller, who may have a worker for it. */
  send(request: ImageVariationRequest, options?: RequestOptions): Promise<VariationAnswer>
}

export function createVariationClient(options: VariationClientOptions = {}): VariationClient {
  const { endpoint = defaultEndpoint, apiKey, serverURL = defaultServerURL, paths } = options
  const callFetch = options.fetch ?? fetch

  async function send(
    request: ImageVariationRequest,
    callOptions: RequestOptions = {},
  ): Promise<VariationAnswer> {
    const parsed = imageVariationRequestSchema.safeParse(request)
    if (!parsed.success) {
      const issues = toRequestIssues(parsed.error.issues)
      throw new VariationError('invalid_request', issues.map((issue) => issue.message).join(' '), {
        issues,
      })
    }
    const { image, ...settings } = parsed.data
    const form = new FormData()
    for (const [name, value] of requestToFields(settings)) form.append(name, value)
    if (image) {
      const content = image as Blob | ImageContent
      if (content instanceof Blob) form.append('image', content)
      else form.append('image', new Blob([content.content as BlobPart]), content.fileName)
    }
    const headers = new Headers(options.headers)
    headers.set('Accept', 'application/json')
    if (apiKey) {
      const key = typeof apiKey === 'function' ? await apiKey() : apiKey
      headers.set('Authorization', `Bearer ${key}`)
    }
    const operation = operationOf(settings)
    const url = apiKey
      ? new URL(paths?.[operation] ?? defaultPaths[operation], serverURL)
      : endpoint
    const response = await callFetch(url, {
      method: 'POST',
      body: form,
      headers,
      redirect: 'error',
      ...(callOptions.signal ? { signal: callOptions.signal } : {}),
    })
    if (!response.ok) {
      const answer = (await response.json().catch(() => ({}))) as {
        error?: { code?: string; message?: string }
      }
      throw new VariationError(
        'http',
        answer.error?.message ?? `The server answered ${response.status}.`,
        {
          status: response.status,
          ...(answer.error?.code ? { details: { code: answer.error.code } } : {}),
        },
      )
    }
    return { status: response.status, headers: response.headers, body: await response.blob() }
  }

  async function create(request: ImageVariationRequest, callOptions?: RequestOptions) {
    const answer = await send(request, callOptions)
    const parsed = imageVariationResponseSchema.safeParse(JSON.parse(await answer.body.text()))
    if (!parsed.success) {
      throw new VariationError('bad_response', 'The answer cannot be read.', {
        outcomeUnknown: true,
      })
    }
    return parsed.data
  }

  return { create, send }
}

/** Like `client.create`, but never throws. */
export async function createImageVariation(
  client: VariationClient,
  request: ImageVariationRequest,
  options?: RequestOptions,
): Promise<Result<ImageVariationResponse>> {
  try {
    return { ok: true, value: await client.create(request, options) }
  } catch (error) {
    if (isVariationError(error)) return { ok: false, error }
    throw error
  }
}
