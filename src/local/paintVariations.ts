import type { ParsedSettings } from '../contract/request.js'
import type { Operation } from '../contract/constants.js'
import { ascii, type ImageType } from '../contract/imageType.js'
import { readImageHeader } from '../image/readImageHeader.js'
import type { CanvasKit, Drawable, Surface } from './canvas.js'
import type { ImageFile } from './createResultStore.js'
import type { Behaviour } from './createSimulator.js'
import { drawMark } from './drawMark.js'
import { setMood } from './mood.js'
import { createRandom, fingerprint, type Random } from './random.js'
import { invalidRequest, LocalRouterError } from './LocalRouterError.js'
import { styleOf } from './styleOf.js'

export type PaintOptions = Behaviour & {
  kit: CanvasKit
  settings: ParsedSettings
  operation: Operation
  bytes: Uint8Array<ArrayBuffer>
  type: ImageType
  model: string
  maxPixels: number
  signal: AbortSignal
}

/** The images, and what the response says about them. */
export type Painting = {
  files: ImageFile[]
  facts: {
    output_format: 'png' | 'jpeg'
    size: string
    quality?: string
    usage: {
      total_tokens: number
      input_tokens: number
      output_tokens: number
      input_tokens_details: { text_tokens: number; image_tokens: number }
    }
  }
}

/** Decodes the image and paints `n` variations. Throws a {@link LocalRouterError} for an image or a size that it cannot take. */
export async function paintVariations(options: PaintOptions): Promise<Painting> {
  const { kit, settings, operation, bytes, type, model, isPartial, signal } = options
  checkHeader(options)
  const photo = await kit.decode(bytes, type).catch(() => {
    throw invalidRequest('The image cannot be decoded: it is cut short or damaged.')
  })
  try {
    const [width, height] = outputSize(settings.size, operation, photo)
    const sketch = kit.createSurface(width, height)
    drawCover(sketch.context, photo, width, height)
    const outputType = hasTransparency(sketch, width, height) ? 'image/png' : 'image/jpeg'
    const seed = `${fingerprint(bytes)} ${model} ${settings.prompt ?? ''}`
    const firstPalette = Math.floor(createRandom(seed)() * 60)
    const asked = settings.n ?? 1
    const count = isPartial ? Math.max(1, Math.floor(asked / 2)) : asked
    const files: Promise<ImageFile>[] = []
    for (let index = 0; index < count; index++) {
      const random = createRandom(`${seed} ${index}`)
      const surface = kit.createSurface(width, height)
      compose(surface.context, photo, width, height, index, random)
      const image = surface.context.getImageData(0, 0, width, height)
      flattenOntoPaper(image)
      const scale = Math.min(width, height) / 1024
      const pick = <T>(palettes: readonly T[]) =>
        palettes[(firstPalette + index) % palettes.length]!
      await runInSlices(styleOf(model)({ image, index, scale, pick, random }), signal)
      if (settings.prompt) await runInSlices(setMood(image, settings.prompt), signal)
      surface.context.putImageData(image, 0, 0)
      drawMark(surface.context, width, height)
      // Encoding has a thread of its own, so the next image is painted meanwhile.
      files.push(
        surface.encode(outputType, 0.9).then((encoded) => ({ bytes: encoded, type: outputType })),
      )
    }
    const textTokens = Math.ceil((settings.prompt?.length ?? 0) / 4)
    const imageTokens = patches(photo.width, photo.height)
    const outputTokens = count * patches(width, height)
    return {
      files: await Promise.all(files),
      facts: {
        output_format: outputType === 'image/png' ? 'png' : 'jpeg',
        size: `${width}x${height}`,
        quality: settings.quality ?? undefined,
        usage: {
          total_tokens: textTokens + imageTokens + outputTokens,
          input_tokens: textTokens + imageTokens,
          output_tokens: outputTokens,
          input_tokens_details: { text_tokens: textTokens, image_tokens: imageTokens },
        },
      },
    }
  } finally {
    photo.close()
  }
}

/** Rejects by the header, before a pixel is decoded: 32 kB can decode to a gigabyte. */
function checkHeader({ bytes, type, maxPixels, isSquareOnly, model }: PaintOptions) {
  const header = readImageHeader(bytes)
  if (!header?.width || !header.height || !hasEnd(bytes, type)) {
    throw invalidRequest('The image cannot be decoded: it is cut short or damaged.')
  }
  const { width, height } = header
  if (width * height > maxPixels) {
    throw new LocalRouterError(
      400,
      'image_too_large',
      `The image has ${width} × ${height} pixels; at most ${Math.floor(maxPixels / 1e6)} megapixels are taken.`,
    )
  }
  if (header.animated) throw invalidRequest('The image is animated: send a still one.')
  if (isSquareOnly && width !== height) {
    throw new LocalRouterError(
      400,
      'invalid_image_dimensions',
      `${model} takes square images only; this one is ${width} × ${height} pixels.`,
    )
  }
}

