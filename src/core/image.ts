/** What a picture says about itself in its first bytes, before anything decodes it. */

export type ImageType = 'image/png' | 'image/jpeg' | 'image/webp'

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
  const ascii = (start: number, end: number) => String.fromCharCode(...bytes.subarray(start, end))
  if (bytes[0] === 0x89 && ascii(1, 8) === 'PNG\r\n\x1a\n') return 'image/png'
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'image/jpeg'
  if (ascii(0, 4) === 'RIFF' && ascii(8, 12) === 'WEBP') return 'image/webp'
  return undefined
}
