import { VariationError } from '../../client/errors.js'

/**
 * Loads a chunk outside of rendering, where `useChunk` is of no use.
 *
 * @throws VariationError `load_failed`, or `offline`; another call tries again
 */
export async function loadChunk<Chunk>(load: () => Promise<Chunk>): Promise<Chunk> {
  try {
    return await load()
  } catch (cause) {
    if (!navigator.onLine) {
      throw new VariationError('offline', 'You are offline. Nothing was sent.', { cause })
    }
    throw new VariationError(
      'load_failed',
      'A part of this page could not be loaded. Check the network and try again.',
      { cause },
    )
  }
}
