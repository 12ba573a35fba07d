import { ascii, type ImageHeader } from '../contract/imageType.js'

/**
 * Whether a file ends before its image does. Some browsers decode such a file all the same, and show the rest in gray; models
 * reject it.
 */
export async function isCut(file: Blob, { type }: ImageHeader): Promise<boolean> {
  const test = tests[type]
  if (!test) return false
  // Almost every image ends with its end. A large file is read whole only where it does not.
  const end = ends[type]
  if (end && ascii(await bytesOf(file.slice(-end.length)), 0, end.length) === end) return false
  return test(await bytesOf(file))
}

const ends: Partial<Record<ImageHeader['type'], string>> = {
  'image/jpeg': '\xff\xd9',
  'image/png': 'IEND\xaeB`\x82',
}

const bytesOf = async (part: Blob) => new Uint8Array(await part.arrayBuffer())

const tests: Partial<Record<ImageHeader['type'], (bytes: Uint8Array) => boolean>> = {
  'image/jpeg'(bytes) {
    // Over the segments, where a thumbnail may have an end of its own, to the scan: in it, 0xff 0xd9 is the end.
    let at = 2
    while (bytes[at] === 0xff && bytes[at + 1] !== 0xda) {
      at += 2 + (bytes[at + 2] ?? 0) * 256 + (bytes[at + 3] ?? 0)
    }
    do at = bytes.indexOf(0xd9, at + 1)
    while (at !== -1 && bytes[at - 1] !== 0xff)
    return at === -1
  },

  'image/png'(bytes) {
    const view = new DataView(bytes.buffer)
    for (let at = 8; at + 12 <= bytes.length; at += 12 + view.getUint32(at)) {
      if (ascii(bytes, at + 4, at + 8) === 'IEND') return false
    }
    return true
  },

  'image/webp': (bytes) => bytes.length < new DataView(bytes.buffer).getUint32(4, true) + 8,
}
