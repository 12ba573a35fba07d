import { parseResponse } from '../../client/readResponse.js'
import { sniffImageType } from '../../contract/imageType.js'
import type { ImageVariationResponse } from '../../contract/response.js'
import { readImageHeader } from '../../image/readImageHeader.js'
import { isObject } from '../../platform/isObject.js'
import { yieldToPage } from '../../platform/timers.js'
import type { VariationImage } from '../image/VariationRun.js'

/** What the bytes of an image say about themselves. */
export type DecodedImage = Pick<
  VariationImage,
  'blob' | 'mimeType' | 'width' | 'height' | 'problem'
>

/** A response and its images. `images[index]` holds the bytes of `response.data[index]`; a place stays empty for a link. */
export type ReadImages = {
  response: ImageVariationResponse
  images: (DecodedImage | undefined)[]
}

export type ReadImagesOptions = {
  /** Images beyond this many are cut off, unread. */
  maxImages: number
  /** Called with each image as soon as it is complete. */
  onImage?: (image: DecodedImage) => void
  /** Named in errors. */
  origin?: { status: number; requestId?: string }
}

/** Bytes or characters for one piece of work: about a millisecond. */
const pieceLength = 131_072

/** Bytes that are read at once. */
const readLength = 1 << 20
/** Longest work in one go, in milliseconds: half a frame. */
const longestWorkMs = 8
/** A response without its images is small. Characters. */
const maxTextLength = 2_000_000

/**
 * Reads a response in pieces and decodes its base64 images as they pass. Neither the whole text nor a whole base64 string ever
 * exists, and the page has its turn in between: ten images of 3 MB block it for some milliseconds at most.
 *
 * @throws VariationError `bad_response` where the response is no response with images
 */
export async function readImages(body: Blob, options: ReadImagesOptions): Promise<ReadImages> {
  const rest = createRest()
  const scanner = createScanner(options)
  const utf8 = new TextDecoder()
  // Not by its stream, which the Blob of jsdom does not have.
  for (let start = 0; start < body.size; start += readLength) {
    const bytes = new Uint8Array(await body.slice(start, start + readLength).arrayBuffer())
    for (let at = 0; at < bytes.length; at += pieceLength) {
      scanner.push(utf8.decode(bytes.subarray(at, at + pieceLength), { stream: true }))
      await rest()
    }
  }
  // To read the rest is work of its own.
  await yieldToPage()
  const response = parseResponse(scanner.text(), options.origin, scanner.prepare)
  const images = response.data.map(({ b64Json }) => scanner.images[Number(b64Json)])
  return { response, images }
}

/** Like {@link readImages}, for a response that a client has parsed already. */
export async function decodeImages(
  response: ImageVariationResponse,
  { maxImages, onImage }: ReadImagesOptions,
): Promise<ReadImages> {
  const rest = createRest()
  const data = response.data.slice(0, maxImages)
  const images: ReadImages['images'] = []
  for (const { b64Json, url = '' } of data) {
    const base64 = b64Json ?? (url.startsWith('data:') ? url : undefined)
    if (base64 === undefined) {
      images.push(undefined)
      continue
    }
    const decoder = createDecoder()
    for (let at = 0; at < base64.length; at += pieceLength) {
      decoder.push(base64.slice(at, at + pieceLength))
      await rest()
    }
    const image = decoder.finish()
    images.push(image)
    onImage?.(image)
  }
  return { response: { ...response, data }, images }
}

/** Makes a function that is awaited between pieces of work and lets the page have its turn when that is due. */
function createRest(): () => Promise<void> | undefined {
  let start = performance.now()
  return () => {
    if (performance.now() - start < longestWorkMs) return undefined
    return yieldToPage().then(() => {
      start = performance.now()
    })
  }
}

/**
 * Goes through the JSON of a response piece by piece, knows where in it it is, and takes the contents of
 * `data[index].b64_json` and of `data:` URLs in `data[index].url` out of the text: those go to a decoder.
 */
