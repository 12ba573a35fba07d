import { VariationError } from '../../client/errors.js'

/**
 * Loads a chunk. While rendering, `useChunk` does it with this.
 *
 * @throws VariationError `load_failed`, or `offline`; another call tries again
 */
export async function loadChunk<Chunk>(load: () => Promise<Chunk>): Promise<Chunk> {
  try {
    return await load().catch(importAgain<Chunk>)
  } catch (cause) {
    if (!navigator.onLine) {
      throw new VariationError('offline', 'You are offline. Nothing was sent.', { cause })
    }
    throw new VariationError(
      'load_failed',
      'A part of this page could not be loaded. Check the network and try again, or reload the page.',
      { cause },
    )
  }
}

/**
 * Browsers remember until a reload that a module could not be fetched, unless they are very new (whatwg/html#10327). In Chromium
 * the error names it: with a fragment it is another module, and the same file for the server. What that file imports stays
 * remembered. Firefox may name one of those instead, and WebKit names none.
 */
async function importAgain<Chunk>(cause: unknown): Promise<Chunk> {
  const address = /Failed to fetch dynamically imported module: (\S+)/.exec(String(cause))?.[1]
  if (!address) throw cause
  return import(/* @vite-ignore */ /* webpackIgnore: true */ `${address}#${Date.now()}`)
}
