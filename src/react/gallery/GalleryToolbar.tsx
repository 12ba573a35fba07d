import { useState } from 'react'
import { Icon } from '../ui/Icon.js'
import { slot } from '../ui/slots.js'
import { useGalleryContext } from './GalleryContext.js'
import { saveImages } from './saveImages.js'
import { useKeptFocus } from './useKeptFocus.js'
import type { UseVariationGalleryResult } from './useVariationGallery.js'

export type GalleryToolbarProps = {
  gallery: UseVariationGalleryResult
  /** There are several pictures, which may be selected. */
  isSelectable: boolean
}

/** Takes back a removal; selects several pictures and saves them. */
export function GalleryToolbar({ gallery, isSelectable }: GalleryToolbarProps) {
  const { labels, slotProps, events } = useGalleryContext()
  const { isSelecting, selectedIds, items } = gallery
  const { gallery: words, lightbox } = labels
  const chosen = isSelecting ? items.filter(({ image }) => selectedIds.has(image.id)) : items
  const files = chosen.filter(({ image }) => !image.problem)
  const [isSaving, setIsSaving] = useState(false)
  const [missing, setMissing] = useState(0)
  const download = async () => {
    if (isSaving) return
    setIsSaving(true)
    // The ZIP may not be made: its code did not load, or there is no memory for it.
    const saved = await saveImages(files).catch(() => [])
    setIsSaving(false)
    setMissing(files.length - saved.length)
    for (const { image } of saved) events.onDownload?.(image)
  }
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
            onClick={() => void download()}
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
