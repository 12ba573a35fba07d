'use client'
import { useCallback, useSyncExternalStore } from 'react'
import { createObjectURLScope, objectURLOf } from './objectURLs.js'

/**
 * The object URL of a Blob for as long as the component is mounted: shared with everything else that shows the same Blob, and
 * revoked after the last of them. Undefined without a Blob, on the server and, for a Blob that nothing shows yet, in the first
 * render.
 *
 * @example
 * <img src={useObjectURL(image.thumbnail ?? image.blob) ?? image.src} />
 */
export function useObjectURL(blob: Blob | undefined): string | undefined {
  const subscribe = useCallback(() => {
    const scope = createObjectURLScope()
    if (blob) scope.keep(blob)
    return scope.close
  }, [blob])
  // React reads the snapshot again after subscribing, and so sees a URL that was made there.
  return useSyncExternalStore(
    subscribe,
    () => objectURLOf(blob),
    () => undefined,
  )
}
