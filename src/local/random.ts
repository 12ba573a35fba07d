/** Random numbers and ids, and fingerprints and repeatable numbers that are the same in every engine. */

/** A 64-bit fingerprint as 16 hexadecimal digits. Fast, not cryptographic: it tells images and requests apart. */
export function fingerprint(content: Uint8Array | string): string {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content
  let a = 0x9e3779b9
  let b = 0x85ebca6b
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!
    a = Math.imul(a ^ byte, 0x01000193)
    b = Math.imul(b ^ byte, 0x5bd1e995)
    b ^= b >>> 15
  }
  a = mix(a ^ b)
  b = mix(b ^ a)
  return (a >>> 0).toString(16).padStart(8, '0') + (b >>> 0).toString(16).padStart(8, '0')
}

function mix(value: number): number {
  value = Math.imul(value ^ (value >>> 16), 0x7feb352d)
  value = Math.imul(value ^ (value >>> 15), 0x846ca68b)
  return value ^ (value >>> 16)
}

/** A new id: 32 hexadecimal digits that nobody can guess. */
export function createId(): string {
  const parts = crypto.getRandomValues(new Uint32Array(4))
  return Array.from(parts, (part) => part.toString(16).padStart(8, '0')).join('')
}

/** Numbers from 0 to 1, 1 excluded. */
export type Random = () => number

/** A repeatable stream of random numbers for a seed. */
export function createRandom(seed: string): Random {
  let state = Number.parseInt(fingerprint(seed).slice(0, 8), 16)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    return (mix(state) >>> 0) / 0x1_0000_0000
  }
}
