import type { VariationClient } from '../core/client.js'
import type { ImageContent, ImageVariationSettings } from '../core/contract.js'
import { VariationError } from '../core/errors.js'
import type { VariationImage, VariationRun, VariationSource } from '../core/run.js'
import { loadPart } from './loadPart.js'
import type { ResultKeeper } from './createResultKeeper.js'

/** What the hooks need of a client: a stand-in of your own may have `create` alone. */
export type HookClient = Pick<VariationClient, 'create'> & Partial<VariationClient>

/** What one run takes beyond the router's options. */
export type RunExtras = {
  /** The picture to vary. */
  image: Blob | ImageContent
  /** The variation that `image` is, so that the history knows where the new ones come from. */
  parentImageId?: string
  /** What to show as the source, where it is not `image` itself. */
  source?: VariationSource
  /** Leaves `cache` out, so that the router paints anew: for "more like this". @default false */
  fresh?: boolean
}

/** Makes a picture fit before it is sent, such as with `prepareImage`. */
export type Prepare = (image: Blob, options: { signal: AbortSignal }) => Promise<Blob>

/** Where a run stands: two honest phases, after a third where the picture is prepared. */
export type RunPhase = {
  phase: 'preparing' | 'uploading' | 'generating'
  /** Bytes sent so far, where the browser tells. */
  loadedBytes?: number
  totalBytes?: number
}

export type RunOptions = {
  client: HookClient
  signal: AbortSignal
  /** Owns the object URLs of what arrives. */
  keeper: ResultKeeper
  prepare?: Prepare
  onPhase: (phase: RunPhase) => void
  /** A picture is complete, while others may still be read. */
  onImage: (image: VariationImage) => void
}

/** A wish, complete with all defaults. */
export type RunVariables = ImageVariationSettings & RunExtras

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
