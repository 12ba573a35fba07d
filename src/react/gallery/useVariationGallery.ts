'use client'
import {
  useEffect,
  useMemo,
  useState,
  type ComponentPropsWithoutRef,
  type ComponentPropsWithRef,
  type FocusEvent,
  type KeyboardEvent,
  type MouseEvent,
  type SyntheticEvent,
} from 'react'
import type { VariationImage, VariationRun, VariationSource } from '../image/VariationRun.js'
import { keepEscape } from '../ui/keepEscape.js'
import { mergeProps } from '../ui/mergeProps.js'
import { useBrowserLayoutEffect } from '../ui/useBrowserLayoutEffect.js'
import { useEvent } from '../ui/useEvent.js'

/** One result and where it comes from. */
export type GalleryItem = {
  /** The image itself. */
  image: VariationImage
  /** Its run; absent where the gallery got plain `images`. */
  run?: VariationRun
  /** The image it is a variation of. */
  source?: VariationSource
}

/** Options of {@link useVariationGallery}. */
export type UseVariationGalleryOptions = {
  /** Runs, in the order to show. */
  runs?: readonly VariationRun[]
  /** Images without their runs. */
  images?: readonly VariationImage[]
  /** What `images` are variations of. */
  source?: VariationSource
  /** Ids of the selected images. Controls the selection. */
  selectedIds?: readonly string[]
  /** Ids of the images that are selected at first. @default [] */
  defaultSelectedIds?: readonly string[]
  /** The selection changed. */
  onSelectedIdsChange?: (ids: string[]) => void
  /** Ids of the favorites. Controls them; without any of the three props about favorites there are none. */
  favoriteIds?: readonly string[]
  /** Ids of the images that are favorites at first. */
  defaultFavoriteIds?: readonly string[]
  /** The visitor marked a favorite, or took the mark back. */
  onFavoriteIdsChange?: (ids: string[]) => void
  /** Id of the image in the large view, or null. Controls the large view. */
  openedId?: string | null
  /** Id of the image that is open at first. */
  defaultOpenedId?: string
  /** An image was opened in the large view, or the view closed (null). */
  onOpenChange?: (image: VariationImage | null, run: VariationRun | undefined) => void
  /** An image is removed or, without one, a whole run. */
  onRemove?: (image: VariationImage | undefined, run: VariationRun | undefined) => void
}

/** A removal that a message tells. */
export type GalleryRemoval = {
  /** Images that went. */
  count: number
  /** Calls of `onRemove`, each of which `onUndo` takes back. */
  steps: number
  /** Id of the run that follows the place; undefined at the end. */
  beforeRunId: string | undefined
}

/** Where to go from the open image. */
export type GalleryMove = 'previous' | 'next' | 'first' | 'last'

/** State, actions and prop getters of a gallery. */
export type UseVariationGalleryResult = {
  /** The runs, in the order to show. */
  runs: readonly VariationRun[]
  /** All images in order. */
  items: GalleryItem[]
  /** Those of one run; without one, the plain `images`. */
  itemsOf: (run: VariationRun | undefined) => readonly GalleryItem[]
  /** The image in the large view, or null. */
  opened: GalleryItem | null
  /** Its place in `items`, or -1. */
  openedIndex: number
  /** Opens an image in the large view. */
  open: (imageId: string) => void
  /** Closes the large view. */
  close: () => void
  /** Goes from the open image to another one. */
  move: (to: GalleryMove) => void
  /** The one item that the tab key reaches. */
  activeId: string | undefined
  /** A click selects instead of opening. */
  isSelecting: boolean
  /** Lets a click select, or open again. */
  setIsSelecting: (isSelecting: boolean) => void
  /** Ids of the selected images. */
  selectedIds: ReadonlySet<string>
  /** Selects an image, or takes it out of the selection. */
  toggle: (imageId: string) => void
  /** Selects all images. */
  selectAll: () => void
  /** Selects these images and no others. */
  select: (imageIds: Iterable<string>) => void
  /** The host wants favorites. */
  canFavorite: boolean
  /** Ids of the favorites. */
  favoriteIds: ReadonlySet<string>
  /** Marks an image as a favorite, or takes the mark back. */
  toggleFavorite: (imageId: string) => void
  /** Removes images; all images of a run remove the run. */
  remove: (items: readonly GalleryItem[]) => void
  /** The last removal, until `forgetRemoval`: how many images, in how many calls of `onRemove`, and before which run it happened. */
  removal: GalleryRemoval | null
  /** Takes the message about the last removal away. */
  forgetRemoval: () => void
  /** The item of an image, such as of `run.parentImageId`. */
  find: (imageId: string | undefined) => GalleryItem | undefined
  /** Runs that were made from an image. */
  childrenOf: (imageId: string) => VariationRun[]
  /** For the element around all items: one place for clicks and keys. */
  getGridProps: (props?: ComponentPropsWithoutRef<'div'>) => ComponentPropsWithoutRef<'div'>
  /** For the focusable element of one image. */
  getItemProps: (
    imageId: string,
    props?: ComponentPropsWithRef<'button'>,
  ) => ComponentPropsWithRef<'button'>
  /** For a `<dialog>` that is rendered while `opened` is not null. */
  getDialogProps: (props?: ComponentPropsWithRef<'dialog'>) => ComponentPropsWithRef<'dialog'>
}

