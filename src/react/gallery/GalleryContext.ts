import { createContext, useContext, type ReactNode } from 'react'
import type { VariationImage, VariationRun } from '../image/VariationRun.js'
import type { SlotProps } from '../ui/slots.js'
import type { Labels } from '../provider/labels.js'
import type { GalleryItem } from './useVariationGallery.js'

/** Parts of `<VariationGallery>` that take `slotProps`. */
export type GalleryPart =
  | 'toolbar'
  | 'empty'
  | 'run'
  | 'run-header'
  | 'grid'
  | 'cell'
  | 'item'
  | 'image'
  | 'skeleton'
  | 'lightbox'
  | 'details'

/** What the gallery tells its host. An action appears only where somebody listens. */
export type GalleryEvents = {
  /** "Vary this": make variations of a variation. */
  onVary?: (image: VariationImage, run?: VariationRun) => void
  /** "Reuse settings" of a run. */
  onReuse?: (run: VariationRun) => void
  /** Remove a run or a picture, by its id; `history.remove` fits. */
  onRemove?: (id: string) => void
  /** Take back the last removal; `history.undo` fits, while `history.canUndo`. */
  onUndo?: () => void
  /** A picture was saved. */
  onDownload?: (image: VariationImage) => void
}

export type GalleryContextValue = {
  labels: Labels
  slotProps: SlotProps<GalleryPart> | undefined
  events: GalleryEvents
  /** Draws a picture in the grid. Returning nothing means the default. */
  renderImage: ((item: GalleryItem) => ReactNode) | undefined
}

/** What the parts of one gallery share; stable while the host's props are. */
export const GalleryContext = createContext<GalleryContextValue | null>(null)

export function useGalleryContext(): GalleryContextValue {
  const value = useContext(GalleryContext)
  if (!value) throw new Error('This part belongs inside <VariationGallery>.')
  return value
}
