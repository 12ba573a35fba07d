import { createContext, useContext, type ReactNode } from 'react'
import type { VariationImage, VariationRun } from '../image/VariationRun.js'
import type { SlotProps } from '../ui/slots.js'
import type { Labels } from '../provider/labels.js'
import type { galleryParts } from './galleryParts.js'
import type { GalleryItem } from './useVariationGallery.js'

/**
 * What the gallery tells its host. Each callback gets the image, where the event is about one, and its run. An action without
 * a `history` appears only if somebody listens.
 */
export type GalleryEvents = {
  /** The visitor wants variations of this image, and of the other selected ones. */
  onVary?: (
    image: VariationImage,
    run: VariationRun | undefined,
    others?: readonly GalleryItem[],
  ) => void
  /** The visitor wants the settings of this run again; the image is the one in the large view. */
  onReuse?: (image: VariationImage | undefined, run: VariationRun) => void
  /** An image is removed or, without one, a whole run. With a `history` the gallery has removed it there. */
  onRemove?: (image: VariationImage | undefined, run: VariationRun | undefined) => void
  /** The last removal is taken back. With a `history` the gallery has done so there. */
  onUndo?: () => void
  /** An image was saved. */
  onDownload?: (image: VariationImage, run: VariationRun | undefined) => void
  /** A pending run is cancelled. With a `history` the gallery has done so there. */
  onCancel?: (run: VariationRun) => void
  /** A failed run is tried again. With a `history` the gallery collects it there. */
  onRetry?: (run: VariationRun) => void
}

/** Parts of your own. `undefined` means the default, `null` nothing. */
export type GalleryRenderers = {
  /** Draws an image in the grid. */
  renderImage?: (item: GalleryItem) => ReactNode
  /** Draws why a run failed, in the place of its images. */
  renderError?: (run: VariationRun) => ReactNode
  /** Draws the gallery without images. */
  renderEmpty?: () => ReactNode
}

export type GalleryContextValue = {
  /** All labels. */
  labels: Labels
  /** Props for single parts. */
  slotProps: SlotProps<typeof galleryParts> | undefined
  /** Listeners, after what the history does by itself. */
  events: GalleryEvents
} & GalleryRenderers

/** What the parts of one gallery share; stable while the host's props are. */
export const GalleryContext = createContext<GalleryContextValue | null>(null)

/**
 * What the gallery around a part shares with it.
 *
 * @throws Error outside of a gallery.
 */
export function useGalleryContext(): GalleryContextValue {
  const value = useContext(GalleryContext)
  if (!value) throw new Error('This part belongs inside <VariationGallery>.')
  return value
}
