import { isObject } from '../platform/isObject.js'
import { checkResponse, type ImageVariationResponse } from '../contract/response.js'
import { ourName } from '../contract/wire.js'
import type { RequestIssue } from '../contract/issues.js'
import { type Operation } from '../contract/constants.js'
import { unknownOutcome, VariationError, type VariationErrorDetails } from './errors.js'
import type { Redact } from './redact.js'
import { readRetryAfterMs } from './retry.js'

/** An answer whose body has been read to its end but not parsed. */
export type VariationAnswer = {
  /** From 200 to 299: `send` throws for every other status. */
  status: number
  headers: Headers
  /** The server's name for the request, for its support. */
  requestId?: string
  body: Blob
}

/** An answer in the parts in which it came, whatever its status. */
export type RawAnswer = Omit<VariationAnswer, 'body'> & { parts: (Uint8Array | Blob)[] }

/** The text of an answer; a small one, which comes in one part, without the way over a Blob. */
export async function textOf({ parts }: RawAnswer): Promise<string> {
  const [first = new Uint8Array()] = parts
  return parts.length < 2 && first instanceof Uint8Array
    ? new TextDecoder().decode(first)
    : new Blob(parts as BlobPart[]).text()
}

/** What an error tells of the answer that it is about. */
type Origin = Pick<VariationAnswer, 'status' | 'requestId'>

/**
 * Reads the text of an answer, whatever its content type was. Throws {@link VariationError} `bad_response`, which names the
 * path of what is wrong or holds the start of the text: a success that cannot be read may have been billed.
 */
export function readAnswer(
  text: string,
  origin?: Origin,
  redact: (text: string) => string = String,
): ImageVariationResponse {
  const details = () => ({ text: redact(text.slice(0, 1000)).slice(0, 200) })
  let wire: unknown
  try {
    // Decoders drop a byte order mark; text from elsewhere may still have it.
    wire = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    const what = text.trim() ? 'is not JSON' : 'is empty'
    throw badResponse(`The answer ${what}.`, origin, details())
  }
  const checked = checkResponse(wire)
  if (checked.ok) return checked.value
  const [first] = checked.issues
  const where = first?.path.join('.')
  throw badResponse(
    `The answer has another shape than expected${where ? ` at ${where}` : ''}: ${first?.message}`,
    origin,
    details(),
    checked.issues,
  )
}

function badResponse(
  message: string,
  origin: Origin | undefined,
  details: VariationErrorDetails,
  issues?: RequestIssue[],
): VariationError {
  const { status, requestId } = origin ?? {}
  return new VariationError('bad_response', `${message} ${unknownOutcome}`, {
    status,
    requestId,
    details,
    issues,
    outcomeUnknown: true,
  })
}

/**
 * Without the pictures whose address could do harm where it is shown or opened: `javascript:`, documents in `data:`, and http
 * but for this machine and this page's origin. Throws `bad_response` where nothing is left.
 */
export function withSafeURLs(
  response: ImageVariationResponse,
  origin?: Origin,
): ImageVariationResponse {
  const data = response.data.filter(
    ({ url }) => url === undefined || url.startsWith('https://') || isSafeURL(url),
  )
  if (data.length === response.data.length) return response
  if (data.length > 0) return { ...response, data }
  throw badResponse('The answer holds only addresses that are not safe to show.', origin, {})
}

function isSafeURL(address: string): boolean {
  try {
    const { protocol, hostname, origin, pathname } = new URL(address, 'https://relative.invalid')
    return (
      protocol === 'https:' ||
      protocol === 'blob:' ||
      (protocol === 'data:' && /^image\/(png|jpeg|webp)[;,]/i.test(pathname)) ||
      (protocol === 'http:' && (isLoopback(hostname) || origin === globalThis.location?.origin))
    )
  } catch {
    return false
  }
}

/** True for the names of this machine, where plain http reaches nobody else. */
export function isLoopback(hostname: string): boolean {
  return /^((.+\.)?localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)
}

/** The call that an error answer is about. */
type Asked = { operation: Operation; model: string; isDirect: boolean; redact: Redact }

/** Codes of our handler for a request that had reached the router. */
const ambiguousCodes = ['upstream_connection_lost', 'upstream_timeout']

