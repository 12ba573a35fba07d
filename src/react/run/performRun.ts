import { readAnswer } from '../../client/answer.js'
import type { RequestOptions, VariationClient } from '../../client/createVariationClient.js'
import type {
  ImageContent,
  ImageVariationRequest,
  ImageVariationResponse,
  ImageVariationSettings,
} from '../../contract/request.js'
import type { VariationImage, VariationRun, VariationSource } from '../image/VariationRun.js'
import type { UploadProgress } from '../../client/upload.js'
import type { ResultKeeper } from '../ui/createResultKeeper.js'
import { decodeInPieces, type Picture } from './decodePicture.js'
import { extractPictures } from './extractPictures.js'
import { linkedImage } from './linkedImage.js'

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

/** Time without a word about the upload after which the phase is `generating`. */
const longestSilenceMs = 1000

/** What `runVariation` does once everything is loaded. */
export async function performRun(
  { image: given, parentImageId, source, fresh, ...wanted }: RunVariables,
  { client, signal, keeper, prepare, onPhase, onImage }: RunOptions,
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
  const arrived = new Map<Picture, VariationImage>()
  function onPicture(picture: Picture) {
    if (signal.aborted) return
    const index = arrived.size
    const complete = { id: `${runId}-${index}`, runId, index, src: '', ...picture }
    arrived.set(picture, keeper.keep(complete))
    onImage(complete)
  }
  function onUploadProgress({ loadedBytes, totalBytes }: UploadProgress) {
    clearTimeout(silence)
    if (loadedBytes >= totalBytes) wait()
    else if (!signal.aborted) onPhase({ phase: 'uploading', loadedBytes, totalBytes })
  }
  const { response, pictures, headers, requestId } = await callClient(
    client,
    { ...request, image },
    { signal, onUploadProgress },
    onPicture,
  ).finally(() => clearTimeout(silence))
  signal.throwIfAborted()

  const images = response.data.map((item, index): VariationImage => {
    const id = `${runId}-${index}`
    const picture = item.b64Json === undefined ? undefined : pictures[Number(item.b64Json)]
    if (!picture) return { id, runId, index, ...linkedImage(item.url ?? '', response.created) }
    const known = arrived.get(picture)
    return known?.id === id ? known : keeper.keep({ id, runId, index, src: '', ...picture })
  })
  return {
    id: runId,
    images,
    request,
    source: source ?? keeper.keep(toSource(image)),
    createdAt,
    durationMs: Date.now() - createdAt.getTime(),
    ...(parentImageId === undefined ? {} : { parentImageId }),
    ...(response.usage ? { usage: response.usage } : {}),
    ...(requestId === undefined ? {} : { requestId }),
    ...(headers && isCacheHit(headers) ? { cacheHit: true } : {}),
  }
}

type ReadAnswer = {
  /** With the number of its picture in the place of every base64 string. */
  response: ImageVariationResponse
  pictures: Picture[]
  headers?: Headers
  requestId?: string
}

async function callClient(
  client: HookClient,
  request: ImageVariationRequest,
  options: RequestOptions,
  onPicture: (picture: Picture) => void,
): Promise<ReadAnswer> {
  if (client.send) {
    const answer = await client.send(request, options)
    const { json, pictures } = await extractPictures(answer.body, onPicture)
    return { ...answer, response: readAnswer(json, answer), pictures }
  }
  const response = await client.create(request, options)
  const pictures: Picture[] = []
  const data: ImageVariationResponse['data'] = []
  for (const item of response.data) {
    if (item.b64Json === undefined) {
      data.push(item)
      continue
    }
    const picture = await decodeInPieces(item.b64Json)
    onPicture(picture)
    data.push({ b64Json: String(pictures.push(picture) - 1) })
  }
  return { response: { ...response, data }, pictures }
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

function toSource(image: Blob | ImageContent): VariationSource {
  if (image instanceof Blob) {
    const name = image instanceof File ? image.name : ''
    return { name, src: '', blob: image, ...(image.type ? { mimeType: image.type } : {}) }
  }
  const { fileName: name, content } = image
  if (content instanceof ReadableStream) return { name, src: '' }
  const blob = content instanceof Blob ? content : new Blob([content as BlobPart])
  return { name, src: '', blob }
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
