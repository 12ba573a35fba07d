import type { VariationRun } from '../image/VariationRun.js'
import type { GalleryItem } from './useVariationGallery.js'

const narrowest = 3 / 4
const widest = 16 / 9

/**
 * Width over height of a run's tiles, from 3:4 to 16:9: that of its first measured image, else of the size asked for, else
 * what to expect: a variation is square unless somebody asks for another size, an edit keeps the shape of its source.
 */
export function tileRatioOf(run: VariationRun | undefined, items: readonly GalleryItem[]): number {
  const [, width, height] = /^(\d+)x(\d+)$/.exec(run?.request.size ?? '') ?? []
  const known = [
    ...items.map(({ image }) => image),
    { width: Number(width), height: Number(height) },
    run?.request.prompt ? run.source : undefined,
  ].find((size) => size?.width && size.height)
  const ratio = known?.width && known.height ? known.width / known.height : 1
  return Math.min(widest, Math.max(narrowest, ratio))
}

/** Whether every image fills a tile of this ratio without losing more than a narrow edge. */
export function fillsTile(ratio: number, items: readonly GalleryItem[]): boolean {
  return items.every(({ image: { width, height } }) => {
    if (!width || !height) return false
    const share = width / height / ratio
    return Math.min(share, 1 / share) > 0.9
  })
}