const noRuns: readonly VariationRun[] = []
const noItems: readonly GalleryItem[] = []

/**
 * Everything of `<VariationGallery>` but its markup: the open image, selection, and the keyboard.
 *
 * @example
 * const gallery = useVariationGallery({ runs: history.runs })
 * <div {...gallery.getGridProps()}>
 *   {gallery.items.map(({ image }) => (
 *     <button key={image.id} {...gallery.getItemProps(image.id)}><img src={image.src} alt="" /></button>
 *   ))}
 * </div>
 * {gallery.opened && <dialog {...gallery.getDialogProps()}><img src={gallery.opened.image.src} alt="" /></dialog>}
 */
export function useVariationGallery(
  options: UseVariationGalleryOptions = {},
): UseVariationGalleryResult {
  const { runs = noRuns, images, source } = options
  const items = useMemo(
    (): GalleryItem[] => [
      ...(images ?? []).map((image) => ({ image, source })),
      ...runs.flatMap((run) => run.images.map((image) => ({ image, run, source: run.source }))),
    ],
    [runs, images, source],
  )
  const indexes = useMemo(
    () => new Map(items.map(({ image }, index) => [image.id, index])),
    [items],
  )

  const itemsOfRun = useMemo(() => {
    const groups = new Map<VariationRun | undefined, GalleryItem[]>()
    for (const item of items) {
      const group = groups.get(item.run)
      if (group) group.push(item)
      else groups.set(item.run, [item])
    }
    return groups
  }, [items])

  const [ownOpenedId, setOpenedId] = useState<string | null>(options.defaultOpenedId ?? null)
  const [lastActiveId, setActiveId] = useState<string>()
  const [focus, setFocus] = useState<{ id: string; root: HTMLElement }>()
  const [isSelecting, setSelecting] = useState(false)
  const [ownSelectedIds, setSelectedIds] = useState(options.defaultSelectedIds ?? [])
  const [ownFavoriteIds, setFavoriteIds] = useState(options.defaultFavoriteIds ?? [])
  const [removal, setRemoval] = useState<GalleryRemoval | null>(null)
  const [dialog, setDialog] = useState<HTMLDialogElement | null>(null)
  const [focusedGrid, setFocusedGrid] = useState<HTMLElement>()

  const openedId = options.openedId === undefined ? ownOpenedId : options.openedId
  const openedIndex = indexes.get(openedId ?? '') ?? -1
  const opened = items[openedIndex] ?? null
  const activeId =
    lastActiveId !== undefined && indexes.has(lastActiveId) ? lastActiveId : items[0]?.image.id
  const selectedIds = useMemo(
    () => new Set((options.selectedIds ?? ownSelectedIds).filter((id) => indexes.has(id))),
    [options.selectedIds, ownSelectedIds, indexes],
  )

  const show = useEvent((item: GalleryItem | undefined) => {
    setOpenedId(item?.image.id ?? null)
    options.onOpenChange?.(item?.image ?? null, item?.run)
  })
  const open = useEvent((id: string) => show(items[indexes.get(id) ?? -1]))
  const close = useEvent(() => show(undefined))
  const move = useEvent((to: GalleryMove) => {
    const last = items.length - 1
    const index = {
      previous: Math.max(0, openedIndex - 1),
      next: Math.min(last, openedIndex + 1),
      first: 0,
      last,
    }[to]
    if (index !== openedIndex) show(items[index])
  })

  const select = useEvent((ids: Iterable<string>) => {
    const list = [...ids]
    setSelectedIds(list)
    options.onSelectedIdsChange?.(list)
  })
  const toggle = useEvent((id: string) => {
    const next = new Set(selectedIds)
    if (!next.delete(id)) next.add(id)
    select(next)
  })
  const selectAll = useEvent(() => select(indexes.keys()))
  /** From the item that had the focus last to this one. */
  const selectRange = (to: number) => {
    const from = indexes.get(activeId ?? '') ?? to
    const range = items.slice(Math.min(from, to), Math.max(from, to) + 1)
    select(new Set([...selectedIds, ...range.map(({ image }) => image.id)]))
  }
  const favoriteIds = useMemo(
    () => new Set(options.favoriteIds ?? ownFavoriteIds),
    [options.favoriteIds, ownFavoriteIds],
  )
  const toggleFavorite = useEvent((id: string) => {
    const next = new Set(favoriteIds)
    if (!next.delete(id)) next.add(id)
    setFavoriteIds([...next])
    options.onFavoriteIdsChange?.([...next])
  })
  const remove = useEvent((gone: readonly GalleryItem[]) => {
    let steps = 0
    const tell = (image: VariationImage | undefined, run: VariationRun | undefined) => {
      steps++
      options.onRemove?.(image, run)
    }
    for (const run of new Set(gone.map((item) => item.run))) {
      const images = gone.filter((item) => item.run === run).map(({ image }) => image)
      if (run && images.length === run.images.length) tell(undefined, run)
      else for (const image of images) tell(image, run)
    }
    const goneRuns = new Set(gone.map(({ run }) => run))
    const last = runs.findLastIndex((run) => goneRuns.has(run))
    setRemoval({ count: gone.length, steps, beforeRunId: runs[last + 1]?.id })
    if (selectedIds.size > 0)
      select([...selectedIds].filter((id) => !gone.some(({ image }) => image.id === id)))
  })
  const setIsSelecting = useEvent((on: boolean) => {
    setSelecting(on)
    if (!on && selectedIds.size > 0) select([])
  })

  // The dialog is in the tree while it is open. Who had the focus gets it back, whatever the browser does by itself.
  useBrowserLayoutEffect(() => {
    if (!dialog) return
    const opener = document.activeElement
    const root = opener?.closest<HTMLElement>('[data-part=variation-gallery]')
    if (typeof dialog.showModal === 'function') dialog.showModal()
    else dialog.setAttribute('open', '')
    if (!dialog.contains(document.activeElement)) dialog.focus()
    const letEscapeGo = keepEscape(dialog)
    return () => {
      letEscapeGo()
      dialog.close?.()
      const next = opener?.isConnected
        ? opener
        : (root?.querySelector('[data-image-id][tabindex="0"]') ?? root)
      if (next instanceof HTMLElement) next.focus({ preventScroll: true })
    }
  }, [dialog])

  useEffect(
    () => (isSelecting && focusedGrid ? keepEscape(focusedGrid) : undefined),
    [isSelecting, focusedGrid],
  )

  // An item far away may be drawn only now that it is the active one.
  useEffect(() => {
    if (!focus) return
    const items = focus.root.querySelectorAll<HTMLElement>('[data-image-id]')
    const item = [...items].find(({ dataset }) => dataset['imageId'] === focus.id)
    // StrictMode takes a new run away once more, with the focus in it.
    queueMicrotask(() => item?.focus())
  }, [focus])

  const onItemClick = (event: MouseEvent<HTMLElement>) => {
    const id = itemOf(event.target)?.dataset['imageId']
    if (id === undefined || !indexes.has(id)) return
    const wantsSelection = event.ctrlKey || event.metaKey || event.shiftKey
    if (wantsSelection) setSelecting(true)
    setActiveId(id)
    if (event.shiftKey) selectRange(indexes.get(id) ?? 0)
    else if (wantsSelection || isSelecting) toggle(id)
    else open(id)
  }

  const onGridKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (isSelecting && event.key === 'Escape') {
      // A dialog around the gallery stays open.
      event.stopPropagation()
      return setIsSelecting(false)
    }
    const element = itemOf(event.target)
    const index = indexes.get(element?.dataset['imageId'] ?? '')
    if (!element || index === undefined) return
    if (isSelecting && event.key === 'a' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      return selectAll()
    }
    const to = neighbour(event.key, element, index, items)
    const target = items[to ?? -1]
    if (!target || event.altKey || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    setActiveId(target.image.id)
    setFocus({ id: target.image.id, root: event.currentTarget })
    if (event.shiftKey) {
      setSelecting(true)
      select(new Set([...selectedIds, items[index]?.image.id ?? '', target.image.id]))
    }
  }

  const onDialogKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const to = dialogMove(event)
    if (event.key !== 'Escape' && !to) return
    event.preventDefault()
    // A dialog around the gallery stays open.
    event.stopPropagation()
    if (to) move(to)
    else close()
  }

  return {
    runs,
    items,
    itemsOf: (run) => itemsOfRun.get(run) ?? noItems,
    opened,
    openedIndex,
    open,
    close,
    move,
    activeId,
    isSelecting,
    setIsSelecting,
    selectedIds,
    toggle,
    selectAll,
    select,
    canFavorite:
      options.favoriteIds !== undefined ||
      options.defaultFavoriteIds !== undefined ||
      options.onFavoriteIdsChange !== undefined,
    favoriteIds,
    toggleFavorite,
    remove,
    removal,
    forgetRemoval: () => setRemoval(null),
    find: (id) => items[indexes.get(id ?? '') ?? -1],
    childrenOf: (id) => runs.filter((run) => run.parentImageId === id),
    getGridProps: (props) =>
      mergeProps<ComponentPropsWithoutRef<'div'>>(
        {
          onClick: onItemClick,
          onClickCapture: focusPressed,
          onFocus: (event: FocusEvent<HTMLElement>) => setFocusedGrid(event.currentTarget),
          onKeyDown: onGridKeyDown,
        },
        props,
      ),
    getItemProps: (id, props) =>
      mergeProps<ComponentPropsWithRef<'button'> & { 'data-image-id': string }>(
        {
          type: 'button',
          'data-image-id': id,
          tabIndex: id === activeId ? 0 : -1,
          ...(isSelecting && { role: 'checkbox', 'aria-checked': selectedIds.has(id) }),
        },
        props,
      ),
    getDialogProps: (props) =>
      mergeProps<ComponentPropsWithRef<'dialog'>>(
        {
          ref: setDialog,
          tabIndex: -1,
          onKeyDown: onDialogKeyDown,
          onClose: (event: SyntheticEvent<HTMLDialogElement>) => {
            if (!event.currentTarget.open) close()
          },
          onClick: (event: MouseEvent) => {
            if (event.target === event.currentTarget) close()
          },
        },
        props,
      ),
  }
}

