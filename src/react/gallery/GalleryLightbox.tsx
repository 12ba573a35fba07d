import { ChunkError } from '../ui/ChunkError.js'
import { useChunk } from '../ui/useChunk.js'
import { useGalleryContext } from './GalleryContext.js'
import type { UseVariationGalleryResult } from './useVariationGallery.js'

/** The large view while an image is open. Root: `<dialog>`. */
export function GalleryLightbox({
  gallery,
}: {
  /** What `useVariationGallery` returns. */
  gallery: UseVariationGalleryResult
}) {
  const { labels } = useGalleryContext()
  // Not part of the first download, but here before anybody can ask for it.
  const { chunk, error, retry } = useChunk(() => import('./Lightbox.js'), gallery.items.length > 0)
  if (!gallery.opened) return null
  if (chunk) return <chunk.Lightbox item={gallery.opened} gallery={gallery} />
  if (error === undefined) return null
  return (
    <dialog {...gallery.getDialogProps({ 'aria-label': labels.lightbox.title })}>
      <ChunkError labels={labels.chunk} onRetry={retry} />
      <button type="button" data-part="action" onClick={gallery.close}>
        {labels.lightbox.close}
      </button>
    </dialog>
  )
}
