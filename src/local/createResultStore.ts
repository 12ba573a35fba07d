import { limits } from '../contract/constants.js'
import { createId } from './random.js'

export type ResultStoreOptions = {
  maxResults: number
  maxBytes: number
  now: () => number
}

type Result = { file: Blob; expiresAt: number; objectURL?: string }

/** Keeps results for 60 minutes, bounded by count and bytes: the oldest makes room. */
export function createResultStore({ maxResults, maxBytes, now }: ResultStoreOptions) {
  const results = new Map<string, Result>()
  let bytes = 0

  function drop(id: string) {
    const result = results.get(id)
    if (!result) return
    bytes -= result.file.size
    if (result.objectURL) URL.revokeObjectURL(result.objectURL)
    results.delete(id)
  }

  /** Insertion order is age, since every result lives equally long. */
  function sweep() {
    for (const [id, result] of results) {
      const isExpired = result.expiresAt <= now()
      if (!isExpired && results.size <= maxResults && bytes <= maxBytes) break
      drop(id)
    }
  }

  function add(file: Blob, objectURL?: string): string {
    const id = createId()
    results.set(id, {
      file,
      expiresAt: now() + limits.urlLifetimeSeconds * 1000,
      ...(objectURL ? { objectURL } : {}),
    })
    bytes += file.size
    sweep()
    return id
  }

  return {
    /** Keeps a file and returns the id to get it by. */
    add: (file: Blob) => add(file),
    /** Keeps a file and returns an object URL, for a browser with no server behind it. Revoked on expiry. */
    addAsObjectURL(file: Blob): string {
      const objectURL = URL.createObjectURL(file)
      add(file, objectURL)
      return objectURL
    },
    /** The file, or undefined once it is gone. */
    get(id: string): Blob | undefined {
      sweep()
      return results.get(id)?.file
    },
  }
}
