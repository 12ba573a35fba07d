import { fingerprint } from './random.js'
import type { Upload } from './readUpload.js'
import { Refusal } from './Refusal.js'
import { wait } from './wait.js'

/** What a model's name asks of the painter. */
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
  502: ['provider_error', "The provider's answer cannot be used."],
  503: ['provider_overloaded', 'The provider has too much to do: try again later.'],
  504: ['provider_timeout', 'The provider did not answer in time.'],
}

/** Makes models behave as their names say. Counts the failures of `local/flaky-<times>`, each input apart. */
export function createSimulator() {
  const flakes = new Map<string, number>()

  /** Waits or throws a {@link Refusal} if the name says so. */
  return async function simulate(
    model: string,
    { settings, bytes }: Pick<Upload, 'settings' | 'bytes'>,
    signal: AbortSignal,
  ): Promise<Behaviour> {
    const [, word = '', number] = /^local\/([a-z-]+?)(?:-(\d+))?$/.exec(model) ?? []
    const value = Number(number)
    if (word === 'slow' && number) await wait(value, signal)
    if (word === 'fail' && value >= 400 && value <= 599) throw failure(value)
    if (word === 'retired') throw new Refusal(404, '', '')
    if (word === 'flaky' && number) {
      const key = `${model} ${settings.prompt ?? ''} ${fingerprint(bytes)}`
      const failed = flakes.get(key) ?? 0
      if (failed < value) {
        flakes.set(key, failed + 1)
        throw failure(503)
      }
      flakes.delete(key)
    }
    return { isPartial: word === 'partial', isSquareOnly: word === 'square-only' }
  }
}

function failure(status: number): Refusal {
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
  return new Refusal(status, code, message, headers)
}
