import { once } from 'node:events'
import {
  createRedisRunStore,
  type RedisRunStoreOptions,
  type RunStore,
} from 'react-image-variation/server'
import { createClient } from 'redis'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import { startRedis } from '../../scripts/redis.mjs'
import { startProxy } from './startProxy.js'
import { startStoreProcess } from './startProcess.js'

const redis = await startRedis()
const url = redis?.url ?? ''
afterAll(() => redis?.stop())

const never = new AbortController().signal
/** So long that nothing but a message can be in time. */
const longLeaseMs = 600_000
const head = { status: 200, headers: {} }

describe.skipIf(!redis)('several processes with one Redis', () => {
  test('race for the same runs, and each run has one owner', async () => {
    const { prefix } = await start()
    const processes = await Promise.all([1, 2].map(() => startStoreProcess(url, prefix)))
    const ids = Array.from({ length: 25 }, (_, index) => `run-${index}`)
    const claims = await Promise.all(
      ids.map((id) =>
        Promise.all(processes.map((each) => each.do({ call: 'claim', id, leaseMs: longLeaseMs }))),
      ),
    )
    for (const owners of claims) expect(owners.filter(Boolean)).toHaveLength(1)
  })

  test('collect the runs of one another', async () => {
    const { store, prefix } = await start()
    const other = await startStoreProcess(url, prefix)
    await other.do({ call: 'claim', id: 'a', leaseMs: longLeaseMs })
    const uploaded = store.waitWhile('a', 'uploading', never)
    await other.do({ call: 'markSent', id: 'a' })
    expect(await uploaded).toMatchObject({ status: 'running', fingerprint: 'print' })
    const over = store.waitWhile('a', 'running', never)
    await other.do({ call: 'respond', id: 'a' })
    expect(await over).toMatchObject({ status: 'finished' })
    expect(await new Response(store.read('a') as BodyInit).text()).toBe(`from ${other.child.pid}`)
  })

  test('cancel the runs of one another', async () => {
    const { store, prefix } = await start()
    const other = await startStoreProcess(url, prefix)
    for (const id of ['uploading', 'running']) {
      await other.do({ call: 'claim', id, leaseMs: longLeaseMs })
      if (id === 'running') await other.do({ call: 'markSent', id })
      const interruption = other.do({ call: 'interruption', id })
      await store.cancel(id, { ttlMs: 60_000 })
      expect(await interruption).toBe('cancelled')
      expect(await other.do({ call: 'get', id })).toMatchObject({ status: 'cancelled' })
    }
  })

  test('outlive one that is killed in a run: the run is lost and does not run again', async () => {
    const { store, prefix } = await start()
    const other = await startStoreProcess(url, prefix)
    await other.do({ call: 'claim', id: 'a', leaseMs: 2000 })
    await other.do({ call: 'markSent', id: 'a' })
    const over = store.waitWhile('a', 'running', never)
    other.child.kill('SIGKILL')
    expect(await over).toMatchObject({ status: 'lost', fingerprint: 'print' })
    expect(await store.get('a')).toMatchObject({ status: 'lost' })
    expect(await claim(store, 'a')).toBeNull()
  })

  test('outlive one that is killed before it sent: the run can run again', async () => {
    const { store, prefix } = await start()
    const other = await startStoreProcess(url, prefix)
    await other.do({ call: 'claim', id: 'a', leaseMs: 2000 })
    const over = store.waitWhile('a', 'uploading', never)
    other.child.kill('SIGKILL')
    expect(await over).toBeUndefined()
    expect(await claim(store, 'a')).not.toBeNull()
  })

  test('keep a run for longer than its lease, as long as its process lives', async () => {
    const { store, prefix } = await start()
    const other = await startStoreProcess(url, prefix)
    await other.do({ call: 'claim', id: 'a', leaseMs: 2000 })
    await other.do({ call: 'markSent', id: 'a' })
    const waiting = new AbortController()
    const timer = setTimeout(() => waiting.abort(new Error('still running')), 4_000)
    await expect(store.waitWhile('a', 'running', waiting.signal)).rejects.toThrow('still running')
    clearTimeout(timer)
  })
})

