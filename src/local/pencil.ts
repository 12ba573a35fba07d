import {
  blur,
  clamp,
  inkLines,
  luminance,
  noise,
  percentile,
  smoothstep,
  stretch,
  type Colour,
} from './pixels.js'
import type { Canvas } from './Style.js'

const sheets: { paper: Colour; lead: Colour; chalk?: Colour; crayon?: number }[] = [
  { paper: [250, 247, 238], lead: [52, 50, 54] },
  { paper: [252, 250, 246], lead: [66, 60, 74], crayon: 0.85 },
  { paper: [202, 172, 134], lead: [46, 34, 30], chalk: [255, 250, 238] },
  { paper: [250, 240, 226], lead: [150, 52, 34] },
  { paper: [150, 166, 178], lead: [24, 34, 52], chalk: [250, 250, 244] },
]

/** Contours and hatching that catches on the paper's tooth; toned paper gets chalk for the lights. */
export function* pencil({ image, scale, pick, random }: Canvas): Generator<void> {
  const { width, height, data } = image
  const { paper, lead, chalk, crayon = 0 } = pick(sheets)
  const tones = stretch(luminance(image))
  // A drawing is mostly paper: dark photos are drawn lighter.
  const middle = percentile(tones, 0.5)
  const lift = Math.min(1.25, Math.log(0.6) / Math.log(Math.min(0.95, Math.max(0.12, middle))))
  const lifted = Float32Array.from({ length: 1001 }, (_, tone) => (tone / 1000) ** lift)
  yield
  const soft = blur(tones, width, height, 2 * scale)
  const wide = blur(tones, width, height, 12 * scale)
  yield
  const lines = inkLines(tones, width, height, 1.3 * scale)
  yield
  const angle = -0.9 + random() * 0.4
  const hatch = (turn: number, cell: number) =>
    noise(width, height, random, { cell: cell * scale, length: 90 * scale, angle: angle + turn })
  const first = hatch(0, 2.6)
  yield
  const second = hatch(0.6, 2.8)
  yield
  const third = hatch(-0.5, 2.4)
  yield
  const tooth = noise(width, height, random, { cell: 1.7 * scale })
  const ragged = noise(width, height, random, { cell: 60 * scale })
  yield
  for (let i = 0, y = 0; y < height; y++) {
    if (y % 128 === 0) yield
    for (let x = 0; x < width; x++, i++) {
      const at = i * 4
      const tone = lifted[Math.round(clamp(soft[i]!) * 1000)]!
      const dark = 1 - tone
      // Where the photo is darker than its surroundings runs a contour.
      const contour = clamp((1 - tones[i]! / (wide[i]! + 0.04)) * 1.1)
      const edge = Math.min(x, y, width - 1 - x, height - 1 - y) / scale
      const drawn = smoothstep(8, 70, edge - ragged[i]! * 50)
      const shade =
        smoothstep(0, 0.5, dark * 1.25 - 0.08 - first[i]! * 0.72) * 0.42 +
        smoothstep(0, 0.45, dark * 1.3 - 0.38 - second[i]! * 0.7) * 0.4 +
        smoothstep(0, 0.4, dark * 1.35 - 0.68 - third[i]! * 0.6) * 0.36
      const grip = 0.72 + 0.56 * tooth[i]!
      const wax = crayon * 0.75 * smoothstep(0.05, 0.9, 1.25 - tone - first[i]! * 0.5)
      const mark = clamp((Math.max(shade, wax) + contour * 0.55 + lines[i]! * 0.75) * drawn * grip)
      const white = chalk
        ? smoothstep(0, 0.4, tone * 1.3 - 0.72 - second[i]! * 0.45) * drawn * grip * 0.85
        : 0
      for (let channel = 0; channel < 3; channel++) {
        const ground = paper[channel]! * (0.985 + tooth[i]! * 0.03)
        const photo = 255 * tone + (data[at + channel]! - 255 * tones[i]!) * 1.8 - 30
        const ink = lead[channel]! + (photo - lead[channel]!) * crayon
        const base = ground + ((chalk?.[channel] ?? 0) - ground) * white
        data[at + channel] = base + (ink - base) * mark
      }
    }
  }
}
