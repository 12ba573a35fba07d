import { HandlerError } from './HandlerError.js'

export type BodyReaderOptions = {
  /** Once aborted, only `drain` reads on. */
  signal: AbortSignal
  /** Longest wait for the caller's next bytes. */
  idleTimeoutMs: number
  /** Longest wait for all of them, without the time that the router takes to accept them. */
  uploadTimeoutMs: number
  /** Hears that one of the two is over. The read that waits goes on waiting. */
  onTimeout: (error: HandlerError) => void
}

export type BodyReader = {
  /** The next bytes; undefined at the end. Throws {@link HandlerError}, or the signal's reason. */
  next: () => Promise<Uint8Array | undefined>
  /** True while it waits for bytes of the caller. */
  readonly isWaiting: boolean
  /** Reads on and drops what comes, because a caller that still sends does not read the response. Gives up after `maxBytes`. */
  drain: (maxBytes: number) => Promise<void>
}

/** Reads a request's body only when asked, within limits of time, and notices when some of it is missing. */
export function createBodyReader(request: Request, options: BodyReaderOptions): BodyReader {
  const { signal, idleTimeoutMs, uploadTimeoutMs, onTimeout } = options
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined
  const header = request.headers.get('content-length')
  const announced = header === null ? undefined : Number(header)
  let bytes = 0
  let waitedMs = 0
  let waitsSince: number | undefined
  /** Reads that wait. There can be two: an error does not end the one that it finds, and `drain` begins another. */
  let waiting = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  // Not a 408: after that browsers send the request again on their own.
  let giveUp = () => onTimeout(new HandlerError(400, 'upload_timeout', 'The upload is too slow.'))
  let done = request.body === null

  /** One timer for the whole body: one for each read would cost more than the read. */
  function watch() {
    const waitMs = waitsSince === undefined ? 0 : performance.now() - waitsSince
    const leftMs = Math.min(idleTimeoutMs - waitMs, uploadTimeoutMs - waitedMs - waitMs, 60_000)
    if (leftMs > 0) timer = setTimeout(watch, leftMs)
    else giveUp()
  }

  async function read(): Promise<Uint8Array | undefined> {
    if (done) return undefined
    // Throws if somebody has read the body before us, `authorize` for example.
    reader ??= request.body?.getReader()
    waiting += 1
    waitsSince ??= performance.now()
    if (!timer) watch()
    let result: ReadableStreamReadResult<Uint8Array> | undefined
    try {
      result = await reader?.read()
    } catch (cause) {
      clearTimeout(timer)
      throw new HandlerError(400, 'body_truncated', 'The upload broke off.', { cause })
    }
    waiting -= 1
    const now = performance.now()
    waitedMs += now - waitsSince
    waitsSince = waiting > 0 ? now : undefined
    if (!result || result.done) {
      done = true
      clearTimeout(timer)
      return undefined
    }
    bytes += result.value.length
    return result.value
  }

  return {
    async next() {
      signal.throwIfAborted()
      const chunk = await read()
      if (chunk === undefined && announced !== undefined && bytes < announced) {
        throw new HandlerError(400, 'body_truncated', truncationOf(bytes, announced))
      }
      return chunk
    },

    get isWaiting() {
      return waiting > 0
    },

    async drain(maxBytes) {
      if (done) return
      const limit = bytes + maxBytes
      giveUp = () => void reader?.cancel().catch(() => {})
      waitedMs = Math.min(waitedMs, uploadTimeoutMs - leastDrainMs)
      clearTimeout(timer)
      watch()
      try {
        while (bytes < limit) if ((await read()) === undefined) return
      } catch {
        // Nobody waits for these bytes.
      }
      clearTimeout(timer)
      giveUp()
    },
  }
}

/** A caller that sends without a pause gets this long to hear that its time is up. */
const leastDrainMs = 2000

function truncationOf(bytes: number, announced: number): string {
  return (
    `Only ${bytes} of ${announced} bytes arrived. Something in front of the handler cut the body: ` +
    'raise its limit (Next.js with a proxy file: `experimental.proxyClientMaxBodySize`), or send a smaller image.'
  )
}
