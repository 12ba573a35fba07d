import { extensionOf, imageTypes, type ImageType } from '../contract/imageType.js'
import { type ImageRequirements } from '../image/ImageProblem.js'
import { readHeaderOf } from './readImageHeader.js'
import { paint, type PaintPlan } from './paint.js'

/** A point of a picture, from 0 (left, top) to 1 (right, bottom). */
export type Focus = { x: number; y: number }

export type PrepareImageOptions = Omit<ImageRequirements, 'square'> & {
  /** Make it a square: cut it around `focus`, or pad it. @default as it is */
  square?: 'crop' | 'pad'
  /** The middle of the cut, as far as the edges allow. @default { x: 0.5, y: 0.5 } */
  focus?: Focus
  /** Largest width or height. @default no limit */
  maxSide?: number
  /** What fills the pad, and stands behind transparency in JPEG. @default transparent, in JPEG 'white' */
  background?: string
  /** From 0 to 1, for JPEG and WebP. @default 0.92 */
  quality?: number
  signal?: AbortSignal
}

/** How often a picture is made smaller until it has few enough bytes. */
const maxAttempts = 6

/**
 * Crops, pads, scales and converts in one go, upright by its EXIF orientation, and drops all metadata. Works in a worker, so
 * that a photo of 12 megapixels does not hold up the page.
 *
 * @throws a DOMException, `AbortError` after an abort, else where the browser cannot decode the picture
 */
export async function prepareImage(image: Blob, options: PrepareImageOptions = {}): Promise<File> {
  const { maxBytes = Infinity, types = imageTypes, signal } = options
  const header = await readHeaderOf(image)
  if (!header || header.width === 0) {
    throw new DOMException('This is not a picture that can be decoded.', 'InvalidStateError')
  }
  const type = outputType(header.type, types)
  for (let attempt = 1, scale = 1; ; attempt++) {
    const plan = planPaint(header, { ...options, type, scale })
    const blob = await paint(image, plan, signal)
    if (blob.size <= maxBytes || attempt === maxAttempts) {
      return new File([blob], nameFor(image, blob.type), { type: blob.type })
    }
    scale *= Math.min(0.8, Math.sqrt(maxBytes / blob.size))
  }
}

/** A small copy for grids and previews; the larger side has at most `side` pixels. */
export async function createThumbnail(
  image: Blob,
  { side = 512, signal }: { side?: number; signal?: AbortSignal } = {},
): Promise<Blob> {
  return prepareImage(image, { maxSide: side, types: ['image/webp'], quality: 0.8, signal })
}

type Size = { width: number; height: number }

/** Where the pixels come from and where they go. Every number is whole, and nothing is ever made larger. */
export function planPaint(
  { width, height }: Size,
  options: Omit<PrepareImageOptions, 'types'> & { type: ImageType; scale?: number },
): PaintPlan {
  const { square, focus = { x: 0.5, y: 0.5 }, type, quality = 0.92 } = options
  const { maxPixels = Infinity, maxSide = Infinity } = options
  const side = Math.min(width, height)
  const cut =
    square === 'crop'
      ? {
          x: clamp(Math.round(focus.x * width - side / 2), 0, width - side),
          y: clamp(Math.round(focus.y * height - side / 2), 0, height - side),
          width: side,
          height: side,
        }
      : { x: 0, y: 0, width, height }
  const longer = Math.max(cut.width, cut.height)
  const frame = square === 'pad' ? { width: longer, height: longer } : cut
  const scale =
    (options.scale ?? 1) *
    Math.min(1, maxSide / longer, Math.sqrt(maxPixels / (frame.width * frame.height)))
  const shrink = (length: number) => Math.max(1, Math.floor(length * scale))
  const size = { width: shrink(frame.width), height: shrink(frame.height) }
  const draw = { width: shrink(cut.width), height: shrink(cut.height) }
  return {
    cut,
    ...size,
    draw: {
      x: Math.floor((size.width - draw.width) / 2),
      y: Math.floor((size.height - draw.height) / 2),
      ...draw,
    },
    type,
    quality,
    background: options.background ?? (type === 'image/jpeg' ? 'white' : undefined),
  }
}

function clamp(value: number, minimum: number, maximum: number): number {
  return Math.min(Math.max(value, minimum), maximum)
}

/** Its own type where that is allowed; PNG for what may be transparent; else whatever is. */
function outputType(type: string, types: readonly ImageType[]): ImageType {
  const wishes = [type, type === 'image/jpeg' || type === 'image/heic' ? 'image/jpeg' : 'image/png']
  return (
    types.find((allowed) => allowed === wishes[0]) ??
    types.find((allowed) => allowed === wishes[1]) ??
    types[0] ??
    'image/png'
  )
}

function nameFor(image: Blob, type: string): string {
  const stem = image instanceof File ? image.name.replace(/\.[^.]*$/, '') : ''
  return `${stem || 'image'}.${extensionOf(type as ImageType)}`
}
