'use client'
import { forwardRef, useMemo, type ComponentPropsWithoutRef, type ReactNode } from 'react'
import type { VariationImage, VariationRun } from '../image/VariationRun.js'
import type { PartialLabels } from '../provider/labels.js'
import { useLabels } from '../provider/useLabels.js'
import { ChunkError } from '../ui/ChunkError.js'
import { Icon } from '../ui/Icon.js'
import { slot, type SlotProps } from '../ui/slots.js'
import { useChunk } from '../ui/useChunk.js'
import { GalleryContext, type GalleryEvents, type GalleryPart } from './GalleryContext.js'
import { mergeRuns, type GalleryHistory } from './GalleryHistory.js'
import { GalleryToolbar } from './GalleryToolbar.js'
import { HistoryProblem } from './HistoryProblem.js'
import { RunSection } from './RunSection.js'
import {
  useVariationGallery,
  type GalleryItem,
  type UseVariationGalleryOptions,
} from './useVariationGallery.js'

export type VariationGalleryProps = UseVariationGalleryOptions &
  GalleryEvents &
  Omit<
    ComponentPropsWithoutRef<'section'>,
    keyof UseVariationGalleryOptions | keyof GalleryEvents
  > & {
    /** Shows a history's runs and changes it: remove, undo, cancel and try again work by themselves. Replaces `runs` and `pending`. */
    history?: GalleryHistory
    /** Runs that are under way or have failed, in the places where their images will be. */
    pending?: readonly VariationRun[]
    /** Several images can be selected, to save them together. @default true */
    selectable?: boolean
    /** Labels that differ from the provider's or the built-in ones. */
    labels?: PartialLabels
    /** Props for single parts. */
    slotProps?: SlotProps<GalleryPart>
    /** Draws an image in the grid. Returning nothing means the default. */
    renderImage?: (item: GalleryItem) => ReactNode
  }

const noRuns: readonly VariationRun[] = []

/**
 * Shows what came back, run by run, and what is under way: grid, large view, comparison, download. Root: `<section>`.
 *
 * @example
 * <VariationGallery history={history} onVary={(image, run) => form.current?.vary(image, run)} />
 */
export const VariationGallery = forwardRef<HTMLElement, VariationGalleryProps>(
  function VariationGallery(props, ref) {
    const {
      history,
      runs: finished = history?.runs ?? noRuns,
      pending = history?.pending ?? noRuns,
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
      onCancel,
      onRetry,
      selectable = true,
      labels: ownLabels,
      slotProps,
      renderImage,
      ...native
    } = props
    const labels = useLabels(ownLabels)
    const runs = useMemo(() => mergeRuns(finished, pending), [finished, pending])
    const gallery = useVariationGallery({
      runs,
      images,
      source,
      selectedIds,
      defaultSelectedIds,
      onSelectedIdsChange,
      onOpenChange,
    })
    const listeners = { onVary, onReuse, onRemove, onUndo, onDownload, onCancel, onRetry }
    const events = useGalleryEvents(history, listeners)
    const context = useMemo(
      () => ({ labels, slotProps, events, renderImage }),
      [labels, slotProps, events, renderImage],
    )
    const { items } = gallery
    const itemsOfRun = useMemo(() => {
      const groups = new Map<VariationRun | undefined, GalleryItem[]>()
      for (const item of items) {
        const group = groups.get(item.run)
        if (group) group.push(item)
        else groups.set(item.run, [item])
      }
      return groups
    }, [items])
    // Not part of the first download, but here before anybody can ask for it.
    const lightbox = useChunk(() => import('./Lightbox.js'), items.length > 0)
    const plain = itemsOfRun.get(undefined)
    const isSelectable = selectable && items.length > 1
    const isEmpty = items.length === 0 && runs.length === 0
    const isPending = pending.some(({ status }) => status !== 'error')
    return (
      <GalleryContext.Provider value={context}>
        <section
          data-part="variation-gallery"
          data-state={isPending ? 'pending' : gallery.isSelecting ? 'selecting' : undefined}
          aria-label={labels.gallery.title}
          aria-busy={history?.isLoading || undefined}
          tabIndex={-1}
          {...gallery.getGridProps(native)}
          ref={ref}
        >
          {history?.problem && <HistoryProblem code={history.problem.code} items={items} />}
          {(isSelectable || events.onUndo) && (
            <GalleryToolbar gallery={gallery} isSelectable={isSelectable} />
          )}
          {plain && <RunSection items={plain} gallery={gallery} />}
          {runs.map((run) => (
            <RunSection
              key={run.id}
              run={run}
              items={itemsOfRun.get(run) ?? noItems}
              gallery={gallery}
            />
          ))}
          {isEmpty && !history?.isLoading && (
            <div {...slot(slotProps, 'empty', {})}>
              <Icon name="image" />
              <strong>{labels.gallery.empty}</strong>
              <span>{labels.gallery.emptyHint}</span>
            </div>
          )}
          {gallery.opened && lightbox.chunk && (
            <lightbox.chunk.Lightbox item={gallery.opened} gallery={gallery} />
          )}
          {gallery.opened && lightbox.error !== undefined && (
            <dialog {...gallery.getDialogProps({ 'aria-label': labels.lightbox.title })}>
              <ChunkError labels={labels.chunk} onRetry={lightbox.retry} />
              <button type="button" data-part="action" onClick={gallery.close}>
                {labels.lightbox.close}
              </button>
            </dialog>
          )}
        </section>
      </GalleryContext.Provider>
    )
  },
)

const noItems: readonly GalleryItem[] = []

/** The listeners, after what the history does by itself. Absent where nothing would happen. */
function useGalleryEvents(
  history: GalleryHistory | undefined,
  listeners: GalleryEvents,
): GalleryEvents {
  const { onVary, onReuse, onRemove, onUndo, onDownload, onCancel, onRetry } = listeners
  const { remove, undo, canUndo, cancel, retry } = history ?? {}
  return useMemo(() => {
    const both = <Arguments extends unknown[]>(
      ours: ((...args: Arguments) => void) | undefined,
      theirs: ((...args: Arguments) => void) | undefined,
    ) =>
      ours || theirs
        ? (...args: Arguments) => {
            ours?.(...args)
            theirs?.(...args)
          }
        : undefined
    return {
      onVary,
      onReuse,
      onDownload,
      onRemove: both(
        remove &&
          ((image: VariationImage | undefined, run: VariationRun | undefined) => {
            const id = image?.id ?? run?.id
            if (id !== undefined) remove(id)
          }),
        onRemove,
      ),
      onUndo: history && !canUndo ? undefined : both(undo, onUndo),
      onCancel: both(cancel && ((run: VariationRun) => cancel(run.id)), onCancel),
      onRetry: both(retry && ((run: VariationRun) => retry(run.id)), onRetry),
    }
  }, [
    history,
    onVary,
    onReuse,
    onRemove,
    onUndo,
    onDownload,
    onCancel,
    onRetry,
    remove,
    undo,
    canUndo,
    cancel,
    retry,
  ])
}
