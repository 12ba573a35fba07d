import {
  blur,
  flatten,
  inkLines,
  luminance,
  percentile,
  smoothstep,
  type Colour,
} from './pixels.js'
import type { Canvas } from './Style.js'

/** From the darkest to the lightest. */
const palettes: Colour[][] = [
  [
    [32, 20, 72],
    [226, 32, 92],
    [255, 128, 48],
    [255, 222, 64],
    [255, 250, 224],
  ],
  [
    [16, 24, 88],
    [20, 98, 214],
    [36, 196, 214],
    [255, 122, 170],
    [255, 244, 214],
  ],
  [
    [64, 10, 72],
    [196, 28, 140],
    [255, 92, 122],
    [120, 232, 204],
    [250, 255, 228],
  ],
  [
    [12, 50, 64],
    [0, 142, 122],
    [240, 92, 60],
    [255, 204, 60],
    [255, 250, 232],
  ],
  [
    [40, 14, 96],
    [106, 60, 226],
    [255, 84, 140],
    [255, 196, 84],
    [240, 255, 250],
  ],
]

/** Flat bright inks, dots where one tone turns into the next, and a black outline. */
export function* popArt({ image, scale, index, pick, random }: Canvas): Generator<void> {
  const { width, height, data } = image
  const isSheetOfFour = index % 4 === 3
  if (isSheetOfFour) quarter(image.width, image.height, data)
  yield* flatten(image, 14 * scale, 0.6)
  const tones = luminance(image)
  const soft = blur(tones, width, height, 1.5 * scale)
  yield
  const lines = inkLines(soft, width, height, (isSheetOfFour ? 1.4 : 2.2) * scale)
  yield
  // Steps by share of the area, so that a dark photo gets as many colours as a light one.
  const steps = [0, 0.2, 0.42, 0.64, 0.86].map((share) => percentile(soft, share))
  steps[0] = 0
  const cell = (isSheetOfFour ? 9 : 13) * scale
  const angle = 0.3 + random() * 0.9
  const [cos, sin] = [Math.cos(angle) / cell, Math.sin(angle) / cell]
  const first = pick(palettes)
  const others = palettes.filter((palette) => palette !== first)
  const ink = first[0]!
  for (let i = 0, y = 0; y < height; y++) {
    if (y % 128 === 0) yield
    for (let x = 0; x < width; x++, i++) {
      const at = i * 4
      const quadrant = isSheetOfFour ? (x * 2 < width ? 0 : 1) + (y * 2 < height ? 0 : 2) : 0
      const palette = quadrant === 0 ? first : others[quadrant - 1]!
      const tone = soft[i]!
      let level = 4
      while (level > 0 && tone < steps[level]!) level--
      const from = steps[level]!
      const to = steps[level + 1] ?? 1
      const share = to > from ? smoothstep(0.35, 1.15, (tone - from) / (to - from)) : 0
      const u = x * cos + y * sin
      const v = y * cos - x * sin
      const du = u - Math.floor(u) - 0.5
      const dv = v - Math.floor(v) - 0.5
      const radius = Math.sqrt(share) * 0.62
      const dot = share > 0.02 ? smoothstep(-0.7, 0.7, (radius - Math.hypot(du, dv)) * cell) : 0
      const line = lines[i]!
      for (let channel = 0; channel < 3; channel++) {
        const below = palette[level]![channel]!
        const above = palette[Math.min(level + 1, 4)]![channel]!
        const colour = below + (above - below) * dot
        data[at + channel] = colour + (ink[channel]! * 0.5 - colour) * line
      }
    }
  }
}

/** Four small copies in the place of one large image. */
function quarter(width: number, height: number, data: Uint8ClampedArray) {
  const whole = data.slice()
  const [halfWidth, halfHeight] = [Math.ceil(width / 2), Math.ceil(height / 2)]
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const left = Math.min(width - 2, (x % halfWidth) * 2)
      const top = Math.min(height - 2, (y % halfHeight) * 2)
      const from = (top * width + left) * 4
      const at = (y * width + x) * 4
      for (let channel = 0; channel < 4; channel++) {
        data[at + channel] =
          (whole[from + channel]! +
            whole[from + channel + 4]! +
            whole[from + channel + width * 4]! +
            whole[from + channel + width * 4 + 4]!) /
          4
      }
    }
  }
}
