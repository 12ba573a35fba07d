import { startTimer } from '../../platform/timers.js'
import { redisScripts } from './redisScripts.js'
import { RunInterruptedError } from './RunInterruptedError.js'
import type { RunClaim, RunClaimOptions, RunRecord, RunStore } from './RunStore.js'

/** What the store uses of a client of `redis` (node-redis 5). */
export type RedisClient = {
  /** Sends one command. */
  sendCommand(
    args: readonly (string | Buffer)[],
    options?: { abortSignal?: AbortSignal; typeMapping?: { [type: number]: unknown } },
  ): Promise<unknown>
  /** A second client for the same server, not yet connected. */
  duplicate(): RedisSubscriber
  /** Hears once that the connection has ended. */
  once(event: 'end', listener: () => void): unknown
  /** Takes the listener away. */
  off(event: 'end', listener: () => void): unknown
}

/** What the store uses of its second connection. */
export type RedisSubscriber = {
  /** Opens the connection. */
  connect(): Promise<unknown>
  /** Whether it is connected or trying to be. */
  readonly isOpen: boolean
  /** Listens to a channel. */
  subscribe(channel: string, listener: (message: string) => void): Promise<unknown>
  /** Tells that the connection is ready, or failed. */
  on(event: 'ready' | 'error', listener: () => void): unknown
  /** Lets the process end while the connection is open. */
  unref(): void
  /** Closes the connection at once. */
  destroy(): void
}

/** Options of {@link createRedisRunStore}. */
export type RedisRunStoreOptions = {
  /** The start of every key and channel. @default 'image-variations:' */
  prefix?: string
  /**
   * Memory for responses in Redis, in bytes, for all processes together. Above it the responses that finished first are
   * forgotten, and their runs count as lost. A response that does not fit is passed on to its caller and not kept.
   * Cancels of runs that were never claimed take up to a tenth more.
   * @default 256000000
   */
  maxBytes?: number
  /**
   * Longest wait for one command, in milliseconds. A short loss of the connection is bridged; after a longer one claims
   * reject, so that the handler rejects new runs, and responses under way are passed on without being kept.
   * @default 4000
   */
  commandTimeoutMs?: number
}

type Argument = string | number | Buffer

/** The type of a reply that holds bytes. node-redis makes a string of it, unless told otherwise. */
const blobString = 36
const chunksPerRead = 8

/**
 * Keeps runs in Redis, for any number of processes: each of them can join, collect and cancel the runs of the others. A
 * process that dies in a run leaves a claim that ends with its lease, after which the run counts as lost.
 *
 * `client` is a connected client of the package `redis`; the app keeps it, closes it and listens to its `error` events. The
 * store opens one more connection (`client.duplicate()`), on which it hears of changes, and closes it with the client. Give
 * Redis `maxmemory-policy noeviction`, or it may forget runs that were paid for.
 *
 * Throws if an option is wrong.
 *
 * @example
 * const client = createClient({ url: process.env.REDIS_URL })
 * client.on('error', console.error)
 * await client.connect()
 * createVariationHandler({ runs: createRedisRunStore(client), … })
 */
