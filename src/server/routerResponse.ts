import { maxErrorBodyBytes, readErrorBody } from '../contract/errorBody.js'
import { ourName, wireFields } from '../contract/wire.js'
import { HandlerError } from './HandlerError.js'
import type { Secret } from './secrets.js'

/** Headers of the router that callers get. All others stay behind. */
const passedHeaders =
  /^(retry-after|(x-)?ratelimit(-[a-z-]+)?|(x-)?(orq-)?(request|trace|correlation)-id|x-cache|x-cache-(hit|status)|x-orq-cache(-[a-z]+)?|x-local-[a-z-]+)$/

/** The router's headers for the caller. The key is in none of them. */
export function filterHeaders(headers: Headers, secret: Secret): Record<string, string> {
  return Object.fromEntries(
    [...headers].filter(([name, value]) => passedHeaders.test(name) && !secret.isIn(value)),
  )
}

/**
 * The error that a failed response of the router becomes: its status, code and sentence, rebuilt. What is wrong with our own
 * key does not concern the caller, and nothing else of the body is passed on.
 */
export async function errorOfResponse(response: Response, secret: Secret): Promise<HandlerError> {
  const headers = filterHeaders(response.headers, secret)
  const { status } = response
  if (status < 400) return redirected()
  const { code, message, issues } = readError(await readStart(response), secret)
  const cause = { status, code, message }
  if (status === 401 || status === 403) {
    const message = 'The router did not accept the request of this server.'
    return new HandlerError(502, 'upstream_auth', message, { cause })
  }
  return new HandlerError(
    statusForCaller(status),
    code ?? codeByStatus[status] ?? 'upstream_error',
    message ?? (status === 404 ? retired : `The router answered ${status}.`),
    { headers, cause, issues },
  )
}

export function redirected(cause?: unknown): HandlerError {
  const message = 'The router redirected, which is not followed.'
  return new HandlerError(502, 'upstream_redirect', message, { cause })
}

/** Browsers send a request again on their own after a 408 and a 425, so neither leaves this server. */
export function statusForCaller(status: number): number {
  return status === 408 ? 504 : status === 425 ? 503 : status > 599 ? 502 : status
}

/** What a router most likely means that answers 404 without a sentence. */
const retired =
  "The router answered 404: the model, or its provider's endpoint for variations without a prompt, may be retired. " +
  'Choose a current model, or add a prompt.'

const codeByStatus: Record<number, string> = {
  402: 'quota_exceeded',
  404: 'not_found',
  408: 'request_timeout',
  429: 'rate_limit_exceeded',
  503: 'service_unavailable',
  504: 'provider_timeout',
}

async function readStart(response: Response): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  const reader = response.body?.getReader()
  try {
    while (reader && text.length < maxErrorBodyBytes) {
      const { done, value } = await reader.read()
      if (done) break
      text += decoder.decode(value, { stream: true })
    }
  } catch {
    // The status says enough.
  }
  await reader?.cancel().catch(() => {})
  return text
}

/** Code, sentence and field of an error. What holds the key is left out as a whole. */
function readError(body: string, secret: Secret) {
  const { code, type, message, param } = readErrorBody(body, (text) =>
    secret.isIn(text) ? '' : text,
  )
  const sentence = message?.split(/[\r\n]/, 1)[0]?.slice(0, 500)
  const isField = param !== undefined && ['image', ...wireFields].includes(param)
  return {
    code: [code, type].find((word) => word !== undefined && /^[\w.-]{1,64}$/.test(word)),
    message: sentence || undefined,
    issues: sentence && isField ? [{ path: [ourName(param)], message: sentence }] : undefined,
  }
}

/**
 * The body of a success from the start of its JSON on. Throws {@link HandlerError} if something else comes first: a captive
 * portal's page, or nothing at all. White space before it is dropped, which some gateways send to keep a connection alive.
 */
export async function jsonBodyOf(
  response: Response,
  secret: Secret,
): Promise<ReadableStreamDefaultReader<Uint8Array>> {
  const reader = response.body?.getReader()
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true, value: undefined }
    const start = done ? undefined : value.findIndex((byte) => !blanks.has(byte))
    if (start === -1) continue
    if (reader && value && start !== undefined && value[start] === openBrace) {
      return startWith(value.subarray(start), reader)
    }
    void reader?.cancel().catch(() => {})
    const text = value ? new TextDecoder().decode(value.subarray(0, 1000)) : ''
    throw new HandlerError(
      502,
      'upstream_bad_response',
      'The router answered something else than JSON. The request may have been carried out and billed.',
      {
        cause: {
          status: response.status,
          contentType: secret.clean(response.headers.get('content-type') ?? ''),
          text: secret.clean(text).slice(0, 200),
        },
      },
    )
  }
}

/** White space of JSON, and a byte order mark. */
const blanks = new Set([0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf])
const openBrace = 0x7b

/** A reader that gives `first` before the rest. */
function startWith(
  first: Uint8Array,
  reader: ReadableStreamDefaultReader<Uint8Array>,
): ReadableStreamDefaultReader<Uint8Array> {
  let isFirst = true
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        if (isFirst) {
          isFirst = false
          return controller.enqueue(first)
        }
        const { done, value } = await reader.read()
        if (done) controller.close()
        else controller.enqueue(value)
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  ).getReader()
}
