'use client'
import {
  forwardRef,
  Fragment,
  useContext,
  useImperativeHandle,
  useMemo,
  type ComponentPropsWithoutRef,
  type Ref,
  type ForwardRefExoticComponent,
  type RefAttributes,
} from 'react'
import type { VariationImage, VariationRun } from '../image/VariationRun.js'
import type { PartialLabels } from '../provider/labels.js'
import { useLabels } from '../provider/useLabels.js'
import { ChunkError } from '../ui/ChunkError.js'
import { Icon, IconsContext, type Icons } from '../ui/Icon.js'
import { slot, type SlotProps } from '../ui/slots.js'
import { useChunk } from '../ui/useChunk.js'
import {
  GalleryContext,
  useGalleryContext,
  type GalleryEvents,
  type GalleryRenderers,
} from './GalleryContext.js'
import { mergeRuns, type GalleryHistory } from './GalleryHistory.js'
import type { galleryParts } from './galleryParts.js'
import { GalleryToolbar } from './GalleryToolbar.js'
import { HistoryProblem } from './HistoryProblem.js'
import { missingOf, RunSection } from './RunSection.js'
import { UndoMessage } from './UndoMessage.js'
import {
  useVariationGallery,
  type GalleryItem,
  type UseVariationGalleryOptions,
} from './useVariationGallery.js'

/** Props of {@link VariationGallery}. */
export type VariationGalleryProps = UseVariationGalleryOptions &
  GalleryEvents &
  GalleryRenderers &
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
    slotProps?: SlotProps<typeof galleryParts>
    /** Icons of your own, by name. */
    icons?: Icons
    /** Receives {@link VariationGalleryActions}. */
    actionsRef?: Ref<VariationGalleryActions>
  }

/** What a page can tell a gallery to do. */
export type VariationGalleryActions = {
  /** Opens an image in the large view. */
  open: (imageId: string) => void
  /** Closes the large view. */
  close: () => void
  /** Selects these images and no others. */
  select: (imageIds: readonly string[]) => void
}

const noRuns: readonly VariationRun[] = []

/**
 * Shows what came back, run by run, and what is under way: grid, large view, comparison, download. Root: `<section>`.
 *
 * @example
 * <VariationGallery history={history} onVary={(image, run) => form.current?.vary(image, run)} />
 */
export const VariationGallery: ForwardRefExoticComponent<
  VariationGalleryProps & RefAttributes<HTMLElement>
> = forwardRef<HTMLElement, VariationGalleryProps>(function VariationGallery(props, ref) {
  const {
    history,
    runs: finished = history?.runs ?? noRuns,
    pending = history?.pending ?? noRuns,
    images,
    source,
    selectedIds,
    defaultSelectedIds,
    onSelectedIdsChange,
    favoriteIds,
    defaultFavoriteIds,
    onFavoriteIdsChange,
    openedId,
    defaultOpenedId,
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
    renderError,
    renderEmpty,
    icons,
    actionsRef,
    ...native
  } = props
  const labels = useLabels(ownLabels)
  const runs = useMemo(() => mergeRuns(finished, pending), [finished, pending])
  const listeners = { onVary, onReuse, onRemove, onUndo, onDownload, onCancel, onRetry }
  const events = useGalleryEvents(history, listeners)
  const gallery = useVariationGallery({
    runs,
    images,
    source,
    selectedIds,
    defaultSelectedIds,
    onSelectedIdsChange,
    favoriteIds,
    defaultFavoriteIds,
    onFavoriteIdsChange,
    openedId,
    defaultOpenedId,
    onOpenChange,
    onRemove: events.onRemove,
  })
  const { open, close, select, setIsSelecting } = gallery
  useImperativeHandle(
    actionsRef,
    () => ({
      open,
      close,
      select: (ids) => {
        setIsSelecting(true)
        select(ids)
      },
    }),
    [open, close, select, setIsSelecting],
  )
  const context = useMemo(
    () => ({ labels, slotProps, events, renderImage, renderError, renderEmpty }),
    [labels, slotProps, events, renderImage, renderError, renderEmpty],
  )
  const outerIcons = useContext(IconsContext)
  const allIcons = useMemo(() => ({ ...outerIcons, ...icons }), [outerIcons, icons])
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
  // The toolbar has its place from the start of a run, so that images that arrive move nothing.
  const places = runs.reduce((sum, run) => sum + missingOf(run), items.length)
  const isSelectable = selectable && places > 1
  const isEmpty = items.length === 0 && runs.length === 0
  const isPending = pending.some(({ status }) => status !== 'error')
  const empty = isEmpty ? renderEmpty?.() : undefined
  return (
    <GalleryContext.Provider value={context}>
      <IconsContext.Provider value={allIcons}>
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
            <Fragment key={run.id}>
              {gallery.removal?.beforeRunId === run.id && <UndoMessage gallery={gallery} />}
              <RunSection run={run} items={itemsOfRun.get(run) ?? noItems} gallery={gallery} />
            </Fragment>
          ))}
          {gallery.removal && !runs.some(({ id }) => id === gallery.removal?.beforeRunId) && (
            <UndoMessage gallery={gallery} />
          )}
          {isEmpty && !history?.isLoading && (empty === undefined ? <Empty /> : empty)}
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
      </IconsContext.Provider>
    </GalleryContext.Provider>
  )
})

const noItems: readonly GalleryItem[] = []

function Empty() {
  const { labels, slotProps } = useGalleryContext()
  return (
    <div {...slot(slotProps, 'empty', {})}>
      <Icon name="image" />
      <strong>{labels.gallery.empty}</strong>
      <span>{labels.gallery.emptyHint}</span>
    </div>
  )
}

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
