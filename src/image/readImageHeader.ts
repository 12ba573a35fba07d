import { ascii, sniffImageType, type ImageHeader, type SniffedType } from '../contract/imageType.js'

/**
 * Reads type, dimensions, EXIF orientation and animation without decoding a pixel. Undefined for bytes that are not an image;
 * `width` is 0 where the bytes end before the dimensions do.
 *
 * @param bytes the file, or its start: 64 kB are enough for most, a WebP's orientation may need the whole file
 */
export function readImageHeader(bytes: Uint8Array): ImageHeader | undefined {
  const type = sniffImageType(bytes) ?? sniffOther(bytes)
  if (!type) return undefined
  const header: ImageHeader = { type, width: 0, height: 0, orientation: 1, animated: false }
  try {
    readers[type]?.(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), header)
  } catch (error) {
    // A DataView throws this beyond its end: the bytes were cut. What was read until there stands.
    if (!(error instanceof RangeError)) throw error
  }
  if (header.width === 0 || header.height === 0) header.width = header.height = 0
  if (header.orientation > 4) [header.width, header.height] = [header.height, header.width]
  return header
}

/** Enough of a file for its header, unless it carries a large profile or thumbnail before its dimensions. */
const headerBytes = 262_144

/** Like {@link readImageHeader}, for a file of any size: reads its start, and all of it only where that does not suffice. */
export async function readHeaderOf(file: Blob): Promise<ImageHeader | undefined> {
  const read = async (part: Blob) => readImageHeader(new Uint8Array(await part.arrayBuffer()))
  const header = await read(file.slice(0, headerBytes))
  const isEnough = !header || (header.width > 0 && /png|jpeg/.test(header.type))
  return isEnough || file.size <= headerBytes ? header : read(file)
}

function sniffOther(bytes: Uint8Array): SniffedType | undefined {
  if (/^GIF8[79]a/.test(ascii(bytes, 0, 6))) return 'image/gif'
  if (ascii(bytes, 0, 2) === 'BM' && bytes.length > 26) return 'image/bmp'
  if (ascii(bytes, 4, 8) === 'ftyp') {
    const brands = ascii(bytes, 8, 64)
    if (/avi[fs]/.test(brands)) return 'image/avif'
    if (/^(hei[cxms]|hev[cx]|mif1|msf1)/.test(brands)) return 'image/heic'
  }
  // An XML prologue, comments and a doctype may come first.
  if (
    /^(?:\xef\xbb\xbf)?\s*<(?:svg[\s>]|(?:\?xml|!--|!doctype svg)[^]*<svg[\s>])/i.test(
      ascii(bytes, 0, 2048),
    )
  )
    return 'image/svg+xml'
  return undefined
}

type Reader = (view: DataView, header: ImageHeader) => void

const readers: Partial<Record<SniffedType, Reader>> = {
  'image/png'(view, header) {
    header.width = view.getUint32(16)
    header.height = view.getUint32(20)
    for (let at = 8; ; at += 12 + view.getUint32(at)) {
      const name = text(view, at + 4, 4)
      if (name === 'acTL') header.animated = view.getUint32(at + 8) > 1
      if (name === 'eXIf') header.orientation = readOrientation(view, at + 8)
      if (name === 'IDAT' || name === 'IEND') return
    }
  },

  'image/jpeg'(view, header) {
    for (let at = 2; ; at += 2 + view.getUint16(at + 2)) {
      while (view.getUint8(at + 1) === 0xff) at++ // fill bytes
      const marker = view.getUint8(at + 1)
      if (view.getUint8(at) !== 0xff || marker === 0xda || marker === 0xd9) return
      if (marker === 0xe1 && text(view, at + 4, 4) === 'Exif')
        header.orientation = readOrientation(view, at + 10)
      // SOF0 to SOF15, but for the tables DHT, JPG and DAC that lie between them.
      if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
        header.height = view.getUint16(at + 5)
        header.width = view.getUint16(at + 7)
        return
      }
    }
  },

  'image/webp'(view, header) {
    const format = text(view, 12, 4)
    if (format === 'VP8 ') {
      header.width = view.getUint16(26, true) & 0x3fff
      header.height = view.getUint16(28, true) & 0x3fff
    } else if (format === 'VP8L') {
      const bits = view.getUint32(21, true)
      header.width = (bits & 0x3fff) + 1
      header.height = ((bits >> 14) & 0x3fff) + 1
    } else if (format === 'VP8X') {
      const flags = view.getUint8(20)
      header.width = (view.getUint32(24, true) & 0xffffff) + 1
      header.height = (view.getUint32(26, true) >>> 8) + 1
      header.animated = (flags & 0x02) !== 0
      if ((flags & 0x08) === 0) return
      for (
        let at = 12;
        ;
        at += 8 + view.getUint32(at + 4, true) + (view.getUint32(at + 4, true) & 1)
      ) {
        if (text(view, at, 4) !== 'EXIF') continue
        const prefix = text(view, at + 8, 4) === 'Exif' ? 6 : 0
        header.orientation = readOrientation(view, at + 8 + prefix)
        return
      }
    }
  },

  'image/gif'(view, header) {
    header.width = view.getUint16(6, true)
    header.height = view.getUint16(8, true)
    const colours = (flags: number) => (flags & 0x80 ? 3 << ((flags & 7) + 1) : 0)
    const skipBlocks = (at: number) => {
      while (view.getUint8(at) !== 0) at += 1 + view.getUint8(at)
      return at + 1
    }
    let frames = 0
    for (let at = 13 + colours(view.getUint8(10)); ;) {
      const block = view.getUint8(at)
      if (block === 0x21) at = skipBlocks(at + 2)
      else if (block === 0x2c) {
        header.animated = ++frames > 1
        if (header.animated) return
        at = skipBlocks(at + 11 + colours(view.getUint8(at + 9)))
      } else return
    }
  },

  'image/bmp'(view, header) {
    header.width = view.getInt32(18, true)
    header.height = Math.abs(view.getInt32(22, true))
  },

  'image/avif': readLargestExtent,
  'image/heic': readLargestExtent,
}

/** HEIF keeps dimensions in `ispe` boxes: one for each tile and thumbnail, the largest for the whole. */
function readLargestExtent(view: DataView, header: ImageHeader) {
  for (let at = 0; at < Math.min(view.byteLength - 16, 65_536); at++) {
    if (view.getUint32(at) !== 0x69737065) continue
    const [width, height] = [view.getUint32(at + 8), view.getUint32(at + 12)]
    if (width * height > header.width * header.height) Object.assign(header, { width, height })
  }
}

/** EXIF's tag 0x0112 in the first directory of the TIFF block at `start`; 1 where it is absent or nonsense. */
function readOrientation(view: DataView, start: number): number {
  try {
    const little = view.getUint16(start) === 0x4949
    const directory = start + view.getUint32(start + 4, little)
    const end = directory + 2 + view.getUint16(directory, little) * 12
    for (let entry = directory + 2; entry < end; entry += 12) {
      if (view.getUint16(entry, little) !== 0x0112) continue
      const value = view.getUint16(entry + 8, little)
      return value >= 1 && value <= 8 ? value : 1
    }
  } catch {
    // A directory that points beyond the file: the image itself may still be fine.
  }
  return 1
}

function text(view: DataView, at: number, length: number): string {
  let read = ''
  for (let index = at; index < at + length; index++)
    read += String.fromCharCode(view.getUint8(index))
  return read
}
