import { startTimer } from '../platform/timers.js'
import { createBodyReader, type BodyReader } from './createBodyReader.js'
import { HandlerError, runNotJoined } from './HandlerError.js'
import type { Recorder } from './createRecorder.js'
import type { Reservation, VariationEnded, VariationEvent } from './VariationEvent.js'

export type ExchangeOptions<Context> = {
  timeoutMs: number
  uploadTimeoutMs: number
  idleTimeoutMs: number
  onEvent?: ((event: VariationEvent, context: Context | undefined) => unknown) | undefined
  context: Context | undefined
}

/** What all parts of one request share: its deadline, its abort, its body, and the record of what became of it. */
export type Exchange = {
  /** Aborts once the exchange has failed: at the deadline, when the caller leaves too early, when the run is cancelled. */
  readonly signal: AbortSignal
  /** Rejects at the same moment, with the same reason. */
  readonly failed: Promise<never>
  /** Unix time in milliseconds. */
  readonly deadline: number
  /** True once a response is being passed on, which then ends the exchange. */
  isRelaying: boolean
  /** Aborts when the caller leaves. */
  readonly callerSignal: AbortSignal
  readonly body: BodyReader
  readonly event: VariationEnded
  /** Set while a run is kept in the store. */
  recorder?: Recorder
  /** True if the router may have the whole request of this run, also where another request sent it. */
  isRunSent: boolean
  /** True for requests that cost nothing: only their failures are reported. */
  isQuiet: boolean
  /** Money is reserved: it is settled when the exchange ends, or at once if it has ended. */
  hold: (reservation: Reservation) => void
  /** Ends the exchange early. */
  fail: (error: unknown) => void
  /** From now on the run goes on without its caller. */
  detach: () => void
  /** Tells `onEvent`, and waits for it. */
  report: (event: VariationEvent) => Promise<void>
  /** The exchange is over: clears timers, settles, reports. `task` is what else has to be done first. */
  end: (task?: Promise<unknown>) => void
  /** Resolves when everything is done, the store and `settle` included. */
  readonly done: Promise<void>
}

export function createExchange<Context>(
  request: Request,
  { timeoutMs, uploadTimeoutMs, idleTimeoutMs, onEvent, context }: ExchangeOptions<Context>,
): Exchange {
  const startedAt = performance.now()
  const controller = new AbortController()
  const { signal } = controller
  const { promise: failed, reject } = withResolvers<never>()
  failed.catch(() => {})
  const { promise: done, resolve } = withResolvers<void>()
  let canGoOn = false
  let reservation: Reservation | undefined
  let isOver = false

  function fail(error: unknown): void {
    if (isOver || signal.aborted) return
    controller.abort(error)
    reject(error)
  }

  /** The upload did not come in time. Where it is a copy of an earlier one, that says nothing of the run. */
  function failUpload(error: HandlerError): void {
    fail(exchange.isRunSent ? runNotJoined(error) : error)
  }

  function leave(): void {
    if (canGoOn) event.callerLeft = true
    else fail(callerLeft())
  }

  const id = crypto.randomUUID()
  const event: VariationEnded = {
    type: 'ended',
    id,
    requestId: id,
    status: 500,
    imageBytes: 0,
    responseBytes: 0,
    sent: false,
    billed: 'no',
    startedAt: new Date(),
    durationMs: 0,
  }
  const body = createBodyReader(request, {
    signal,
    idleTimeoutMs,
    uploadTimeoutMs,
    onTimeout: failUpload,
  })
  const stopTimer = startTimer(() => {
    if (body.isWaiting) failUpload(uploadTimeout('The upload took too long.'))
    else fail(deadlineError(event.sent || exchange.isRunSent))
  }, timeoutMs)
  if (request.signal.aborted) fail(callerLeft())
  request.signal.addEventListener('abort', leave)

  async function settle(task: Promise<unknown> | undefined): Promise<void> {
    await task
    event.cause ??= exchange.recorder?.problem
    event.durationMs = performance.now() - startedAt
    await settleReservation()
    if (!exchange.isQuiet || event.status >= 400) await report(event)
  }

  async function settleReservation(): Promise<void> {
    const held = reservation
    reservation = undefined
    try {
      await held?.settle(event)
    } catch (error) {
      console.error('settle threw', error)
    }
  }

  async function report(event: VariationEvent): Promise<void> {
    try {
      await onEvent?.(event, context)
    } catch (error) {
      console.error('onEvent threw', error)
    }
  }

  const exchange: Exchange = {
    signal,
    failed,
    deadline: Date.now() + timeoutMs,
    isRelaying: false,
    callerSignal: request.signal,
    body,
    event,
    fail,
    detach: () => (canGoOn = true),
    isRunSent: false,
    isQuiet: false,
    hold(held) {
      reservation = held
      if (isOver) void settleReservation()
    },
    report,
    end(task) {
      if (isOver) return
      isOver = true
      stopTimer()
      request.signal.removeEventListener('abort', leave)
      void settle(task).then(resolve)
    },
    done,
  }
  return exchange
}

export function callerLeft(): HandlerError {
  return new HandlerError(499, 'caller_left', 'The caller left.')
}

function deadlineError(sent: boolean): HandlerError {
  const [code, rest] = sent
    ? ['upstream_timeout', 'The request may have been carried out and billed.']
    : ['upstream_unreachable', 'It never had the whole request.']
  return new HandlerError(504, code, `The router took too long. ${rest}`)
}

/** Not a 408: after that browsers send the request again on their own. */
export function uploadTimeout(message: string): HandlerError {
  return new HandlerError(400, 'upload_timeout', message)
}

function withResolvers<T>() {
  let resolve: (value: T) => void = () => {}
  let reject: (reason: unknown) => void = () => {}
  const promise = new Promise<T>((...functions) => ([resolve, reject] = functions))
  return { promise, resolve, reject }
}
