import { findProblem } from '../../image/findProblem.js'
import type { ImageHeader } from '../../contract/imageType.js'
import type { ImageProblem } from '../../image/ImageProblem.js'
import { createThumbnail } from '../../image/prepareImage.js'
import { readHeaderOf } from '../../image/readImageHeader.js'
import { stripMetadata } from '../../image/stripMetadata.js'

/** Where a picture may come from; text is an address, whose host must allow to read it. */
export type ImageOrigin = File | Blob | HTMLCanvasElement | string

export type TakenImage = {
  file: File
  header: ImageHeader
  /** A small copy, at most 512 px. */
  preview: { src: string; blob: Blob }
  /** The variation that it is. */
  parentImageId?: string
}

export type TakeImageOptions = {
  signal: AbortSignal
  keepMetadata?: boolean
  parentImageId?: string
}

/** Reads a picture from wherever it comes and looks at it: the picture with its small copy, or why there is none. */
export async function takeImage(
  origin: ImageOrigin,
  { signal, keepMetadata, parentImageId }: TakeImageOptions,
): Promise<TakenImage | ImageProblem> {
  const given = await toFile(origin, signal)
  if (!given) return { code: 'unreachable', fixes: [] }
  const header = await readHeaderOf(given)
  const problem = findProblem(given, header)
  if (problem?.fixes.length === 0) return problem
  if (!header) return { code: 'not_an_image', fixes: [] }
  try {
    const preview = await createThumbnail(given, { signal })
    const file = keepMetadata ? given : await stripMetadata(given, header)
    return { file, header, preview: { src: '', blob: preview }, parentImageId }
  } catch {
    // HEIC is decoded by some browsers only, everything else by all.
    const code = header.type === 'image/heic' ? 'heic' : 'corrupt'
    return { code, fixes: [], name: given.name, bytes: given.size, type: header.type }
  }
}

async function toFile(origin: ImageOrigin, signal: AbortSignal): Promise<File | undefined> {
  if (origin instanceof File) return origin
  try {
    const blob = origin instanceof Blob ? origin : await read(origin, signal)
    const name = typeof origin === 'string' ? nameOf(origin) : ''
    return new File([blob], name || 'image', { type: blob.type })
  } catch {
    return undefined
  }
}

/** @throws where the address cannot be read, or where the canvas shows pictures of another origin */
async function read(origin: HTMLCanvasElement | string, signal: AbortSignal): Promise<Blob> {
  if (typeof origin !== 'string') {
    const blob = await new Promise<Blob | null>((resolve) => {
      origin.toBlob(resolve)
    })
    if (!blob) throw new DOMException('The canvas is empty.', 'InvalidStateError')
    return blob
  }
  const response = await fetch(origin, { signal, credentials: 'same-origin' })
  if (!response.ok)
    throw new DOMException(`The address answered ${response.status}.`, 'NetworkError')
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
