import { startTimer } from '../platform/timers.js'
import { callerLeft, type Exchange } from './createExchange.js'
import { HandlerError, runLost } from './HandlerError.js'

export type RelayOptions = {
  exchange: Exchange
  /** Longest wait for a caller that does not read, where the response is also kept in the store. Milliseconds. */
  idleTimeoutMs: number
  maxBytes: number
  toError: (error: unknown) => HandlerError
}

/**
 * Passes a body on to the caller as fast as that reads, writes it into the run store beside, and ends the exchange with it.
 * If the caller leaves while the store keeps the response, it is read to its end all the same.
 */
export function relayBody(
  body: ReadableStreamDefaultReader<Uint8Array>,
  { exchange, idleTimeoutMs, maxBytes, toError }: RelayOptions,
): ReadableStream<Uint8Array> {
  const { event, recorder, signal } = exchange
  exchange.isRelaying = true
  const caller = createCaller(() => {
    if (recorder?.isKeeping) event.callerLeft = true
    else exchange.fail(callerLeft())
  })
  // At once, even where nobody reads on.
  const abort = () => {
    caller.error(signal.reason)
    void body.cancel(signal.reason).catch(() => {})
  }
  signal.addEventListener('abort', abort, { once: true })
  if (signal.aborted) abort()
  // Hosts need not cancel the body of a response that nobody waits for.
  const leave = () => caller.leave()
  exchange.callerSignal.addEventListener('abort', leave, { once: true })
  if (exchange.callerSignal.aborted) leave()

  async function pass(): Promise<void> {
    for (;;) {
      const { done, value } = await body.read()
      signal.throwIfAborted()
      if (done) return
      event.responseBytes += value.length
      if (event.responseBytes > maxBytes) throw tooLong(maxBytes)
      const stored = recorder?.write(value)
      await caller.write(value, recorder?.isKeeping ? idleTimeoutMs : Infinity)
      await stored
      if (caller.isGone && recorder && !recorder.isKeeping) throw callerLeft()
      signal.throwIfAborted()
    }
  }

  async function run(): Promise<void> {
    try {
      await pass()
      caller.close()
      exchange.end(recorder?.finish())
    } catch (cause) {
      const error = cause instanceof HandlerError ? cause : toError(cause)
      caller.error(error)
      void body.cancel(error).catch(() => {})
      event.cause ??= error.cause ?? error
      if (error.status === 499) event.status = 499
      else event.code = error.code
      exchange.end(recorder?.keepError(error.status === 499 ? runLost() : error))
    } finally {
      exchange.callerSignal.removeEventListener('abort', leave)
      signal.removeEventListener('abort', abort)
    }
  }
  void run()
  return caller.stream
}

function tooLong(maxBytes: number): HandlerError {
  const message = `The router's response is longer than ${maxBytes} bytes. It may have been billed.`
  return new HandlerError(502, 'upstream_response_too_large', message)
}

/** The stream that the caller reads. Writing to it waits until the caller asks for more, or is gone. */
function createCaller(onLeave: () => void) {
  let isGone = false
  let wantsMore = false
  let wake: () => void = () => {}
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined
  const stream = new ReadableStream<Uint8Array>(
    {
      start: (its) => void (controller = its),
      pull() {
        wantsMore = true
        wake()
      },
      cancel: () => leave(),
    },
    { highWaterMark: 0 },
  )

  function leave() {
    if (isGone) return
    isGone = true
    controller?.error(new Error('The caller left.'))
    wake()
    onLeave()
  }

  function error(reason: unknown) {
    if (!isGone) controller?.error(reason)
    isGone = true
    wake()
  }

  return {
    stream,
    get isGone() {
      return isGone
    },
    /** Gives up on a caller that does not read for `maxWaitMs`. */
    async write(chunk: Uint8Array, maxWaitMs: number): Promise<void> {
      if (!isGone && !wantsMore) {
        let stopTimer = () => {}
        await new Promise<void>((resolve) => {
          wake = resolve
          stopTimer = startTimer(leave, maxWaitMs)
        })
        stopTimer()
      }
      if (isGone) return
      wantsMore = false
      controller?.enqueue(chunk)
    },
    close() {
      if (!isGone) controller?.close()
      isGone = true
    },
    error,
    leave,
  }
}
