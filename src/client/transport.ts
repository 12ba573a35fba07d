import type { RawAnswer } from './answer.js'
import { unknownOutcome, VariationError, type VariationErrorCode } from './errors.js'
import type { Redact } from './redact.js'
import { mayBeComplete, type Upload, type UploadProgress } from './upload.js'

/** One POST: what goes where, and what bounds it. */
export type Post = {
  url: string
  headers: Headers
  upload: Upload
  signal: AbortSignal
  maxResponseBytes: number
  fetchOptions?: RequestInit | undefined
  redact: Redact
}

/** An error answer says all it has to say well within this. */
const maxErrorBytes = 64_000

/** Posts with `fetch`. Resolves with whatever status the server answers; throws `VariationError` where there is no answer. */
export async function postWithFetch(
  post: Post,
  callFetch: typeof fetch | undefined,
): Promise<RawAnswer> {
  const { url, headers, upload, signal, redact } = post
  const isNode = typeof navigator === 'undefined' || navigator.userAgent.startsWith('Node.js')
  // Node sends a form by reading its file's stream, so that one not read to its end has not been sent to its end.
  upload.isTracked = isNode && !callFetch && upload.form.has('image')
  upload.isBegun = true
  let answered: Pick<RawAnswer, 'status' | 'requestId'> = { status: 0 }
  try {
    const response = await (callFetch ?? fetch)(url, {
      ...post.fetchOptions,
      method: 'POST',
      body: upload.form,
      headers,
      signal,
      // Node keeps a copy of the whole upload unless redirects are errors. Elsewhere `manual` tells them from a lost connection.
      redirect: isNode ? 'error' : 'manual',
    })
    const { status } = response
    if (
      response.redirected ||
      response.type === 'opaqueredirect' ||
      (status > 299 && status < 400)
    ) {
      void response.body?.cancel()
      throw redirected()
    }
    answered = { status, ...requestIdOf(response.headers, redact) }
    const parts = await readBody(response, post)
    return { ...answered, headers: response.headers, parts }
  } catch (error) {
    throw toVariationError(error, post, answered)
  }
}

/** Reads a body up to its limit. An error answer that breaks off or goes on too long counts as far as it got. */
async function readBody(
  response: Response,
  { maxResponseBytes, signal }: Post,
): Promise<RawAnswer['parts']> {
  if (!response.body) return [await response.blob()]
  const maxBytes = response.ok ? maxResponseBytes : maxErrorBytes
  const reader = response.body.getReader()
  const cancel = () => void reader.cancel().catch(() => {})
  // A fetch of the caller's own may not hear the signal.
  signal.addEventListener('abort', cancel)
  const chunks: Uint8Array[] = []
  let bytes = 0
  try {
    for (;;) {
      const { done, value } = await reader.read()
      signal.throwIfAborted()
      if (done) break
      bytes += value.byteLength
      if (bytes > maxBytes && response.ok) throw tooLong(maxBytes)
      chunks.push(value)
      if (bytes > maxBytes) break
    }
  } catch (error) {
    if (response.ok || signal.aborted) throw error
  } finally {
    signal.removeEventListener('abort', cancel)
    cancel()
  }
  return chunks
}

/** Posts with `XMLHttpRequest`, the one way to see upload bytes in a browser. */
export function postWithProgress(
  post: Post,
  onProgress: (progress: UploadProgress) => void,
): Promise<RawAnswer> {
  const { url, upload, signal, redact, maxResponseBytes } = post
  const xhr = new XMLHttpRequest()
  const abort = () => xhr.abort()
  let answered: Pick<RawAnswer, 'status' | 'requestId'> = { status: 0 }
  return new Promise<RawAnswer>((resolve, reject) => {
    const fail = (error: unknown) => reject(toVariationError(error, post, answered))
    xhr.open('POST', url)
    xhr.responseType = 'blob'
    xhr.withCredentials = post.fetchOptions?.credentials === 'include'
    for (const [name, value] of post.headers) xhr.setRequestHeader(name, value)
    xhr.upload.onprogress = ({ loaded, total }) =>
      onProgress({ loadedBytes: loaded, totalBytes: total })
    xhr.upload.onload = () => {
      upload.isComplete = true
    }
    // Read while they last: a connection that breaks takes the headers with it.
    xhr.onreadystatechange = () => {
      if (xhr.readyState !== xhr.HEADERS_RECEIVED || xhr.status === 0) return
      answered = { status: xhr.status, ...requestIdOf(headersOf(xhr), redact) }
    }
    xhr.onprogress = ({ loaded }) => {
      if (loaded <= maxResponseBytes) return
      fail(tooLong(maxResponseBytes))
      abort()
    }
    xhr.onload = () => {
      // It has been followed by now: with a 307 the request, too, went to where it leads.
      if (xhr.responseURL !== url) fail(redirected(true))
      else resolve({ ...answered, headers: headersOf(xhr), parts: [xhr.response as Blob] })
    }
    xhr.onerror = () => fail(undefined)
    xhr.onabort = () => fail(signal.reason)
    signal.addEventListener('abort', abort)
    upload.isTracked = upload.isBegun = true
    xhr.send(upload.form)
  }).finally(() => signal.removeEventListener('abort', abort))
}

