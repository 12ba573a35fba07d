import { ourName, requestToFields } from '../contract/wire.js'
import type { ParsedSettings } from '../contract/request.js'
import { operationOf, type Operation } from '../contract/constants.js'
import { extensionOf, sniffImageType, type ImageType } from '../contract/imageType.js'
import { createMultipartWriter, malformed, type Part } from './multipart.js'
import { invalidRequest, Refusal } from './Refusal.js'

/** Bytes of a prompt, and of any other field. */
const maxPromptBytes = 256_000
const maxFieldBytes = 16_000
/** Levels of a JSON field. The contract has five; metadata may be deeper. */
const maxDepth = 32
/** Bytes of the image that are held back, because fields behind it may still change the request. */
const maxHeldBytes = 65_536

export type UploadOptions = {
  /** Validates fields and completes them. Throws {@link Refusal}. */
  decide: (fields: readonly (readonly [name: string, value: string])[]) => ParsedSettings
  /** Bytes of the image. */
  maxBytes: number
  /** Known where the caller's path says so: one that ends in `/edits` wants a prompt. */
  operation?: Operation | undefined
}

/** A request that may go out, as far as that can be said before its image has passed. */
export type Upload = {
  operation: Operation
  contentType: string
  /** The next bytes of the body for the router; undefined at its end. Throws {@link Refusal} if what comes late is not allowed. */
  next: () => Promise<Uint8Array | undefined>
  /** Whether `next` has given all of it. */
  isComplete: () => boolean
  /** What was decided, once all fields are known. */
  settings: () => ParsedSettings | undefined
  /** Bytes of the image so far. */
  imageBytes: () => number
}

/**
 * Reads fields until the image, decides, and then streams: the fields that came first, the image, and what else was decided.
 * The official SDK sends fields behind the image; they are checked before the body gets its end.
 */
export async function readUpload(
  parts: AsyncGenerator<Part>,
  { decide, maxBytes, operation: operationOfPath }: UploadOptions,
): Promise<Upload> {
  const fields: [name: string, value: string][] = []
  const has = (name: string) => fields.some(([field]) => field === name)

  /** Reads fields until the next image or the end. */
  async function readFields(): Promise<Part | undefined> {
    for (;;) {
      const { value: part, done } = await parts.next()
      if (done) return undefined
      if (part.isFile && part.name === 'image') return part
      if (part.isFile) throw malformed('a field has a file name')
      if (part.name === 'image') throw malformed('the image is not a file')
      if (has(part.name)) {
        const message = `The field ${part.name} stands more than once.`
        throw invalidRequest([{ path: [ourName(part.name)], message }])
      }
      fields.push([part.name, await readText(part)])
    }
  }

  /** The decision on what came so far, or undefined where fields that may still come can put right what is wrong. */
  function decideEarly(mayBecomeEdit: boolean): ParsedSettings | undefined {
    try {
      return decide(fields)
    } catch (error) {
      const isOpen = (field: unknown) =>
        (field === 'model' && !has('model')) ||
        ((field === 'size' || field === 'quality') && mayBecomeEdit && !has('prompt'))
      const { issues } = error instanceof Refusal ? error : {}
      if (issues?.every(({ path }) => isOpen(path[0]))) return undefined
      throw error
    }
  }

  function decideFinally(): ParsedSettings {
    const settings = decide(fields)
    if (operationOfPath === 'edits' && settings.prompt === undefined) {
      throw invalidRequest([{ path: ['prompt'], message: 'An edit needs a prompt.' }])
    }
    return settings
  }

  const image = await readFields()
  if (!image) {
    decide(fields)
    throw invalidRequest([{ path: ['image'], message: 'The request needs an image.' }])
  }
  decideEarly(true)

  const nextOfPart = image.next
  let imageBytes = 0
  async function nextOfImage(): Promise<Uint8Array | undefined> {
    const chunk = await nextOfPart()
    imageBytes += chunk?.length ?? 0
    if (imageBytes > maxBytes) throw tooLarge(maxBytes)
    return chunk
  }

  async function readRest(): Promise<ParsedSettings> {
    if (await readFields()) throw malformed('it has a second image')
    return decideFinally()
  }

  const held: Uint8Array[] = []
  let settings: ParsedSettings | undefined
  while (imageBytes < maxHeldBytes && !settings) {
    const chunk = await nextOfImage()
    if (chunk) held.push(chunk)
    else settings = await readRest()
  }
  const type = sniff(held)
  const early = settings ?? decideEarly(operationOfPath === 'edits')
  const operation = operationOfPath ?? operationOf({ prompt: has('prompt') ? '' : undefined })

  const writer = createMultipartWriter()
  // Only what the caller has sent goes ahead: a default could still be contradicted.
  const ahead = early ? requestToFields(early).filter(([name]) => has(name)) : []
  const queue = [
    writer.fields(ahead),
    writer.fileStart('image', `image.${extensionOf(type)}`, type),
    ...held.splice(0),
  ]
  let isEnding = false
  async function next(): Promise<Uint8Array | undefined> {
    if (queue.length > 0 || isEnding) return queue.shift()
    if (!settings) {
      const chunk = await nextOfImage()
      if (chunk) return chunk
      settings = await readRest()
    }
    if (operationOf(settings) !== operation) {
      const message = 'The prompt came too late: send it before the image.'
      throw invalidRequest([{ path: ['prompt'], message }])
    }
    isEnding = true
    const sent = new Set(ahead.map(([name]) => name))
    const rest = requestToFields(settings).filter(([name]) => !sent.has(name))
    queue.push(writer.fields(rest), writer.end)
    return writer.fileEnd
  }

  return {
    operation,
    contentType: writer.contentType,
    next,
    isComplete: () => isEnding && queue.length === 0,
    settings: () => settings ?? early,
    imageBytes: () => imageBytes,
  }
}

