import { ascii, type ImageHeader } from '../contract/imageType.js'

/**
 * Takes out what an image tells about its making (place, time, camera, comments) without touching a pixel or the colour
 * profile. A JPEG keeps its EXIF orientation, and nothing else of it. What has nothing to tell comes back as it is.
 */
export async function stripMetadata(file: File, header: ImageHeader): Promise<File> {
  const strip = strippers[header.type]
  if (!strip) return file
  const bytes = new Uint8Array(await file.arrayBuffer())
  try {
    const parts = strip(bytes, header)
    return parts ? new File(parts, file.name, { type: file.type, lastModified: 0 }) : file
  } catch (error) {
    // Cut in the middle of a segment: the decoder will say so.
    if (error instanceof RangeError) return file
    throw error
  }
}

type Bytes = Uint8Array<ArrayBuffer>
/** The parts that stay, or nothing where all do. */
type Strip = (bytes: Bytes, header: ImageHeader) => Bytes[] | undefined

const strippers: Partial<Record<ImageHeader['type'], Strip>> = {
  'image/jpeg'(bytes, { orientation }) {
    const view = viewOf(bytes)
    const kept = [bytes.subarray(0, 2)]
    let hasDropped = false
    let at = 2
    while (view.getUint8(at) === 0xff && view.getUint8(at + 1) !== 0xda) {
      const marker = view.getUint8(at + 1)
      const end = at + 2 + view.getUint16(at + 2)
      const name = ascii(bytes, at + 4, at + 8)
      // EXIF and XMP, the list of further images, IPTC, comments.
      const isDropped =
        marker === 0xe1 ||
        (marker === 0xe2 && name === 'MPF\0') ||
        marker === 0xed ||
        marker === 0xfe
      if (isDropped) hasDropped = true
      else kept.push(bytes.subarray(at, end))
      at = end
    }
    if (!hasDropped) return undefined
    if (orientation > 1) kept.splice(1, 0, exifOf(orientation))
    return [...kept, bytes.subarray(at)]
  },

  'image/png'(bytes, { orientation }) {
    const view = viewOf(bytes)
    const kept = [bytes.subarray(0, 8)]
    const count = chunks(bytes, 8, kept, (at) => {
      const name = ascii(bytes, at + 4, at + 8)
      const isDropped =
        ['tEXt', 'zTXt', 'iTXt', 'tIME'].includes(name) || (name === 'eXIf' && orientation === 1)
      // What follows the end of the image is no chunk.
      const end = name === 'IEND' ? bytes.length : at + 12 + view.getUint32(at)
      return { end, isDropped }
    })
    return kept.length < count + 1 ? kept : undefined
  },

  'image/webp'(bytes, { orientation }) {
    const view = viewOf(bytes)
    if (ascii(bytes, 12, 16) !== 'VP8X') return undefined
    const start = bytes.slice(0, 12)
    const kept = [start]
    const dropped = orientation === 1 ? ['EXIF', 'XMP '] : ['XMP ']
    const count = chunks(bytes, 12, kept, (at) => {
      const size = view.getUint32(at + 4, true)
      return {
        end: at + 8 + size + (size & 1),
        isDropped: dropped.includes(ascii(bytes, at, at + 4)),
      }
    })
    if (kept.length === count + 1) return undefined
    const extended = (kept[1] ?? start).slice()
    extended[8] = (extended[8] ?? 0) & (orientation === 1 ? ~0x0c : ~0x04)
    kept[1] = extended
    const size = kept.reduce((sum, part) => sum + part.length, 0)
    viewOf(start).setUint32(4, size - 8, true)
    return kept
  },
}

/** Walks the chunks from `at`, keeps those that stay, and counts all. */
function chunks(
  bytes: Bytes,
  at: number,
  kept: Bytes[],
  judge: (at: number) => { end: number; isDropped: boolean },
): number {
  let count = 0
  while (at + 8 <= bytes.length) {
    const { end, isDropped } = judge(at)
    if (!isDropped) kept.push(bytes.subarray(at, end))
    at = end
    count++
  }
  return count
}

function viewOf(bytes: Bytes): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** An APP1 segment whose one entry is the orientation: tag 0x0112, a short. */
function exifOf(orientation: number): Bytes {
  const head = 'Exif\0\0MM\0*\0\0\0\b\0\u0001\u0001\u0012\0\u0003\0\0\0\u0001\0'
  const segment = new Uint8Array(36)
  segment.set([0xff, 0xe1, 0, 34])
  segment.set(new TextEncoder().encode(head), 4)
  segment[29] = orientation
  return segment
}
