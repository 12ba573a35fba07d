import { limits } from '../contract/constants.js'
import { createId } from './random.js'

/** An encoded image. */
export type ImageFile = { bytes: Uint8Array<ArrayBuffer>; type: 'image/png' | 'image/jpeg' }

export type ResultStoreOptions = {
  /** Images to keep at most. */
  maxResults: number
  /** Bytes to keep at most. */
  maxBytes: number
  /** The clock, in milliseconds since 1970. */
  now: () => number
}

type Result = { file: ImageFile; expiresAt: number; objectURL?: string }

/** Keeps results for 60 minutes, bounded by count and bytes: the oldest goes first. */
export function createResultStore({ maxResults, maxBytes, now }: ResultStoreOptions) {
  const results = new Map<string, Result>()
  let bytes = 0

  function remove(id: string) {
    const result = results.get(id)
    if (!result) return
    bytes -= result.file.bytes.length
    if (result.objectURL) URL.revokeObjectURL(result.objectURL)
    results.delete(id)
  }

  /** Insertion order is age, since every result lives equally long. */
  function removeOldest() {
    for (const [id, result] of results) {
      const isExpired = result.expiresAt <= now()
      if (!isExpired && results.size <= maxResults && bytes <= maxBytes) break
      remove(id)
    }
  }

  function add(file: ImageFile, objectURL?: string): string {
    const id = createId()
    results.set(id, {
      file,
      expiresAt: now() + limits.urlLifetimeSeconds * 1000,
      objectURL,
    })
    bytes += file.bytes.length
    removeOldest()
    return id
  }

  return {
    /** Keeps a file and returns the id to get it by. */
    add: (file: ImageFile) => add(file),
    /** Keeps a file and returns an object URL, for a browser without a server. The URL is revoked on expiry. */
    addAsObjectURL(file: ImageFile): string {
      const objectURL = URL.createObjectURL(new Blob([file.bytes], { type: file.type }))
      add(file, objectURL)
      return objectURL
    },
    /** The file, or undefined once it is gone. */
    get(id: string): ImageFile | undefined {
      removeOldest()
      return results.get(id)?.file
    },
  }
}