const itemOf = (target: EventTarget) =>
  target instanceof Element ? target.closest<HTMLElement>('[data-image-id]') : null

/** Safari focuses no button that is clicked, so nothing could give the focus back to it. */
function focusPressed({ target }: MouseEvent) {
  const pressed = target instanceof Element ? target.closest<HTMLElement>('button, a') : null
  if (!pressed?.contains(document.activeElement)) pressed?.focus({ preventScroll: true })
}

const isRightToLeft = (element: Element) => getComputedStyle(element).direction === 'rtl'

/** The item that an arrow key leads to, or undefined. Up and down stay in the column, over the ends of runs. */
function neighbour(
  key: string,
  element: HTMLElement,
  index: number,
  items: readonly GalleryItem[],
): number | undefined {
  const forward = isRightToLeft(element) ? -1 : 1
  if (key === 'ArrowRight') return index + forward
  if (key === 'ArrowLeft') return index - forward
  if (key === 'Home') return 0
  if (key === 'End') return items.length - 1
  if (key !== 'ArrowDown' && key !== 'ArrowUp') return undefined

  const cell = element.closest<HTMLElement>('li') ?? element
  const siblings = [...(cell.parentElement?.children ?? [])]
  const columns = siblings.filter(
    (sibling) => sibling instanceof HTMLElement && sibling.offsetTop === cell.offsetTop,
  ).length
  const run = items[index]?.run
  const start = items.findIndex((item) => item.run === run)
  const count = items.filter((item) => item.run === run).length
  const place = index - start
  const column = place % columns
  if (key === 'ArrowDown') {
    if (place + columns < count) return index + columns
    const isLastRow = place - column + columns >= count
    return isLastRow ? Math.min(start + count + column, items.length - 1) : start + count - 1
  }
  if (place >= columns) return index - columns
  const above = items[start - 1]?.run
  if (start === 0) return undefined
  const aboveStart = items.findIndex((item) => item.run === above)
  const aboveCount = start - aboveStart
  const lastRow = aboveStart + Math.floor((aboveCount - 1) / columns) * columns
  return Math.min(lastRow + column, start - 1)
}

function dialogMove(event: KeyboardEvent<HTMLElement>): GalleryMove | undefined {
  // A slider keeps its own keys.
  if (event.target instanceof HTMLInputElement) return undefined
  const isReversed = isRightToLeft(event.currentTarget)
  switch (event.key) {
    case 'ArrowRight':
      return isReversed ? 'previous' : 'next'
    case 'ArrowLeft':
      return isReversed ? 'next' : 'previous'
    case 'Home':
      return 'first'
    case 'End':
      return 'last'
    default:
      return undefined
  }
}
