import { maxErrorBodyBytes } from '../contract/errorBody.js'
import { requestIdOf } from '../contract/requestId.js'
import { redirected, toConnectionError } from './connectionError.js'
import { VariationError } from './errors.js'
import type { RawResponse } from './readResponse.js'
import type { Redact } from './redact.js'
import type { Upload, UploadProgress } from './upload.js'

/** One request: what goes where, and what bounds it. */
export type Exchange = {
  method: 'POST' | 'GET' | 'DELETE'
  url: string
  headers: Headers
  /** The body of a POST. */
  upload?: Upload
  signal: AbortSignal
  maxResponseBytes: number
  fetchOptions?: RequestInit | undefined
  redact: Redact
}

type Answered = Pick<RawResponse, 'status' | 'requestId'>

/** Sends with `fetch`. Resolves with whatever status the server answers; throws `VariationError` where there is no response. */
export async function sendWithFetch(
  exchange: Exchange,
  callFetch: typeof fetch | undefined,
): Promise<RawResponse> {
  const { method, url, headers, upload, signal, redact } = exchange
  const isNode = typeof navigator === 'undefined' || navigator.userAgent.startsWith('Node.js')
  if (upload) {
    // Node sends a form by reading its file's stream, so that one not read to its end has not been sent to its end.
    upload.isTracked = isNode && !callFetch && upload.form.has('image')
    upload.isBegun = true
  }
  let answered: Answered = { status: 0 }
  try {
    const response = await (callFetch ?? fetch)(url, {
      cache: upload ? undefined : 'no-store',
      ...exchange.fetchOptions,
      method,
      body: upload?.form,
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
    answered = { status, ...namedRequest(response.headers, redact) }
    const parts = await readBody(response, exchange)
    return { ...answered, headers: response.headers, parts }
  } catch (error) {
    throw toConnectionError(error, exchange, answered)
  }
}

/** Reads a body up to its limit. An error response that breaks off or goes on too long counts as far as it got. */
async function readBody(
  response: Response,
  { maxResponseBytes, signal }: Exchange,
): Promise<RawResponse['parts']> {
  if (!response.body) return [await response.blob()]
  const maxBytes = response.ok ? maxResponseBytes : maxErrorBodyBytes
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
  exchange: Exchange & { upload: Upload },
  onProgress: (progress: UploadProgress) => void,
): Promise<RawResponse> {
  const { url, upload, signal, redact, maxResponseBytes } = exchange
  const xhr = new XMLHttpRequest()
  const abort = () => xhr.abort()
  let answered: Answered = { status: 0 }
  return new Promise<RawResponse>((resolve, reject) => {
    const fail = (error: unknown) => reject(toConnectionError(error, exchange, answered))
    const finish = (parts: RawResponse['parts']) =>
      resolve({ ...answered, headers: headersOf(xhr), parts })
    xhr.open('POST', url)
    xhr.responseType = 'blob'
    xhr.withCredentials = exchange.fetchOptions?.credentials === 'include'
    for (const [name, value] of exchange.headers) xhr.setRequestHeader(name, value)
    xhr.upload.onprogress = ({ loaded, total }) =>
      onProgress({ loadedBytes: loaded, totalBytes: total })
    xhr.upload.onload = () => {
      upload.isComplete = true
    }
    // Read while they last: a connection that breaks takes the headers with it.
    xhr.onreadystatechange = () => {
      if (xhr.readyState !== xhr.HEADERS_RECEIVED || xhr.status === 0) return
      answered = { status: xhr.status, ...namedRequest(headersOf(xhr), redact) }
    }
    xhr.onprogress = ({ loaded }) => {
      if (answered.status < 400) {
        if (loaded <= maxResponseBytes) return
        fail(tooLong(maxResponseBytes))
      } else {
        if (loaded <= maxErrorBodyBytes) return
        // What has come so far cannot be read, but the status says the most.
        finish([])
      }
      abort()
    }
    xhr.onload = () => {
      // It has been followed by now: with a 307 the request, too, went to where it leads.
      if (xhr.responseURL !== url) fail(redirected(true))
      else finish([xhr.response as Blob])
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

function namedRequest(headers: Headers, redact: Redact): { requestId?: string } {
  const requestId = requestIdOf(headers)
  return requestId ? { requestId: redact(requestId) } : {}
}

function tooLong(maxBytes: number): VariationError {
  return new VariationError(
    'bad_response',
    `The response is longer than ${maxBytes} bytes. Ask for fewer images, or raise maxResponseBytes.`,
    { outcomeUnknown: true, details: { code: 'response_too_long' } },
  )
}
