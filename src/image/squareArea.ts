import type { ImageArea } from './ImageProblem.js'

/** A point of an image, from 0 (left, top) to 1 (right, bottom). */
export type Focus = {
  /** From the left edge. */
  x: number
  /** From the top edge. */
  y: number
}

/** The largest square of an image, around a focus as far as the edges allow. */
export function squareArea(
  { width, height }: { width: number; height: number },
  focus: Focus = { x: 0.5, y: 0.5 },
): ImageArea {
  const side = Math.min(width, height)
  const start = (middle: number, length: number) =>
    Math.min(Math.max(Math.round(middle * length - side / 2), 0), length - side)
  return { x: start(focus.x, width), y: start(focus.y, height), width: side, height: side }
}
