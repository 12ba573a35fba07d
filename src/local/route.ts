import type { ParsedSettings } from '../contract/request.js'
import { defaults } from '../contract/constants.js'
import { sleep, startTimer } from '../platform/timers.js'
import { LocalRouterError } from './LocalRouterError.js'
import type { Random } from './random.js'

/** What the router did so far. Updated while it works, so that a failure reports it too. */
type RouteReport = { attempts: number; model: string }

export type RouteOptions<T> = {
  /** One attempt with one model. Throws a {@link LocalRouterError} as a provider would. */
  attempt: (model: string, signal: AbortSignal) => Promise<T>
  report: RouteReport
  /** The first wait between attempts in milliseconds; it doubles each time and varies by a quarter. */
  retryDelayMs: number
  random: Random
  signal: AbortSignal
}

const defaultRetryCodes = [429]
const neverRetried = [400, 401, 403]
const fallbackCodes = [429, 500, 502, 503, 504]

/** Applies load balancing, then retries for each model, then fallbacks in order. Options in `orq` override those beside it. */
export async function route<T>(settings: ParsedSettings, options: RouteOptions<T>): Promise<T> {
  const { orq = {} } = settings
  const retry = orq.retry ?? settings.retry
  const fallbacks = orq.fallbacks ?? settings.fallbacks ?? []
  const { callTimeout } = orq.timeout ?? settings.timeout ?? {}
  const balanced = (orq.loadBalancer ?? settings.loadBalancer)?.models ?? []
  const { report, retryDelayMs, random, signal } = options

  const first = balanced.length > 0 ? pickByWeight(balanced, random) : settings.model
  let lastError: LocalRouterError | undefined
  for (const model of [first, ...fallbacks.map((fallback) => fallback.model)]) {
    report.model = model
    for (let retries = 0; ; retries++) {
      report.attempts++
      try {
        return await attemptWithin(callTimeout, model, options)
      } catch (error) {
        if (!(error instanceof LocalRouterError)) throw error
        lastError = error
      }
      const isRetried =
        retry !== undefined &&
        retries < retry.count &&
        (retry.onCodes ?? defaultRetryCodes).includes(lastError.status) &&
        !neverRetried.includes(lastError.status)
      if (!isRetried) break
      await sleep(retryDelayMs * 2 ** retries * (0.75 + random() * 0.5), signal)
    }
    if (!fallbackCodes.includes(lastError.status)) break
  }
  throw lastError
}

/** Runs one attempt with its own deadline: a retry or a fallback starts with the full time again. */
async function attemptWithin<T>(
  callTimeout: number | undefined,
  model: string,
  { attempt, signal }: RouteOptions<T>,
): Promise<T> {
  if (callTimeout === undefined) return attempt(model, signal)
  // Not AbortSignal.any: under a test runner's DOM the request's signal may be of another realm.
  const controller = new AbortController()
  const abort = () => controller.abort(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  const clearTimer = startTimer(() => controller.abort(), callTimeout)
  try {
    return await attempt(model, controller.signal)
  } catch (error) {
    if (!controller.signal.aborted || signal.aborted) throw error
    const message = `${model} did not respond within ${callTimeout} ms.`
    throw new LocalRouterError(504, 'provider_timeout', message)
  } finally {
    clearTimer()
    signal.removeEventListener('abort', abort)
  }
}

/** Weights are relative: they need not add up to 1. */
function pickByWeight(models: { model: string; weight?: number }[], random: Random): string {
  const weightOf = ({ weight = defaults.weight }: { weight?: number }) => weight
  let rest = random() * models.reduce((sum, entry) => sum + weightOf(entry), 0)
  const chosen = models.find((entry) => (rest -= weightOf(entry)) < 0) ?? models.at(-1)
  return chosen!.model
}
