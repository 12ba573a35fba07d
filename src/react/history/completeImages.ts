import { createThumbnail } from '../../image/prepareImage.js'
import type { VariationImage, VariationRun, VariationSource } from '../image/VariationRun.js'
import { copyShown } from '../image/copyShown.js'
import { fetchImage } from '../image/fetchImage.js'
import { withObjectURL } from '../image/withObjectURL.js'

/** An image this small is its own thumbnail. Pixels. */
const thumbnailSide = 512

export type CompleteImagesOptions = {
  /** Turn links that will die into bytes that will not, where their host allows to read them. */
  links: boolean
  /** Make small copies. */
  thumbnails: boolean
  /** Stop: the run is gone. */
  isStopped: () => boolean
}

/** A run's images and its source with what history adds to them: bytes for links, and small copies. */
export async function completeImages(
  run: VariationRun,
  options: CompleteImagesOptions,
): Promise<Pick<VariationRun, 'images' | 'source'>> {
  const images: VariationImage[] = []
  for (const image of run.images) {
    images.push(await withThumbnail(options.links ? await withBytes(image) : image, options))
  }
  return { images, source: await withThumbnail(run.source, options) }
}

async function withBytes(image: VariationImage): Promise<VariationImage> {
  if (image.blob || !image.src) return image
  const blob = await fetchImage(image.src)
  if (!blob) return image
  const { expiresAt: _, ...rest } = image
  return withObjectURL({ ...rest, mimeType: blob.type, blob })
}

async function withThumbnail<Shown extends VariationImage | VariationSource>(
  shown: Shown,
  { thumbnails, isStopped }: CompleteImagesOptions,
): Promise<Shown> {
  const { blob, thumbnail, width = Infinity, height = Infinity } = shown
  const isSmall = Math.max(width, height) <= thumbnailSide
  if (!thumbnails || !blob || thumbnail || isSmall || isStopped()) return shown
  try {
    const thumbnail = await createThumbnail(blob)
    return copyShown(shown, { thumbnail })
  } catch {
    return shown
  }
}
