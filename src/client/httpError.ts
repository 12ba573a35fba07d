import type { Operation } from '../contract/constants.js'
import { maxErrorBodyBytes, readErrorBody, type ErrorBody } from '../contract/errorBody.js'
import { unknownOutcome, VariationError } from './errors.js'
import { textOf, type RawResponse } from './readResponse.js'
import type { Redact } from './redact.js'
import { readRetryAfterMs } from './retry.js'

/** The request that an error response is about. */
type About = {
  isDirect: boolean
  redact: Redact
  /** The whole upload may have been handed over. */
  mayBeSent: boolean
  /** Of a POST. */
  asked?: { operation: Operation; model: string }
}

/** A response with a status of 400 or above as an error, in the server's own words where it has some. */
export async function toHttpError(response: RawResponse, about: About): Promise<VariationError> {
  const { status, headers, requestId } = response
  const text = about.redact(await textOf(response.parts, maxErrorBodyBytes))
  const body = readErrorBody(text, about.redact)
  const { message, issues, ...details } = body
  // An earlier copy of the request may be there where this one is not.
  const outcomeUnknown = (about.mayBeSent || body.sent) && isUnknown(status, body, about.isDirect)
  const said = message ?? describeStatus(status, text, about)
  return new VariationError(
    'http',
    outcomeUnknown && !message ? `${said} ${unknownOutcome}` : said,
    {
      status,
      requestId,
      issues,
      details,
      retryAfterMs: readRetryAfterMs(headers),
      outcomeUnknown,
    },
  )
}

/**
 * Whether a complete request may have been carried out although it is answered like this. Our handler says it. Without its
 * word a 5xx or a 408 comes from something in between, which has only stopped waiting. A router that is called directly speaks
 * for itself, but for timeouts and for statuses without its words.
 */
function isUnknown(status: number, { sent, code, message }: ErrorBody, isDirect: boolean): boolean {
  if (sent !== undefined) return sent && (status >= 500 || code === 'run_cancelled')
  if (!isGatewayStatus(status)) return false
  const isTimeout = status === 408 || status === 504 || status === 524
  return !isDirect || isTimeout || (message === undefined && code === undefined)
}

/** 5xx and 408: what stands between us and the handler says so of itself. */
export function isGatewayStatus(status: number | undefined): boolean {
  return status !== undefined && (status >= 500 || status === 408)
}

/** For responses that say nothing themselves. */
function describeStatus(status: number, text: string, { asked, isDirect }: About): string {
  if (asked && status === 404 && (text.trim() === '' || (!isDirect && /^\s*</.test(text)))) {
    const path = isDirect
      ? ' without a word:'
      : ': nothing may be at that path (is createVariationHandler mounted there?), or'
    const [endpoint, prompt] =
      asked.operation === 'variations'
        ? [', or its endpoint for variations without a prompt,', ', or add a prompt']
        : ['', '']
    return `The server answered 404${path} the model ${JSON.stringify(asked.model)}${endpoint} may be retired. Choose a current model${prompt}.`
  }
  // Bounded, because the pattern would take its time over a hostile body.
  const title = /<title[^>]*>([^<]{1,200})/i.exec(text.slice(0, 2000))?.[1]?.trim()
  const hint = status === 429 || isGatewayStatus(status) ? ' Try again later.' : ''
  return `The server answered ${status}${title ? `: ${title}` : ''}.${hint}`
}
