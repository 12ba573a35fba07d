import { VariationError } from '../../client/errors.js'
import type { VariationRun } from '../image/VariationRun.js'
import { loadPart } from '../provider/loadPart.js'
import type { RunOptions, RunVariables } from './performRun.js'

/** Carries one wish out: prepare, send, read. Throws what the client throws; after an abort always `aborted`. */
export async function runVariation(
  variables: RunVariables,
  options: RunOptions,
): Promise<VariationRun> {
  const { signal } = options
  try {
    // Before it sends: an answer that was paid for can always be read.
    const { performRun } = await loadPart(import('./performRun.js'))
    signal.throwIfAborted()
    return await performRun(variables, options)
  } catch (error) {
    throw signal.aborted
      ? new VariationError('aborted', 'The request was cancelled.', { cause: error })
      : error
  }
}
