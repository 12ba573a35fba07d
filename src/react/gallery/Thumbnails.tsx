import { useEffect, useRef } from 'react'
import { useObjectURL } from '../image/useObjectURL.js'
import { useGalleryContext } from './GalleryContext.js'
import type { GalleryItem, UseVariationGalleryResult } from './useVariationGallery.js'

/** Thumbnails on each side of the opened one. */
const reach = 12

/** A strip of the images around the opened one. The arrow keys walk them anyway, so the tab key skips them. Root: `<ul>`. */
export function Thumbnails({ gallery }: { gallery: UseVariationGalleryResult }) {
  const { lightbox } = useGalleryContext().labels
  const { items, openedIndex } = gallery
  const ref = useRef<HTMLUListElement>(null)
  const start = Math.max(0, openedIndex - reach)
  useEffect(() => {
    const strip = ref.current
    const current = strip?.querySelector<HTMLElement>('[aria-current]')
    if (strip && current) {
      strip.scrollLeft += middleOf(current) - middleOf(strip)
    }
  }, [openedIndex])
  return (
    <ul data-part="thumbnails" aria-label={lightbox.thumbnails} ref={ref}>
      {items.slice(start, openedIndex + reach + 1).map((item, index) => (
        <li key={item.image.id}>
          <button
            type="button"
            data-part="thumbnail"
            tabIndex={-1}
            aria-label={lightbox.position(start + index + 1, items.length)}
            aria-current={start + index === openedIndex || undefined}
            onClick={() => gallery.open(item.image.id)}
          >
            <Thumbnail item={item} />
          </button>
        </li>
      ))}
    </ul>
  )
}

function Thumbnail({ item: { image } }: { item: GalleryItem }) {
  const src = useObjectURL(image.thumbnail ?? image.blob) ?? image.src
  return src && !image.problem ? <img src={src} alt="" loading="lazy" decoding="async" /> : null
}

function middleOf(element: Element): number {
  const { left, width } = element.getBoundingClientRect()
  return left + width / 2
}
