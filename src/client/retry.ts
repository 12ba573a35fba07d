import type { VariationError } from './errors.js'

/** How long to wait between calls. All in milliseconds but `exponent`. */
export type Backoff = {
  /** First wait. @default 500 */
  initialInterval: number
  /** Longest wait of our own; a `Retry-After` may ask for more. @default 60000 */
  maxInterval: number
  /** Each wait is this many times the one before. @default 1.5 */
  exponent: number
  /** No further call starts later than this after the first one did. @default 3600000 */
  maxElapsedTime: number
}

/** The official SDK's retry options. Default none: a repeated call bills again. */
export type RetryConfig =
  | {
      /** `none`: one call; `backoff`: more calls, with growing waits. */
      strategy: 'none'
    }
  | {
      /** `none`: one call; `backoff`: more calls, with growing waits. */
      strategy: 'backoff'
      /** How long to wait between calls. */
      backoff?: Partial<Backoff>
      /**
       * Also repeat a call whose connection failed before the server had the whole request (`network`).
       * @default false
       */
      retryConnectionErrors?: boolean
    }

/** Statuses that are worth another call, as the official SDK has them; `5XX` stands for a family. */
const defaultRetryCodes: readonly string[] = ['429', '500', '502', '503', '504']

const defaultBackoff: Backoff = {
  initialInterval: 500,
  maxInterval: 60_000,
  exponent: 1.5,
  maxElapsedTime: 3_600_000,
}

/** A server that asks for a longer wait than this is not waited for. */
const longestRetryAfterMs = 60_000

/**
 * What the server asks to wait, in milliseconds: `retry-after-ms`, or `Retry-After` in seconds or as a date, which counts
 * from the server's own clock where it tells it. Undefined for a date that has passed and for anything unreadable.
 */
export function readRetryAfterMs(headers: Headers): number | undefined {
  const number = (text: string | null) => (text && /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN)
  const milliseconds = number(headers.get('retry-after-ms'))
  if (milliseconds >= 0) return milliseconds
  const text = headers.get('retry-after')
  const seconds = number(text)
  if (seconds >= 0) return seconds * 1000
  const waitMs = Date.parse(text ?? '') - (Date.parse(headers.get('date') ?? '') || Date.now())
  return waitMs > 0 ? waitMs : undefined
}

/** When a call is repeated. */
export type RetryOptions = {
  config: RetryConfig
  /** The caller's statuses, if there are any. */
  codes: readonly string[] | undefined
  /** A client that talks to the router itself. */
  isDirect: boolean
}

/** How long to wait before the next call, in milliseconds, or undefined where there should be none. */
export function retryDelayMs(
  error: VariationError,
  { config, codes, isDirect }: RetryOptions,
  calls: number,
  elapsedMs: number,
): number | undefined {
  if (config.strategy !== 'backoff') return undefined
  if (error.outcomeUnknown && !(isDirect && codes && error.code === 'http')) return undefined
  // Our handler keeps the failure of a request that was sent, and would only say it again.
  if (error.details?.sent) return undefined
  const worthwhile =
    error.code === 'network'
      ? config.retryConnectionErrors
      : matches(error.status, codes ?? defaultRetryCodes)
  const { retryAfterMs = 0 } = error
  if (!worthwhile || retryAfterMs > longestRetryAfterMs) return undefined
  const backoff = { ...defaultBackoff, ...config.backoff }
  const waitMs = Math.max(retryAfterMs, backoffMs(backoff, calls))
  return elapsedMs + waitMs > backoff.maxElapsedTime ? undefined : waitMs
}

/** The wait after so many calls, in milliseconds. With jitter, so that clients that failed together do not come back together. */
export function backoffMs(
  { initialInterval, maxInterval, exponent }: Omit<Backoff, 'maxElapsedTime'>,
  calls: number,
): number {
  const waitMs = initialInterval * exponent ** (calls - 1) * (0.75 + Math.random() / 2)
  return Math.min(waitMs, maxInterval)
}

function matches(status: number | undefined, codes: readonly string[]): boolean {
  const actual = String(status)
  return codes.some((code) =>
    /^\dxx$/i.test(code) ? actual[0] === code[0] : String(code) === actual,
  )
}
