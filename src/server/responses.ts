import type { Exchange } from './createExchange.js'
import { errorOfFailure } from './createUpstream.js'
import { HandlerError, HostResponse } from './HandlerError.js'
import { statusForCaller } from './routerResponse.js'
import { createSecret } from './secrets.js'

/** Node cancels the body of a cloned response that is garbage-collected, although its copy still has that body. */
const originals = new WeakMap<Response, Response>()

/** The response with more headers; a `Response` from elsewhere may be immutable. */
export function copyResponse(response: Response, headers: Record<string, string>): Response {
  const all = new Headers(response.headers)
  for (const [name, value] of Object.entries(headers)) all.set(name, value)
  const status = statusForCaller(response.status)
  const copy = new Response(response.body, { status, headers: all })
  originals.set(copy, response)
  return copy
}

/** Hosts bring a `Response` of their own. */
export function isResponse(value: unknown): value is Response {
  return value instanceof Response || Object.prototype.toString.call(value) === '[object Response]'
}

/** Ends a request that failed before its response began: stops what is under way, and tells store, event and caller. */
export function toErrorResponse(error: unknown, exchange: Exchange): Response {
  exchange.fail(error)
  const { event, recorder } = exchange
  if (error instanceof HostResponse && !event.sent) {
    try {
      // A copy, because the app may keep it for other callers. One that cannot be sent throws here.
      const response = copyResponse(error.response.clone(), {})
      exchange.end(recorder?.release())
      return response
    } catch (cause) {
      return toErrorResponse(internalError(cause), exchange)
    }
  }
  const known = error instanceof HandlerError ? error : toHandlerError(error, event.sent)
  event.status = known.status
  event.code = known.code
  event.cause ??= known.cause
  exchange.end(event.sent ? recorder?.keepError(known) : recorder?.release())
  return known.toResponse(event.sent || exchange.isRunSent)
}

function toHandlerError(error: unknown, sent: boolean): HandlerError {
  return sent ? errorOfFailure(error, sent, createSecret(undefined)) : internalError(error)
}

function internalError(cause: unknown): HandlerError {
  return new HandlerError(500, 'internal_error', 'Something went wrong on our side.', { cause })
}
