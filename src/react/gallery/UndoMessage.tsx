import { useGalleryContext } from './GalleryContext.js'
import { useKeptFocus } from './useKeptFocus.js'
import type { UseVariationGalleryResult } from './useVariationGallery.js'

/** Says in its place that something was removed, and takes it back. Root: `<div>`. */
export function UndoMessage({
  gallery,
}: {
  /** What `useVariationGallery` returns. */
  gallery: UseVariationGalleryResult
}) {
  const { labels, events } = useGalleryContext()
  const { removal } = gallery
  const { onUndo } = events
  const ref = useKeptFocus<HTMLDivElement>()
  if (!removal || !onUndo) return null
  const undo = () => {
    gallery.forgetRemoval()
    for (let step = 0; step < removal.steps; step++) onUndo()
  }
  return (
    <div data-part="undo" ref={ref}>
      <output>{labels.gallery.removed(removal.count)}</output>
      <button type="button" data-part="action" onClick={undo}>
        {labels.gallery.undo}
      </button>
    </div>
  )
}