function createScanner({ maxImages, onImage }: ReadImagesOptions) {
  const images: (DecodedImage | undefined)[] = []
  let text = ''
  /** How many objects and lists are open, and the key that leads into each. */
  let depth = 0
  const keys: string[] = []
  let lastString = ''
  let isValue = false
  /** Place in `data`. */
  let index = 0
  let state: 'outside' | 'string' | 'escape' | 'image' = 'outside'
  let decoder: Decoder | undefined

  const isInItem = () => depth === 3 && keys[1] === 'data'
  const isCut = () => depth >= 2 && keys[1] === 'data' && index >= maxImages
  const write = (char: string) => {
    if (!isCut() && text.length < maxTextLength) text += char
  }

  /** Reads one character outside of images. Returns the state after it. */
  function step(char: string): typeof state {
    if (state === 'escape') {
      lastString += char
      return 'string'
    }
    if (state === 'string') {
      if (char === '\\') return 'escape'
      if (char === '"') return 'outside'
      if (lastString.length < 16) lastString += char
      return isValue && isInItem() && keys[3] === 'url' && lastString === 'data:'
        ? 'image'
        : 'string'
    }
    if (char === '"') {
      lastString = ''
      return isValue && isInItem() && keys[3] === 'b64_json' ? 'image' : 'string'
    }
    if (char === ':') {
      keys[depth] = lastString
      isValue = true
    } else if (char === '{' || char === '[') {
      depth++
      keys[depth] = ''
      isValue = false
      if (depth === 2) index = 0
    } else if (char === '}' || char === ']') {
      depth--
    } else if (char === ',') {
      if (depth === 2) index++
      isValue = false
    }
    return 'outside'
  }

  /** Reads up to the end of an image. Returns where it ended. */
  function readImage(piece: string, from: number): number {
    const end = piece.indexOf('"', from)
    if (!isCut()) {
      decoder ??= createDecoder(lastString)
      decoder.push(piece.slice(from, end < 0 ? undefined : end))
    }
    if (end < 0) return piece.length
    state = 'outside'
    if (decoder && !decoder.isEmpty() && !images[index]?.blob) {
      const image = decoder.finish()
      images[index] = image
      onImage?.(image)
    }
    decoder = undefined
    write('"')
    return end + 1
  }

  return {
    images,
    push(piece: string) {
      let at = 0
      while (at < piece.length) {
        if (state === 'image') {
          at = readImage(piece, at)
        } else {
          const char = piece[at++] ?? ''
          state = step(char)
          write(char)
        }
      }
    },
    text: () => text,

    /** Puts the place of each image where its base64 was. What holds nothing else is no image then. */
    prepare(wire: unknown) {
      const data = isObject(wire) && wire['data']
      if (!Array.isArray(data)) return
      data.forEach((item: unknown, place) => {
        if (!isObject(item)) return
        item['b64_json'] = images[place] && String(place)
        item['url'] ||= null
      })
    },
  }
}

/** Turns base64 that arrives in pieces into one image, so that no piece of work is long. */
type Decoder = {
  push(base64: string): void
  isEmpty(): boolean
  finish(): DecodedImage
}

const dataURLStart = /^data:[^,]*,/
/** The first piece has to hold a data URL's start, should a provider send one. */
const firstPieceLength = 256
/** Bytes in which a header is looked for. */
const headerBytes = 65_536

function createDecoder(start = ''): Decoder {
  const pieces: Uint8Array<ArrayBuffer>[] = []
  let waiting = start
  let isBegun = false
  let isBroken = false

  function decode(isLast: boolean) {
    if (isBroken) return
    if (!isBegun && (isLast || waiting.length >= firstPieceLength)) {
      isBegun = true
      waiting = waiting.replace(dataURLStart, '')
    }
    if (!isBegun) return
    // JSON may write `\/` for a slash, and line breaks as `\n`; an escape may be cut in two by the end of a piece.
    const cutEscape = waiting.endsWith('\\') ? '\\' : ''
    const clean = waiting.includes('\\') ? waiting.replaceAll(/\\[nr]?/g, '') : waiting
    const usable = isLast ? clean.length : clean.length - (clean.length % 4)
    waiting = clean.slice(usable) + cutEscape
    try {
      if (usable > 0) pieces.push(fromBase64(clean.slice(0, usable)))
    } catch {
      isBroken = true
    }
  }

  return {
    push(base64) {
      waiting += base64
      decode(false)
    },
    isEmpty: () => pieces.length === 0 && waiting === '',
    finish() {
      decode(true)
      const header = new Uint8Array(headerBytes)
      let filled = 0
      for (const piece of pieces) {
        if (filled === headerBytes) break
        const part = piece.subarray(0, headerBytes - filled)
        header.set(part, filled)
        filled += part.length
      }
      const mimeType = isBroken ? undefined : sniffImageType(header)
      if (!mimeType) return { problem: 'not_an_image' }
      const { width = 0, height = 0 } = readImageHeader(header.subarray(0, filled)) ?? {}
      const blob = new Blob(pieces, { type: mimeType })
      return width > 0 ? { blob, mimeType, width, height } : { blob, mimeType }
    },
  }
}

type NativeBase64 = { fromBase64?: (text: string) => Uint8Array<ArrayBuffer> }

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const native = (Uint8Array as NativeBase64).fromBase64
  if (native) return native.call(Uint8Array, text)
  const binary = atob(text)
  const bytes = new Uint8Array(binary.length)
  for (let index = 0; index < binary.length; index++) bytes[index] = binary.charCodeAt(index)
  return bytes
}