describe.skipIf(!redis)('a connection to Redis that is lost', () => {
  test('refuses claims, and takes them again afterwards', async () => {
    const proxy = await startProxy(url)
    const { store } = await start({ commandTimeoutMs: 1000 }, proxy.url)
    await claim(store, 'a')
    proxy.cut()
    await expect(claim(store, 'b')).rejects.toThrow('Redis failed')
    await expect(store.get('a')).rejects.toThrow('Redis failed')
    await proxy.mend()
    await until(() => claim(store, 'b'))
    expect(await store.get('b')).toMatchObject({ status: 'uploading' })
  })

  test('refuses claims at a Redis that says nothing', async () => {
    const proxy = await startProxy(url)
    const { store } = await start({ commandTimeoutMs: 1000 }, proxy.url)
    await claim(store, 'a')
    proxy.stall()
    await expect(claim(store, 'b')).rejects.toThrow('Redis failed')
  })

  test('refuses claims of a store that never had one', async () => {
    const proxy = await startProxy(url)
    const { store } = await start({ commandTimeoutMs: 1000 }, proxy.url)
    proxy.cut()
    await expect(claim(store, 'a')).rejects.toThrow('Redis failed')
    await proxy.mend()
    expect(await until(() => claim(store, 'a'))).not.toBeNull()
  })

  test('makes a response with a gap no response, and interrupts nothing', async () => {
    const proxy = await startProxy(url)
    const { store, prefix } = await start({ commandTimeoutMs: 1000 }, proxy.url)
    const { store: other } = await start({ prefix })
    const run = await claim(store, 'a')
    await run?.markSent('print')
    await run?.start(head)
    await run?.write(Buffer.from('one'))
    proxy.cut()
    await expect(run?.write(Buffer.from('two'))).rejects.toThrow('Redis failed')
    await proxy.mend()
    await until(() => store.get('a'))
    await expect(run?.write(Buffer.from('three'))).rejects.toThrow('Redis failed')
    const over = other.waitWhile('a', 'running', never)
    await expect(run?.finish()).rejects.toThrow('Redis failed')
    expect(await over).toMatchObject({ status: 'lost' })
    expect(run?.signal.aborted).toBe(false)
  })

  test('makes a response whose start could not be dropped no response', async () => {
    const proxy = await startProxy(url)
    const { store, prefix } = await start({ commandTimeoutMs: 1000 }, proxy.url)
    const { store: other } = await start({ prefix })
    const run = await claim(store, 'a')
    await run?.markSent('print')
    await run?.start(head)
    await run?.write(Buffer.from('half of'))
    proxy.cut()
    await expect(run?.start({ ...head, status: 502 })).rejects.toThrow('Redis failed')
    await proxy.mend()
    await until(() => store.get('a'))
    await run?.finish().catch(() => {})
    expect(await other.get('a')).toMatchObject({ status: 'lost' })
  })

  test('is bridged when it comes back in time', async () => {
    const proxy = await startProxy(url)
    const { store, client } = await start({ commandTimeoutMs: 10_000 }, proxy.url)
    const run = await claim(store, 'a')
    await run?.markSent('print')
    await run?.start(head)
    await run?.write(Buffer.from('one, '))
    proxy.cut()
    await new Promise<void>((resolve) => client.once('reconnecting', () => resolve()))
    const written = run?.write(Buffer.from('two'))
    await proxy.mend()
    await written
    await run?.finish()
    expect(await new Response(store.read('a') as BodyInit).text()).toBe('one, two')
  })

  test('costs a run its lease, and the run comes back with its response', async () => {
    const proxy = await startProxy(url)
    const { store, prefix } = await start({ commandTimeoutMs: 1000 }, proxy.url)
    const { store: other } = await start({ prefix })
    const run = await claim(store, 'a', 2000)
    await run?.markSent('print')
    proxy.cut()
    expect(await other.waitWhile('a', 'running', never)).toMatchObject({ status: 'lost' })
    await proxy.mend()
    await until(() => store.get('a'))
    await run?.start(head)
    await run?.write(Buffer.from('late'))
    await run?.finish()
    expect(await new Response(other.read('a') as BodyInit).text()).toBe('late')
  })

  test('loses no change for those who wait', async () => {
    const proxy = await startProxy(url)
    const { store, prefix } = await start({ commandTimeoutMs: 10_000 }, proxy.url)
    const { store: owner } = await start({ prefix })
    const run = await claim(owner, 'a')
    await claim(store, 'b')
    const waiting = store.waitWhile('a', 'uploading', never)
    // Redis replies in order: by then it waits.
    await store.get('a')
    proxy.cut()
    await run?.markSent('print')
    await proxy.mend()
    expect(await waiting).toMatchObject({ status: 'running' })
  })
})

