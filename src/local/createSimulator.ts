import { sleep } from '../platform/timers.js'
import { LocalRouterError } from './LocalRouterError.js'
import { slowModelDelayMs } from './localModels.js'
import type { ParsedRequest } from './parseRequest.js'
import { fingerprint } from './random.js'

/** What a model's name changes about the images. */
export type Behaviour = { isPartial: boolean; isSquareOnly: boolean }

const failures: Record<number, [code: string, message: string]> = {
  401: ['invalid_api_key', 'The API key is not valid.'],
  402: ['quota_exceeded', 'The workspace has no credit left.'],
  403: ['insufficient_scope', 'The API key may not use this endpoint.'],
  408: ['request_timeout', 'The request took too long.'],
  422: ['model_configuration_missing', 'This model has no credentials in the workspace.'],
  429: ['rate_limit_exceeded', 'Too many requests: try again in a second.'],
  500: ['internal_error', 'Something went wrong on our side.'],
  501: ['not_implemented', 'This model makes no variations.'],
  502: ['provider_error', "The provider's response cannot be used."],
  503: ['provider_overloaded', 'The provider is overloaded: try again later.'],
  504: ['provider_timeout', 'The provider did not respond in time.'],
}

/** Counts of this many inputs are kept for `local/flaky-<times>`; the oldest goes first. */
const maxFlakyInputs = 1000

/** Makes models behave as their names say: `localModels` has the table. */
export function createSimulator() {
  const failuresSoFar = new Map<string, number>()

  /** Waits, or throws a {@link LocalRouterError}, if the name says so. */
  return async function simulate(
    model: string,
    { settings, bytes }: Pick<ParsedRequest, 'settings' | 'bytes'>,
    signal: AbortSignal,
  ): Promise<Behaviour> {
    const [, word = '', number] = /^local\/([a-z-]+?)(?:-(\d+))?$/.exec(model) ?? []
    const value = Number(number)
    if (word === 'slow') await sleep(number ? value : slowModelDelayMs, signal)
    if (word === 'fail' && value >= 400 && value <= 599) throw failure(value)
    if (word === 'retired') throw new LocalRouterError(404, '', '')
    if (word === 'flaky' && number) {
      const key = fingerprint(`${model} ${settings.prompt ?? ''} ${fingerprint(bytes)}`)
      const failed = failuresSoFar.get(key) ?? 0
      failuresSoFar.delete(key)
      if (failed < value) {
        failuresSoFar.set(key, failed + 1)
        const [oldest] = failuresSoFar.keys()
        if (failuresSoFar.size > maxFlakyInputs) failuresSoFar.delete(oldest!)
        throw failure(503)
      }
    }
    return { isPartial: word === 'partial', isSquareOnly: word === 'square-only' }
  }
}

function failure(status: number): LocalRouterError {
  const [code, message] = failures[status] ?? ['invalid_request_body', 'The request is not valid.']
  const headers: Record<string, string> =
    status === 429
      ? {
          'retry-after': '1',
          'x-ratelimit-limit': '60',
          'x-ratelimit-remaining': '0',
          'x-ratelimit-reset': '1',
        }
      : {}
  return new LocalRouterError(status, code, message, headers)
}
