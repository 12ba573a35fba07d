import { idempotencyKeyHeader } from '../contract/runId.js'
import { misconfigured, VariationError } from './errors.js'

/**
 * The headers of a call: the client's, then those of `sources`, each over the ones before.
 *
 * @throws VariationError `configuration` for a key function that fails, and for values that no header can carry
 */
export async function createHeaders(
  apiKey: string | (() => string | Promise<string>) | undefined,
  sources: (HeadersInit | undefined)[],
  runId?: string,
): Promise<Headers> {
  let key: string | undefined
  try {
    key = typeof apiKey === 'function' ? await apiKey() : apiKey
  } catch (cause) {
    throw new VariationError('configuration', 'The apiKey function failed.', { cause })
  }
  if (apiKey !== undefined && !key) throw misconfigured('The apiKey function returned no key.')
  try {
    const headers = new Headers({ accept: 'application/json' })
    if (key) headers.set('authorization', `Bearer ${key.trim()}`)
    for (const source of sources) {
      if (source) new Headers(source).forEach((value, name) => headers.set(name, value))
    }
    if (runId !== undefined) headers.set(idempotencyKeyHeader, runId)
    // The platform writes it, with the boundary of the form.
    headers.delete('content-type')
    return headers
  } catch {
    // The platform's own message holds the value.
    throw misconfigured('The apiKey or a header has characters that no header can carry.')
  }
}