function headersOf(xhr: XMLHttpRequest): Headers {
  const headers = new Headers()
  for (const line of xhr.getAllResponseHeaders().trim().split('\r\n')) {
    const colon = line.indexOf(':')
    if (colon > 0) headers.append(line.slice(0, colon), line.slice(colon + 1).trim())
  }
  return headers
}

/** Headers in which servers and gateways name a request. */
const requestIdHeaders = ['x-request-id', 'request-id', 'x-orq-request-id', 'x-correlation-id']

function requestIdOf(headers: Headers, redact: Redact): { requestId?: string } {
  const requestId = requestIdHeaders.map((name) => headers.get(name)).find(Boolean)
  return requestId ? { requestId: redact(requestId) } : {}
}

function redirected(outcomeUnknown = false): VariationError {
  return new VariationError(
    'redirect',
    'The server redirects, and a redirect is not followed: the picture would go elsewhere. Check the address of the server; a session that has ended redirects as well.',
    { outcomeUnknown },
  )
}

function tooLong(maxBytes: number): VariationError {
  return new VariationError(
    'bad_response',
    `The answer is longer than ${maxBytes} bytes and was not read to its end. Ask for fewer pictures, or raise maxResponseBytes.`,
    { outcomeUnknown: true },
  )
}

/** Failures before a byte of the request is sent: no address, no connection, no TLS. */
const beforeSending =
  /ECONNREFUSED|ENOTFOUND|EAI_|EHOSTUNREACH|ENETUNREACH|CONNECT_TIMEOUT|CERT|TLS|SSL|ConnectionRefused|getaddrinfo|syscall connect|dns error|connect error/
const ownTimeout = /(HEADERS|BODY)_TIMEOUT/
/** Not lower-case words alone: messages hold names of hosts. */
const undecodable =
  /\bZ_[A-Z]+_ERROR|ERR__ERROR|Brotli|DECODING|Decompress|incorrect header check|(cannot|error) decod/

/** Says what a lost connection means for the caller: whether anything may have been carried out and billed. */
function toVariationError(
  error: unknown,
  { upload, redact }: Post,
  { status, requestId }: Pick<RawAnswer, 'status' | 'requestId'>,
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
  const options = { ...(status ? { status } : {}), requestId, cause }
  const fail = (code: VariationErrorCode, message: string, outcomeUnknown: boolean) =>
    new VariationError(code, message, { ...options, outcomeUnknown })
  const lost = () =>
    fail(
      'network',
      'The connection to the server failed before the whole request was sent. Check the network and try again.',
      false,
    )
  if (!status && beforeSending.test(story)) return lost()
  if (!status && story.includes('unexpected redirect')) return redirected()
  if (undecodable.test(story))
    return fail('bad_response', 'The answer is damaged: it cannot be decompressed.', true)
  if (ownTimeout.test(story))
    return fail('timeout', `The server took too long to answer. ${unknownOutcome}`, true)
  if (!status && !mayBeComplete(upload)) return lost()
  return fail(
    'outcome_unknown',
    `The connection was lost before the whole answer arrived. ${unknownOutcome}`,
    true,
  )
}

/** Names, codes and messages of an error and of all of its causes, as text to look through. */
function describe(error: unknown, depth = 0): string {
  if (!(error instanceof Error) || depth > 5) return String(error)
  const { code, syscall, errors = [] } = error as Error & Partial<Story>
  return [
    `${error.name} ${error.message} ${code} syscall ${syscall}`,
    ...[error.cause, ...errors].map((cause) => describe(cause, depth + 1)),
  ].join('\n')
}

/** What Node writes on errors of the system and of several addresses tried in turn. */
type Story = { code: string; syscall: string; errors: unknown[] }
