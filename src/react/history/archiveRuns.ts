import { extensionOf, type ImageType } from '../../contract/imageType.js'
import type { VariationRun } from '../image/VariationRun.js'
import { loadChunk } from '../ui/loadChunk.js'

/**
 * All runs as one ZIP: the images whose bytes are known, and `history.json` with the settings, the lineage and the file name
 * or URL of every image.
 */
export async function archiveRuns(runs: readonly VariationRun[]): Promise<Blob> {
  const { zipFiles } = await loadChunk(() => import('../../image/zipFiles.js'))
  const files = new Map<string, Blob>()
  const store = (name: string, blob: Blob | undefined, mimeType: string | undefined) => {
    if (!blob) return undefined
    const path = `${name}.${extensionOf((mimeType ?? blob.type) as ImageType) ?? 'bin'}`
    files.set(path, blob)
    return path
  }
  const listed = runs.map(({ images, source, ...run }) => {
    const folder = `${run.createdAt.toISOString().slice(0, 19).replaceAll(':', '-')}-${run.id.slice(0, 6)}`
    return {
      ...run,
      source: { name: source.name, file: store(`${folder}/source`, source.blob, source.mimeType) },
      images: images.map(({ blob, src, ...image }) => ({
        ...image,
        thumbnail: undefined,
        ...(blob
          ? { file: store(`${folder}/${image.index + 1}`, blob, image.mimeType) }
          : { url: src }),
      })),
    }
  })
  files.set('history.json', new Blob([JSON.stringify(listed, null, 2)]))
  return zipFiles(files)
}
