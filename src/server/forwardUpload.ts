import { requestIdOf } from '../contract/requestId.js'
import { errorOfFailure, type SendUpload } from './createUpstream.js'
import type { Exchange } from './createExchange.js'
import { HandlerError } from './HandlerError.js'
import type { Upload } from './readUpload.js'
import { errorOfResponse, filterHeaders, jsonBodyOf } from './routerResponse.js'

/** A router that has answered and takes no more of the body for this long does not want the rest. */
const maxStallMs = 1000

export type RouterResponse = {
  headers: Record<string, string>
  body: ReadableStreamDefaultReader<Uint8Array>
  /** What a failure of the body means for the caller. */
  toError: (error: unknown) => HandlerError
}

/** Sends an upload to the router. Returns its success; throws {@link HandlerError} for everything else. */
export async function forwardUpload(
  upload: Upload,
  exchange: Exchange,
  send: SendUpload,
): Promise<RouterResponse> {
  const { event, signal } = exchange
  const outgoing = createOutgoingBody(upload, exchange)
  const { response: pending, secret, isReading } = await send(upload, outgoing.stream, signal)
  const toError = (error: unknown) =>
    error instanceof HandlerError ? error : errorOfFailure(error, event.sent, secret)

  const response = await pending.catch((error: unknown) => {
    throw toError(error)
  })
  const headers = filterHeaders(response.headers, secret)
  event.requestId = requestIdOf(new Headers(headers)) ?? event.requestId
  const { status } = response
  if (!response.ok) {
    // A 4xx is a rejection; after a 5xx or a 408 the provider may have made the images.
    if (status >= 400 && status < 500 && status !== 408) event.billed = 'no'
    throw await errorOfResponse(response, secret)
  }
  // A success that comes early is passed on only after the rest of the upload was checked as well.
  if (!event.sent && isReading()) await outgoing.finished()
  while (await upload.next());
  signal.throwIfAborted()
  markSent(exchange)
  const body = await jsonBodyOf(response, secret).catch((error: unknown) => {
    throw toError(error)
  })
  event.billed = 'yes'
  return { headers, body, toError }
}

/** From now on the router may have the whole request, and bill it. */
function markSent({ event, recorder, detach }: Exchange): void {
  if (event.sent) return
  event.sent = true
  event.billed = 'unknown'
  if (recorder) detach()
}

/** The body for the router, which is read only as fast as the router takes it, and never to its end once the exchange has failed. */
function createOutgoingBody(upload: Upload, exchange: Exchange) {
  const { signal } = exchange
  let stop: () => void = () => {}
  const stopped = new Promise<void>((resolve) => (stop = resolve))
  let isCancelled = false
  let hasResponse = false
  let passing = Promise.resolve()
  let stallTimer: ReturnType<typeof setTimeout> | undefined
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined

  function end(error?: unknown) {
    isCancelled = true
    if (error !== undefined) controller?.error(error)
    clearTimeout(stallTimer)
    stop()
  }
  signal.addEventListener('abort', () => end(signal.reason ?? new Error('Aborted.')), {
    once: true,
  })

  function watchStall() {
    clearTimeout(stallTimer)
    if (!hasResponse || isCancelled) return
    stallTimer = setTimeout(() => end(new Error('The response came first.')), maxStallMs)
  }

  async function pass() {
    clearTimeout(stallTimer)
    try {
      const chunk = await upload.next()
      if (isCancelled || !chunk) return
      const isLast = upload.isComplete()
      // Before the bytes go out: the router may act on the last ones as soon as it has them.
      if (isLast) markSent(exchange)
      controller?.enqueue(chunk)
      if (!isLast) return watchStall()
      controller?.close()
      end()
    } catch (error) {
      exchange.fail(error)
    }
  }

  const stream = new ReadableStream<Uint8Array>(
    {
      start: (its) => void (controller = its),
      pull: () => (passing = pass()),
      cancel() {
        isCancelled = true
        void passing.then(() => end())
      },
    },
    { highWaterMark: 0 },
  )
  return {
    stream,
    /** The router has answered: resolves once it has read the body, or does not want the rest. */
    finished() {
      hasResponse = true
      void passing.then(watchStall)
      return stopped
    },
  }
}
