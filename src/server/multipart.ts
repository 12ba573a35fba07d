/**
 * A strict reader of `multipart/form-data` over web streams, and the writer of what goes on to the router.
 *
 * Parsers disagree about malformed bodies, and a router that reads another `model` than the one we checked spends money. So
 * this reader rejects everything that browsers, undici, curl and the usual libraries do not send, and no byte of a part's
 * header is passed on. Its time is linear in every input.
 */
import { HandlerError } from './HandlerError.js'

/** Bytes of one part's header. Browsers send about 150, and file names may be long. */
const maxHeaderBytes = 8192
/** More parts than there are fields, fewer than hurt. */
const maxParts = 32

const CR = 13
const nothing = new Uint8Array()
const crlf = bytesOf('\r\n')
const dashes = bytesOf('--')
const headerEnd = bytesOf('\r\n\r\n')

/** One part. Its content must be read to the end before the next part is asked for. */
export type Part = {
  name: string
  /** Whether it has a file name, which is all that tells a file from a field. */
  isFile: boolean
  /** The next bytes of its content; undefined at the end. */
  next: () => Promise<Uint8Array | undefined>
}

/** A parameter of a `Content-Type`; a value in quotation marks holds no escapes. */
const parameter = /; *([\w-]+)=(?:"([^"\\\r\n]*)"|([^\s";,]+)) */y

/**
 * The boundary that a `Content-Type` names. Throws {@link HandlerError}: 415 for another type, 400 for a malformed boundary
 * or a parameter that parsers may read in more than one way.
 */
export function boundaryOf(contentType: string | null): string {
  const text = contentType ?? ''
  const type = /^multipart\/form-data */i.exec(text)
  if (!type || !/^(;|$)/.test(text.slice(type[0].length))) {
    throw new HandlerError(415, 'unsupported_media_type', 'Send multipart/form-data.')
  }
  const found = new Map<string, string>()
  parameter.lastIndex = type[0].length
  for (let at = parameter.lastIndex; at < text.length; at = parameter.lastIndex) {
    const match = parameter.exec(text)
    const name = match?.[1]?.toLowerCase() ?? ''
    if (!match || found.has(name)) throw malformed('its Content-Type is malformed')
    found.set(name, match[2] ?? match[3] ?? '')
  }
  const { boundary = '', charset = 'utf-8', ...others } = Object.fromEntries(found)
  const isBoundary = /^[\w'()+,./:=?-]{1,70}$/.test(boundary)
  if (!isBoundary || !/^utf-?8$/i.test(charset) || Object.keys(others).length > 0) {
    throw malformed('its boundary is missing or malformed')
  }
  return boundary
}

/** Reads parts one after the other from `next`, which returns undefined at the end. Throws {@link HandlerError}. */
export async function* readParts(
  next: () => Promise<Uint8Array | undefined>,
  boundary: string,
): AsyncGenerator<Part> {
  const delimiter = bytesOf(`\r\n--${boundary}`)
  const find = createSearch(delimiter)
  // Starts with CRLF so that the first boundary matches like the others, and a preamble is rejected.
  let buffer = crlf

  async function more(): Promise<boolean> {
    const chunk = await next()
    if (!chunk) return false
    buffer = buffer.length === 0 ? chunk : concat(buffer, chunk)
    return true
  }

  async function take(length: number): Promise<Uint8Array> {
    while (buffer.length < length) if (!(await more())) throw malformed('it ends early')
    const taken = buffer.subarray(0, length)
    buffer = buffer.subarray(length)
    return taken
  }

  async function takeHeader(): Promise<string> {
    for (let searched = 0; ;) {
      const end = indexOf(buffer.subarray(0, maxHeaderBytes), headerEnd, searched)
      if (end < 0 && buffer.length >= maxHeaderBytes) {
        throw new HandlerError(431, 'headers_too_large', "A part's header is too large.")
      }
      if (end >= 0) {
        const header = new TextDecoder().decode(await take(end))
        await take(headerEnd.length)
        return header
      }
      searched = Math.max(0, buffer.length - headerEnd.length + 1)
      if (!(await more())) throw malformed('it ends early')
    }
  }

  async function nextOfContent(): Promise<Uint8Array | undefined> {
    for (;;) {
      const { index, found } = find(buffer)
      if (index > 0 && index === buffer.length) {
        const content = buffer
        // An empty view would keep the whole chunk alive until the next one is there.
        buffer = nothing
        return content
      }
      if (index > 0) return take(index)
      if (found) return undefined
      if (!(await more())) throw malformed('it ends early')
    }
  }

  for (let count = 0; ; count++) {
    if (!equals(await take(delimiter.length), delimiter)) {
      throw malformed('it does not start with its boundary')
    }
    const mark = await take(2)
    if (equals(mark, dashes)) break
    if (!equals(mark, crlf)) throw malformed('a boundary is followed by something else')
    if (count === maxParts)
      throw new HandlerError(413, 'too_many_parts', 'The body has too many parts.')
    yield { ...parseHeader(await takeHeader()), next: nextOfContent }
  }
  while (buffer.length <= crlf.length && (await more()));
  if (buffer.length > 0 && !equals(buffer, crlf)) throw malformed('something follows its end')
}

/** The two header lines of form data, in the only spelling that all parsers read alike. */
function parseHeader(header: string): { name: string; isFile: boolean } {
  const [disposition = '', type, ...others] = header
    .split('\r\n')
    .sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1))
  const match =
    /^content-disposition: ?form-data; ?name="([\w.[\]-]{1,64})"(; ?filename="[^"\r\n]*")?$/i.exec(
      disposition,
    )
  if (!match?.[1] || others.length > 0) throw malformed("a part's header is malformed")
  const isFile = match[2] !== undefined
  const allowedType = isFile
    ? /^content-type: ?[^\r\n]*$/i
    : /^content-type: ?(text\/plain|application\/json)(; ?charset="?utf-8"?)?$/i
  if (type !== undefined && !allowedType.test(type)) throw malformed("a part's type is malformed")
  return { name: match[1], isFile }
}

