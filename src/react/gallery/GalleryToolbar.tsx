import { slot } from '../ui/slots.js'
import { Action } from './Action.js'
import { useGalleryContext } from './GalleryContext.js'
import { missingOf } from './missingOf.js'
import { useDownload } from './useDownload.js'
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
      {isSelecting && <Action label={sentences.selectAll} onClick={gallery.selectAll} />}
      <output data-part="missing">{missing > 0 && sentences.downloadFailed(missing)}</output>
      {onUndo && !gallery.removal && <Action label={sentences.undo} onClick={onUndo} />}
      {isSelecting && onVary && (
        <Action
          icon="vary"
          label={lightbox.vary}
          disabled={!first}
          onClick={() => {
            if (!first) return
            gallery.setIsSelecting(false)
            onVary(first.image, first.run, ...(others.length > 0 ? [others] : []))
          }}
        />
      )}
      {isSelectable && (
        <Action
          icon="download"
          label={isSelecting ? lightbox.download : sentences.downloadAll}
          disabled={files.length === 0}
          isDisabled={isSaving}
          onClick={() => void download(files)}
        />
      )}
      {isSelecting && onRemove && (
        <Action
          icon="trash"
          label={sentences.remove}
          disabled={chosen.length === 0}
          onClick={() => {
            gallery.remove(chosen)
            gallery.setIsSelecting(false)
          }}
        />
      )}
      {isSelectable && (
        <Action
          icon="check"
          label={isSelecting ? sentences.done : sentences.select}
          disabled={items.length === 0}
          isPressed={isSelecting}
          onClick={() => gallery.setIsSelecting(!isSelecting)}
        />
      )}
    </div>
  )
}
