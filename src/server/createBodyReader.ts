import { Refusal } from './Refusal.js'

export type BodyReaderOptions = {
  /** Ends a pending read. */
  signal: AbortSignal
  /** Longest wait for the caller's next bytes. */
  idleTimeoutMs: number
  /** Longest wait for all of them, without the time that the router takes to accept them. */
  uploadTimeoutMs: number
}

/** Reads a request's body only when asked, within limits of time, and notices when some of it is missing. */
export function createBodyReader(request: Request, options: BodyReaderOptions) {
  const { signal, idleTimeoutMs, uploadTimeoutMs } = options
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined
  const header = request.headers.get('content-length')
  const announced = header === null ? undefined : Number(header)
  let bytes = 0
  let waitedMs = 0
  let done = request.body === null
  let stop: ((reason: unknown) => void) | undefined
  signal.addEventListener('abort', () => stop?.(signal.reason))

  async function read(): Promise<Uint8Array | undefined> {
    if (done) return undefined
    // Throws if somebody has read the body before us, `authorize` for one.
    reader ??= request.body?.getReader()
    const startedAt = performance.now()
    let timer: ReturnType<typeof setTimeout> | undefined
    const result = await new Promise<ReadableStreamReadResult<Uint8Array> | undefined>(
      (resolve, reject) => {
        stop = reject
        timer = setTimeout(
          () => reject(new Refusal(408, 'request_timeout', 'The upload is too slow.')),
          Math.min(idleTimeoutMs, uploadTimeoutMs - waitedMs),
        )
        reader?.read().then(resolve, (cause: unknown) => {
          reject(new Refusal(400, 'body_truncated', 'The upload broke off.', { cause }))
        })
      },
    ).finally(() => clearTimeout(timer))
    waitedMs += performance.now() - startedAt
    if (!result || result.done) {
      done = true
      return undefined
    }
    bytes += result.value.length
    return result.value
  }

  return {
    /** The next bytes; undefined at the end. Throws {@link Refusal}, or the signal's reason. */
    async next(): Promise<Uint8Array | undefined> {
      signal.throwIfAborted()
      const chunk = await read()
      if (chunk === undefined && announced !== undefined && bytes < announced) {
        throw new Refusal(400, 'body_truncated', truncationOf(bytes, announced))
      }
      return chunk
    },

    /** Whether the last byte was read. */
    get isDone() {
      return done
    },

    /** Reads on for nothing, because a caller who still sends does not read the answer; gives up after `maxBytes`. */
    async drain(maxBytes: number): Promise<void> {
      const limit = bytes + maxBytes
      try {
        while (bytes < limit) if ((await read()) === undefined) return
      } catch {
        // Nobody waits for these bytes.
      }
      await reader?.cancel().catch(() => {})
    },
  }
}

function truncationOf(bytes: number, announced: number): string {
  return (
    `Only ${bytes} of ${announced} bytes arrived. Something in front of the handler cut the body: ` +
    'raise its limit (Next.js with a proxy file: `experimental.proxyClientMaxBodySize`), or send a smaller image.'
  )
}
