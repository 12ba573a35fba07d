'use client'
import {
  forwardRef,
  Fragment,
  useDeferredValue,
  useImperativeHandle,
  useMemo,
  type Ref,
  type ForwardRefExoticComponent,
  type RefAttributes,
} from 'react'
import type { VariationRun } from '../image/VariationRun.js'
import { splitProps, type PropNames } from '../ui/splitProps.js'
import type { GalleryEvents } from './GalleryContext.js'
import { GalleryEmpty } from './GalleryEmpty.js'
import { mergeRuns, type GalleryHistory } from './GalleryHistory.js'
import { GalleryLightbox } from './GalleryLightbox.js'
import { GalleryRoot, type GalleryRootProps } from './GalleryRoot.js'
import { GalleryToolbar } from './GalleryToolbar.js'
import { HistoryProblem } from './HistoryProblem.js'
import { RunSection } from './RunSection.js'
import { UndoMessage } from './UndoMessage.js'
import { useGalleryEvents } from './useGalleryEvents.js'
import { useGradual } from './useGradual.js'
import { useVariationGallery, type UseVariationGalleryOptions } from './useVariationGallery.js'

/** Props of {@link VariationGallery}. */
export type VariationGalleryProps = UseVariationGalleryOptions &
  GalleryEvents &
  Omit<
    GalleryRootProps,
    'gallery' | 'events' | keyof UseVariationGalleryOptions | keyof GalleryEvents
  > & {
    /** Shows a history's runs and changes it: remove, undo, cancel and try again work by themselves. `runs` and `pending` of your own are shown in place of its own. */
    history?: GalleryHistory
    /** Runs that are under way or have failed, in the places where their images will be. */
    pending?: readonly VariationRun[]
    /** Several images can be selected, to save them together. @default true */
    selectable?: boolean
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

type GalleryOptions = Omit<UseVariationGalleryOptions, 'runs' | 'onRemove'>

const optionNames: PropNames<GalleryOptions> = {
  images: true,
  source: true,
  selectedIds: true,
  defaultSelectedIds: true,
  onSelectedIdsChange: true,
  favoriteIds: true,
  defaultFavoriteIds: true,
  onFavoriteIdsChange: true,
  openedId: true,
  defaultOpenedId: true,
  onOpenChange: true,
}

const eventNames: PropNames<GalleryEvents> = {
  onVary: true,
  onReuse: true,
  onRemove: true,
  onUndo: true,
  onDownload: true,
  onCancel: true,
  onRetry: true,
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
    selectable = true,
    actionsRef,
    ...others
  } = props
  const [options, rest] = splitProps<GalleryOptions, typeof others>(others, optionNames)
  const [listeners, root] = splitProps<GalleryEvents, typeof rest>(rest, eventNames)
  // Runs under way are drawn in small tasks, after what the visitor is doing; finished ones are there when the form says so.
  const drawnPending = useDeferredValue(pending)
  const runs = useMemo(() => mergeRuns(finished, drawnPending), [finished, drawnPending])
  const events = useGalleryEvents(history, listeners)
  const gallery = useVariationGallery({ ...options, runs, onRemove: events.onRemove })
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
  const { items, removal } = gallery
  const isEmpty = items.length === 0 && runs.length === 0 && pending.length === 0
  const activeRun = gallery.find(gallery.activeId)?.run
  const drawn = useGradual(runs.length, history?.isLoading === true)
  const activeCount = activeRun && drawn > 0 ? runs.indexOf(activeRun) + 1 : 0
  return (
    <GalleryRoot
      aria-busy={history?.isLoading || undefined}
      {...root}
      gallery={gallery}
      events={events}
      ref={ref}
    >
      {history?.problem && <HistoryProblem code={history.problem.code} items={items} />}
      <GalleryToolbar gallery={gallery} isSelectable={selectable} />
      {options.images && options.images.length > 0 && <RunSection gallery={gallery} />}
      {runs.slice(0, Math.max(drawn, activeCount)).map((run) => (
        <Fragment key={run.id}>
          {removal?.beforeRunId === run.id && <UndoMessage gallery={gallery} />}
          <RunSection run={run} gallery={gallery} />
        </Fragment>
      ))}
      {removal && !runs.some(({ id }) => id === removal.beforeRunId) && (
        <UndoMessage gallery={gallery} />
      )}
      {isEmpty && !history?.isLoading && <GalleryEmpty />}
      <GalleryLightbox gallery={gallery} />
    </GalleryRoot>
  )
})
