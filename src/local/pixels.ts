/** Pixel work that every style shares, on plain arrays, the same in Node and the browser. */
import type { Random } from './random.js'

/** RGBA, as `getImageData` gives it. */
export type Pixels = { width: number; height: number; data: Uint8ClampedArray }

/** One value for each pixel, mostly from 0 to 1. */
export type Plane = Float32Array<ArrayBuffer>

/** Red, green and blue from 0 to 255. */
export type Colour = readonly [red: number, green: number, blue: number]

/** Forces a value between 0 and 1. */
export const clamp = (value: number) => (value < 0 ? 0 : value > 1 ? 1 : value)

/** 0 below `low`, 1 above `high`, and a soft step between. */
export function smoothstep(low: number, high: number, value: number): number {
  const t = clamp((value - low) / (high - low))
  return t * t * (3 - 2 * t)
}

/** How light the eye finds each pixel, from 0 to 1. */
export function luminance({ data }: Pixels): Plane {
  const plane = new Float32Array(data.length / 4)
  for (let i = 0, at = 0; i < plane.length; i++, at += 4) {
    plane[i] = (0.299 * data[at]! + 0.587 * data[at + 1]! + 0.114 * data[at + 2]!) / 255
  }
  return plane
}

/** Stretches the values so that the darkest and lightest hundredth reach 0 and 1, without exaggerating. */
export function stretch(plane: Plane): Plane {
  const low = Math.min(0.35, percentile(plane, 0.01))
  const high = Math.max(0.6, percentile(plane, 0.99))
  return plane.map((value) => clamp((value - low) / (high - low)))
}

/** The value below which that share of the pixels lies. */
export function percentile(plane: Plane, share: number): number {
  const counts = new Uint32Array(256)
  for (let i = 0; i < plane.length; i += 4) counts[Math.floor(clamp(plane[i]!) * 255)]!++
  const enough = (plane.length / 4) * share
  let value = 0
  for (let seen = counts[0]!; value < 255 && seen < enough;) seen += counts[++value]!
  return value / 255
}

/** A soft blur: box blurs come near to a Gaussian, at a cost that does not grow with the radius. */
export function blur(plane: Plane, width: number, height: number, radius: number): Plane {
  const size = Math.max(1, Math.round(radius * 0.75))
  const between = new Float32Array(plane.length)
  const blurred = new Float32Array(plane.length)
  for (const from of [plane, blurred]) {
    blurRows(from, between, width, height, size)
    blurColumns(between, blurred, width, height, size)
  }
  return blurred
}

function blurRows(from: Plane, to: Plane, width: number, height: number, size: number) {
  const share = 1 / (2 * size + 1)
  for (let y = 0; y < height; y++) {
    const start = y * width
    const end = start + width - 1
    let sum = from[start]! * size
    for (let x = 0; x <= size; x++) sum += from[Math.min(start + x, end)]!
    for (let i = start; i <= end; i++) {
      to[i] = sum * share
      sum += from[Math.min(i + size + 1, end)]! - from[Math.max(i - size, start)]!
    }
  }
}

function blurColumns(from: Plane, to: Plane, width: number, height: number, size: number) {
  const share = 1 / (2 * size + 1)
  const last = (height - 1) * width
  const sums = new Float32Array(width)
  for (let x = 0; x < width; x++) sums[x] = from[x]! * size
  for (let y = 0; y <= size; y++) {
    const row = Math.min(y, height - 1) * width
    for (let x = 0; x < width; x++) sums[x]! += from[row + x]!
  }
  for (let y = 0; y < height; y++) {
    const row = y * width
    const enter = Math.min((y + size + 1) * width, last)
    const leave = Math.max((y - size) * width, 0)
    for (let x = 0; x < width; x++) {
      to[row + x] = sums[x]! * share
      sums[x]! += from[enter + x]! - from[leave + x]!
    }
  }
}

/**
 * Flattens surfaces and keeps their edges: a domain transform filter, after Gastal and Oliveira (2011). `radius` is in pixels;
 * the larger `tolerance`, the stronger the edges that it smooths away.
 */
