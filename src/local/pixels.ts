/** Pixel work that every style shares, on plain arrays, the same in Node and the browser. */

/** RGBA, as `getImageData` gives it. */
export type Pixels = { width: number; height: number; data: Uint8ClampedArray }

/** One value for each pixel, mostly from 0 to 1. */
export type Plane = Float32Array<ArrayBuffer>

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

/** Stretches the values so that the darkest and lightest half per cent reach 0 and 1. */
export function stretch(plane: Plane): Plane {
  const counts = new Uint32Array(256)
  for (let i = 0; i < plane.length; i += 4) counts[Math.floor(clamp(plane[i]!) * 255)]!++
  const share = plane.length / 4 / 200
  let low = 0
  for (let seen = 0; low < 100 && (seen += counts[low]!) < share;) low++
  let high = 255
  for (let seen = 0; high > 155 && (seen += counts[high]!) < share;) high--
  const scale = 255 / (high - low)
  return plane.map((value) => clamp((value - low / 255) * scale))
}

/** A soft blur: three box blurs come near to a Gaussian, at a cost that does not grow with the radius. */
export function blur(plane: Plane, width: number, height: number, radius: number): Plane {
  const size = Math.max(1, Math.round(radius * 0.6))
  let from = plane
  let to = new Float32Array(plane.length)
  let spare = new Float32Array(plane.length)
  for (let pass = 0; pass < 3; pass++) {
    blurRows(from, to, width, height, size)
    blurColumns(to, spare, width, height, size)
    if (from === plane) from = new Float32Array(plane.length)
    const done = spare
    spare = from
    from = done
  }
  to = from
  return to
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
