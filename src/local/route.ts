import { type ParsedSettings } from '../contract/request.js'
import { defaults } from '../contract/constants.js'
import { Refusal } from './Refusal.js'
import type { Random } from './random.js'
import { maxDelayMs, wait } from './wait.js'

/** What the router did, kept up to date while it works, so that a failure reports it as well. */
type RouteReport = { attempts: number; model: string }

export type RouteOptions<T> = {
  /** One attempt with one model. Throws a {@link Refusal} as a provider would. */
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

/** Load balancing, then retries of each model, then fallbacks in order. Options in `orq` win over those beside it. */
export async function route<T>(settings: ParsedSettings, options: RouteOptions<T>): Promise<T> {
  const { orq = {} } = settings
  const retry = orq.retry ?? settings.retry
  const fallbacks = orq.fallbacks ?? settings.fallbacks ?? []
  const { callTimeout } = orq.timeout ?? settings.timeout ?? {}
  const balanced = (orq.loadBalancer ?? settings.loadBalancer)?.models ?? []
  const { report, retryDelayMs, random, signal } = options

  const first = balanced.length > 0 ? pickByWeight(balanced, random) : settings.model
  let refusal: Refusal | undefined
  for (const model of [first, ...fallbacks.map((fallback) => fallback.model)]) {
    report.model = model
    for (let retries = 0; ; retries++) {
      report.attempts++
      try {
        return await attemptWithin(callTimeout, model, options)
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        refusal = error
      }
      const isRetried =
        retry !== undefined &&
        retries < retry.count &&
        (retry.onCodes ?? defaultRetryCodes).includes(refusal.status) &&
        !neverRetried.includes(refusal.status)
      if (!isRetried) break
      await wait(retryDelayMs * 2 ** retries * (0.75 + random() * 0.5), signal)
    }
    if (!fallbackCodes.includes(refusal.status)) break
  }
  throw refusal
}

/** Each attempt gets the whole time, a fallback's too. */
async function attemptWithin<T>(
  callTimeout: number | undefined,
  model: string,
  { attempt, signal }: RouteOptions<T>,
): Promise<T> {
  if (callTimeout === undefined) return attempt(model, signal)
  const timeout = new AbortController()
  const timer = setTimeout(() => timeout.abort(), Math.min(callTimeout, maxDelayMs))
  try {
    return await attempt(model, AbortSignal.any([signal, timeout.signal]))
  } catch (error) {
    if (!timeout.signal.aborted || signal.aborted) throw error
    throw new Refusal(504, 'provider_timeout', `${model} did not answer within ${callTimeout} ms.`)
  } finally {
    clearTimeout(timer)
  }
}

/** Weights are relative: they need not add up to 1. */
function pickByWeight(models: { model: string; weight?: number }[], random: Random): string {
  const weightOf = ({ weight = defaults.weight }: { weight?: number }) => weight
  let rest = random() * models.reduce((sum, entry) => sum + weightOf(entry), 0)
  const chosen = models.find((entry) => (rest -= weightOf(entry)) < 0) ?? models.at(-1)
  return chosen!.model
}
