import { unknownOutcome, VariationError, type VariationErrorCode } from './errors.js'
import type { ResponseInfo } from './readResponse.js'
import type { Redact } from './redact.js'
import { mayBeComplete, type Upload } from './upload.js'

/** Failures before a byte of the request is sent: no address, no connection, no TLS. */
const beforeSending =
  /ECONNREFUSED|ENOTFOUND|EAI_|CONNECT_TIMEOUT|CERT|ERR_TLS|SSL_WRONG_VERSION|HANDSHAKE|ConnectionRefused|getaddrinfo|syscall connect|dns error|connect error/
const ownTimeout = /(HEADERS|BODY)_TIMEOUT/
/** Not lower-case words alone: messages hold names of hosts. */
const undecodable =
  /\bZ_[A-Z]+_ERROR|ERR__ERROR|Brotli|DECODING|Decompress|incorrect header check|(cannot|error) decod/

/** Says what a lost connection means for the caller: whether anything may have been carried out and billed. */
export function toConnectionError(
  error: unknown,
  { upload, redact }: { upload?: Upload | undefined; redact: Redact },
  { status, requestId }: Pick<ResponseInfo, 'status' | 'requestId'>,
): VariationError {
  let story = ''
  let cause: unknown
  try {
    if (error instanceof VariationError) return error
    story = describe(error)
    cause = redact.error(error)
  } catch {
    // Thrown by a fetch of the caller's own, and nothing that can be looked at.
  }
  const options = { status: status || undefined, requestId, cause }
  const fail = (code: VariationErrorCode, message: string, outcomeUnknown: boolean) =>
    new VariationError(code, message, { ...options, outcomeUnknown })
  const lost = () =>
    fail(
      'network',
      'The connection failed before the whole request was sent. Check the network and try again.',
      false,
    )
  // Nothing of this kind can happen to a request that has left.
  const hasLeft = upload?.isTracked && upload.isComplete
  if (!status && !hasLeft && beforeSending.test(story)) return lost()
  if (!status && story.includes('unexpected redirect')) return redirected()
  if (undecodable.test(story))
    return fail('bad_response', 'The response is damaged: it cannot be decompressed.', true)
  if (ownTimeout.test(story))
    return fail('timeout', `The server took too long to respond. ${unknownOutcome}`, true)
  if (!status && upload && !mayBeComplete(upload)) return lost()
  return fail(
    'outcome_unknown',
    `The connection was lost before the whole response arrived. ${unknownOutcome}`,
    true,
  )
}

/** @param outcomeUnknown true where the redirect has been followed already */
export function redirected(outcomeUnknown = false): VariationError {
  return new VariationError(
    'redirect',
    'The server redirects, and redirects are not followed. Check the address of the server; a session that has ended redirects as well.',
    { outcomeUnknown },
  )
}

/** Names, codes and messages of an error and of all of its causes, as text to look through. */
function describe(error: unknown, depth = 0): string {
  if (!(error instanceof Error) || depth > 5) return String(error)
  const { code, syscall, errors = [] } = error as Error & Partial<SystemError>
  return [
    `${error.name} ${error.message} ${code} syscall ${syscall}`,
    ...[error.cause, ...errors].map((cause) => describe(cause, depth + 1)),
  ].join('\n')
}

/** What Node writes on errors of the system and of several addresses tried in turn. */
type SystemError = { code: string; syscall: string; errors: unknown[] }
