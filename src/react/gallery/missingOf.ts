import type { VariationRun } from '../image/VariationRun.js'

/** How many images of a run are still on their way. */
export function missingOf({ status, request, images }: VariationRun): number {
  return status === 'pending' ? Math.max(0, (request.n ?? 1) - images.length) : 0
}