/** The error of a body that parsers could read in more than one way. */
export function malformed(why: string): HandlerError {
  return new HandlerError(400, 'malformed_body', `The multipart body cannot be read: ${why}.`)
}

// --- writing ----------------------------------------------------------------------------------------------------

/** Writes parts behind a random boundary. */
export function createMultipartWriter() {
  const boundary = `variation-${crypto.randomUUID()}`
  const open = (rest: string) => `--${boundary}\r\nContent-Disposition: form-data; ${rest}\r\n\r\n`
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    /** Whole parts. */
    fields: (fields: readonly (readonly [name: string, value: string])[]) =>
      bytesOf(fields.map(([name, value]) => `${open(`name="${name}"`)}${value}\r\n`).join('')),
    /** What goes before a file's bytes. */
    fileStart: (name: string, fileName: string, type: string) =>
      bytesOf(open(`name="${name}"; filename="${fileName}"\r\nContent-Type: ${type}`)),
    /** What goes after them. */
    fileEnd: crlf,
    /** No parser takes the body for complete without it. */
    end: bytesOf(`--${boundary}--\r\n`),
  }
}

// --- bytes ------------------------------------------------------------------------------------------------------

/**
 * Horspool's search for a delimiter. Linear even in hostile input: CR is at the delimiter's start and nowhere else in
 * it, so that no two attempts match the same bytes. Returns where the delimiter is, or else where its start may be.
 */
function createSearch(delimiter: Uint8Array) {
  const last = delimiter.length - 1
  const skip = new Uint8Array(256).fill(delimiter.length)
  delimiter.subarray(0, last).forEach((byte, index) => (skip[byte] = last - index))

  function isAt(bytes: Uint8Array, index: number): boolean {
    let matched = 0
    while (matched <= last && bytes[index + matched] === delimiter[matched]) matched++
    return matched > last
  }

  return (bytes: Uint8Array): { index: number; found: boolean } => {
    let end = last
    while (end < bytes.length) {
      // Looks once at each place: every image goes through this loop.
      const byte = bytes[end] as number
      if (byte === delimiter[last] && bytes[end - last] === CR && isAt(bytes, end - last))
        return { index: end - last, found: true }
      end += skip[byte] as number
    }
    const start = bytes.lastIndexOf(CR)
    const isOpen =
      start >= end - last &&
      equals(bytes.subarray(start), delimiter.subarray(0, bytes.length - start))
    return { index: isOpen ? start : bytes.length, found: false }
  }
}

function indexOf(bytes: Uint8Array, wanted: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(CR, from); at >= 0; at = bytes.indexOf(CR, at + 1)) {
    if (equals(bytes.subarray(at, at + wanted.length), wanted)) return at
  }
  return -1
}

function equals(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index])
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const joined = new Uint8Array(a.length + b.length)
  joined.set(a)
  joined.set(b, a.length)
  return joined
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}
