import { extensionOf, imageTypes } from '../../contract/imageType.js'
import type { VariationImage, VariationSource } from './VariationRun.js'

/** A file name that says where the image comes from: `cat-variation-2.png`. */
export function fileNameOf(image: VariationImage, source?: VariationSource): string {
  const stem = source?.name.replace(/\.[^.]*$/, '').replaceAll(/[/\\]/g, '-') || 'image'
  const type = imageTypes.find((known) => known === image.mimeType) ?? 'image/png'
  return `${stem}-variation-${image.index + 1}.${extensionOf(type)}`
}
