import { sniffImageType } from '../core/image.js'
import type { VariationImage } from '../core/run.js'

/** Turns a link that will die into bytes that will not, where its host allows to read it. */
export async function fetchLinkedImage(image: VariationImage): Promise<VariationImage> {
  try {
    const response = await fetch(image.src, { credentials: 'omit' })
    const bytes = await response.blob()
    const mimeType = sniffImageType(new Uint8Array(await bytes.slice(0, 12).arrayBuffer()))
    if (!response.ok || !mimeType) return image
    const { expiresAt: _, ...rest } = image
    return { ...rest, mimeType, blob: new Blob([bytes], { type: mimeType }) }
  } catch {
    return image
  }
}
