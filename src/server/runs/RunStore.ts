/**
 * Where runs are kept while they are under way and until they can no longer be collected. The handler scopes ids to their
 * owner before a store sees them; a store treats them as opaque. A store may serve any number of processes.
 */
export type RunStore = {
  /**
   * Since when it remembers runs, as Unix time in milliseconds, for a store that forgets them with its process: of an older run
   * that it does not know nobody can say that it was never sent.
   */
  readonly openedAt?: number
  /**
   * Claims an id, atomically. Null if somebody has it: then {@link RunStore.get} tells what it is. An id whose run was
   * released can be claimed again. Rejects when the store fails: the handler then rejects the run before it costs anything.
   */
  claim(id: string, options: RunClaimOptions): Promise<RunClaim | null>
  /** What is known of a run; undefined where it is unknown, released or expired. */
  get(id: string): Promise<RunRecord | undefined>
  /**
   * Waits until the record's status is another than `status` and returns it, without busy polling. Rejects with the signal's
   * reason as soon as it aborts.
   */
  waitWhile(
    id: string,
    status: RunRecord['status'],
    signal: AbortSignal,
  ): Promise<RunRecord | undefined>
  /** The body of a finished run, in the chunks in which it was written. */
  read(id: string): ReadableStream<Uint8Array>
  /**
   * Ends a run, also in another process, and forgets its response. Also for an id that nobody has claimed yet: it then
   * stays rejected for `ttlMs`, or until too many of them have come after it. They must take no place of paid runs.
   */
  cancel(id: string, options: { ttlMs: number }): Promise<void>
}

/** How a run is claimed. */
export type RunClaimOptions = {
  /** Unix time in milliseconds. */
  startedAt: number
  /** The claim is renewed by the store while its process lives; after this time without, the run counts as lost. Milliseconds. */
  leaseMs: number
  /** How long a finished run can be collected, in milliseconds. */
  ttlMs: number
}

/** A run that this process works on. Its methods reject when the store fails; the response is passed on nevertheless. */
export type RunClaim = {
  /**
   * Aborts when the run is cancelled, in whatever process, or when the store lost the claim. The reason is a
   * `RunInterruptedError`; `markSent`, `start`, `write` and `finish` reject with it from then on.
   */
  readonly signal: AbortSignal
  /** The router is about to have the whole request. `fingerprint` stands for the fields and the image. */
  markSent(fingerprint: string): Promise<void>
  /**
   * The response has begun: status and headers as the caller gets them. Bytes follow. Called again, it drops what was
   * written: the router's response broke off, and an error takes its place.
   */
  start(response: StoredResponseHead): Promise<void>
  /** More bytes of the response. */
  write(chunk: Uint8Array): Promise<void>
  /**
   * The response is complete, and can be collected from now on. After a step that failed the run ends as `lost` instead.
   * Ends the claim, also where it rejects.
   */
  finish(): Promise<void>
  /** The run ended before the router could have the whole request: its id is free again. No effect on a run that is over. */
  release(): Promise<void>
}

/** Status and headers of a stored response. */
export type StoredResponseHead = {
  /** HTTP status. */
  status: number
  /** Headers by name. */
  headers: Record<string, string>
}

/** What a store knows of a run. */
export type RunRecord = {
  /**
   * - `uploading`: claimed, but the router does not have the whole request yet. If its process ends now, the id is free again
   *   as soon as the lease is over
   * - `running`: the router may have the whole request
   * - `finished`: the response can be read; a failure after sending is a finished run with an error response
   * - `cancelled`: by its owner
   * - `lost`: sent, but there is no response to collect, because its process ended without a word or because the store had
   *   no room for it. The outcome is unknown
   */
  status: 'uploading' | 'running' | 'finished' | 'cancelled' | 'lost'
  /** Unix time in milliseconds. */
  startedAt: number
  /** From `running` on; a cancelled run keeps it if the router may have had the whole request. */
  fingerprint?: string
  /** Of a finished run. */
  response?: StoredResponseHead
}
