import { sleep } from '../platform/timers.js'
import { isVariationError, unknownOutcome, VariationError } from './errors.js'
import { isGatewayStatus, toHttpError } from './httpError.js'
import type { RawResponse } from './readResponse.js'
import type { Redact } from './redact.js'
import { backoffMs, readRetryAfterMs } from './retry.js'

export type CollectOptions<T> = {
  /** Asks for the run once. */
  ask: () => Promise<RawResponse>
  read: (response: RawResponse) => Promise<T>
  /** Aborts with the error that ends the call. */
  signal: AbortSignal
  redact: Redact
  /** Why a request of this call is collected; absent for a run of an earlier call. */
  lost?: VariationError
  /** When this call began to send it, in Unix time. */
  sentAt?: number | undefined
  /** Milliseconds without any response after which the server counts as gone. */
  unreachableMs: number
}

/** Milliseconds in which the handler may not know a run yet whose request has just been lost: it may still be arriving. */
const notFoundGraceMs = 3000
const polling = { initialInterval: 500, maxInterval: 5000, exponent: 1.5 }
const leastWaitMs = 50
const longestWaitMs = 60_000

/**
 * Asks for a run until it has ended, through lost connections and errors of gateways, until the signal aborts. Returns its
 * response. Throws what the run failed with; `lost`, or else the last error, where nobody can tell how it ended; and `network`
 * where the handler has never seen the request.
 */
export async function collectRun<T>(options: CollectOptions<T>): Promise<T> {
  const { lost, signal, unreachableMs } = options
  const startedAt = Date.now()
  let heardAt = startedAt
  let isKnown = false
  for (let calls = 1; ; calls += 1) {
    const asked: Asked<T> = await askOnce(options, Date.now() - startedAt, isKnown)
    if ('value' in asked) return asked.value
    if (!asked.isLost) heardAt = Date.now()
    isKnown ||= asked.isRunning === true
    if (lost && Date.now() - heardAt > unreachableMs) throw lost
    const waitMs = Math.max(asked.retryAfterMs ?? backoffMs(polling, calls), leastWaitMs)
    await sleep(Math.min(waitMs, longestWaitMs), signal)
  }
}

/** What the run has come to, or how long to wait before the next question, in milliseconds. */
type Asked<T> =
  { value: T } | { retryAfterMs?: number | undefined; isLost?: boolean; isRunning?: boolean }

async function askOnce<T>(
  { ask, read, signal, redact, lost, sentAt = Infinity }: CollectOptions<T>,
  elapsedMs: number,
  isKnown: boolean,
): Promise<Asked<T>> {
  let response: RawResponse
  try {
    response = await ask()
    if (response.status === 202) {
      return { retryAfterMs: readRetryAfterMs(response.headers), isRunning: true }
    }
    if (response.status < 400) return { value: await read(response) }
  } catch (error) {
    signal.throwIfAborted()
    if (isLostConnection(error)) return { isLost: true }
    throw lost ?? (isVariationError(error) && !error.outcomeUnknown ? unknownOf(error) : error)
  }
  const error = await toHttpError(response, { isDirect: false, redact, mayBeSent: true })
  const { status, retryAfterMs } = error
  const { code, sent, storeAgeMs = Infinity } = error.details ?? {}
  if (sent) throw error
  if (sent === false && code === 'run_not_found') {
    if (!lost) throw error
    // A run that was there has been cancelled or dropped since.
    if (isKnown) throw lost
    // A server that has restarted since then does not know whom it served before.
    const remembersAll = storeAgeMs > Date.now() - sentAt
    if (elapsedMs > notFoundGraceMs) throw remembersAll ? neverArrived(lost) : lost
    return {}
  }
  const isPassing = status === 429 || (sent === false ? status === 503 : isGatewayStatus(status))
  if (isPassing) return { retryAfterMs }
  // Whatever it says is about the question and not about the run.
  throw lost ?? unknownOf(error)
}

function isLostConnection(error: unknown): boolean {
  if (!isVariationError(error)) return false
  return ['network', 'outcome_unknown', 'timeout'].includes(error.code)
}

/** The handler has never seen the request: it is certain that nothing was sent. */
function neverArrived(lost: VariationError): VariationError {
  const { code, status, requestId, retryAfterMs, details } = lost
  if (code !== 'http') {
    const message = 'The connection failed before the request arrived at the server. Try again.'
    return new VariationError('network', message, { cause: lost })
  }
  const message = lost.message.replace(` ${unknownOutcome}`, '')
  return new VariationError(code, message, { status, requestId, retryAfterMs, details })
}

/** A question that is rejected leaves open how the run ended. */
function unknownOf({ code, message, status, requestId, details }: VariationError): VariationError {
  return new VariationError(code, message, { status, requestId, details, outcomeUnknown: true })
}
