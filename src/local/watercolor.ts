import { blur, clamp, flatten, noise, smoothstep, type Colour } from './pixels.js'
import type { Canvas } from './Style.js'

/** One set of pigments for each image. They tint the shadows and the lights. */
type Wash = {
  shadow: Colour
  light: Colour
  strength: number
  /** Degrees on the wheel of colours. */
  turn: number
  /** Against the photo's own colours. */
  saturation: number
}

const washes: Wash[] = [
  { shadow: [44, 52, 96], light: [255, 244, 214], strength: 0.18, turn: 0, saturation: 1.5 },
  { shadow: [112, 44, 42], light: [255, 206, 120], strength: 0.4, turn: 14, saturation: 1.6 },
  { shadow: [14, 52, 112], light: [200, 234, 248], strength: 0.5, turn: -8, saturation: 0.8 },
  { shadow: [92, 26, 110], light: [255, 204, 216], strength: 0.4, turn: -20, saturation: 1.5 },
  { shadow: [16, 72, 62], light: [240, 242, 176], strength: 0.44, turn: 9, saturation: 1.15 },
]

/** Wet pigment on rough paper: flat washes with dark rims, blooms, granulation, and a border left unpainted. */
export function* watercolor({ image, scale, pick, random }: Canvas): Generator<void> {
  const { width, height, data } = image
  const { shadow, light, strength, turn, saturation } = pick(washes)
  const turned = turnColours(turn, saturation)

  const driftX = noise(width, height, random, { cell: 34 * scale })
  const driftY = noise(width, height, random, { cell: 34 * scale })
  yield
  const before = new Uint32Array(data.slice().buffer)
  const after = new Uint32Array(data.buffer)
  const reach = 11 * scale
  for (let i = 0, y = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const fromX = Math.round(x + (driftX[i]! - 0.5) * reach)
      const fromY = Math.round(y + (driftY[i]! - 0.5) * reach)
      after[i] =
        before[
          Math.min(height - 1, Math.max(0, fromY)) * width + Math.min(width - 1, Math.max(0, fromX))
        ]!
    }
  }
  yield
  yield* flatten(image, 18 * scale, 0.5)

  // Washes in steps: pigment dries in layers.
  const density = new Float32Array(width * height)
  for (let i = 0; i < density.length; i++) {
    const at = i * 4
    const tone = (0.299 * data[at]! + 0.587 * data[at + 1]! + 0.114 * data[at + 2]!) / 255
    const layers = 7
    const layer = Math.floor(tone * layers)
    density[i] = 1 - (layer + smoothstep(0.2, 0.8, tone * layers - layer)) / layers
  }
  yield
  const pooled = blur(density, width, height, 5 * scale)
  yield
  const bloom = noise(width, height, random, { cell: 170 * scale })
  const cloud = noise(width, height, random, { cell: 55 * scale })
  yield
  const tooth = noise(width, height, random, { cell: 2.6 * scale })
  const ragged = noise(width, height, random, { cell: 90 * scale, length: 140 * scale, angle: 0.6 })
  yield

  const border = 46 * scale
  for (let i = 0, y = 0; y < height; y++) {
    if (y % 128 === 0) yield
    for (let x = 0; x < width; x++, i++) {
      const at = i * 4
      const tone = 1 - density[i]!
      const old = (0.299 * data[at]! + 0.587 * data[at + 1]! + 0.114 * data[at + 2]!) / 255
      const edge = Math.min(x, y, width - 1 - x, height - 1 - y)
      const inside =
        (edge -
          border * (0.3 + ragged[i]! * 0.85 + (cloud[i]! - 0.5) * 0.3 + (tooth[i]! - 0.5) * 0.22)) /
        (9 * scale)
      const covered = clamp(inside)
      // A wash dries darkest at its rim.
      const rim = inside > 0 && inside < 2.4 ? 0.5 * (1 - Math.abs(inside - 1.2) / 1.2) : 0
      const amount =
        1 +
        (bloom[i]! - 0.5) * 0.75 +
        (cloud[i]! - 0.5) * 0.45 +
        (tooth[i]! - 0.5) * 0.5 * (1 - tone * 0.6) +
        clamp((density[i]! - pooled[i]!) * 2.4) +
        rim
      const red = data[at]! / 255 - old
      const green = data[at + 1]! / 255 - old
      const blue = data[at + 2]! / 255 - old
      const paper = 1 - (tooth[i]! - 0.5) * 0.05
      for (let channel = 0; channel < 3; channel++) {
        const row = channel * 3
        // Lighter than the photo, since paper shines through.
        let wash = tone + turned[row]! * red + turned[row + 1]! * green + turned[row + 2]! * blue
        wash = clamp(0.1 + wash * 0.92)
        const pigment = (shadow[channel]! * (1 - tone) + light[channel]! * tone) / 255
        wash += (pigment - wash) * strength
        wash -= (wash - wash * wash) * (amount - 1)
        data[at + channel] = 255 * paper * (1 - (1 - clamp(wash)) * covered)
      }
    }
  }
}

/** A matrix, row by row, for a colour's differences from its own grey: a rotation about the axis of greys. */
function turnColours(degrees: number, saturation: number): number[] {
  const angle = (degrees * Math.PI) / 180
  const third = (1 - Math.cos(angle)) / 3
  const skew = Math.sin(angle) / Math.sqrt(3)
  const same = Math.cos(angle) + third
  const [next, last] = [third - skew, third + skew]
  return [same, next, last, last, same, next, next, last, same].map((part) => part * saturation)
}
