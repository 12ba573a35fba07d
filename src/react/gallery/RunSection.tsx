import {
  memo,
  useState,
  type CSSProperties,
  type MemoExoticComponent,
  type ReactElement,
} from 'react'
import type { VariationRun } from '../image/VariationRun.js'
import { useObjectURL } from '../image/useObjectURL.js'
import { slot } from '../ui/slots.js'
import { GalleryCell } from './GalleryCell.js'
import { useGalleryContext } from './GalleryContext.js'
import { missingOf } from './missingOf.js'
import { RunError } from './RunError.js'
import { RunHeader } from './RunHeader.js'
import { fillsTile, tileRatioOf } from './tileRatioOf.js'
import { useKeptFocus } from './useKeptFocus.js'
import type { UseVariationGalleryResult } from './useVariationGallery.js'

/** Props of {@link RunSection}. */
export type RunSectionProps = {
  /** The run; absent for plain images. */
  run?: VariationRun
  /** The state that all runs share. */
  gallery: UseVariationGalleryResult
}

/** Above this many images only those near the viewport are drawn. */
const windowedAbove = 300
const isWindowed = ({ items }: UseVariationGalleryResult) => items.length > windowedAbove

/**
 * A run: what it was made from, and its images. A pending one has the same places, a failed one says why. Drawn again only
 * when something about this very run changes. Root: `<section>`.
 */
export const RunSection: MemoExoticComponent<(props: RunSectionProps) => ReactElement> = memo(
  DrawnRun,
  (before, after) =>
    before.run === after.run && isSameFor(before.run, before.gallery, after.gallery),
)

/** Whether a run looks the same in both states of its gallery. */
function isSameFor(
  run: VariationRun | undefined,
  before: UseVariationGalleryResult,
  after: UseVariationGalleryResult,
): boolean {
  const items = before.itemsOf(run)
  const itemsAfter = after.itemsOf(run)
  const parentOf = (gallery: UseVariationGalleryResult) =>
    gallery.find(run?.parentImageId)?.image.id
  return (
    items.length === itemsAfter.length &&
    isWindowed(before) === isWindowed(after) &&
    before.isSelecting === after.isSelecting &&
    before.canFavorite === after.canFavorite &&
    parentOf(before) === parentOf(after) &&
    items.every(({ image, source }, index) => {
      const { id } = image
      return (
        image === itemsAfter[index]?.image &&
        source === itemsAfter[index].source &&
        (id === before.activeId) === (id === after.activeId) &&
        before.selectedIds.has(id) === after.selectedIds.has(id) &&
        before.favoriteIds.has(id) === after.favoriteIds.has(id)
      )
    })
  )
}

function DrawnRun({ run, gallery }: RunSectionProps) {
  const { slotProps, renderError } = useGalleryContext()
  const items = gallery.itemsOf(run)
  const ref = useKeptFocus<HTMLElement>()
  const status = run?.status
  const renderedError = run && status === 'error' ? renderError?.(run) : undefined
  const isPending = status === 'pending'
  const missing = run ? missingOf(run) : 0
  const count = items.length + missing
  // Images take the places that were shown while they were on their way, whatever shape they turn out to have.
  const [heldRatio] = useState(() => (isPending ? tileRatioOf(run, items) : undefined))
  const ratio = heldRatio ?? tileRatioOf(run, items)
  const style: CSSProperties & { [name: `--_riv-${string}`]: string | number } = {
    '--_riv-ratio': ratio,
    '--_riv-fit': fillsTile(ratio, items) ? 'cover' : 'contain',
  }
  return (
    <section
      {...slot(slotProps, 'run', {
        'data-state': status,
        'data-run-id': run?.id,
        'aria-busy': isPending || undefined,
        ref,
      })}
    >
      {run && <RunHeader run={run} gallery={gallery} />}
      {run &&
        status === 'error' &&
        (renderedError === undefined ? <RunError run={run} /> : renderedError)}
      {count > 0 && (
        <ul {...slot(slotProps, 'grid', { role: 'list', 'data-count': count, style })}>
          {items.map((item, index) => (
            <GalleryCell
              key={item.image.id}
              item={item}
              place={index + 1}
              total={count}
              isWindowed={isWindowed(gallery)}
              isActive={item.image.id === gallery.activeId}
              isSelecting={gallery.isSelecting}
              isSelected={gallery.selectedIds.has(item.image.id)}
              isFavorite={gallery.canFavorite ? gallery.favoriteIds.has(item.image.id) : undefined}
              onFavorite={gallery.toggleFavorite}
              getItemProps={gallery.getItemProps}
            />
          ))}
          {Array.from({ length: missing }, (_, index) => (
            <Skeleton key={items.length + index} run={run} isNext={index === 0} />
          ))}
        </ul>
      )}
    </section>
  )
}

/** The place of an image that is on its way: the source, blurred, under a shimmer. */
function Skeleton({ run, isNext }: { run: VariationRun | undefined; isNext: boolean }) {
  const { slotProps } = useGalleryContext()
  const source = run?.source
  const src = useObjectURL(source?.thumbnail ?? source?.blob) ?? source?.src
  return (
    <li {...slot(slotProps, 'skeleton', { 'data-state': isNext ? 'next' : undefined })}>
      {src && <img data-part="skeleton-source" src={src} alt="" />}
    </li>
  )
}
