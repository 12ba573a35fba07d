import type { VariationRun } from '../image/VariationRun.js'

/** How a hook keeps a run in a history while it is under way. */
export type TrackedRun = {
  /** The run is in the history, on disk too where it persists and the browser allows it. Never rejects. */
  ready: Promise<void>
  /** Shows how far the run is. */
  update: (run: VariationRun) => void
  /** Keeps the run as it ended, or forgets it. */
  end: (run?: VariationRun) => void
}

/** Where runs under way are written to: what `useVariationHistory` returns is one. */
export type RunTracker = {
  /** Takes a pending run in. `cancel` stops it, when the history is asked to. */
  track: (run: VariationRun, options: { cancel: () => void }) => TrackedRun
}
