import { luminance, stretch, type Pixels } from './pixels.js'
import type { Random } from './random.js'

/** What a style gets: the composed photo to paint over, in place. */
export type Canvas = { picture: Pixels; index: number; random: Random }

/** Paints in place and pauses between steps, so that it can be stopped. */
export type Style = (canvas: Canvas) => Generator<void>

const inks = [
  [
    [24, 20, 68],
    [255, 111, 97],
    [255, 236, 209],
  ],
  [
    [10, 54, 66],
    [46, 196, 160],
    [240, 255, 230],
  ],
  [
    [58, 12, 80],
    [247, 90, 150],
    [255, 225, 168],
  ],
  [
    [16, 36, 94],
    [72, 149, 239],
    [255, 244, 222],
  ],
]

function* duotone({ picture, index, random }: Canvas): Generator<void> {
  const tones = stretch(luminance(picture))
  yield
  const [dark, middle, light] = inks[index % inks.length]!
  const { data } = picture
  for (let i = 0; i < tones.length; i++) {
    const tone = Math.min(1, Math.max(0, tones[i]! + (random() - 0.5) * 0.05))
    const [from, to, share] =
      tone < 0.5 ? [dark!, middle!, tone * 2] : [middle!, light!, tone * 2 - 1]
    for (let channel = 0; channel < 3; channel++) {
      data[i * 4 + channel] = from[channel]! + (to[channel]! - from[channel]!) * share
    }
  }
}

export function styleOf(_model: string): Style {
  return duotone
}
