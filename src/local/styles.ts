import { duotone } from './duotone.js'
import { pencil } from './pencil.js'
import type { Pixels } from './pixels.js'
import { popArt } from './popArt.js'
import { fingerprint, type Random } from './random.js'
import { watercolor } from './watercolor.js'

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

const styles: Record<string, Style> = { watercolor, pencil, 'pop-art': popArt, duotone }

/** A style's own name finds it; any other name finds one, always the same. */
export function styleOf(model: string): Style {
  const word = model.replace(/^.*\//, '')
  const names = Object.keys(styles)
  const chosen = Object.hasOwn(styles, word)
    ? word
    : names[Number.parseInt(fingerprint(model).slice(0, 8), 16) % names.length]!
  return styles[chosen]!
}
