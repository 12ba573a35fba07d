import { useMemo } from 'react'
import type { VariationImage, VariationRun } from '../image/VariationRun.js'
import { useEvent } from '../ui/useEvent.js'
import type { GalleryEvents } from './GalleryContext.js'
import type { GalleryHistory } from './GalleryHistory.js'

/**
 * The listeners, after what the history does by itself. Absent where nothing would happen; else of stable identity, so that
 * a change of the history draws only the runs that have changed.
 */
export function useGalleryEvents(
  history: GalleryHistory | undefined,
  listeners: GalleryEvents,
): GalleryEvents {
  const { remove, undo, canUndo, cancel, retry } = history ?? {}
  const ours: GalleryEvents = {
    onRemove:
      remove &&
      ((image: VariationImage | undefined, run: VariationRun | undefined) => {
        const id = image?.id ?? run?.id
        if (id !== undefined) remove(id)
      }),
    onUndo: undo,
    onCancel: cancel && ((run) => cancel(run.id)),
    onRetry: retry && ((run) => retry(run.id)),
  }
  type Call = (...args: unknown[]) => void
  const call = useEvent((name: keyof GalleryEvents, args: unknown[]) => {
    for (const listener of [ours[name], listeners[name]]) (listener as Call | undefined)?.(...args)
  })
  const names = new Set([...namesOf(ours), ...namesOf(listeners)])
  if (history && !canUndo) names.delete('onUndo')
  const heard = [...names].join()
  return useMemo(() => {
    const listen = (name: string) => [
      name,
      (...args: unknown[]) => call(name as keyof GalleryEvents, args),
    ]
    return Object.fromEntries(heard.split(',').filter(Boolean).map(listen)) as GalleryEvents
  }, [heard, call])
}

function namesOf(events: GalleryEvents): (keyof GalleryEvents)[] {
  return (Object.keys(events) as (keyof GalleryEvents)[]).filter((name) => events[name])
}
