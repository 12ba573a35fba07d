/** What an image says about itself in its bytes, before anything decodes it. */

/** Types that the router takes and gives. */
export type ImageType = 'image/png' | 'image/jpeg' | 'image/webp'

/** Types that are told apart, so that each can be rejected with its own sentence. */
export type SniffedType =
  ImageType | 'image/gif' | 'image/bmp' | 'image/avif' | 'image/heic' | 'image/svg+xml'

/** All types that the router takes. */
export const imageTypes = ['image/png', 'image/jpeg', 'image/webp'] as const

const extensions: Record<ImageType, string> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/webp': 'webp',
}

/** The extension that belongs to a type, without the dot. */
export function extensionOf(type: ImageType): string {
  return extensions[type]
}

/** The true type by magic bytes (the first 12 suffice), or undefined for anything the router does not take. */
export function sniffImageType(bytes: Uint8Array): ImageType | undefined {
  if (bytes[0] === 0x89 && ascii(bytes, 1, 8) === 'PNG\r\n\x1a\n') return 'image/png'
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'image/jpeg'
  if (ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 12) === 'WEBP') return 'image/webp'
  return undefined
}

/** More pixels than this are not decoded at all, not even to make them fewer: 4 bytes each, several times over. */
export const maxDecodablePixels = 128_000_000

/** What the header of an image says. */
export type ImageHeader = {
  /** By its first bytes. */
  type: SniffedType
  /** Pixels as shown, that is after `orientation`; 0 where the bytes do not say. */
  width: number
  /** Pixels as shown; 0 where the bytes do not say. */
  height: number
  /** EXIF orientation, 1 (upright) to 8. */
  orientation: number
  /** More than one frame. */
  animated: boolean
}

/** Bytes as text, one character each. */
export function ascii(bytes: Uint8Array, start: number, end: number): string {
  let text = ''
  for (const byte of bytes.subarray(start, end)) text += String.fromCharCode(byte)
  return text
}
