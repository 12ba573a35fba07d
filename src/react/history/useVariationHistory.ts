'use client'
import { useEffect, useMemo, useState } from 'react'
import { ancestorsOf, childrenOf, findImage, type FoundImage } from '../image/lineage.js'
import type { VariationRun } from '../image/VariationRun.js'
import { useStore } from '../ui/createStore.js'
import {
  createVariationHistory,
  type HistoryProblem,
  type VariationHistoryOptions,
} from './createVariationHistory.js'

/** What {@link useVariationHistory} takes; read once, in the first render. */
export type UseVariationHistoryOptions = VariationHistoryOptions

export type VariationHistory = {
  /** Newest first. */
  runs: VariationRun[]
  /** Runs are being read from disk. */
  isLoading: boolean
  /** Why runs are not kept over a reload, or null. */
  problem: HistoryProblem | null
  /** Adds a run; one with a known id is not added twice. Goes straight into `onResult` or `onSuccess`. */
  add: (run: VariationRun) => void
  /** Removes a run by its id, or a single picture by its own; the last picture takes its run along. */
  remove: (id: string) => void
  clear: () => void
  /** Takes back the last `remove` or `clear`; 20 of them, until the component unmounts. */
  undo: () => void
  canUndo: boolean
  /** Everything as a ZIP: the pictures, and `history.json` with settings and lineage. */
  export: () => Promise<Blob>
  findImage: (imageId: string) => FoundImage | undefined
  /** The pictures that led to this one, its parent first. */
  ancestorsOf: (imageId: string) => FoundImage[]
  /** The runs whose source was this picture. */
  childrenOf: (imageId: string) => VariationRun[]
}

/**
 * Runs and where they come from, in memory, or with `persist` on disk: over reloads, in step with other tabs, with their
 * pictures' bytes, so that nothing expires. The pictures' URLs live as long as the component.
 *
 * @example
 * const history = useVariationHistory({ persist: true })
 * <ImageVariationForm onResult={history.add} />
 * <VariationGallery runs={history.runs} />
 */
export function useVariationHistory(options: UseVariationHistoryOptions = {}): VariationHistory {
  const [history] = useState(() => createVariationHistory(options))
  const { runs, isLoading, problem, canUndo } = useStore(history.store)
  useEffect(() => history.mount(), [history])
  return useMemo(
    () => ({
      runs,
      isLoading,
      problem,
      canUndo,
      add: history.add,
      remove: history.remove,
      clear: history.clear,
      undo: history.undo,
      export: history.export,
      findImage: (imageId) => findImage(runs, imageId),
      ancestorsOf: (imageId) => ancestorsOf(runs, imageId),
      childrenOf: (imageId) => childrenOf(runs, imageId),
    }),
    [history, runs, isLoading, problem, canUndo],
  )
}
