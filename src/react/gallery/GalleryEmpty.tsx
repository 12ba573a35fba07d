import { Icon } from '../ui/Icon.js'
import { slot } from '../ui/slots.js'
import { useGalleryContext } from './GalleryContext.js'

/** Says that there are no images yet. Root: `<div>`, unless `renderEmpty` draws it. */
export function GalleryEmpty() {
  const { labels, slotProps, renderEmpty } = useGalleryContext()
  const custom = renderEmpty?.()
  if (custom !== undefined) return custom
  return (
    <div {...slot(slotProps, 'empty', {})}>
      <Icon name="image" />
      <strong>{labels.gallery.empty}</strong>
      <span>{labels.gallery.emptyHint}</span>
    </div>
  )
}
