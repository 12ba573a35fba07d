import { createTurns, pieceLength } from './createTurns.js'
import { createPictureDecoder, type Picture, type PictureDecoder } from './decodePicture.js'

/** An answer's text without its pictures, each of which left its place in the list, such as `"0"`, behind. */
export type ExtractedPictures = { json: string; pictures: Picture[] }

/** Where a picture begins. A quotation mark inside of a string is escaped, so that no prompt can look like this. */
const pictureStart = /"b64_json"\s*:\s*"(?=[^"])/
/** Longer than `pictureStart` with its white space, which a piece of the body may end in the middle of. */
const overlap = 64

/**
 * Reads an answer in pieces and decodes its base64 pictures as they pass. Neither the whole text nor a whole base64 string
 * ever exists, and between two pieces the page gets its turn: ten pictures of 3 MB block it for a few milliseconds at most.
 *
 * @param onPicture called with each picture as soon as it is complete
 */
export async function extractPictures(
  body: Blob,
  onPicture: (picture: Picture) => void,
): Promise<ExtractedPictures> {
  const reader = body.stream().getReader()
  const utf8 = new TextDecoder()
  const pictures: Picture[] = []
  let json = ''
  let unread = ''
  let decoder: PictureDecoder | undefined

  function read(isLast: boolean) {
    for (;;) {
      if (decoder) {
        const end = unread.indexOf('"')
        decoder.push(end < 0 ? unread : unread.slice(0, end))
        unread = end < 0 ? '' : unread.slice(end)
        if (end < 0) return
        const picture = decoder.finish()
        decoder = undefined
        pictures.push(picture)
        onPicture(picture)
      }
      const start = pictureStart.exec(unread)
      if (!start) {
        const safe = isLast ? unread.length : Math.max(0, unread.length - overlap)
        json += unread.slice(0, safe)
        unread = unread.slice(safe)
        return
      }
      const at = start.index + start[0].length
      json += unread.slice(0, at) + pictures.length
      unread = unread.slice(at)
      decoder = createPictureDecoder()
    }
  }

  const takeTurns = createTurns()
  for (;;) {
    const { done, value = new Uint8Array() } = await reader.read()
    // Browsers hand out up to 2 MB at once, one after the other without a pause.
    for (let at = 0; at < value.length; at += pieceLength) {
      unread += utf8.decode(value.subarray(at, at + pieceLength), { stream: true })
      read(false)
      await takeTurns()
    }
    if (!done) continue
    unread += utf8.decode()
    read(true)
    return { json, pictures }
  }
}
