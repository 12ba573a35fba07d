import { extensionOf, sniffImageType, type ImageType } from '../contract/imageType.js'
import { operationOf, type Operation } from '../contract/constants.js'
import { ourName, requestToFields } from '../contract/wire.js'
import { HandlerError, invalidRequest } from './HandlerError.js'
import { createMultipartWriter, malformed, type Part } from './multipart.js'
import type { Decision } from './policy.js'

/** Bytes of a prompt, and of any other field. */
const maxPromptBytes = 256_000
const maxFieldBytes = 16_000
/** Levels of a JSON field, and the values in it. The contract has five levels; metadata may be deeper. */
const maxDepth = 32
const maxValues = 1000
/** Bytes of the image that are held back, because fields behind it may still change the request. */
const maxHeldBytes = 65_536

export type UploadOptions = {
  /** Validates fields and completes them. Throws {@link HandlerError}. */
  decide: (fields: readonly (readonly [name: string, value: string])[]) => Decision
  /** Bytes of the image. */
  maxBytes: number
  /** Known where the caller's path says so: one that ends in `/edits` wants a prompt. */
  operation?: Operation | undefined
  /** Hears of each field, also of a request that is rejected. */
  onField?: (name: string, value: string) => void
  /** Hears of the image's bytes as they pass. */
  onImage?: (chunk: Uint8Array) => void | Promise<void>
  /** Waited for before the end is given out. What it throws ends the upload without its end. */
  beforeEnd?: (decision: Decision, operation: Operation) => Promise<void>
}

/** A request that may go out, as far as that can be said before its image has passed. */
export type Upload = {
  operation: Operation
  contentType: string
  /** The next bytes of the body for the router; undefined at its end. Throws {@link HandlerError} if what comes late is not allowed. */
  next: () => Promise<Uint8Array | undefined>
  /** Whether `next` has given all of it. */
  isComplete: () => boolean
}

/**
 * Reads fields until the image, decides, and then streams: the fields that came first, the image, and what else was decided.
 * The official SDK sends fields behind the image; they are checked before the body gets its end.
 */
export async function readUpload(
  parts: AsyncGenerator<Part>,
  { decide, maxBytes, operation: operationOfPath, onField, onImage, beforeEnd }: UploadOptions,
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
        const message = `The field ${part.name} is there more than once.`
        throw invalidRequest([{ path: [ourName(part.name)], message }])
      }
      const value = await readText(part)
      fields.push([part.name, value])
      onField?.(part.name, value)
    }
  }

  /** The decision on what came so far, or undefined where fields that may still come can put right what is wrong. */
  function decideEarly(mayBecomeEdit: boolean): Decision | undefined {
    try {
      return decide(fields)
    } catch (error) {
      const isOpen = (field: unknown) =>
        (field === 'model' && !has('model')) ||
        (field === 'prompt' && mayBecomeEdit && !has('prompt')) ||
        ((field === 'size' || field === 'quality') && mayBecomeEdit && !has('prompt'))
      const { issues } = error instanceof HandlerError ? error : {}
      if (issues?.every(({ path }) => isOpen(path[0]))) return undefined
      throw error
    }
  }

  function decideFinally(): Decision {
    const decision = decide(fields)
    if (operationOfPath === 'edits' && decision.settings.prompt === undefined) {
      throw invalidRequest([{ path: ['prompt'], message: 'An edit needs a prompt.' }])
    }
    return decision
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
    if (!chunk) return undefined
    imageBytes += chunk.length
    if (imageBytes > maxBytes) throw tooLarge(maxBytes)
    await onImage?.(chunk)
    return chunk
  }

  async function readRest(): Promise<Decision> {
    if (await readFields()) throw malformed('it has a second image')
    return decideFinally()
  }

  const held = createChunkList()
  let decision: Decision | undefined
  while (imageBytes < maxHeldBytes && !decision) {
    const chunk = await nextOfImage()
    if (chunk) held.add(chunk)
    else decision = await readRest()
  }
  const heldChunks = held.take()
  const type = sniff(heldChunks)
  const early = decision ?? decideEarly(operationOfPath === 'edits')
  const operation = operationOfPath ?? operationOf({ prompt: has('prompt') ? '' : undefined })

  const writer = createMultipartWriter()
  // Only what the caller has sent goes ahead: a default could still be contradicted.
  const ahead = early ? requestToFields(early.settings).filter(([name]) => has(name)) : []
  const queue = [
    writer.fields(ahead),
    writer.fileStart('image', `image.${extensionOf(type)}`, type),
    ...heldChunks,
  ]
  let isEnding = false
  async function next(): Promise<Uint8Array | undefined> {
    if (queue.length > 0 || isEnding) return queue.shift()
    if (!decision) {
      const chunk = await nextOfImage()
      if (chunk) return chunk
      decision = await readRest()
    }
    const { settings } = decision
    if (operationOf(settings) !== operation) {
      const message = 'The prompt came too late: send it before the image.'
      throw invalidRequest([{ path: ['prompt'], message }])
    }
    await beforeEnd?.(decision, operation)
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
  }
}