/** An answer with a status of 400 or above as an error, in the server's own words where it has some. */
export async function toHttpError(
  answer: RawAnswer,
  { operation, model, isDirect, redact }: Asked,
): Promise<VariationError> {
  const { status, headers, requestId } = answer
  const text = redact(await textOf(answer))
  const { message, issues, ...details } = readError(text, redact)
  return new VariationError(
    'http',
    message ?? describeStatus(status, text, operation, JSON.stringify(model), isDirect),
    {
      status,
      requestId,
      issues,
      details,
      retryAfterMs: readRetryAfterMs(headers),
      outcomeUnknown: ambiguousCodes.includes(details.code ?? ''),
    },
  )
}

/** Understands the bodies of Orq, OpenAI, their predecessors and compatible servers, and our handler's. */
function readError(
  text: string,
  redact: Redact,
): VariationErrorDetails & { message?: string; issues?: RequestIssue[] } {
  let body: unknown
  try {
    // Once more, because JSON can spell a secret with escapes.
    body = JSON.parse(text.replace(/^\uFEFF/, ''), (_, value: unknown) =>
      typeof value === 'string' ? redact(value) : value,
    )
  } catch {
    // Markup is shown to nobody; its title is all that it has to say.
    return text && !/^\s*</.test(text) ? { text: text.slice(0, 200) } : {}
  }
  if (!isObject(body)) return { text: text.slice(0, 200) }
  const error = isObject(body['error']) ? body['error'] : body
  const message = sentence(error['message']) ?? sentence(body['error']) ?? sentence(body['detail'])
  const param = word(error['param'])
  const { details } = error
  const listed = [
    ...(isObject(details) ? [details['issues'], details['errors']] : [details]),
    error['issues'],
    error['errors'],
    body['detail'],
  ].find(Array.isArray)
  const issues = (listed ?? [])
    .filter(isObject)
    .map((item) => toIssue(item, message))
    .concat(!listed && param && message ? [{ path: toPath(param), message }] : [])
  return {
    message: message ?? sentence(issues.map((issue) => issue.message).join(' ')),
    ...(issues.length > 0 ? { issues } : {}),
    ...present('code', word(error['code'])),
    ...present('type', word(error['type'])),
    ...present('param', param),
    ...present('docUrl', word(error['doc_url'])),
  }
}

/** `{ path, message }` of our handler, and what others call the two. */
function toIssue(item: Record<string, unknown>, fallback = 'This is not valid.'): RequestIssue {
  return {
    path: toPath(item['path'] ?? item['loc'] ?? item['field'] ?? item['param']),
    message: sentence(item['message']) ?? sentence(item['msg']) ?? fallback,
  }
}

/** `fallbacks[0].model`, `['body', 'response_format']` and the like, in our names. */
function toPath(path: unknown): RequestIssue['path'] {
  const steps = Array.isArray(path)
    ? path.map(String)
    : typeof path === 'string'
      ? path.split(/[.[\]]+/)
      : []
  return steps
    .filter((step, index) => step !== '' && (step !== 'body' || index > 0))
    .map((step) => (/^\d+$/.test(step) ? Number(step) : ourName(step)))
}

function sentence(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() ? value.trim().slice(0, 1000) : undefined
}

function present(name: keyof VariationErrorDetails, value: string | undefined) {
  return value === undefined ? {} : { [name]: value }
}

function word(value: unknown): string | undefined {
  return typeof value === 'number' ? String(value) : sentence(value)
}

/** For answers that say nothing themselves. */
function describeStatus(
  status: number,
  text: string,
  operation: Operation,
  model: string,
  isDirect: boolean,
): string {
  if (status === 404 && (text.trim() === '' || (!isDirect && /^\s*</.test(text)))) {
    const what = isDirect
      ? 'The server answered 404 without a word:'
      : 'The server answered 404: nothing may be at that path (is createVariationHandler mounted there?), or'
    return operation === 'variations'
      ? `${what} the model ${model}, or the provider's endpoint for variations without a prompt, may be retired. Choose a current model, or add a prompt, such as defaultVariationPrompt, to make the variation with an edit.`
      : `${what} the model ${model} may be retired. Choose a current model, and check the address of the server.`
  }
  const title = /<title[^>]*>([^<]{1,200})/i.exec(text)?.[1]?.trim()
  const hint = /^(408|429|5..)$/.test(String(status)) ? ' Try again later.' : ''
  return `The server answered ${status}${title ? `: ${title}` : ''}.${hint}`
}
