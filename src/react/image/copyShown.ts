import type { VariationImage, VariationSource } from './VariationRun.js'
import { withObjectURL } from './withObjectURL.js'

/** A copy with some fields changed. Spreading would read `src` and so make an object URL. */
export function copyShown<Shown extends VariationImage | VariationSource>(
  shown: Shown,
  change: Partial<VariationImage> = {},
): Shown {
  const copy: Shown = Object.create(Object.prototype, {
    ...Object.getOwnPropertyDescriptors(shown),
    ...Object.getOwnPropertyDescriptors(change),
  })
  return withObjectURL(copy)
}
