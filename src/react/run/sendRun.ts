import { createVariationClient } from '../../client/createVariationClient.js'
import { isVariationError, unknownOutcome, VariationError } from '../../client/errors.js'
import type { UploadProgress } from '../../client/upload.js'
import { defaults, limits } from '../../contract/constants.js'
import type { ModelOption } from '../../contract/ModelOption.js'
import type { ImageContent } from '../../contract/request.js'
import type { ImageVariationResponse } from '../../contract/response.js'
import type { VariationImage, VariationRun } from '../image/VariationRun.js'
import { withObjectURL } from '../image/withObjectURL.js'
import type { Connection, HookClient } from './HookClient.js'
import { linkedImage } from './linkedImage.js'
import { decodeImages, readImages, type DecodedImage, type ReadImages } from './readImages.js'

export type SendRunOptions = Connection & {
  signal: AbortSignal
  onChange: (change: Partial<VariationRun>) => void
}

/** After this long without a word about the upload the phase is `generating`. Milliseconds. */
const longestSilenceMs = 1000

/**
 * Sends a pending run with its id as idempotency key. Returns the run with its images.
 *
 * @throws VariationError what the client throws; after an abort always `aborted`, and the server is asked to stop the run
 */
export async function sendRun(
  run: VariationRun,
  image: Blob | ImageContent,
  { signal, onChange, ...connection }: SendRunOptions,
): Promise<VariationRun> {
  const client = clientOf(connection)
  const wait = () => onChange({ progress: { phase: 'generating' } })
  // A client that cannot see its upload never speaks: most of such a wait is not upload.
  const silence = setTimeout(wait, longestSilenceMs)
  const arrived: VariationImage[] = []
  try {
    const read = await callClient(
      run,
      (image) => {
        arrived.push(showImage(run.id, arrived.length, image))
        onChange({ images: [...arrived] })
      },
      (read) => {
        const request = { ...run.request, image }
        const onUploadProgress = ({ loadedBytes, totalBytes }: UploadProgress) => {
          clearTimeout(silence)
          if (loadedBytes >= totalBytes) wait()
          else onChange({ progress: { phase: 'uploading', loadedBytes, totalBytes } })
        }
        return client.create(request, { signal, idempotencyKey: run.id, read, onUploadProgress })
      },
    )
    signal.throwIfAborted()
    const durationMs = Date.now() - run.createdAt.getTime()
    return { ...complete(run, read), durationMs }
  } catch (cause) {
    if (!signal.aborted) throw toVariationError(cause)
    // Cancel is a request of its own: a caller who leaves does not stop a run.
    void client.cancel?.(run.id).catch(() => {})
    if (isVariationError(cause) && cause.code === 'aborted') throw cause
    throw new VariationError('aborted', `The request was cancelled. ${unknownOutcome}`, {
      outcomeUnknown: true,
      cause,
    })
  } finally {
    clearTimeout(silence)
  }
}

/**
 * Gets the images of a run that was started earlier.
 *
 * @throws VariationError what the client throws; `configuration` for a client that cannot collect
 */
export async function collectRun(
  run: VariationRun,
  { signal, ...connection }: Omit<SendRunOptions, 'onChange'>,
): Promise<VariationRun> {
  const client = clientOf(connection)
  try {
    const read = await callClient(
      run,
      () => {},
      (read) => {
        if (client.collect) return client.collect(run.id, { signal, read })
        throw new VariationError('configuration', 'This client cannot collect a run.')
      },
    )
    return complete(run, read)
  } catch (cause) {
    throw toVariationError(cause)
  }
}

/** Asks the server to stop a run and to forget what it made. */
export async function cancelRun(runId: string, connection: Connection): Promise<void> {
  await clientOf(connection).cancel?.(runId)
}

/**
 * The models that this client's handler allows; none where nobody knows.
 *
 * @throws VariationError what the client throws
 */
export async function listModels(
  connection: Connection,
  signal: AbortSignal,
): Promise<ModelOption[]> {
  return (await clientOf(connection).models?.({ signal })) ?? []
}

function clientOf({ client, endpoint }: Connection): HookClient {
  return client ?? createVariationClient({ endpoint })
}

type ClientResponse = ReadImages & { headers?: Headers; requestId?: string }

async function callClient(
  { request: { n = defaults.n } }: VariationRun,
  onImage: (image: DecodedImage) => void,
  call: (
    read: (body: Blob, about: { status: number; headers: Headers; requestId?: string }) => unknown,
  ) => Promise<unknown>,
): Promise<ClientResponse> {
  const maxImages = n ?? limits.maxImages
  let own: ClientResponse | undefined
  const response = await call(async (body, origin) => {
    own = { ...(await readImages(body, { maxImages, onImage, origin })), ...origin }
    return own
  })
  return own ?? decodeImages(response as ImageVariationResponse, { maxImages, onImage })
}

function complete(
  run: VariationRun,
  { response, images: decoded, headers, requestId }: ClientResponse,
): VariationRun {
  const images = response.data.map(({ url }, index): VariationImage => {
    const bytes = decoded[index]
    const link = url === undefined ? undefined : linkedImage(url, response.created)
    return showImage(run.id, index, bytes ? { ...bytes, url: link?.src || undefined } : link)
  })
  return {
    ...run,
    status: 'success',
    images,
    progress: null,
    error: undefined,
    usage: response.usage,
    requestId,
    cacheHit: headers && isCacheHit(headers) ? true : undefined,
  }
}

function showImage(
  runId: string,
  index: number,
  known: Partial<VariationImage> | undefined,
): VariationImage {
  return withObjectURL({ id: `${runId}-${index}`, runId, index, src: '', ...known })
}

function toVariationError(cause: unknown): VariationError {
  if (isVariationError(cause)) return cause
  // A client of the app's own throws what it likes.
  return new VariationError('outcome_unknown', `The client failed. ${unknownOutcome}`, {
    outcomeUnknown: true,
    cause,
  })
}

/** Servers name this header differently: `x-cache: HIT`, `x-local-cache: hit`. */
function isCacheHit(headers: Headers): boolean {
  return [...headers].some(([name, value]) => /^x-.*cache/.test(name) && /^hit/i.test(value))
}
