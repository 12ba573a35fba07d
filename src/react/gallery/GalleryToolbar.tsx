import { Icon } from '../ui/Icon.js'
import { slot } from '../ui/slots.js'
import { useGalleryContext } from './GalleryContext.js'
import { missingOf } from './missingOf.js'
import { useDownload } from './useDownload.js'
import { useKeptFocus } from './useKeptFocus.js'
import type { UseVariationGalleryResult } from './useVariationGallery.js'

/** Props of {@link GalleryToolbar}. */
export type GalleryToolbarProps = {
  /** The state of the gallery. */
  gallery: UseVariationGalleryResult
  /** Several images can be selected, where there are several. @default true */
  isSelectable?: boolean
}

/** Selects several images; downloads, removes and varies those. Stays in view while there is a selection. Root: `<div>`. */
export function GalleryToolbar({ gallery, isSelectable: canSelect = true }: GalleryToolbarProps) {
  const { labels, slotProps, events } = useGalleryContext()
  const { isSelecting, selectedIds, items } = gallery
  const { gallery: sentences, lightbox } = labels
  const { onVary, onRemove, onUndo } = events
  const chosen = isSelecting ? items.filter(({ image }) => selectedIds.has(image.id)) : items
  const files = chosen.filter(({ image }) => !image.problem)
  const [first, ...others] = files
  const { download, isSaving, missing } = useDownload()
  // It has its place from the start of a run, so that images that arrive move nothing.
  const places = gallery.runs.reduce((sum, run) => sum + missingOf(run), items.length)
  const isSelectable = canSelect && places > 1
  if (!isSelectable && !onUndo) return null
  return (
    <div {...slot(slotProps, 'toolbar', { 'data-state': isSelecting ? 'selecting' : undefined })}>
      {isSelecting && (
        <output data-part="selected-count">{sentences.selected(selectedIds.size)}</output>
      )}
      {isSelecting && (
        <button type="button" data-part="action" onClick={gallery.selectAll}>
          {sentences.selectAll}
        </button>
      )}
      <output data-part="missing">{missing > 0 && sentences.downloadFailed(missing)}</output>
      {onUndo && !gallery.removal && <UndoButton onUndo={onUndo} />}
      {isSelecting && onVary && (
        <button
          type="button"
          data-part="action"
          disabled={!first}
          title={lightbox.vary}
          onClick={() => {
            if (!first) return
            gallery.setIsSelecting(false)
            onVary(first.image, first.run, ...(others.length > 0 ? [others] : []))
          }}
        >
          <Icon name="vary" />
          <span>{lightbox.vary}</span>
        </button>
      )}
      {isSelectable && (
        <button
          type="button"
          data-part="action"
          disabled={files.length === 0}
          title={isSelecting ? lightbox.download : undefined}
          aria-disabled={isSaving || undefined}
          onClick={() => void download(files)}
        >
          <Icon name="download" />
          <span>{isSelecting ? lightbox.download : sentences.downloadAll}</span>
        </button>
      )}
      {isSelecting && onRemove && (
        <button
          type="button"
          data-part="action"
          title={sentences.remove}
          disabled={chosen.length === 0}
          onClick={() => {
            gallery.remove(chosen)
            gallery.setIsSelecting(false)
          }}
        >
          <Icon name="trash" />
          <span>{sentences.remove}</span>
        </button>
      )}
      {isSelectable && (
        <button
          type="button"
          data-part="action"
          disabled={items.length === 0}
          aria-pressed={isSelecting}
          title={isSelecting ? sentences.done : undefined}
          onClick={() => gallery.setIsSelecting(!isSelecting)}
        >
          <Icon name="check" />
          <span>{isSelecting ? sentences.done : sentences.select}</span>
        </button>
      )}
    </div>
  )
}

function UndoButton({ onUndo }: { onUndo: () => void }) {
  const { labels } = useGalleryContext()
  const ref = useKeptFocus<HTMLButtonElement>()
  return (
    <button type="button" data-part="action" ref={ref} onClick={onUndo}>
      {labels.gallery.undo}
    </button>
  )
}