// The last chunk of a PNG is empty, so its checksum is always the same.
const ends = { 'image/png': 'IEND\xae\x42\x60\x82', 'image/jpeg': '\xff\xd9' }

/** Decoders disagree about a file that is cut short: some paint the rest grey, some reject it, and old ones crash. */
function hasEnd(bytes: Uint8Array<ArrayBuffer>, type: ImageType): boolean {
  // A WebP counts its bytes at its start.
  if (type === 'image/webp')
    return new DataView(bytes.buffer).getUint32(4, true) + 8 <= bytes.length
  const end = ends[type]
  // Anything may follow the end. A thumbnail in a cut photo may have an end of its own; then the decoder decides.
  return (
    bytes.findLastIndex(
      (byte, at) => byte === end.charCodeAt(0) && ascii(bytes, at, at + end.length) === end,
    ) !== -1
  )
}

/** The longest side in pixels that a request may ask for, and the longest that is painted. */
const maxAskedSide = 8192
const maxSide = 2048

/** The pixels to paint: as asked, or with the same ratio where that is larger than {@link maxSide}. */
function outputSize(
  size: string | null | undefined,
  operation: Operation,
  photo: Drawable,
): [width: number, height: number] {
  if (size == null || size === 'auto') {
    // As edit models do: three sizes, by the photo's orientation. A variation is square.
    const ratio = photo.width / photo.height
    if (operation === 'variations' || (ratio > 0.8 && ratio < 1.25)) return [1024, 1024]
    return ratio > 1 ? [1536, 1024] : [1024, 1536]
  }
  const [, width, height] = /^(\d{1,5})x(\d{1,5})$/.exec(size) ?? []
  const sides: [number, number] = [Number(width), Number(height)]
  if (!sides.every((side) => side >= 64 && side <= maxAskedSide)) {
    throw invalidRequest(
      `The size must be "auto" or like "1024x1024", each side from 64 to ${maxAskedSide}.`,
    )
  }
  const scale = Math.min(1, maxSide / Math.max(...sides))
  return [Math.round(sides[0] * scale), Math.round(sides[1] * scale)]
}

/** Tokens as image models count them: one for each patch of 32 × 32 pixels, at most 1536. */
function patches(width: number, height: number): number {
  return Math.min(1536, Math.ceil(width / 32) * Math.ceil(height / 32))
}

type Context = OffscreenCanvasRenderingContext2D

/** Fills the canvas with the photo. A tall one keeps its upper part, where faces are. */
function drawCover(context: Context, photo: Drawable, width: number, height: number) {
  const scale = Math.max(width / photo.width, height / photo.height)
  const [w, h] = [photo.width * scale, photo.height * scale]
  context.imageSmoothingQuality = 'high'
  context.drawImage(photo.image, (width - w) / 2, (height - h) * 0.2, w, h)
}

/** Draws the photo with another crop for each image, every other one mirrored. */
function compose(
  context: Context,
  photo: Drawable,
  width: number,
  height: number,
  index: number,
  random: Random,
) {
  const zoom = index === 0 ? 1.04 : 1.08 + random() * 0.3
  // How much of what the zoom cuts off is cut at the left and at the top.
  const left = 0.3 + random() * 0.4
  const top = 0.15 + random() * 0.4
  context.save()
  if (index % 2 === 1) context.transform(-1, 0, 0, 1, width, 0)
  context.translate((1 - zoom) * width * left, (1 - zoom) * height * top)
  context.scale(zoom, zoom)
  drawCover(context, photo, width, height)
  context.restore()
}

/** Puts white under transparent pixels, since styles paint opaque ones. Alpha stays as it is. */
function flattenOntoPaper({ data }: ImageData) {
  for (let at = 0; at < data.length; at += 4) {
    const alpha = data[at + 3]! / 255
    if (alpha === 1) continue
    for (let channel = 0; channel < 3; channel++) {
      data[at + channel] = data[at + channel]! * alpha + 255 * (1 - alpha)
    }
  }
}

function hasTransparency({ context }: Surface, width: number, height: number): boolean {
  const { data } = context.getImageData(0, 0, width, height)
  for (let at = 3; at < data.length; at += 4) if (data[at]! < 250) return true
  return false
}

/** Runs the steps of a style in slices, so that an abort, a timeout or the page gets its turn. */
async function runInSlices(steps: Generator<void>, signal: AbortSignal): Promise<void> {
  let since = performance.now()
  while (!steps.next().done) {
    if (performance.now() - since < 12) continue
    signal.throwIfAborted()
    await new Promise((resolve) => setTimeout(resolve))
    signal.throwIfAborted()
    since = performance.now()
  }
}
