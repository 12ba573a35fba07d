import type { Pixels } from './pixels.js'
import type { Random } from './random.js'

/** What a style gets. */
export type Canvas = {
  /** The composed photo, to be painted over in place. */
  picture: Pixels
  /** Place in the answer, from 0. */
  index: number
  /** 1 at 1024 pixels: strokes and dots grow with the picture. */
  scale: number
  /** The palette for this picture, another one for its neighbours. */
  pick: <T>(palettes: readonly T[]) => T
  random: Random
}

/** Paints in place and yields between steps, so that others get a turn and it can be stopped. */
export type Style = (canvas: Canvas) => Generator<void>
