import { isVariationError, VariationError } from '../../client/errors.js'
import type { ImageContent, ImageVariationSettings } from '../../contract/request.js'
import { copyShown } from '../image/copyShown.js'
import type { VariationRun, VariationSource } from '../image/VariationRun.js'
import { withObjectURL } from '../image/withObjectURL.js'
import { loadChunk } from '../ui/loadChunk.js'
import type { Connection } from './HookClient.js'
import type { RunTracker } from './RunTracker.js'

/** What one run takes beyond the router's options. */
export type RunExtras = {
  /** The image to vary. */
  image: Blob | ImageContent
  /** The variation that `image` is, so that the history knows where the new ones come from. */
  parentImageId?: string
  /** What is known of `image`, for showing it. @default its name and its bytes */
  source?: VariationSource
  /** Leaves `cache` out, so that the router makes new images: for "more like this". @default false */
  fresh?: boolean
  /** The run's id and idempotency key: 16 to 128 of `A-Za-z0-9_-`. @default a new one for each call */
  id?: string
  /** Cancels the run, as `cancel()` does. */
  signal?: AbortSignal
}

/** Makes an image fit before it is sent, such as with `prepareImage`. */
export type Prepare = (image: Blob, options: { signal: AbortSignal }) => Promise<Blob>

/** A request, complete with all defaults, with its id and its signal. */
export type RunRequest = ImageVariationSettings & RunExtras & { id: string; signal: AbortSignal }

export type RunRequestOptions = Connection & {
  prepare?: Prepare
  /** Where the run is kept while it is under way. */
  history?: RunTracker
  /** Aborts the request's signal. */
  cancel: () => void
  /** Whether a failure is seen: the component is still mounted. Else the history keeps it. */
  isSeen: () => boolean
  /** The run as it goes on, pending first. */
  onChange: (run: VariationRun) => void
}

/**
 * Carries one request out, the one way in which hooks do it: write the run to the history, prepare the image, send, read.
 *
 * @throws VariationError what the client throws; `load_failed` where the code could not be loaded; after an abort `aborted`
 */
export async function runRequest(
  request: RunRequest,
  { prepare, history, cancel, isSeen, onChange, ...connection }: RunRequestOptions,
): Promise<VariationRun> {
  const { image, parentImageId, source, fresh, id, signal, ...settings } = request
  let run: VariationRun = {
    id,
    status: 'pending',
    images: [],
    request: fresh ? withoutCache(settings) : settings,
    source: source ? copyShown(source) : toSource(image),
    parentImageId,
    createdAt: new Date(),
    progress: { phase: prepare ? 'preparing' : 'uploading' },
  }
  onChange(run)
  const tracked = history?.track(run, { cancel })
  // A cancelled run is gone at once, whatever still happens to its request.
  if (tracked) signal.addEventListener('abort', () => tracked.end(), { once: true })
  const change = (part: Partial<VariationRun>) => {
    if (signal.aborted) return
    run = { ...run, ...part }
    tracked?.update(run)
    onChange(run)
  }
  try {
    // The code is here and the run is on disk before anything is sent: a response that was paid for can always be read.
    const [{ sendRun }] = await Promise.all([
      loadChunk(() => import('./sendRun.js')),
      tracked?.ready,
    ])
    signal.throwIfAborted()
    const sent = prepare && image instanceof Blob ? await fit(image, prepare, signal) : image
    if (sent !== image && !source) change({ source: toSource(sent) })
    change({ progress: { phase: 'uploading' } })
    run = await sendRun(run, sent, { ...connection, signal, onChange: change })
    tracked?.end(run)
    onChange(run)
    return run
  } catch (cause) {
    const error = toRunError(cause)
    // In another tab, it may be.
    if (error.code === 'aborted') cancel()
    // Where the handler itself has said how the run ended, there is nothing to collect.
    const canBeCollected = error.outcomeUnknown && error.details?.sent === undefined
    const isKept = !signal.aborted && (canBeCollected || !isSeen())
    tracked?.end(isKept ? { ...run, status: 'error', error, progress: null } : undefined)
    throw error
  }
}

function toRunError(cause: unknown): VariationError {
  if (!isVariationError(cause)) {
    return new VariationError('aborted', 'The request was cancelled. Nothing was sent.', { cause })
  }
  const { message, details, outcomeUnknown } = cause
  if (details?.code !== 'run_cancelled') return cause
  return new VariationError('aborted', message, { outcomeUnknown, cause })
}

async function fit(image: Blob, prepare: Prepare, signal: AbortSignal): Promise<Blob> {
  try {
    return await prepare(image, { signal })
  } catch (cause) {
    if (signal.aborted || isVariationError(cause)) throw cause
    const message = 'The image could not be prepared. Nothing was sent.'
    throw new VariationError('invalid_request', message, { cause })
  } finally {
    signal.throwIfAborted()
  }
}

function withoutCache(settings: ImageVariationSettings): ImageVariationSettings {
  const fresh = { ...settings }
  delete fresh.cache
  if (fresh.orq?.cache) {
    fresh.orq = { ...fresh.orq }
    delete fresh.orq.cache
  }
  return fresh
}

function toSource(image: Blob | ImageContent): VariationSource {
  const [name, content] =
    image instanceof Blob
      ? [image instanceof File ? image.name : '', image]
      : [image.fileName, image.content]
  if (content instanceof ReadableStream) return { name, src: '' }
  const blob = content instanceof Blob ? content : new Blob([content as BlobPart])
  return withObjectURL({ name, src: '', blob, mimeType: blob.type || undefined })
}
