import { extensionOf, imageTypes, type ImageType } from '../contract/imageType.js'
import type { ImageArea, ImageRequirements } from './ImageProblem.js'
import { readHeaderOf } from './readImageHeader.js'
import { paint, type PaintPlan } from './paint.js'
import { squareArea, type Focus } from './squareArea.js'

/** Options of {@link prepareImage}. */
export type PrepareImageOptions = Omit<ImageRequirements, 'square'> & {
  /** The part to keep, in pixels as shown. @default the whole image */
  area?: ImageArea
  /** Make it a square: crop it around `focus`, or add borders. Has no effect with `area`. @default as it is */
  square?: 'crop' | 'pad'
  /** The middle of the crop, as far as the edges allow. @default { x: 0.5, y: 0.5 } */
  focus?: Focus
  /** Largest width or height. @default no limit */
  maxSide?: number
  /** What fills the pad, and stands behind transparency in JPEG. @default transparent, in JPEG 'white' */
  background?: string
  /** From 0 to 1, for JPEG and WebP. @default 0.92 */
  quality?: number
  /** Stops the work; the promise rejects with its reason. */
  signal?: AbortSignal
}

/** How often an image is made smaller until it has few enough bytes. */
const maxAttempts = 6

/**
 * Crops, pads, scales and converts in one go, upright by its EXIF orientation, and drops all metadata. Works in a worker, so
 * that a photo of 12 megapixels does not block the page.
 *
 * @throws a DOMException, `AbortError` after an abort, otherwise if the browser cannot decode the image
 */
export async function prepareImage(image: Blob, options: PrepareImageOptions = {}): Promise<File> {
  const { maxBytes = Infinity, types = imageTypes, signal } = options
  const header = await readHeaderOf(image)
  if (!header || header.width === 0) {
    throw new DOMException('This image cannot be decoded.', 'InvalidStateError')
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
  const { focus, type, quality = 0.92 } = options
  const square = options.area ? undefined : options.square
  const { maxPixels = Infinity, maxSide = Infinity } = options
  const whole = { x: 0, y: 0, width, height }
  const cut = options.area
    ? clipArea(options.area, whole)
    : square === 'crop'
      ? squareArea(whole, focus)
      : whole
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

/** Whole pixels inside of the image. */
function clipArea(area: ImageArea, { width, height }: Size): ImageArea {
  const clip = (value: number, minimum: number, maximum: number) =>
    Math.min(Math.max(Math.round(value), minimum), maximum)
  const x = clip(area.x, 0, width - 1)
  const y = clip(area.y, 0, height - 1)
  return {
    x,
    y,
    width: clip(area.width, 1, width - x),
    height: clip(area.height, 1, height - y),
  }
}

/** Its own type if allowed; else PNG for what may be transparent; else the first that is allowed. */
function outputType(type: string, types: readonly ImageType[]): ImageType {
  const preferred = [
    type,
    type === 'image/jpeg' || type === 'image/heic' ? 'image/jpeg' : 'image/png',
  ]
  return (
    types.find((allowed) => allowed === preferred[0]) ??
    types.find((allowed) => allowed === preferred[1]) ??
    types[0] ??
    'image/png'
  )
}

function nameFor(image: Blob, type: string): string {
  const stem = image instanceof File ? image.name.replace(/\.[^.]*$/, '') : ''
  return `${stem || 'image'}.${extensionOf(type as ImageType)}`
}
