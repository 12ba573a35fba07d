import { memo, useState, type PointerEvent } from 'react'
import { slot } from '../ui/slots.js'
import { useGalleryContext } from './GalleryContext.js'
import { useNearViewport } from './useNearViewport.js'
import { VariationTile, type VariationTileProps } from './VariationTile.js'

export type GalleryCellProps = Omit<VariationTileProps, 'hasQuickActions'> & {
  /** Draw the image only near the viewport. The cell keeps its place, so that nothing jumps. */
  isWindowed: boolean
  /** The tab key reaches this item, so it is always drawn. */
  isActive: boolean
}

/** The place of one image. Drawn again only when something about this very image changes. */
export const GalleryCell = memo(
  function GalleryCell({ isWindowed, isActive, ...tile }: GalleryCellProps) {
    const { slotProps } = useGalleryContext()
    const [ref, isNear] = useNearViewport<HTMLLIElement>(isWindowed)
    // Most of a tile's elements: made for the tile that a mouse is at. A finger has the large view.
    const [hasQuickActions, setHasQuickActions] = useState(false)
    const showQuickActions = ({ pointerType }: PointerEvent) => {
      if (pointerType !== 'touch') setHasQuickActions(true)
    }
    return (
      <li {...slot(slotProps, 'cell', { onPointerEnter: showQuickActions })} ref={ref}>
        {(isNear || isActive) && <VariationTile {...tile} hasQuickActions={hasQuickActions} />}
      </li>
    )
  },
  // Getters are made anew with every render; what they give for this item depends on these alone.
  (before, after) =>
    before.item.image === after.item.image &&
    before.item.run === after.item.run &&
    before.item.source === after.item.source &&
    before.place === after.place &&
    before.total === after.total &&
    before.isWindowed === after.isWindowed &&
    before.isActive === after.isActive &&
    before.isSelecting === after.isSelecting &&
    before.isSelected === after.isSelected &&
    before.isFavorite === after.isFavorite,
)