/** The refusal of an image over the limit. */
export function tooLarge(maxBytes: number): Refusal {
  return new Refusal(413, 'image_too_large', `The image may have at most ${maxBytes} bytes.`)
}

function sniff(chunks: readonly Uint8Array[]): ImageType {
  const start = Uint8Array.from(chunks.slice(0, 12).flatMap((chunk) => [...chunk.subarray(0, 12)]))
  const type = sniffImageType(start)
  if (type) return type
  if (start.length === 0) {
    throw invalidRequest([{ path: ['image'], message: 'The image is empty.' }])
  }
  throw new Refusal(415, 'unsupported_image', 'The image must be a PNG, JPEG or WebP file.')
}

async function readText({ name, next }: Part): Promise<string> {
  const maxBytes = name === 'prompt' ? maxPromptBytes : maxFieldBytes
  const tooLong = () => new Refusal(413, 'field_too_large', `The field ${name} is too large.`)
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let bytes = 0
  let text = ''
  try {
    for (let chunk = await next(); chunk; chunk = await next()) {
      bytes += chunk.length
      if (bytes > maxBytes) throw tooLong()
      text += decoder.decode(chunk, { stream: true })
    }
    text += decoder.decode()
  } catch (error) {
    throw error instanceof TypeError ? malformed(`the field ${name} is not UTF-8`) : error
  }
  // Some parsers drop a byte order mark and some keep it.
  text = text.replace(/^\uFEFF+/, '')
  if (/^\s*[[{]/.test(text) && name !== 'prompt' && depthOf(text) > maxDepth) throw tooLong()
  return text
}

/** How deep a JSON text nests; recursion over a hostile one would end in a stack overflow. */
function depthOf(json: string): number {
  let depth = 0
  let deepest = 0
  let inString = false
  for (let at = 0; at < json.length; at++) {
    const mark = json.charAt(at)
    if (mark === '"') inString = !inString
    else if (mark === '\\' && inString) at++
    else if ('[{'.includes(mark) && !inString) deepest = Math.max(deepest, ++depth)
    else if (']}'.includes(mark) && !inString) depth--
  }
  return deepest
}
