import { useCallback, useState } from 'react'
import { Icon } from '../ui/Icon.js'
import { slot } from '../ui/slots.js'
import { fileNameOf } from '../image/fileNameOf.js'
import { useObjectURL } from '../image/useObjectURL.js'
import { useGalleryContext } from './GalleryContext.js'
import { useExpired } from './useExpired.js'
import type { GalleryItem, UseVariationGalleryResult } from './useVariationGallery.js'

export type VariationTileProps = {
  /** The image and its run. */
  item: GalleryItem
  /** Its place among the images of the run, from 1. */
  place: number
  /** Images of the run. */
  total: number
  /** A click selects. */
  isSelecting: boolean
  /** It is part of the selection. */
  isSelected: boolean
  /** It is a favorite; undefined where the host wants none. */
  isFavorite: boolean | undefined
  /** Actions for the pointer are drawn over it. */
  hasQuickActions: boolean
  /** Marks it as a favorite, or takes the mark back. */
  onFavorite: (imageId: string) => void
  /** Props for its focusable element. */
  getItemProps: UseVariationGalleryResult['getItemProps']
}

/** One image of the grid: a single focusable element; quick actions beside it are for the pointer. */
export function VariationTile({
  item,
  place,
  total,
  isSelecting,
  isSelected,
  isFavorite,
  hasQuickActions,
  onFavorite,
  getItemProps,
}: VariationTileProps) {
  const { labels, slotProps, events, renderImage } = useGalleryContext()
  const { image, run, source } = item
  const src = useObjectURL(image.thumbnail ?? image.blob) ?? image.src
  const isExpired = useExpired(image.expiresAt)
  const [brokenSrc, setBrokenSrc] = useState<string>()
  const isBroken = brokenSrc === src
  // The bytes of a run that is over are there at once, without a fade: a hundred runs would have four hundred of them.
  const [isLoaded, setIsLoaded] = useState(image.blob !== undefined && run?.status !== 'pending')
  // An image that the server rendered may have loaded before React listens. Without an address it is complete as well.
  const checkLoaded = useCallback((element: HTMLImageElement | null) => {
    if (element?.src && element.complete) setIsLoaded(true)
  }, [])
  const problem = image.problem ?? (isBroken ? (isExpired ? 'expired' : 'broken') : undefined)
  const { image: nameOf, problems, expires } = labels.gallery
  const name = nameOf(place, total, source?.name ?? '')
  const state = problem ?? (isSelected ? 'selected' : undefined)
  const { onVary } = events
  const drawn = problem ? undefined : renderImage?.(item)
  return (
    <>
      <button
        {...getItemProps(
          image.id,
          slot(slotProps, 'item', {
            'data-state': state,
            // Else the image's alternative text and the badge name it.
            ...(problem && { 'aria-label': `${name}: ${problems[problem]}` }),
          }),
        )}
      >
        {problem ? (
          <span data-part="tile-problem">
            <Icon name="broken" />
            {problems[problem]}
          </span>
        ) : drawn !== undefined ? (
          drawn
        ) : (
          <img
            alt={name}
            {...slot(slotProps, 'image', {
              src: src || undefined,
              width: image.width,
              height: image.height,
              loading: 'lazy' as const,
              decoding: 'async' as const,
              'data-state': isLoaded ? 'loaded' : 'loading',
              ref: checkLoaded,
              onLoad: () => setIsLoaded(true),
              onError: () => setBrokenSrc(src),
            })}
          />
        )}
        {isSelecting && <span data-part="tick">{isSelected && <Icon name="check" />}</span>}
        {isFavorite && !isSelecting && (
          <span data-part="favorite">
            <Icon name="heart" />
          </span>
        )}
        {/* Not by the server, whose time zone is not the visitor's. */}
        {image.expiresAt && isExpired !== undefined && !problem && (
          <span data-part="badge">
            {isExpired ? problems.expired : expires(labels.formats.time(image.expiresAt))}
          </span>
        )}
      </button>
      {hasQuickActions && !problem && !isSelecting && (
        <span data-part="quick-actions">
          {isFavorite !== undefined && (
            <button
              type="button"
              tabIndex={-1}
              aria-label={labels.gallery.favorite}
              title={labels.gallery.favorite}
              aria-pressed={isFavorite}
              onClick={() => onFavorite(image.id)}
            >
              <Icon name="heart" />
            </button>
          )}
          <a
            tabIndex={-1}
            href={image.src}
            download={fileNameOf(image, source)}
            {...(!image.blob && { target: '_blank', rel: 'noopener noreferrer' })}
            aria-label={labels.lightbox.download}
            title={labels.lightbox.download}
            onClick={() => events.onDownload?.(image, run)}
          >
            <Icon name="download" />
          </a>
          {onVary && (
            <button
              type="button"
              tabIndex={-1}
              aria-label={labels.lightbox.vary}
              title={labels.lightbox.vary}
              onClick={() => onVary(image, run)}
            >
              <Icon name="vary" />
            </button>
          )}
        </span>
      )}
    </>
  )
}