describe.skipIf(!redis)('a Redis run store', () => {
  test('asks nothing while it waits', async () => {
    const { store, client } = await start()
    await claim(store, 'a')
    const waiting = Array.from({ length: 20 }, () => new AbortController())
    const waits = waiting.map(({ signal }) => store.waitWhile('a', 'uploading', signal))
    const commands = async () =>
      Number(/total_commands_processed:(\d+)/.exec(await client.info('stats'))?.[1])
    await store.get('a')
    const before = await commands()
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    const after = await commands()
    for (const each of waiting) each.abort(new Error('enough'))
    await Promise.allSettled(waits)
    // Asking how many there were is one.
    expect(after - before).toBeLessThan(5)
  })

  test('takes no more memory than it may', async () => {
    const { store, client, prefix } = await start({ maxBytes: 4_000_000 })
    for (let count = 0; count < 40; count += 1) {
      await finish(
        store,
        `run-${count}`,
        Array.from({ length: 16 }, () => new Uint8Array(65_536)),
      )
    }
    let bytes = 0
    for await (const keys of client.scanIterator({ MATCH: `${prefix}*` })) {
      for (const key of keys) bytes += (await client.memoryUsage(key, { SAMPLES: 0 })) ?? 0
    }
    expect(bytes).toBeGreaterThan(2_000_000)
    expect(bytes).toBeLessThan(5_000_000)
    expect(await store.get('run-39')).toMatchObject({ status: 'finished' })
    expect(await store.get('run-0')).toMatchObject({ status: 'lost' })
  })

  test('leaves nothing behind when the time of its runs is over', async () => {
    const { store, client, prefix } = await start()
    for (const id of ['a', 'b', 'c']) await finish(store, id, [new Uint8Array(1_000)], 300)
    await store.cancel('d', { ttlMs: 300 })
    for (const id of ['a', 'b', 'c']) await store.waitWhile(id, 'finished', never)
    await store.waitWhile('d', 'cancelled', never)
    // The books are put in order with the next run.
    await claim(store, 'e')
    expect(await client.zRange(`${prefix}records`, 0, -1)).toEqual(['e'])
    expect(await client.zCard(`${prefix}bodies`)).toBe(0)
    expect(Number(await client.get(`${prefix}total`))).toBe(1_000)
  })

  test('ends with its client, and lets the process end', async () => {
    const { prefix } = await start()
    const other = await startStoreProcess(url, prefix)
    await other.do({ call: 'claim', id: 'a', leaseMs: longLeaseMs })
    other.child.send('close')
    expect(await once(other.child, 'exit')).toEqual([0, null])
  })

  test.each([
    [{ maxBytes: -1 }, '`maxBytes` must be'],
    [{ commandTimeoutMs: 0 }, '`commandTimeoutMs` must be'],
  ])('says that %o is wrong', async (options, message) => {
    await expect(start(options)).rejects.toThrow(message)
  })

  test('says that it needs a client', () => {
    // @ts-expect-error a URL is no client
    expect(() => createRedisRunStore('redis://localhost')).toThrow('needs a connected client')
  })
})

/** A store with a connection of its own, until the test is over. */
async function start(options: RedisRunStoreOptions = {}, address = url) {
  const client = createClient({ url: address }).on('error', () => {})
  await client.connect()
  onTestFinished(() => client.destroy())
  const { prefix = `test:${crypto.randomUUID()}:` } = options
  return { store: createRedisRunStore(client, { prefix, ...options }), client, prefix }
}

function claim(store: RunStore, id: string, leaseMs = longLeaseMs) {
  return store.claim(id, { startedAt: Date.now(), leaseMs, ttlMs: 60_000 })
}

async function finish(store: RunStore, id: string, chunks: Uint8Array[], ttlMs = 60_000) {
  const run = await store.claim(id, { startedAt: Date.now(), leaseMs: longLeaseMs, ttlMs })
  await run?.markSent('print')
  await run?.start(head)
  for (const chunk of chunks) await run?.write(chunk)
  await run?.finish()
}

/** Tries until it works. */
async function until<T>(attempt: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await attempt()
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}
