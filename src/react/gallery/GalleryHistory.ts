import type { VariationRun } from '../image/VariationRun.js'

/** What a gallery asks of a history. The result of `useVariationHistory` fits, and so does one of your own. */
export type GalleryHistory = {
  /** Finished runs, newest first. */
  runs: readonly VariationRun[]
  /** Runs that are under way or have failed, newest first. */
  pending?: readonly VariationRun[]
  /** The runs are still being read. */
  isLoading?: boolean
  /** Why runs are not kept over a reload, or null. */
  problem?: { code: string } | null
  /** Removes a run by its id, or a single image by its own. */
  remove: (id: string) => void
  /** Takes back the last removal. */
  undo: () => void
  /** There is a removal to take back. */
  canUndo: boolean
  /** Cancels a pending run. */
  cancel?: (runId: string) => void
  /** Collects a failed run again. */
  retry?: (runId: string) => void
}

/** Finished runs in their order, with each pending one before the first that is older. What has finished is not pending. */
export function mergeRuns(
  runs: readonly VariationRun[],
  pending: readonly VariationRun[],
): readonly VariationRun[] {
  if (pending.length === 0) return runs
  const merged = [...runs]
  const finishedIds = new Set(runs.map(({ id }) => id))
  for (const run of pending) {
    if (finishedIds.has(run.id)) continue
    const index = merged.findIndex((other) => +other.createdAt < +run.createdAt)
    merged.splice(index < 0 ? merged.length : index, 0, run)
  }
  return merged
}