export function createRedisRunStore(
  client: RedisClient,
  {
    prefix = 'image-variations:',
    maxBytes = 256_000_000,
    commandTimeoutMs = 4_000,
  }: RedisRunStoreOptions = {},
): RunStore {
  if (typeof client?.sendCommand !== 'function' || typeof client.duplicate !== 'function') {
    throw new Error('createRedisRunStore needs a connected client of the package `redis`.')
  }
  for (const [name, value] of Object.entries({ maxBytes, commandTimeoutMs })) {
    if (!(value > 0)) throw new Error(`\`${name}\` must be a number above 0, not ${value}.`)
  }

  async function run(
    script: keyof typeof redisScripts,
    id: string,
    args: Argument[] = [],
    typeMapping: { [type: number]: unknown } = {},
  ): Promise<unknown> {
    const parts = ['EVAL', redisScripts[script], 0, prefix, maxBytes, id, ...args]
    // While the connection is lost the client queues: the signal takes the command out again.
    const timeout = AbortSignal.timeout(commandTimeoutMs)
    const send = () =>
      client.sendCommand(
        parts.map((part) => (typeof part === 'number' ? String(Math.ceil(part)) : part)),
        { abortSignal: timeout, typeMapping },
      )
    // A command whose reply was lost with the connection is sent once more.
    return within(timeout, send().catch(send)).catch(explain)
  }

  const listeners = new Map<string, Set<() => void>>()

  /** Calls back at changes of a run, of whatever process. Returns a function that ends it. */
  function listenTo(id: string, listener: () => void): () => void {
    const ofRun = listeners.get(id) ?? new Set()
    listeners.set(id, ofRun.add(listener))
    return () => {
      ofRun.delete(listener)
      if (ofRun.size === 0) listeners.delete(id)
    }
  }

  function wake(id: string): void {
    for (const listener of listeners.get(id) ?? []) listener()
  }

  let subscribed: Promise<unknown> | undefined

  /** Makes sure that changes are heard of. */
  function subscribe(): Promise<unknown> {
    subscribed ??= openSubscription()
    return within(AbortSignal.timeout(commandTimeoutMs), subscribed).catch(explain)
  }

  async function openSubscription(): Promise<void> {
    const subscriber = client.duplicate()
    const close = () => {
      subscribed = undefined
      if (subscriber.isOpen) subscriber.destroy()
    }
    // The app hears of the same errors from its own client.
    subscriber.on('error', () => {})
    // What was said while the connection was lost is found out by asking.
    subscriber.on('ready', () => [...listeners.keys()].forEach(wake))
    subscriber.unref()
    client.once('end', close)
    try {
      await subscriber.connect()
      await subscriber.subscribe(`${prefix}changes`, wake)
    } catch (error) {
      client.off('end', close)
      close()
      throw error
    }
  }

  function claimOf(id: string, token: string, { leaseMs, ttlMs }: RunClaimOptions): RunClaim {
    const interrupt = new AbortController()
    const { signal } = interrupt
    let isSent = false
    let head = ''
    let chunks = 0
    let isFull = false
    let failure: unknown

    /** Runs a script of the claim; rejects if the claim is over. */
    async function own(script: keyof typeof redisScripts, args: Argument[] = []) {
      signal.throwIfAborted()
      const reply = await run(script, id, [token, ...args])
      if (reply !== 'cancelled' && reply !== 'lost') return reply
      const error = new RunInterruptedError(reply)
      // A response that the router is paid for is passed on, although nobody will collect it.
      if (reply === 'lost' && isSent) throw error
      end()
      interrupt.abort(error)
      throw error
    }

    const renew = () => void own('renew', [leaseMs, ttlMs]).catch(() => {})
    const renewal = setInterval(renew, leaseMs / 3)
    renewal.unref?.()
    const stopListening = listenTo(id, renew)
    function end() {
      clearInterval(renewal)
      stopListening()
    }
    // A cancel may have come before anybody listened.
    renew()

    return {
      signal,
      async markSent(fingerprint) {
        await own('markSent', [fingerprint, leaseMs, ttlMs])
        isSent = true
      },
      async start(response) {
        signal.throwIfAborted()
        head = JSON.stringify(response)
        try {
          if (chunks > 0 || failure) await own('drop')
        } catch (error) {
          failure = error
          throw error
        }
        chunks = 0
        isFull = false
        failure = undefined
      },
      async write(chunk) {
        signal.throwIfAborted()
        if (failure) throw failure
        if (isFull) return
        try {
          const { buffer, byteOffset, byteLength } = chunk
          const bytes = Buffer.from(buffer, byteOffset, byteLength)
          isFull = (await own('write', [bytes, chunks++])) === 'full'
        } catch (error) {
          failure = error
          throw error
        }
      },
      async finish() {
        try {
          await own('finish', [head, failure || isFull ? -1 : chunks, ttlMs])
          if (failure) throw failure
        } finally {
          end()
        }
      },
      async release() {
        end()
        await run('release', id, [token])
      },
    }
  }

  async function ask(id: string): Promise<{ record: RunRecord; changesInMs: number } | undefined> {
    const reply = (await run('get', id)) as [RunRecord['status'], string, string, string, number]
    if (!reply) return undefined
    const [status, startedAt, fingerprint, response, changesInMs] = reply
    return {
      record: {
        status,
        startedAt: Number(startedAt),
        fingerprint: fingerprint || undefined,
        response: response ? JSON.parse(response) : undefined,
      },
      changesInMs,
    }
  }

  return {
    async claim(id, options) {
      await subscribe()
      const { startedAt, leaseMs } = options
      const token = crypto.randomUUID()
      const isClaimed = await run('claim', id, [token, startedAt, leaseMs])
      return isClaimed ? claimOf(id, token, options) : null
    },

    async get(id) {
      return (await ask(id))?.record
    },

    async waitWhile(id, status, signal) {
      for (;;) {
        signal.throwIfAborted()
        await subscribe()
        let change: () => void = () => {}
        const changed = new Promise<void>((resolve) => (change = resolve))
        // Before asking, so that no change falls between.
        const stopListening = listenTo(id, change)
        let stopTimer = () => {}
        try {
          const answer = await within(signal, ask(id))
          if (answer?.record.status !== status) return answer?.record
          // Nobody says that a lease or the time of a record is over.
          stopTimer = startTimer(change, answer.changesInMs + 1)
          await within(signal, changed)
        } finally {
          stopListening()
          stopTimer()
        }
      }
    },

    read(id) {
      let next = 0
      return new ReadableStream<Uint8Array>(
        {
          async pull(controller) {
            const last = next + chunksPerRead - 1
            const reply = await run('read', id, ['', next, last], { [blobString]: Buffer })
            if (!reply) throw new Error('There is no response of such a run.')
            const [count, ...chunks] = reply as Buffer[]
            const total = Number(count)
            for (const chunk of chunks) controller.enqueue(chunk)
            next += chunks.length
            if (next === total) controller.close()
            else if (chunks.length === 0) throw new Error('The response was forgotten meanwhile.')
          },
        },
        { highWaterMark: 0 },
      )
    },

    async cancel(id, { ttlMs }) {
      await run('cancel', id, ['', Date.now(), ttlMs])
    },
  }
}

function explain(cause: unknown): never {
  throw new Error('Redis failed, or did not respond in time.', { cause })
}

/** Waits, but no longer than the signal allows: rejects with its reason as soon as it aborts. */
function within<T>(signal: AbortSignal, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const leave = () => reject(signal.reason)
    if (signal.aborted) leave()
    signal.addEventListener('abort', leave, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave))
  })
}
