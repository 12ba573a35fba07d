import type { Operation } from '../contract/constants.js'
import type { ParsedSettings } from '../contract/request.js'

/** A run that is allowed and about to cost money. */
export type PlannedRun = {
  /** The run's `Idempotency-Key`, or an id of ours where the caller sent none. */
  id: string
  /** The end user of the grant: its `user`, or its identity's id. */
  user?: string
  /** A variation or an edit. */
  operation: Operation
  /** The model that was asked for. */
  model: string
  /** Images asked for. */
  n: number
  /** Images that may be billed at worst, with retries and fallbacks. */
  maxBilledImages: number
  /** The request as the router gets it, without its image. */
  settings: ParsedSettings
}

/** What `reserve` gives for a run that may go on. */
export type Reservation = {
  /** Hears how the run ended, exactly once. Give the reservation back if `event.billed` is `'no'`. */
  settle: (event: VariationEnded) => void | Promise<void>
}

/** The first record of a run: it is allowed, reserved, and its request is complete. If no second one follows, its process died. */
export type VariationAdmitted = Omit<PlannedRun, 'settings'> & {
  /** Tells this record from the one at the end. */
  type: 'admitted'
  /** When the request arrived. */
  startedAt: Date
}

/** The record of a request that is over. */
export type VariationEnded = {
  /** Tells this record from the one at the start. */
  type: 'ended'
  /** The run's `Idempotency-Key`, or an id of ours where the caller sent none. The same in both records of a run. */
  id: string
  /** The router's name for the request where it gave one, else ours; callers get it as `X-Request-Id`. */
  requestId: string
  /** What the caller was answered, or would have been if it had stayed; 499 where its leaving ended the request. */
  status: number
  /** The code of the error that the caller was answered. */
  code?: string
  /** The end user of the grant: its `user`, or its identity's id. */
  user?: string
  /** A variation or an edit, once the fields were read. */
  operation?: Operation
  /** The model that was asked for. */
  model?: string
  /** Images asked for. */
  n?: number
  /** Images that may be billed at worst, with retries and fallbacks. */
  maxBilledImages?: number
  /** Bytes of the image that was sent. */
  imageBytes: number
  /** Bytes of the router's response. */
  responseBytes: number
  /** Whether this request was handed to the router as a whole. */
  sent: boolean
  /**
   * Whether the provider bills this request: `yes` after a success of the router, `no` if it was not sent as a whole or
   * was rejected with a 4xx, else `unknown`.
   */
  billed: 'yes' | 'no' | 'unknown'
  /** The response came from the run store: the run itself has a record of its own. */
  replayed?: true
  /** The caller left before the response was out, and the run went on without it. */
  callerLeft?: true
  /** When the request arrived. */
  startedAt: Date
  /** From its arrival to the end of the response, in milliseconds. */
  durationMs: number
  /** What went wrong on the server's side. Callers are never told. */
  cause?: unknown
}

/** A record for bills, limits and logs. It never holds the key or the image. */
export type VariationEvent = VariationAdmitted | VariationEnded
