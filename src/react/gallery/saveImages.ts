import type { ArchivedFile } from '../../image/zipFiles.js'
import { fetchImage } from '../image/fetchImage.js'
import { fileNameOf } from '../image/fileNameOf.js'
import { loadChunk } from '../ui/loadChunk.js'
import type { GalleryItem } from './useVariationGallery.js'

/** Saves images, several as one ZIP, since browsers ask before a page saves many files. Resolves to those that were saved. */
export async function saveImages(items: readonly GalleryItem[]): Promise<GalleryItem[]> {
  const blobs = await Promise.all(
    items.map(async ({ image }) => image.blob ?? fetchImage(image.src)),
  )
  const files = new Map<string, ArchivedFile>()
  const saved = items.filter(({ image, run, source }, index) => {
    const blob = blobs[index]
    if (!blob) return false
    const name = fileNameOf({ ...image, mimeType: image.mimeType ?? blob.type }, source)
    files.set(unusedName(name, files), { blob, date: run?.createdAt ?? new Date() })
    return true
  })
  const [first] = files
  if (!first) return []
  if (files.size === 1) save(first[0], first[1].blob)
  else {
    const { zipFiles } = await loadChunk(() => import('../../image/zipFiles.js'))
    save('variations.zip', await zipFiles(files))
  }
  return saved
}

function unusedName(name: string, used: ReadonlyMap<string, unknown>): string {
  for (let count = 1; ; count++) {
    const other = count === 1 ? name : name.replace(/(?=\.\w+$)/, ` (${count})`)
    if (!used.has(other)) return other
  }
}

/** By way of a link that nobody sees. */
function save(name: string, blob: Blob): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  // The download reads it a moment later.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
