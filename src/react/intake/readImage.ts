import { findProblem } from '../../image/findProblem.js'
import type { ImageHeader } from '../../contract/imageType.js'
import { hasBrowserCanvas } from '../../image/hasBrowserCanvas.js'
import type { ImageProblem } from '../../image/ImageProblem.js'
import {
  createThumbnail,
  prepareImage,
  type PrepareImageOptions,
} from '../../image/prepareImage.js'
import { isCut } from '../../image/isCut.js'
import { readHeaderOf } from '../../image/readImageHeader.js'
import { stripMetadata } from '../../image/stripMetadata.js'

/** Where an image may come from; text is an address, whose host must allow reading it. */
export type ImageOrigin = File | Blob | HTMLCanvasElement | string

/** Turns a file that this browser cannot decode, such as HEIC, into a PNG, JPEG or WebP. */
export type DecodeImage = (image: File, options: { signal: AbortSignal }) => Promise<Blob>

/** An image and what is known of it. */
export type KnownImage = {
  file: File
  header: ImageHeader
  /** At most 512 pixels wide or high. */
  thumbnail: Blob
  /** The variation that it is. */
  parentImageId?: string
}

export type ReadImageOptions = {
  signal: AbortSignal
  /** Keep what the file says about place, time and camera. */
  keepMetadata?: boolean
  parentImageId?: string
  decode?: DecodeImage
}

/** Reads an image from its origin, once: its header and a thumbnail, or the problem with it. */
export async function readImage(
  origin: ImageOrigin,
  { signal, keepMetadata, parentImageId, decode }: ReadImageOptions,
): Promise<KnownImage | ImageProblem> {
  const given = await toFile(origin, signal)
  if (!given) return { code: 'unreachable', fixes: [] }
  const header = await readHeaderOf(given)
  const problem = findProblem(given, header)
  if (problem?.fixes.length === 0) return problem
  if (!header) return { code: 'not_an_image', fixes: [] }
  const about = { fixes: [], name: given.name, bytes: given.size, type: header.type }
  if (header.type === 'image/heic') {
    const decoded =
      (await decodeFile(given, prepareImage, signal)) ??
      (decode && (await decodeFile(given, decode, signal)))
    return decoded
      ? readImage(decoded, { signal, keepMetadata, parentImageId })
      : { code: 'heic', ...about }
  }
  try {
    if (await isCut(given, header)) return { code: 'corrupt', ...about }
    // The DOMs of test runners paint nothing: there the file is its own thumbnail.
    const thumbnail = hasBrowserCanvas() ? await createThumbnail(given, { signal }) : given
    const file = keepMetadata ? given : await stripMetadata(given, header)
    return { file, header, thumbnail, parentImageId }
  } catch {
    return { code: 'corrupt', ...about }
  }
}

/** Crops, pads, scales or converts an image that has been read, and reads what came of it. */
export async function changeImage(
  { file, parentImageId }: KnownImage,
  options: PrepareImageOptions & { signal: AbortSignal },
): Promise<KnownImage | ImageProblem> {
  const changed = await prepareImage(file, options)
  return readImage(changed, { signal: options.signal, keepMetadata: true, parentImageId })
}

/** Undefined where it cannot be decoded: only some browsers decode HEIC. */
async function decodeFile(
  file: File,
  decode: DecodeImage,
  signal: AbortSignal,
): Promise<File | undefined> {
  try {
    const blob = await decode(file, { signal })
    const extension = blob.type.replace(/^image\//, '').replace('jpeg', 'jpg')
    return new File([blob], file.name.replace(/\.[^.]*$/, `.${extension}`), { type: blob.type })
  } catch {
    return undefined
  }
}

async function toFile(origin: ImageOrigin, signal: AbortSignal): Promise<File | undefined> {
  if (origin instanceof File) return origin
  try {
    const blob = origin instanceof Blob ? origin : await fetchBlob(origin, signal)
    const name = typeof origin === 'string' ? nameOf(origin) : ''
    return new File([blob], name || 'image', { type: blob.type })
  } catch {
    return undefined
  }
}

/** @throws if the address cannot be read, or if the canvas shows images of another origin */
async function fetchBlob(origin: HTMLCanvasElement | string, signal: AbortSignal): Promise<Blob> {
  if (typeof origin !== 'string') {
    const blob = await new Promise<Blob | null>((resolve) => {
      origin.toBlob(resolve)
    })
    if (!blob) throw new DOMException('The canvas is empty.', 'InvalidStateError')
    return blob
  }
  const response = await fetch(origin, { signal, credentials: 'same-origin' })
  if (!response.ok)
    throw new DOMException(`The address responded with ${response.status}.`, 'NetworkError')
  return response.blob()
}

function nameOf(address: string): string {
  try {
    const { protocol, pathname } = new URL(address, location.href)
    return /^https?:$/.test(protocol) ? decodeURIComponent(pathname.split('/').pop() ?? '') : ''
  } catch {
    return ''
  }
}
