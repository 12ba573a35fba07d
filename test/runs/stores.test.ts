import {
  createMemoryRunStore,
  createRedisRunStore,
  RunInterruptedError,
  type RunStore,
} from 'react-image-variation/server'
import { createClient } from 'redis'
import { afterAll, describe, expect, test } from 'vitest'
import { startRedis } from '../../scripts/redis.mjs'

const claimOptions = { startedAt: 1_760_000_000_000, leaseMs: 15_000, ttlMs: 60_000 }
const head = { status: 200, headers: { 'content-type': 'application/json' } }
const never = new AbortController().signal

type StoreOptions = { maxBytes?: number }

const redis = await startRedis()
const client =
  redis &&
  (await createClient({ url: redis.url })
    .on('error', () => {})
    .connect())
// Each test makes a store, and each store listens to the end of its client.
client?.setMaxListeners(0)
afterAll(async () => {
  client?.destroy()
  await redis?.stop()
})

/** What every run store does, whatever it keeps its runs in. */
const stores: Record<string, (options?: StoreOptions) => Promise<RunStore>> = {
  createMemoryRunStore: async (options) => createMemoryRunStore(options),
  ...(client && {
    createRedisRunStore: async (options) =>
      createRedisRunStore(client, { prefix: `test:${crypto.randomUUID()}:`, ...options }),
  }),
}

