import type { RequestIssue } from '../contract/issues.js'

/**
 * What went wrong, as a closed set. `http` carries the server's own code in `details.code`.
 *
 * - `invalid_request`: rejected before a byte was sent; see `issues`.
 * - `configuration`: the client itself is set up wrongly (server URL, key in a browser).
 * - `aborted`: the caller's signal or `cancel()`.
 * - `timeout`: the deadline over upload, wait, response and retries passed.
 * - `offline`: the device has no network; nothing was sent.
 * - `network`: the connection failed before the server had the whole request; safe to repeat.
 * - `outcome_unknown`: the connection was lost after that; the request may have been carried out and billed.
 * - `redirect`: the server redirected; not followed.
 * - `http`: the server answered with a status of 400 or above.
 * - `bad_response`: a success that cannot be read.
 * - `load_failed`: a part of the app's own code could not be loaded; nothing was sent. Try again.
 */
export type VariationErrorCode =
  | 'invalid_request'
  | 'configuration'
  | 'aborted'
  | 'timeout'
  | 'offline'
  | 'network'
  | 'outcome_unknown'
  | 'redirect'
  | 'http'
  | 'bad_response'
  | 'load_failed'

/** What the server said about itself, as far as it could be read. Never a key. */
export type VariationErrorDetails = {
  /** The server's own code, such as `rate_limit_exceeded` or `model_not_allowed`. */
  code?: string
  /** The kind of error, as the server names it. */
  type?: string
  /** The field that the server rejected. */
  param?: string
  /** Address of the server's documentation for the error. */
  docUrl?: string
  /** Our handler's errors only: whether the router may have had the whole request. */
  sent?: boolean
  /**
   * Our handler's `run_not_found` only: for how long it remembers runs by now, in milliseconds. One that was sent before may have
   * been carried out, and forgotten since.
   */
  storeAgeMs?: number
  /** The start of a response that could not be read, at most 200 characters. */
  text?: string
}

/** What a {@link VariationError} holds besides its code and message. */
export type VariationErrorOptions = {
  /** HTTP status of the response, where there was one. */
  status?: number
  /** What the server said about itself. */
  details?: VariationErrorDetails
  /** How long the server asks to wait, in milliseconds. */
  retryAfterMs?: number
  /** The server's name for the request. */
  requestId?: string
  /** The run's id, once something of it was sent. */
  runId?: string
  /** The request may have been carried out and billed. @default false */
  outcomeUnknown?: boolean
  /** Problems of an invalid request. */
  issues?: RequestIssue[]
  /** The error behind this one. */
  cause?: unknown
}

/** The last sentence of an error whose `outcomeUnknown` is true. */
export const unknownOutcome = 'The request may have been carried out and billed.'

const brand = Symbol.for('react-image-variation.VariationError')

/** The one error that this package throws. `message` is a sentence for a person; `code` is for code. */
export class VariationError extends Error {
  /** The name of the class. */
  override readonly name = 'VariationError'
  /** What went wrong. */
  readonly code: VariationErrorCode
  /** HTTP status of the response, where there was one. */
  declare readonly status?: number
  /** What the server said about itself. */
  declare readonly details?: VariationErrorDetails
  /** How long the server asks to wait, in milliseconds. */
  declare readonly retryAfterMs?: number
  /** The server's name for the request, for its support. */
  declare readonly requestId?: string
  /** The run's id, once something of it was sent through our handler: `client.collect(runId)` asks for its images again. */
  declare readonly runId?: string
  /** True when the request may have been carried out and billed although no usable response arrived. */
  readonly outcomeUnknown: boolean
  /** Problems of an invalid request, each with its path and a sentence. */
  declare readonly issues?: RequestIssue[]

  constructor(code: VariationErrorCode, message: string, options: VariationErrorOptions = {}) {
    const { cause, outcomeUnknown = false, ...rest } = options
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    this.outcomeUnknown = outcomeUnknown
    for (const [key, value] of Object.entries(rest)) {
      if (value !== undefined) Object.defineProperty(this, key, { value, enumerable: true })
    }
    Object.defineProperty(this, brand, { value: true })
  }
}

/** A request that is rejected before a byte of it is sent. */
export function invalid(issues: RequestIssue[]): VariationError {
  const message = issues.map((issue) => issue.message).join(' ')
  return new VariationError('invalid_request', message, { issues })
}

/** A client that is set up wrongly. */
export function misconfigured(message: string): VariationError {
  return new VariationError('configuration', message)
}

/** The error with the id of the run that it is about, unless it has one. */
export function withRunId(error: VariationError, runId: string | undefined): VariationError {
  if (runId !== undefined && error.runId === undefined && Object.isExtensible(error)) {
    Object.defineProperty(error, 'runId', { value: runId, enumerable: true })
  }
  return error
}

/** True for a {@link VariationError} of any copy of this package, in any realm. */
export function isVariationError(error: unknown): error is VariationError {
  try {
    return typeof error === 'object' && error !== null && brand in error
  } catch {
    return false // a revoked proxy, which throws whatever it is asked
  }
}

/** A call that never throws: `{ ok: true, value }` or `{ ok: false, error }`. */
export type Result<T, E = VariationError> =
  | {
      /** Whether the call succeeded. */
      ok: true
      /** What the call returned. */
      value: T
    }
  | {
      /** Whether the call succeeded. */
      ok: false
      /** Why it failed. */
      error: E
    }
