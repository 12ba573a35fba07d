import type { Pixels } from './pixels.js'
import type { Random } from './random.js'

/** What a style paints on, and with. */
export type Canvas = {
  /** The composed photo. A style paints over it, in place. */
  image: Pixels
  /** Position in the response, from 0. */
  index: number
  /** 1 at 1024 pixels: strokes and dots grow with the image. */
  scale: number
  /** The palette for this image, another one for its neighbours. */
  pick: <T>(palettes: readonly T[]) => T
  random: Random
}

/** Paints in place and yields between steps, so that others get a turn and it can be stopped. */
export type Style = (canvas: Canvas) => Generator<void>
