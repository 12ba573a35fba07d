import type { ParsedSettings } from '../contract/request.js'
import { isObject } from '../platform/isObject.js'

const blockBytes = 65_536
const hashBytes = 32

/**
 * Hashes an image as it streams by, and the fields at its end, into one text that is equal for equal requests, in whatever
 * chunks they came. Each block is hashed together with the hash of the blocks before it, because web crypto hashes only
 * what is there as a whole.
 */
export function createFingerprint() {
  /** The hash so far, and the block behind it. */
  const buffer = new Uint8Array(hashBytes + blockBytes)
  let length = 0

  async function addBlock(): Promise<void> {
    const bytes = buffer.slice(0, hashBytes + length)
    length = 0
    buffer.set(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)))
  }

  return {
    /** Takes the next bytes of the image. */
    async add(chunk: Uint8Array): Promise<void> {
      for (let at = 0; at < chunk.length;) {
        const part = chunk.subarray(at, at + blockBytes - length)
        buffer.set(part, hashBytes + length)
        length += part.length
        at += part.length
        if (length === blockBytes) await addBlock()
      }
    },

    /** The fingerprint of the image and the fields. */
    async end(fields: ParsedSettings): Promise<string> {
      await addBlock()
      const { n, ...others } = fields
      const text = new TextEncoder().encode(canonical({ ...others, n: n ?? 1 }))
      const all = new Uint8Array(hashBytes + text.length)
      all.set(buffer.subarray(0, hashBytes))
      all.set(text, hashBytes)
      return hex(await crypto.subtle.digest('SHA-256', all))
    },
  }
}

/** The SHA-256 of a text, as 64 hex digits. */
export async function hashText(text: string): Promise<string> {
  return hex(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))
}

function hex(bytes: ArrayBuffer): string {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** JSON whose keys are sorted, so that their order makes no difference. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    isObject(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}
