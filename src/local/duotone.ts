import { luminance, noise, stretch, type Colour } from './pixels.js'
import type { Canvas } from './Style.js'

/** Shadow, middle and light. */
const inks: [Colour, Colour, Colour][] = [
  [
    [24, 20, 68],
    [255, 111, 97],
    [255, 236, 209],
  ],
  [
    [10, 44, 66],
    [46, 196, 160],
    [240, 255, 230],
  ],
  [
    [58, 12, 80],
    [247, 90, 150],
    [255, 225, 168],
  ],
  [
    [16, 30, 94],
    [72, 149, 239],
    [255, 244, 222],
  ],
  [
    [52, 20, 24],
    [232, 142, 40],
    [255, 246, 220],
  ],
]

/** Two inks and the paper, a soft gradient over the sheet, and the grain of a print. */
export function* duotone({ image, scale, pick, random }: Canvas): Generator<void> {
  const { width, height, data } = image
  const [dark, middle, light] = pick(inks)
  const tones = stretch(luminance(image))
  yield
  const haze = noise(width, height, random, { cell: Math.max(width, height) / 2.2 })
  yield
  for (let i = 0; i < tones.length; i++) {
    const s = tones[i]!
    // An S-curve for punch, and a slow change of light over the sheet.
    const curved = s * 0.45 + s * s * (3 - 2 * s) * 0.55
    const grain = (random() + random() - 1) * 0.055 * Math.min(1.4, scale + 0.4)
    const tone = Math.min(1, Math.max(0, curved + grain + (haze[i]! - 0.5) * 0.16))
    const [from, to, share] = tone < 0.5 ? [dark, middle, tone * 2] : [middle, light, tone * 2 - 1]
    const at = i * 4
    for (let channel = 0; channel < 3; channel++) {
      data[at + channel] = from[channel]! + (to[channel]! - from[channel]!) * share
    }
  }
}
