import { extensionOf, type ImageType } from '../../contract/imageType.js'
import type { ArchivedFile } from '../../image/zipFiles.js'
import type { VariationRun } from '../image/VariationRun.js'
import { copyShown } from '../image/copyShown.js'
import { loadChunk } from '../ui/loadChunk.js'

/**
 * All runs as one ZIP: the images whose bytes are known, and `history.json` with the settings, the lineage and the file name
 * or URL of every image.
 */
export async function archiveRuns(runs: readonly VariationRun[]): Promise<Blob> {
  const { zipFiles } = await loadChunk(() => import('../../image/zipFiles.js'))
  const files = new Map<string, ArchivedFile>()
  const store = (
    name: string,
    { createdAt: date }: { createdAt: Date },
    { blob, mimeType }: { blob?: Blob; mimeType?: string },
  ) => {
    if (!blob) return undefined
    const path = `${name}.${extensionOf((mimeType ?? blob.type) as ImageType) ?? 'bin'}`
    files.set(path, { blob, date })
    return path
  }
  const listed = runs.map(({ images, source, ...run }) => {
    const folder = `${run.createdAt.toISOString().slice(0, 19).replaceAll(':', '-')}-${run.id.slice(0, 6)}`
    return {
      ...run,
      source: { name: source.name, file: store(`${folder}/source`, run, source) },
      images: images.map((image) => ({
        ...copyShown(image, { blob: undefined, src: undefined, thumbnail: undefined }),
        ...(image.blob
          ? { file: store(`${folder}/${image.index + 1}`, run, image) }
          : { url: image.src }),
      })),
    }
  })
  files.set('history.json', { blob: new Blob([JSON.stringify(listed, null, 2)]), date: new Date() })
  return zipFiles(files)
}
