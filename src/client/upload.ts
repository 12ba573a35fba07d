import { isBlob, type ImageContent } from '../contract/request.js'
import { limits } from '../contract/constants.js'
import { invalid, VariationError } from './errors.js'
import { ascii, extensionOf, maxDecodablePixels, sniffImageType } from '../contract/imageType.js'

/** Bytes that have left for the server. */
export type UploadProgress = {
  /** Bytes sent so far. */
  loadedBytes: number
  /** Bytes to send in all. */
  totalBytes: number
}

/** The types that the official SDK gives to file names. */
const typesByExtension: Record<string, string> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  gif: 'image/gif',
  svg: 'image/svg+xml',
}

/** The image as it goes out. */
export type ImagePart = { blob: Blob; name: string; type: string }

/**
 * What goes out of an image. A File and a Blob keep their type, `{ fileName, content }` gets that of its extension; but where
 * the first bytes say otherwise, they win: providers reject a good image under a wrong type. A bare Blob is named `blob`.
 */
export async function toImagePart(
  image: Blob | ImageContent,
  signal: AbortSignal,
): Promise<ImagePart> {
  const isContent = 'content' in image
  const name = isContent ? image.fileName : 'name' in image ? String(image.name) : undefined
  const implied = typesByExtension[(name ?? '').split('.').pop()?.toLowerCase() ?? '']
  const type = isContent ? (implied ?? '') : image.type
  let blob: Blob
  let start: ArrayBuffer
  try {
    blob = await toBlob(isContent ? image.content : image, signal)
    // To slice costs Node more than to read something small.
    start = await (blob.size > 10_000 ? blob.slice(0, 64) : blob).arrayBuffer()
  } catch (cause) {
    signal.throwIfAborted()
    const message = 'The image cannot be read. Choose it again.'
    const issues = [{ path: ['image'], message }]
    throw new VariationError('invalid_request', message, { issues, cause })
  }
  if (blob.size > limits.maxImageBytes) {
    const message = `The image has ${blob.size} bytes; it may have at most ${limits.maxImageBytes} (less than 50 MB).`
    throw invalid([{ path: ['image'], message }])
  }
  const bytes = new Uint8Array(start)
  const trueType = sniffImageType(bytes)
  if (otherFile.test(ascii(bytes, 0, 64))) {
    const message = 'The image must be a PNG, a JPEG or a WebP; its bytes say otherwise.'
    throw invalid([{ path: ['image'], message }])
  }
  if (trueType === 'image/png' && pixelsOfPNG(start) > maxDecodablePixels) {
    const message = 'The image has too many pixels. Scale it down.'
    throw invalid([{ path: ['image'], message }])
  }
  if (!trueType || trueType === type) return { blob, name: name || 'blob', type }
  const stem = implied ? name?.slice(0, name.lastIndexOf('.')) : name
  const trueName = implied === trueType || !name ? name : `${stem}.${extensionOf(trueType)}`
  return { blob, name: trueName || 'blob', type: trueType }
}

/** GIF, PDF, the family of HEIC, and markup such as SVG. What is merely unknown goes out, as the official SDK has it. */
const otherFile = /^(GIF8|%PDF|[^]{4}ftyp|(\xef\xbb\xbf)?\s*<[a-z!?])/i

function pixelsOfPNG(start: ArrayBuffer): number {
  if (start.byteLength < 24) return 0
  const view = new DataView(start)
  return view.getUint32(16) * view.getUint32(20)
}

async function toBlob(content: ImageContent['content'], signal: AbortSignal): Promise<Blob> {
  if (content instanceof Blob) return content
  if (isBlob(content)) return new Blob([await content.arrayBuffer()])
  if (!('getReader' in content)) return new Blob([content as BlobPart])
  const chunks: Uint8Array[] = []
  const collect = new WritableStream<Uint8Array>({ write: (chunk) => void chunks.push(chunk) })
  await content.pipeTo(collect, { signal })
  return new Blob(chunks as BlobPart[])
}

/** What has left of one request, as far as the platform lets us know: it tells `network` from `outcome_unknown`. */
export type Upload = {
  form: FormData
  /** The request has been given to the platform. */
  isBegun: boolean
  /** The platform reports what it sends; where it does not, a request that is begun may be complete. */
  isTracked: boolean
  isComplete: boolean
}

/** A form with the fields first and the image last, so that a server can decide before the bytes arrive. */
export function createUpload(
  fields: [name: string, value: string][],
  image: ImagePart | undefined,
  onProgress?: (progress: UploadProgress) => void,
): Upload {
  const form = new FormData()
  for (const [name, value] of fields) form.append(name, value)
  const upload: Upload = { form, isBegun: false, isTracked: false, isComplete: false }
  if (image) form.append('image', new TrackedFile(image, upload, onProgress))
  return upload
}

/** True unless it is certain that the server never got the whole request. */
export function mayBeComplete(upload: Upload): boolean {
  return upload.isBegun && (upload.isComplete || !upload.isTracked)
}

const pieceBytes = 256 * 1024

/** Node takes a file of a form through `stream()` while it sends; browsers go straight to the bytes. */
class TrackedFile extends File {
  readonly #upload: Upload
  readonly #onProgress: ((progress: UploadProgress) => void) | undefined

  constructor(
    { blob, name, type }: ImagePart,
    upload: Upload,
    onProgress?: (progress: UploadProgress) => void,
  ) {
    super([blob], name, { type })
    this.#upload = upload
    this.#onProgress = onProgress
  }

  override stream() {
    const stream = super.stream()
    const [upload, onProgress, totalBytes] = [this.#upload, this.#onProgress, this.size]
    upload.isTracked = true
    async function* tracked() {
      let loadedBytes = 0
      for await (const chunk of stream.values()) {
        // Node gives an image in memory as one chunk, which would say nothing about how far it got.
        for (let start = 0; start < chunk.byteLength; start += pieceBytes) {
          const piece = chunk.subarray(start, start + pieceBytes)
          // Deno takes the bytes away with the piece.
          loadedBytes += piece.byteLength
          yield piece
          try {
            onProgress?.({ loadedBytes, totalBytes })
          } catch (error) {
            // The upload is no worse for it.
            console.error('onUploadProgress threw', error)
          }
        }
      }
      upload.isComplete = true
    }
    return Object.defineProperty(stream, Symbol.asyncIterator, { value: tracked })
  }
}