export function* flatten(
  { width, height, data }: Pixels,
  radius: number,
  tolerance: number,
): Generator<void> {
  const rounds = 2
  const sigma = (radius * Math.sqrt(3) * 2 ** (rounds - 1)) / Math.sqrt(4 ** rounds - 1)
  // How much of a neighbour flows over, by the sum of the three differences to it.
  const flow = Float32Array.from({ length: 766 }, (_, difference) =>
    Math.exp((-Math.SQRT2 / sigma) * (1 + ((radius / tolerance) * difference) / 255)),
  )
  const size = width * height
  const across = new Float32Array(size)
  const down = new Float32Array(size)
  const [red, green, blue] = [0, 0, 0].map(() => new Float32Array(size)) as [Plane, Plane, Plane]
  const above = width * 4
  for (let i = 0, at = 0, y = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++, at += 4) {
      const r = (red[i] = data[at]!)
      const g = (green[i] = data[at + 1]!)
      const b = (blue[i] = data[at + 2]!)
      if (x > 0) {
        across[i] =
          flow[
            Math.abs(r - data[at - 4]!) + Math.abs(g - data[at - 3]!) + Math.abs(b - data[at - 2]!)
          ]!
      }
      if (y > 0) {
        down[i] =
          flow[
            Math.abs(r - data[at - above]!) +
              Math.abs(g - data[at - above + 1]!) +
              Math.abs(b - data[at - above + 2]!)
          ]!
      }
    }
  }
  yield
  for (let round = 0; round < rounds; round++) {
    // Each round reaches half as far: the same weights, squared.
    if (round > 0) for (let i = 0; i < size; i++) across[i]! *= across[i]!
    if (round > 0) for (let i = 0; i < size; i++) down[i]! *= down[i]!
    for (let start = 0; start < size; start += width) flowAlongRow(start)
    yield
    for (const plane of [red, green, blue]) flowAlongColumns(plane)
    yield
  }
  for (let i = 0, at = 0; i < size; i++, at += 4) {
    data[at] = red[i]!
    data[at + 1] = green[i]!
    data[at + 2] = blue[i]!
  }

  // All three channels at once: three chains of sums that do not wait for one another.
  function flowAlongRow(start: number) {
    const end = start + width
    let [r, g, b] = [red[start]!, green[start]!, blue[start]!]
    for (let i = start + 1; i < end; i++) {
      const weight = across[i]!
      red[i] = r = red[i]! + weight * (r - red[i]!)
      green[i] = g = green[i]! + weight * (g - green[i]!)
      blue[i] = b = blue[i]! + weight * (b - blue[i]!)
    }
    for (let i = end - 2; i >= start; i--) {
      const weight = across[i + 1]!
      red[i] = r = red[i]! + weight * (r - red[i]!)
      green[i] = g = green[i]! + weight * (g - green[i]!)
      blue[i] = b = blue[i]! + weight * (b - blue[i]!)
    }
  }

  function flowAlongColumns(plane: Plane) {
    for (let i = width; i < size; i++) {
      plane[i] = plane[i]! + down[i]! * (plane[i - width]! - plane[i]!)
    }
    for (let i = size - width - 1; i >= 0; i--) {
      plane[i] = plane[i]! + down[i + width]! * (plane[i + width]! - plane[i]!)
    }
  }
}

/** Smooth random hills from 0 to 1, `cell` pixels apart. `length` makes them longer, `angle` (radians) turns them. */
export function noise(
  width: number,
  height: number,
  random: Random,
  { cell, length = cell, angle = 0 }: { cell: number; length?: number; angle?: number },
): Plane {
  const side = 256
  const lattice = new Float32Array(side * side)
  for (let i = 0; i < lattice.length; i++) lattice[i] = random()
  const plane = new Float32Array(width * height)
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  // Far enough from 0 to stay positive at every angle, so that cutting off is rounding down.
  const offset = 4 * (width + height)
  for (let i = 0, y = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const u = (x * cos + y * sin + offset) / length
      const v = (y * cos - x * sin + offset) / cell
      const column = u | 0
      const row = v | 0
      let s = u - column
      let t = v - row
      s *= s * (3 - 2 * s)
      t *= t * (3 - 2 * t)
      const left = column & (side - 1)
      const right = (column + 1) & (side - 1)
      const above = (row & (side - 1)) * side
      const below = ((row + 1) & (side - 1)) * side
      const top = lattice[above + left]! + s * (lattice[above + right]! - lattice[above + left]!)
      const bottom = lattice[below + left]! + s * (lattice[below + right]! - lattice[below + left]!)
      plane[i] = top + t * (bottom - top)
    }
  }
  return plane
}

/** Ink lines where the image has edges, from 0 (none) to 1: a difference of Gaussians with a soft threshold. */
export function inkLines(tones: Plane, width: number, height: number, thickness: number): Plane {
  const near = blur(tones, width, height, thickness)
  const far = blur(tones, width, height, thickness * 2.2)
  return near.map((value, i) => smoothstep(0.012, 0.05, far[i]! - value))
}
