'use client'
import {
  forwardRef,
  useEffect,
  useMemo,
  useState,
  type ComponentPropsWithoutRef,
  type ComponentType,
  type ReactNode,
} from 'react'
import type { VariationSource } from '../image/VariationRun.js'
import { Icon } from '../ui/Icon.js'
import { slot, type SlotProps } from '../ui/slots.js'
import type { PartialLabels } from '../provider/labels.js'
import { useLabels } from '../provider/useLabels.js'
import { GalleryContext, type GalleryEvents, type GalleryPart } from './GalleryContext.js'
import type { GalleryToolbarProps } from './GalleryToolbar.js'
import type { LightboxProps } from './Lightbox.js'
import { RunSection } from './RunSection.js'
import {
  useVariationGallery,
  type GalleryItem,
  type UseVariationGalleryOptions,
} from './useVariationGallery.js'

/** A run that is under way, so that its places are there before its pictures. */
export type PendingRun = {
  /** Pictures asked for. */
  count: number
  source?: VariationSource
}

export type VariationGalleryProps = UseVariationGalleryOptions &
  GalleryEvents &
  Omit<
    ComponentPropsWithoutRef<'section'>,
    keyof UseVariationGalleryOptions | keyof GalleryEvents
  > & {
    /** A run under way: a number of pictures, or more about it. They show as places to fill. */
    pending?: number | PendingRun | null
    /** Several pictures can be selected, to save them together. @default true */
    selectable?: boolean
    /** Words that differ from the provider's or the built-in ones. */
    labels?: PartialLabels
    /** Props for single parts. */
    slotProps?: SlotProps<GalleryPart>
    /** Draws a picture in the grid. Returning nothing means the default. */
    renderImage?: (item: GalleryItem) => ReactNode
  }

type LoadedParts = {
  Lightbox?: ComponentType<LightboxProps>
  GalleryToolbar?: ComponentType<GalleryToolbarProps>
}

/**
 * Shows what came back, run by run: grid, large view, comparison, download. Root: `<section>`.
 *
 * @example
 * <VariationGallery runs={history.runs} onVary={(image) => form.current?.vary(image)} />
 */
export const VariationGallery = forwardRef<HTMLElement, VariationGalleryProps>(
  function VariationGallery(props, ref) {
    const {
      runs,
      images,
      source,
      selectedIds,
      defaultSelectedIds,
      onSelectedIdsChange,
      onOpenChange,
      onVary,
      onReuse,
      onRemove,
      onUndo,
      onDownload,
      pending,
      selectable = true,
      labels: ownLabels,
      slotProps,
      renderImage,
      ...native
    } = props
    const labels = useLabels(ownLabels)
    const gallery = useVariationGallery({
      runs,
      images,
      source,
      selectedIds,
      defaultSelectedIds,
      onSelectedIdsChange,
      onOpenChange,
    })
    const context = useMemo(
      () => ({
        labels,
        slotProps,
        events: { onVary, onReuse, onRemove, onUndo, onDownload },
        renderImage,
      }),
      [labels, slotProps, onVary, onReuse, onRemove, onUndo, onDownload, renderImage],
    )
    const { items } = gallery
    const [{ Lightbox, GalleryToolbar }, setLoaded] = useState<LoadedParts>({})
    const isEmpty = items.length === 0
    const isIdle = isEmpty && !onUndo
    const isSelectable = selectable && items.length > 1
    // Not part of the first download, but here before anybody can ask for it.
    useEffect(() => {
      if (isIdle) return
      void Promise.all([import('./Lightbox.js'), import('./GalleryToolbar.js')]).then(
        ([lightbox, toolbar]) => setLoaded({ ...lightbox, ...toolbar }),
      )
    }, [isIdle])
    const wanted = typeof pending === 'number' ? { count: pending } : (pending ?? { count: 0 })
    const plain = items.filter(({ run }) => !run)
    return (
      <GalleryContext.Provider value={context}>
        <section
          data-part="variation-gallery"
          data-state={wanted.count > 0 ? 'pending' : gallery.isSelecting ? 'selecting' : undefined}
          aria-label={labels.gallery.title}
          tabIndex={-1}
          {...gallery.getGridProps(native)}
          ref={ref}
        >
          {(isSelectable || onUndo) &&
            (GalleryToolbar ? (
              <GalleryToolbar gallery={gallery} isSelectable={isSelectable} />
            ) : (
              // Its place, so that nothing moves when it comes.
              <div {...slot(slotProps, 'toolbar', {})} />
            ))}
          {wanted.count > 0 && (
            <section {...slot(slotProps, 'run', { 'aria-busy': true })}>
              <output data-part="pending-title">{labels.gallery.pending(wanted.count)}</output>
              <ul {...slot(slotProps, 'grid', { role: 'list' })}>
                {Array.from({ length: wanted.count }, (_, index) => (
                  <li key={index} {...slot(slotProps, 'skeleton', {})} />
                ))}
              </ul>
            </section>
          )}
          {plain.length > 0 && <RunSection items={plain} gallery={gallery} />}
          {runs?.map((run) => (
            <RunSection
              key={run.id}
              run={run}
              items={items.filter((item) => item.run === run)}
              gallery={gallery}
            />
          ))}
          {isEmpty && wanted.count === 0 && (
            <div {...slot(slotProps, 'empty', {})}>
              <Icon name="image" />
              <strong>{labels.gallery.empty}</strong>
              <span>{labels.gallery.emptyHint}</span>
            </div>
          )}
          {gallery.opened && Lightbox && <Lightbox item={gallery.opened} gallery={gallery} />}
        </section>
      </GalleryContext.Provider>
    )
  },
)
