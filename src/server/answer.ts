import { ourName, wireFields } from '../contract/wire.js'
import { Refusal } from './Refusal.js'

/** Headers of the router that its callers may see. Everything else stays behind. */
const passedHeaders =
  /^(retry-after|(x-)?ratelimit(-[a-z-]+)?|(x-)?(orq-)?(request|trace)-id|x-cache|x-cache-(hit|status)|x-orq-cache(-[a-z]+)?|x-local-[a-z-]+)$/

/** What the router's answer may tell its caller. The key may stand in none of it. */
export function filterHeaders(
  headers: Headers,
  secret: string | undefined,
): Record<string, string> {
  return Object.fromEntries(
    [...headers].filter(([name, value]) => passedHeaders.test(name) && isClean(value, secret)),
  )
}

/** The router's name for a request, for its support, from the headers that {@link filterHeaders} left. */
export function requestIdOf(headers: Record<string, string>): string | undefined {
  const names = ['x-request-id', 'request-id', 'x-orq-request-id', 'x-orq-trace-id']
  return names.map((name) => headers[name]).find(Boolean)
}

function isClean(text: string, secret: string | undefined): boolean {
  return !secret || !text.includes(secret)
}

/** Bytes of an error body that are read for its sentence. */
const maxErrorBytes = 65_536

/**
 * The refusal that a failed answer becomes: its status, code and sentence, rebuilt. Whatever is wrong with our own key is no
 * business of the caller, and nothing else of the body is passed on.
 */
export async function refusalOf(answer: Response, secret: string | undefined): Promise<Refusal> {
  const headers = filterHeaders(answer.headers, secret)
  const { status } = answer
  if (status < 400) {
    return new Refusal(502, 'upstream_redirect', 'The router redirected, which is not followed.')
  }
  const { code, message, issues } = readError(await readStart(answer), secret)
  const cause = { status, code, message }
  if (status === 401 || status === 403) {
    const message = 'The router did not accept the request of this server.'
    return new Refusal(502, 'upstream_auth', message, { cause })
  }
  return new Refusal(
    status > 599 ? 502 : status,
    code ?? codeByStatus[status] ?? 'upstream_error',
    message ?? (status === 404 ? retired : `The router answered ${status}.`),
    { headers, cause, issues },
  )
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

async function readStart(answer: Response): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  const reader = answer.body?.getReader()
  try {
    while (reader && text.length < maxErrorBytes) {
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

/** Code and sentence of the shapes that routers use: `{ error: { code, message } }`, `{ code, error }`, `{ code, message }`. */
function readError(body: string, secret: string | undefined) {
  const outer = parseObject(body)
  const inner = isObject(outer['error']) ? outer['error'] : outer
  const isText = (value: unknown): value is string =>
    typeof value === 'string' && isClean(value, secret)
  const isWord = (value: unknown): value is string => isText(value) && /^[\w.-]{1,64}$/.test(value)
  const code = [inner['code'], inner['type']].find(isWord)
  const message = [inner['message'], inner['error']]
    .find(isText)
    ?.split(/[\r\n]/)[0]
    ?.slice(0, 500)
  const { param } = inner
  const issues =
    message && isText(param) && ['image', ...wireFields].includes(param)
      ? [{ path: [ourName(param)], message }]
      : undefined
  return { code, message: message || undefined, issues }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : {}
  } catch {
    return {}
  }
}