/** Keeps bytes in few pieces, however many they came in: each piece costs more than a byte. */
function createChunkList(blockBytes = 16_384) {
  const chunks: Uint8Array[] = []
  let block = new Uint8Array()
  let length = 0
  function endBlock() {
    if (length > 0) chunks.push(block.subarray(0, length))
    block = new Uint8Array()
    length = 0
  }
  return {
    add(chunk: Uint8Array) {
      if (chunk.length >= blockBytes) {
        endBlock()
        chunks.push(chunk)
        return
      }
      if (length + chunk.length > block.length) {
        endBlock()
        block = new Uint8Array(blockBytes)
      }
      block.set(chunk, length)
      length += chunk.length
    },
    /** All of them; the list is empty afterwards. */
    take() {
      endBlock()
      return chunks.splice(0)
    },
  }
}

/** The error of an image over the limit. */
export function tooLarge(maxBytes: number): HandlerError {
  return new HandlerError(413, 'image_too_large', `The image may have at most ${maxBytes} bytes.`)
}

function sniff(chunks: readonly Uint8Array[]): ImageType {
  const start = Uint8Array.from(chunks.slice(0, 12).flatMap((chunk) => [...chunk.subarray(0, 12)]))
  const type = sniffImageType(start)
  if (type) return type
  if (start.length === 0) {
    throw invalidRequest([{ path: ['image'], message: 'The image is empty.' }])
  }
  throw new HandlerError(415, 'unsupported_image', 'The image must be a PNG, JPEG or WebP file.')
}

async function readText({ name, next }: Part): Promise<string> {
  const maxBytes = name === 'prompt' ? maxPromptBytes : maxFieldBytes
  const tooLong = () => new HandlerError(413, 'field_too_large', `The field ${name} is too large.`)
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const list = createChunkList()
  let bytes = 0
  for (let chunk = await next(); chunk; chunk = await next()) {
    bytes += chunk.length
    if (bytes > maxBytes) throw tooLong()
    list.add(chunk)
  }
  let text = ''
  try {
    for (const chunk of list.take()) text += decoder.decode(chunk, { stream: true })
    text += decoder.decode()
  } catch {
    throw malformed(`the field ${name} is not UTF-8`)
  }
  // Some parsers drop a byte order mark and some keep it.
  text = text.replace(/^\uFEFF+/, '')
  if (name !== 'prompt' && /^\s*[[{]/.test(text) && isTooComplex(text)) throw tooLong()
  return text
}

/** True for JSON that nests too deep, where recursion would end in a stack overflow, or that holds too many values. */
function isTooComplex(json: string): boolean {
  let depth = 0
  let values = 0
  let isInString = false
  for (let at = 0; at < json.length; at++) {
    const character = json.charAt(at)
    if (character === '"') isInString = !isInString
    else if (character === '\\' && isInString) at++
    else if (isInString) continue
    else if (character === ',') values++
    else if (character === ']' || character === '}') depth--
    else if ((character === '[' || character === '{') && ++depth > maxDepth) return true
    if (values > maxValues) return true
  }
  return false
}
