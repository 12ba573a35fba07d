'use client'
import { useCallback, useSyncExternalStore } from 'react'
import { holdBlob, objectURLOf, releaseBlob } from './objectURLs.js'

/**
 * The object URL of a Blob for as long as the component shows it: shared with everybody who holds the same Blob, revoked
 * after the last of them. Undefined without a Blob, on the server and, for a Blob that nobody held, in the first render.
 *
 * @example
 * <img src={useObjectURL(image.thumbnail ?? image.blob) ?? image.src} />
 */
export function useObjectURL(blob: Blob | undefined): string | undefined {
  const subscribe = useCallback(() => {
    if (!blob) return () => {}
    holdBlob(blob)
    return () => releaseBlob(blob)
  }, [blob])
  // React reads the snapshot again after subscribing, and so sees a URL that was made there.
  return useSyncExternalStore(
    subscribe,
    () => objectURLOf(blob),
    () => undefined,
  )
}
