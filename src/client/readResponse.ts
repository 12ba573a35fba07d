import type { RequestIssue } from '../contract/issues.js'
import { checkResponse, type ImageVariationResponse } from '../contract/response.js'
import { toSafeURL } from '../contract/safeURL.js'
import { unknownOutcome, VariationError, type VariationErrorDetails } from './errors.js'

/** What is known of a response beside its body. */
export type ResponseInfo = {
  /** From 200 to 299: every other status is an error. */
  status: number
  /** Headers of the response. */
  headers: Headers
  /** The server's name for the request, for its support. */
  requestId?: string
  /** The run that the response belongs to; handler mode only. */
  runId?: string
}

/** Reads the body of a response, such as in pieces or in a worker. What it throws is thrown by the call. */
export type ReadResponse<T> = (body: Blob, about: ResponseInfo) => T | Promise<T>

/** A response in the parts in which it came, whatever its status. */
export type RawResponse = Pick<ResponseInfo, 'status' | 'headers' | 'requestId'> & {
  parts: (Uint8Array | Blob)[]
}

/** The text of a response; a small one, which comes in one part, without the way over a Blob. */
export async function textOf(parts: RawResponse['parts'], maxBytes = Infinity): Promise<string> {
  const [first = new Uint8Array()] = parts
  if (parts.length < 2 && first instanceof Uint8Array && first.length <= maxBytes) {
    return new TextDecoder().decode(first)
  }
  return new Blob(parts as BlobPart[]).slice(0, Math.min(maxBytes, Number.MAX_SAFE_INTEGER)).text()
}

type ParseOptions = Partial<Pick<ResponseInfo, 'status' | 'requestId'>> & {
  /** Takes secrets out of what an error shows. */
  redact?: (text: string) => string
}

/**
 * Reads the text of a response, whatever its content type was. Addresses are as the server sent them, safe to show or not.
 *
 * @param prepare changes the JSON before it is checked
 * @throws VariationError `bad_response`, which names the path of what is wrong or holds the start of the text. Its outcome is
 *   unknown: a success that cannot be read may have been billed.
 */
export function parseResponse(
  text: string,
  options: ParseOptions = {},
  prepare?: (wire: unknown) => void,
): ImageVariationResponse {
  const { redact = String } = options
  const fail = (message: string, issues?: RequestIssue[]) =>
    badResponse(message, options, { text: redact(text.slice(0, 1000)).slice(0, 200) }, issues)
  let wire: unknown
  try {
    // Decoders drop a byte order mark; text from elsewhere may still have it.
    wire = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    throw fail(text.trim() ? 'The response is not JSON.' : 'The response is empty.')
  }
  prepare?.(wire)
  const checked = checkResponse(wire)
  if (checked.ok) return checked.value
  const [first] = checked.issues
  const where = first?.path.join('.')
  const message = `The response has another shape than expected${where ? ` at ${where}` : ''}: ${first?.message}`
  throw fail(message, checked.issues)
}

/**
 * The response without images beyond those asked for and without addresses that are not safe to show.
 *
 * @throws VariationError `bad_response` where no image is left
 */
export function keepUsable(
  response: ImageVariationResponse,
  maxImages: number,
  about: ParseOptions,
): ImageVariationResponse {
  const data = response.data.flatMap(withSafeURL).slice(0, maxImages)
  if (data.length > 0) return { ...response, data }
  throw badResponse('The response holds only addresses that are not safe to show.', about)
}

/** An image keeps its bytes where only its address is not safe to show. */
function withSafeURL(image: ImageVariationResponse['data'][number]) {
  const { url, ...rest } = image
  if (url === undefined || toSafeURL(url) !== undefined) return [image]
  return rest.b64Json === undefined ? [] : [rest]
}

export function badResponse(
  message: string,
  { status, requestId }: Pick<ParseOptions, 'status' | 'requestId'> = {},
  details?: VariationErrorDetails,
  issues?: RequestIssue[],
  cause?: unknown,
): VariationError {
  return new VariationError('bad_response', `${message} ${unknownOutcome}`, {
    status,
    requestId,
    details,
    issues,
    cause,
    outcomeUnknown: true,
  })
}
