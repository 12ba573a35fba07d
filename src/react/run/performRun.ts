import type { RequestOptions, VariationClient } from '../../client/createVariationClient.js'
import type {
  ImageContent,
  ImageVariationRequest,
  ImageVariationSettings,
} from '../../contract/request.js'
import { defaults, limits } from '../../contract/constants.js'
import type { ObjectURLScope } from '../image/objectURLs.js'
import type {
  RunPhase,
  VariationImage,
  VariationRun,
  VariationSource,
} from '../image/VariationRun.js'
import type { UploadProgress } from '../../client/upload.js'
import { linkedImage } from './linkedImage.js'
import { decodeImages, readImages, type DecodedImage, type ReadImages } from './readImages.js'

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

export type RunOptions = {
  client: HookClient
  signal: AbortSignal
  /** Keeps the object URLs of what arrives. */
  urls: ObjectURLScope
  prepare?: Prepare
  onPhase: (phase: RunPhase) => void
  /** A picture is complete, while others may still be read. */
  onImage: (image: VariationImage) => void
}

/** A wish, complete with all defaults. */
export type RunVariables = ImageVariationSettings & RunExtras

/** Time without a word about the upload after which the phase is `generating`. */
const longestSilenceMs = 1000

/** What `runVariation` does once everything is loaded. */
export async function performRun(
  { image: given, parentImageId, source, fresh, ...wanted }: RunVariables,
  { client, signal, urls, prepare, onPhase, onImage }: RunOptions,
): Promise<VariationRun> {
  const createdAt = new Date()
  const runId = createId()
  const request = fresh ? withoutCache(wanted) : wanted

  let image = given
  if (prepare && image instanceof Blob) {
    onPhase({ phase: 'preparing' })
    image = await prepare(image, { signal })
    signal.throwIfAborted()
  }

  onPhase({ phase: 'uploading' })
  const wait = () => {
    if (!signal.aborted) onPhase({ phase: 'generating' })
  }
  // A client that cannot see its upload never speaks: most of such a wait is not upload.
  const silence = setTimeout(wait, longestSilenceMs)
  const arrived: VariationImage[] = []
  function showImage(index: number, decoded: DecodedImage): VariationImage {
    const src = decoded.blob ? urls.urlOf(decoded.blob) : ''
    return { id: `${runId}-${index}`, runId, index, src, ...decoded }
  }
  function onDecoded(decoded: DecodedImage) {
    if (signal.aborted) return
    const image = showImage(arrived.length, decoded)
    arrived.push(image)
    onImage(image)
  }
  function onUploadProgress({ loadedBytes, totalBytes }: UploadProgress) {
    clearTimeout(silence)
    if (loadedBytes >= totalBytes) wait()
    else if (!signal.aborted) onPhase({ phase: 'uploading', loadedBytes, totalBytes })
  }
  const {
    response,
    images: decoded,
    headers,
    requestId,
  } = await callClient(
    client,
    { ...request, image },
    { signal, onUploadProgress },
    onDecoded,
  ).finally(() => clearTimeout(silence))
  signal.throwIfAborted()

  const images = response.data.map(({ url }, index): VariationImage => {
    const bytes = decoded[index]
    const link = url === undefined ? undefined : linkedImage(url, response.created)
    if (!bytes) return { id: `${runId}-${index}`, runId, index, src: '', ...link }
    const known = arrived[index]
    const image = known && known.blob === bytes.blob ? known : showImage(index, bytes)
    return link?.src ? { ...image, url: link.src } : image
  })
  return {
    id: runId,
    status: 'success',
    images,
    request,
    source: source ?? toSource(image, urls),
    createdAt,
    durationMs: Date.now() - createdAt.getTime(),
    ...(parentImageId === undefined ? {} : { parentImageId }),
    ...(response.usage ? { usage: response.usage } : {}),
    ...(requestId === undefined ? {} : { requestId }),
    ...(headers && isCacheHit(headers) ? { cacheHit: true } : {}),
  }
}

type ReadResponse = ReadImages & { headers?: Headers; requestId?: string }

async function callClient(
  client: HookClient,
  request: ImageVariationRequest,
  options: RequestOptions,
  onImage: (image: DecodedImage) => void,
): Promise<ReadResponse> {
  const { n = defaults.n } = request
  const maxImages = n ?? limits.maxImages
  if (client.send) {
    const origin = await client.send(request, options)
    return { ...origin, ...(await readImages(origin.body, { maxImages, onImage, origin })) }
  }
  return decodeImages(await client.create(request, options), { maxImages, onImage })
}

function withoutCache(request: ImageVariationSettings): ImageVariationSettings {
  const fresh = { ...request }
  delete fresh.cache
  if (fresh.orq?.cache) {
    fresh.orq = { ...fresh.orq }
    delete fresh.orq.cache
  }
  return fresh
}

function toSource(image: Blob | ImageContent, urls: ObjectURLScope): VariationSource {
  const [name, content] =
    image instanceof Blob
      ? [image instanceof File ? image.name : '', image]
      : [image.fileName, image.content]
  if (content instanceof ReadableStream) return { name, src: '' }
  const blob = content instanceof Blob ? content : new Blob([content as BlobPart])
  const source: VariationSource = { name, src: urls.urlOf(blob), blob }
  return blob.type ? { ...source, mimeType: blob.type } : source
}

/** Servers name this header differently: `x-cache: HIT`, `x-local-cache: hit`. */
function isCacheHit(headers: Headers): boolean {
  return [...headers].some(([name, value]) => /^x-.*cache/.test(name) && /^hit/i.test(value))
}

/** `crypto.randomUUID` is missing on pages without https. */
function createId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')
}
