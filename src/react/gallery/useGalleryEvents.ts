import { useMemo } from 'react'
import type { VariationImage, VariationRun } from '../image/VariationRun.js'
import type { GalleryEvents } from './GalleryContext.js'
import type { GalleryHistory } from './GalleryHistory.js'

/** The listeners, after what the history does by itself. Absent where nothing would happen. */
export function useGalleryEvents(
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