describe.each(Object.keys(stores))('%s', (name) => {
  const create = stores[name] as (options?: StoreOptions) => Promise<RunStore>

  test('of many claims for one id at once exactly one is granted', async () => {
    const store = await create()
    const claims = await Promise.all(Array.from({ length: 50 }, () => claim(store, 'a')))
    expect(claims.filter((granted) => granted !== null)).toHaveLength(1)
    expect(await store.claim('b', claimOptions)).not.toBeNull()
  })

  test('a record tells how far a run has come', async () => {
    const store = await create()
    const { startedAt } = claimOptions
    expect(await store.get('a')).toBeUndefined()
    const run = await mustClaim(store, 'a')
    expect(await store.get('a')).toEqual({ status: 'uploading', startedAt })
    await run.markSent('print')
    expect(await store.get('a')).toEqual({ status: 'running', startedAt, fingerprint: 'print' })
    await run.start(head)
    await run.write(bytes('{}'))
    expect(await store.get('a')).toEqual({ status: 'running', startedAt, fingerprint: 'print' })
    await run.finish()
    expect(await store.get('a')).toEqual({
      status: 'finished',
      startedAt,
      fingerprint: 'print',
      response: head,
    })
  })

  test('a response comes back byte for byte, as often as it is read', async () => {
    const store = await create()
    const body = Uint8Array.from({ length: 300_000 }, (_, index) => index * 7)
    await finished(store, 'a', body)
    const replays = await Promise.all([readAll(store, 'a'), readAll(store, 'a')])
    for (const replay of replays) expect(Buffer.compare(replay, body)).toBe(0)
  })

  test('an empty response is one too', async () => {
    const store = await create()
    await finished(store, 'a', new Uint8Array())
    expect(await store.get('a')).toMatchObject({ status: 'finished' })
    expect(await readAll(store, 'a')).toHaveLength(0)
  })

  test('a stored response keeps nothing of the buffers that it came in', async () => {
    const store = await create()
    const buffer = bytes('before')
    const run = await mustClaim(store, 'a')
    await run.markSent('print')
    await run.start(head)
    await run.write(buffer)
    buffer.fill(0)
    await run.finish()
    expect(await readText(store, 'a')).toBe('before')
  })

  test('a response that begins anew drops what came before', async () => {
    const store = await create()
    const run = await mustClaim(store, 'a')
    await run.markSent('print')
    await run.start(head)
    await run.write(bytes('half of '))
    await run.start({ ...head, status: 502 })
    await run.write(bytes('an error'))
    await run.finish()
    expect(await store.get('a')).toMatchObject({ status: 'finished', response: { status: 502 } })
    expect(await readText(store, 'a')).toBe('an error')
  })

  test('a cancelled run tells whether the router may have had it', async () => {
    const store = await create()
    const run = await mustClaim(store, 'a')
    await run.markSent('print')
    await store.cancel('a', { ttlMs: 1000 })
    await store.cancel('b', { ttlMs: 1000 })
    expect((await store.get('a'))?.fingerprint).toBe('print')
    expect((await store.get('b'))?.fingerprint).toBeUndefined()
  })

  test('reading what is not there fails', async () => {
    const store = await create()
    await expect(readAll(store, 'a')).rejects.toThrow('no response')
    const run = await mustClaim(store, 'a')
    await run.markSent('print')
    await expect(readAll(store, 'a')).rejects.toThrow('no response')
  })

  test('a released id can be claimed again', async () => {
    const store = await create()
    const run = await mustClaim(store, 'a')
    await run.release()
    expect(await store.get('a')).toBeUndefined()
    const again = await mustClaim(store, 'a')
    // An old claim has no say in the new one.
    await run.release()
    await again.markSent('print')
    expect(await store.get('a')).toMatchObject({ status: 'running' })
  })

  test('releasing a run that is over changes nothing', async () => {
    const store = await create()
    const run = await finished(store, 'a', bytes('kept'))
    await run.release()
    expect(await readText(store, 'a')).toBe('kept')
  })

  test('whoever waits hears of every change', async () => {
    const store = await create()
    const run = await mustClaim(store, 'a')
    const uploaded = [1, 2, 3].map(() => store.waitWhile('a', 'uploading', never))
    await run.markSent('print')
    for (const record of await Promise.all(uploaded)) {
      expect(record).toMatchObject({ status: 'running', fingerprint: 'print' })
    }
    const over = store.waitWhile('a', 'running', never)
    await run.start(head)
    await run.write(bytes('done'))
    await run.finish()
    expect(await over).toMatchObject({ status: 'finished', response: head })
    expect(await store.waitWhile('a', 'running', never)).toMatchObject({ status: 'finished' })
    expect(await store.waitWhile('unknown', 'running', never)).toBeUndefined()
  })

  test('whoever waits for a run that is released hears that it is gone', async () => {
    const store = await create()
    const run = await mustClaim(store, 'a')
    const waiting = store.waitWhile('a', 'uploading', never)
    await run.release()
    expect(await waiting).toBeUndefined()
  })

  test('waiting ends at once with the signal', async () => {
    const store = await create()
    await mustClaim(store, 'a')
    const controller = new AbortController()
    const waiting = store.waitWhile('a', 'uploading', controller.signal)
    controller.abort(new Error('left'))
    await expect(waiting).rejects.toThrow('left')
    await expect(store.waitWhile('a', 'uploading', controller.signal)).rejects.toThrow('left')
  })

  test.each(['uploading', 'running'] as const)(
    'a cancel reaches a run that is %s',
    async (status) => {
      const store = await create()
      const run = await mustClaim(store, 'a')
      if (status === 'running') await run.markSent('print')
      const waiting = store.waitWhile('a', status, never)
      const interrupted = aborted(run.signal)
      await store.cancel('a', { ttlMs: 60_000 })
      expect(await waiting).toMatchObject({ status: 'cancelled' })
      const reason = await interrupted
      expect(reason).toBeInstanceOf(RunInterruptedError)
      expect(reason).toMatchObject({ why: 'cancelled' })
      await expect(run.markSent('print')).rejects.toBe(reason)
      await expect(run.start(head)).rejects.toBe(reason)
      await expect(run.write(bytes('x'))).rejects.toBe(reason)
      await expect(run.finish()).rejects.toBe(reason)
      await run.release()
      expect(await store.get('a')).toMatchObject({ status: 'cancelled' })
      expect(await claim(store, 'a')).toBeNull()
    },
  )

  test('a cancel before its run keeps the id refused for a while', async () => {
    const store = await create()
    await store.cancel('a', { ttlMs: 200 })
    expect(await claim(store, 'a')).toBeNull()
    expect(await store.get('a')).toMatchObject({ status: 'cancelled' })
    await store.waitWhile('a', 'cancelled', never)
    expect(await claim(store, 'a')).not.toBeNull()
  })

  test('a cancel forgets the response of a finished run', async () => {
    const store = await create()
    await finished(store, 'a', bytes('secret'))
    await store.cancel('a', { ttlMs: 60_000 })
    await store.cancel('a', { ttlMs: 60_000 })
    expect(await store.get('a')).toMatchObject({ status: 'cancelled' })
    await expect(readAll(store, 'a')).rejects.toThrow('no response')
    expect(await claim(store, 'a')).toBeNull()
  })

  test('a finished run is forgotten when its time is over', async () => {
    const store = await create()
    await finished(store, 'a', bytes('old'), { ...claimOptions, ttlMs: 200 })
    expect(await store.get('a')).toMatchObject({ status: 'finished' })
    expect(await store.waitWhile('a', 'finished', never)).toBeUndefined()
    expect(await claim(store, 'a')).not.toBeNull()
  })

  describe('with little memory', () => {
    const maxBytes = 100_000
    const large = new Uint8Array(40_000)

    test('the responses that finished first go first, and their runs count as lost', async () => {
      const store = await create({ maxBytes })
      for (const id of ['a', 'b', 'c', 'd']) await finished(store, id, large)
      expect(await statuses(store, ['a', 'b', 'c', 'd'])).toEqual([
        'lost',
        'lost',
        'finished',
        'finished',
      ])
      // Paid for: it must not run once more.
      expect(await claim(store, 'a')).toBeNull()
      expect((await store.get('a'))?.response).toBeUndefined()
      await expect(readAll(store, 'a')).rejects.toThrow('no response')
      expect(await readAll(store, 'd')).toHaveLength(large.length)
    })

    test('a run under way outlives finished ones', async () => {
      const store = await create({ maxBytes })
      const run = await mustClaim(store, 'running')
      await run.markSent('print')
      await run.start(head)
      await run.write(large)
      for (const id of ['a', 'b', 'c']) await finished(store, id, large)
      await run.write(new Uint8Array(10_000))
      await run.finish()
      expect(await readAll(store, 'running')).toHaveLength(50_000)
    })

    test('a response that does not fit is lost, and its writer is not disturbed', async () => {
      const store = await create({ maxBytes })
      const run = await mustClaim(store, 'a')
      await run.markSent('print')
      await run.start(head)
      for (let count = 0; count < 5; count += 1) await run.write(large)
      const waiting = store.waitWhile('a', 'running', never)
      await run.finish()
      expect(await waiting).toMatchObject({ status: 'lost' })
      await finished(store, 'b', large)
      expect(await readAll(store, 'b')).toHaveLength(large.length)
    })

    test('a response that fits nowhere takes no record of a paid run with it', async () => {
      const store = await create({ maxBytes })
      await finished(store, 'a', large)
      const [one, other] = [await mustClaim(store, 'b'), await mustClaim(store, 'c')]
      for (const run of [one, other]) {
        await run.markSent('print')
        await run.start(head)
      }
      await one.write(new Uint8Array(90_000))
      for (let count = 0; count < 5; count += 1) await other.write(large)
      await other.finish()
      await one.finish()
      expect(await statuses(store, ['a', 'b', 'c'])).toEqual(['lost', 'finished', 'lost'])
      // Paid for: none of them must run once more.
      expect(await claim(store, 'a')).toBeNull()
    })

    test('cancels of what nobody has claimed take no place of paid responses', async () => {
      const store = await create({ maxBytes })
      await finished(store, 'a', large)
      await finished(store, 'b', large)
      for (let count = 0; count < 200; count += 1)
        await store.cancel(`free-${count}`, { ttlMs: 60_000 })
      expect(await statuses(store, ['a', 'b'])).toEqual(['finished', 'finished'])
      // The last ones are kept, as far as there is room.
      expect(await store.get('free-199')).toMatchObject({ status: 'cancelled' })
      expect(await store.get('free-0')).toBeUndefined()
    })

    test('many small chunks are bounded like large ones', async () => {
      const store = await create({ maxBytes })
      const run = await mustClaim(store, 'a')
      await run.markSent('print')
      await run.start(head)
      for (let count = 0; count < 2_000; count += 1) await run.write(new Uint8Array(1))
      await run.finish()
      expect(await statuses(store, ['a'])).toEqual(['lost'])
    })
  })

  test('a wrong limit is said at once', async () => {
    await expect(async () => create({ maxBytes: 0 })).rejects.toThrow('`maxBytes` must be')
  })
})

async function mustClaim(store: RunStore, id: string, options = claimOptions) {
  const run = await store.claim(id, options)
  if (!run) throw new Error(`${id} is taken.`)
  return run
}

function claim(store: RunStore, id: string) {
  return store.claim(id, claimOptions)
}

async function finished(store: RunStore, id: string, body: Uint8Array, options = claimOptions) {
  const run = await mustClaim(store, id, options)
  await run.markSent('print')
  await run.start(head)
  for (let at = 0; at < body.length; at += 65_536) await run.write(body.subarray(at, at + 65_536))
  await run.finish()
  return run
}

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

async function readAll(store: RunStore, id: string): Promise<Buffer> {
  return Buffer.from(await new Response(store.read(id) as BodyInit).arrayBuffer())
}

async function readText(store: RunStore, id: string): Promise<string> {
  return String(await readAll(store, id))
}

async function statuses(store: RunStore, ids: string[]) {
  return Promise.all(ids.map(async (id) => (await store.get(id))?.status))
}

function aborted(signal: AbortSignal): Promise<unknown> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(signal.reason)
    else signal.addEventListener('abort', () => resolve(signal.reason), { once: true })
  })
}
