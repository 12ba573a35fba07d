import { Icon } from '../ui/Icon.js'
import { slot } from '../ui/slots.js'
import { useGalleryContext } from './GalleryContext.js'
import { useDownload } from './useDownload.js'
import { useKeptFocus } from './useKeptFocus.js'
import type { UseVariationGalleryResult } from './useVariationGallery.js'

export type GalleryToolbarProps = {
  gallery: UseVariationGalleryResult
  /** Several images are there, so some can be selected. */
  isSelectable: boolean
}

/** Takes back a removal; selects several images and saves them. */
export function GalleryToolbar({ gallery, isSelectable }: GalleryToolbarProps) {
  const { labels, slotProps, events } = useGalleryContext()
  const { isSelecting, selectedIds, items } = gallery
  const { gallery: words, lightbox } = labels
  const chosen = isSelecting ? items.filter(({ image }) => selectedIds.has(image.id)) : items
  const files = chosen.filter(({ image }) => !image.problem)
  const { download, isSaving, missing } = useDownload()
  return (
    <div {...slot(slotProps, 'toolbar', { 'data-state': isSelecting ? 'selecting' : undefined })}>
      {isSelecting && (
        <output data-part="selected-count">{words.selected(selectedIds.size)}</output>
      )}
      {isSelecting && (
        <button type="button" data-part="action" onClick={gallery.selectAll}>
          {words.selectAll}
        </button>
      )}
      <output data-part="missing">{missing > 0 && words.downloadFailed(missing)}</output>
      {events.onUndo && <UndoButton onUndo={events.onUndo} />}
      {isSelectable && (
        <>
          <button
            type="button"
            data-part="action"
            disabled={files.length === 0}
            aria-disabled={isSaving || undefined}
            onClick={() => void download(files)}
          >
            <Icon name="download" />
            {isSelecting ? lightbox.download : words.downloadAll}
          </button>
          <button
            type="button"
            data-part="action"
            aria-pressed={isSelecting}
            onClick={() => gallery.setIsSelecting(!isSelecting)}
          >
            <Icon name="check" />
            {isSelecting ? words.done : words.select}
          </button>
        </>
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
