import type { VariationRun } from '../image/VariationRun.js'
import type { GalleryItem } from './useVariationGallery.js'

const narrowest = 3 / 4
const widest = 16 / 9

/**
 * Width over height of a run's tiles, from 3:4 to 16:9: that of its first measured image, else of the size asked for, else of
 * the source.
 */
export function tileRatioOf(run: VariationRun | undefined, items: readonly GalleryItem[]): number {
  const [, width, height] = /^(\d+)x(\d+)$/.exec(run?.request.size ?? '') ?? []
  const known = [
    ...items.map(({ image }) => image),
    { width: Number(width), height: Number(height) },
    run?.source,
  ].find((size) => size?.width && size.height)
  const ratio = known?.width && known.height ? known.width / known.height : 1
  return Math.min(widest, Math.max(narrowest, ratio))
}
