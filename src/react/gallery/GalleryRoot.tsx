'use client'
import {
  forwardRef,
  useMemo,
  type ComponentPropsWithoutRef,
  type ForwardRefExoticComponent,
  type RefAttributes,
} from 'react'
import type { PartialLabels } from '../provider/labels.js'
import { useLabels } from '../provider/useLabels.js'
import { IconsProvider, type Icons } from '../ui/Icon.js'
import type { SlotProps } from '../ui/slots.js'
import { GalleryContext, type GalleryEvents, type GalleryRenderers } from './GalleryContext.js'
import type { galleryParts } from './galleryParts.js'
import type { UseVariationGalleryResult } from './useVariationGallery.js'

/** Props of {@link GalleryRoot}, and those of a `<section>`. */
export type GalleryRootProps = GalleryRenderers &
  ComponentPropsWithoutRef<'section'> & {
    /** What `useVariationGallery` returns. */
    gallery: UseVariationGalleryResult
    /** What the gallery tells you; with a history, what `useGalleryEvents` returns. An action appears only if somebody listens. */
    events?: GalleryEvents
    /** Labels that differ from the provider's or the built-in ones. */
    labels?: PartialLabels
    /** Props for single parts. */
    slotProps?: SlotProps<typeof galleryParts>
    /** Icons of your own, by name; `null` leaves one out. @default the provider's, else ours */
    icons?: Icons
  }

const noEvents: GalleryEvents = {}

/**
 * What `<VariationGallery>` draws its parts in: for the same parts in an order of your own, with yours between them. Root:
 * `<section>`.
 *
 * @example
 * const gallery = useVariationGallery({ runs: history.runs })
 * <GalleryRoot gallery={gallery}>
 *   {history.runs.map((run) => <RunSection key={run.id} run={run} gallery={gallery} />)}
 *   <GalleryLightbox gallery={gallery} />
 * </GalleryRoot>
 */
export const GalleryRoot: ForwardRefExoticComponent<GalleryRootProps & RefAttributes<HTMLElement>> =
  forwardRef<HTMLElement, GalleryRootProps>(function GalleryRoot(props, ref) {
    const {
      gallery,
      events = noEvents,
      labels: ownLabels,
      slotProps,
      icons,
      renderImage,
      renderError,
      renderEmpty,
      ...native
    } = props
    const labels = useLabels(ownLabels)
    const context = useMemo(
      () => ({ labels, slotProps, events, renderImage, renderError, renderEmpty }),
      [labels, slotProps, events, renderImage, renderError, renderEmpty],
    )
    const isPending = gallery.runs.some(({ status }) => status === 'pending')
    return (
      <GalleryContext.Provider value={context}>
        <IconsProvider icons={icons}>
          <section
            data-part="variation-gallery"
            data-state={isPending ? 'pending' : gallery.isSelecting ? 'selecting' : undefined}
            aria-label={labels.gallery.title}
            tabIndex={-1}
            {...gallery.getGridProps(native)}
            ref={ref}
          />
        </IconsProvider>
      </GalleryContext.Provider>
    )
  })
