import type { VariationRun } from './VariationRun.js'

/** Everything that a run shows by an object URL: its source, its images, and their small copies. */
export function blobsOf({ source, images }: VariationRun): Blob[] {
  return [source, ...images].flatMap(({ blob = [], thumbnail = [] }) => [blob, thumbnail].flat())
}
