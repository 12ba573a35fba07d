import { sniffImageType } from '../../contract/imageType.js'
import { readImageHeader } from '../../image/readImageHeader.js'
import type { VariationImage } from '../image/VariationRun.js'
import { createTurns, pieceLength } from './createTurns.js'

/** A result's bytes and what they say about themselves. */
export type Picture = Pick<VariationImage, 'blob' | 'mimeType' | 'width' | 'height' | 'problem'>

/** Turns base64 that arrives in pieces into one picture, so that no piece of work is long. */
export type PictureDecoder = {
  push(text: string): void
  finish(): Picture
}

const isBase64DataURL = /^data:[^,]*,/

/** The first piece has to hold a data URL's prefix, should a provider send one. */
const firstPieceLength = 256

/** Bytes in which a header is looked for. */
const headerBytes = 65_536

export function createPictureDecoder(): PictureDecoder {
  const pieces: Uint8Array<ArrayBuffer>[] = []
  let waiting = ''
  let started = false
  let isBroken = false

  function decode(isLast: boolean) {
    if (isBroken) return
    if (!started && (isLast || waiting.length >= firstPieceLength)) {
      started = true
      waiting = waiting.replace(isBase64DataURL, '')
    }
    if (!started) return
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
    push(text) {
      waiting += text
      decode(false)
    },
    finish() {
      decode(true)
      const start = new Uint8Array(headerBytes)
      let filled = 0
      for (const piece of pieces) {
        if (filled === headerBytes) break
        const part = piece.subarray(0, headerBytes - filled)
        start.set(part, filled)
        filled += part.length
      }
      const mimeType = isBroken ? undefined : sniffImageType(start)
      if (!mimeType) return { problem: 'not_an_image' }
      const { width, height } = readImageHeader(start.subarray(0, filled)) ?? {
        width: 0,
        height: 0,
      }
      return {
        blob: new Blob(pieces, { type: mimeType }),
        mimeType,
        ...(width > 0 ? { width, height } : {}),
      }
    },
  }
}

type NativeDecoder = { fromBase64?: (text: string) => Uint8Array<ArrayBuffer> }

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const native = (Uint8Array as NativeDecoder).fromBase64
  if (native) return native.call(Uint8Array, text)
  const binary = atob(text)
  const bytes = new Uint8Array(binary.length)
  for (let index = 0; index < binary.length; index++) bytes[index] = binary.charCodeAt(index)
  return bytes
}

/** Decodes one long base64 string, and lets the page have its turn between the pieces. */
export async function decodeInPieces(base64: string): Promise<Picture> {
  const decoder = createPictureDecoder()
  const takeTurns = createTurns()
  for (let at = 0; at < base64.length; at += pieceLength) {
    decoder.push(base64.slice(at, at + pieceLength))
    await takeTurns()
  }
  return decoder.finish()
}
