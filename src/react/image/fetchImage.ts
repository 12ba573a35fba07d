import { sniffImageType } from '../../contract/imageType.js'

/** The bytes behind a link with their true type; undefined where there is no image or its host does not allow reading it. */
export async function fetchImage(src: string): Promise<Blob | undefined> {
  try {
    // An <img> may have left a response in the cache that no script may read.
    const response = await fetch(src, { credentials: 'omit', cache: 'no-store' })
    const bytes = await response.blob()
    const type = sniffImageType(new Uint8Array(await bytes.slice(0, 12).arrayBuffer()))
    return response.ok && type ? new Blob([bytes], { type }) : undefined
  } catch {
    return undefined
  }
}
