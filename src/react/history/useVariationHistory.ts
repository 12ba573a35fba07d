'use client'
import { useEffect, useMemo, useState } from 'react'
import { ancestorsOf, childrenOf, findImage, type FoundImage } from '../image/lineage.js'
import type { VariationRun } from '../image/VariationRun.js'
import { useImageVariationContext } from '../provider/ImageVariationProvider.js'
import type { Connection } from '../run/HookClient.js'
import type { RunTracker } from '../run/RunTracker.js'
import { useStore } from '../ui/createStore.js'
import { defaultHistoryName, type HistoryProblem } from './createHistoryDisk.js'
import { createVariationHistory, type VariationHistoryOptions } from './createVariationHistory.js'

/**
 * What {@link useVariationHistory} takes. Another `name` or `persist` opens another history; the rest is read when a history
 * opens.
 */
export type UseVariationHistoryOptions = VariationHistoryOptions & Connection

/** Runs, finished and under way, and what can be done with them. */
export type VariationHistory = RunTracker & {
  /** Runs with their images, newest first. */
  runs: VariationRun[]
  /**
   * Runs under way, of other tabs and from before a reload too (status `pending`), and runs that could not be collected
   * (status `error`, with the reason). Newest first.
   */
  pending: VariationRun[]
  /** Which history this is. */
  name: string
  /** Runs are being read from disk. */
  isLoading: boolean
  /** Why runs are not kept over a reload, or null. */
  problem: HistoryProblem | null
  /** Adds a run; one with a known id is not added twice. */
  add: (run: VariationRun) => void
  /** Removes a run by its id, or a single image by its own; the last image takes its run along. Cancels a run under way. */
  remove: (id: string) => void
  /** Removes all runs but those under way, here, on disk and in other tabs. */
  clear: () => void
  /** Takes back the last `remove` or `clear`: those of the last `maxRuns` runs, until the component unmounts. */
  undo: () => void
  /** There is something to take back. */
  canUndo: boolean
  /** Cancels a run under way on the server, after a reload too. The provider may still bill what it has begun. */
  cancel: (runId: string) => void
  /** Collects a run with status `error` again. It is never sent again. */
  retry: (runId: string) => void
  /** Everything as a ZIP: the images, and `history.json` with settings and lineage. */
  export: () => Promise<Blob>
  /** The image with this id, and its run. */
  findImage: (imageId: string) => FoundImage | undefined
  /** The images that led to this one, its parent first. */
  ancestorsOf: (imageId: string) => FoundImage[]
  /** The runs whose source was this image. */
  childrenOf: (imageId: string) => VariationRun[]
}

/**
 * Runs and where they come from, in memory, or with `persist` on disk: over reloads, in step with other tabs, with their
 * images' bytes, so that nothing expires. Given to a hook, form or studio as `history`, it also keeps runs under way, and
 * collects their images when the page comes back. The `src` of images is good while the component is mounted.
 *
 * @example
 * const history = useVariationHistory({ persist: true })
 * <ImageVariationForm history={history} />
 * <VariationGallery history={history} />
 */
export function useVariationHistory(options: UseVariationHistoryOptions = {}): VariationHistory {
  const { name = defaultHistoryName, persist = false, client, endpoint } = options
  const context = useImageVariationContext()
  const [opened, setOpened] = useState(() => open(options))
  const isOpen = opened.name === name && opened.persist === persist
  const current = isOpen ? opened : open(options)
  if (!isOpen) setOpened(current)
  const { history } = current
  const { runs, pending, isLoading, problem, canUndo } = useStore(history.store)

  useEffect(() => {
    history.connect({
      client: client ?? (endpoint === undefined ? context.client : undefined),
      endpoint: endpoint ?? context.endpoint,
    })
  }, [history, client, endpoint, context])
  useEffect(() => history.mount(), [history])

  return useMemo(
    () => ({
      runs,
      pending,
      name,
      isLoading,
      problem,
      canUndo,
      track: history.track,
      add: history.add,
      remove: history.remove,
      clear: history.clear,
      undo: history.undo,
      cancel: history.cancel,
      retry: history.retry,
      export: history.export,
      findImage: (imageId) => findImage(runs, imageId),
      ancestorsOf: (imageId) => ancestorsOf(runs, imageId),
      childrenOf: (imageId) => childrenOf(runs, imageId),
    }),
    [history, name, runs, pending, isLoading, problem, canUndo],
  )
}

function open(options: VariationHistoryOptions) {
  const { name = defaultHistoryName, persist = false } = options
  return { name, persist, history: createVariationHistory(options) }
}
