import type { VariationImage, VariationSource } from '../image/VariationRun.js'
import { fileNameOf } from '../image/fileNameOf.js'

/** Whether this browser can put images on the clipboard. */
export function canCopy(image: VariationImage): boolean {
  return Boolean(image.blob && typeof ClipboardItem === 'function' && navigator.clipboard?.write)
}

/** Puts an image on the clipboard, as PNG: the one type that every clipboard takes. */
export async function copyImage(image: VariationImage): Promise<void> {
  const { blob } = image
  if (!blob) return
  // Safari wants the promise inside the item, within the click.
  await navigator.clipboard.write([new ClipboardItem({ 'image/png': toPNG(blob) })])
}

async function toPNG(blob: Blob): Promise<Blob> {
  if (blob.type === 'image/png') return blob
  const bitmap = await createImageBitmap(blob)
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height)
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0)
  bitmap.close()
  return canvas.convertToBlob({ type: 'image/png' })
}

function shareDataOf(image: VariationImage, source?: VariationSource): ShareData | undefined {
  if (!image.blob) return undefined
  const { type } = image.blob
  return { files: [new File([image.blob], fileNameOf(image, source), { type })] }
}

/** Whether this platform can share images. */
export function canShare(image: VariationImage): boolean {
  const data = shareDataOf(image)
  return Boolean(data && navigator.canShare?.(data))
}

/** Opens the platform's own share sheet. */
export async function shareImage(image: VariationImage, source?: VariationSource): Promise<void> {
  const data = shareDataOf(image, source)
  if (data) await navigator.share(data)
}
