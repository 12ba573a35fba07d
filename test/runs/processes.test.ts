import { readFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createClient, RESP_TYPES } from 'redis'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import { startRedis } from '../../scripts/redis.mjs'
import { startHandlerProcess } from './startProcess.js'
import { startProxy } from './startProxy.js'

const redis = await startRedis()
const redisURL = redis?.url ?? ''
afterAll(() => redis?.stop())

const png = readFileSync(new URL('../fixtures/coffee.png', import.meta.url))
const success = { created: 1_760_000_000, data: [{ url: 'https://images.test/1.png' }] }

describe.skipIf(!redis)('two processes with one Redis', () => {
  test('send each run once, however often and wherever it is posted', async () => {
    const { router, endpoints } = await start()
    const keys = Array.from({ length: 5 }, createKey)
    const posts = keys.flatMap((key) =>
      [...endpoints, ...endpoints, ...endpoints].map((endpoint) => post(endpoint, key)),
    )
    await router.received(5)
    router.respond()
    for (const response of await Promise.all(posts)) {
      expect(response.status).toBe(200)
      expect(await response.json()).toEqual(success)
    }
    expect(router.bodies).toBe(5)
    // Afterwards too.
    const again = await post(endpoints[1], keys[0])
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    expect(await again.json()).toEqual(success)
    expect(router.bodies).toBe(5)
  })

  test('collect the runs of one another, also when nobody waits', async () => {
    const { router, endpoints } = await start()
    const [first, second] = endpoints
    const key = createKey()
    const caller = new AbortController()
    const posted = post(first, key, { signal: caller.signal })
    await router.received(1)
    expect((await collect(second, key)).status).toBe(202)
    caller.abort()
    await expect(posted).rejects.toThrow('abort')
    router.respond()
    const response = await collected(second, key)
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual(success)
    expect((await collect(second, key, { 'x-user': 'bob' })).status).toBe(404)
  })

  test('write neither the key nor the image nor a name of a user into Redis', async () => {
    const { router, endpoints } = await start()
    const key = createKey()
    const headers = { 'idempotency-key': key, 'x-user': 'margarete' }
    const posted = post(endpoints[0], key, { headers })
    await router.received(1)
    router.respond()
    await posted
    const client = createClient({ url: redisURL })
    await client.connect()
    onTestFinished(() => client.destroy())
    // Else long texts are not readable in a dump.
    await client.configSet('rdbcompression', 'no')
    const binary = client.withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer })
    const names = await client.keys('*')
    const dumps = await Promise.all(names.map((name) => binary.dump(name)))
    const all = Buffer.concat([Buffer.from(names.join()), ...dumps.flatMap((dump) => dump ?? [])])
    expect(all.includes('https://images.test/1.png')).toBe(true)
    for (const secret of ['key-of-the-tests', 'margarete', key, png.subarray(0, 64)]) {
      expect(all.includes(secret)).toBe(false)
    }
  })

  test('cancel the runs of one another', async () => {
    const { router, endpoints } = await start()
    const [first, second] = endpoints
    const key = createKey()
    const posts = endpoints.map((endpoint) => post(endpoint, key))
    await router.received(1)
    const url = `${second}/runs/${key}`
    // Somebody else's has no effect.
    await fetch(url, { method: 'DELETE', headers: { 'x-user': 'bob' } })
    expect((await collect(first, key)).status).toBe(202)
    expect((await fetch(url, { method: 'DELETE' })).status).toBe(204)
    await router.aborted(1)
    for (const response of await Promise.all(posts)) {
      expect(response.status).toBe(409)
      expect(await codeOf(response)).toBe('run_cancelled')
    }
    expect((await collect(first, key)).status).toBe(404)
    expect((await post(first, key)).status).toBe(409)
    expect(router.bodies).toBe(1)
  })

  test('end the run of one that was killed: its outcome is unknown, and it is not sent again', async () => {
    const { router, endpoints, processes } = await start()
    const [first, second] = endpoints
    const key = createKey()
    const posted = post(first, key)
    await router.received(1)
    const joined = post(second, key)
    processes[0]?.child.kill('SIGKILL')
    await expect(posted).rejects.toThrow('fetch failed')
    for (const response of [await joined, await collected(second, key), await post(second, key)]) {
      expect(await response.json()).toMatchObject({ error: { code: 'run_lost', sent: true } })
    }
    expect(router.bodies).toBe(1)
  })

  test('refuse new runs without Redis, and pass on the response that is under way', async () => {
    const proxy = await startProxy(redisURL)
    const { router, endpoints } = await start(proxy.url)
    const posted = post(endpoints[0], createKey())
    await router.received(1)
    proxy.cut()
    const rejected = await post(endpoints[0], createKey())
    expect(rejected.status).toBe(503)
    expect(await rejected.json()).toMatchObject({
      error: { code: 'run_store_unavailable', sent: false },
    })
    router.respond()
    const response = await posted
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual(success)
    expect(router.bodies).toBe(1)
  })
})

async function start(url = redisURL) {
  const router = await startRouter()
  const options = { prefix: `test:${crypto.randomUUID()}:`, routerURL: router.url, leaseMs: 3000 }
  const processes = await Promise.all([1, 2].map(() => startHandlerProcess(url, options)))
  const [first, second] = processes.map(({ endpoint }) => endpoint)
  return { router, processes, endpoints: [first, second] as [string, string] }
}

/** A router that counts complete bodies, and responds when it is told to. */
async function startRouter() {
  const waiting = new Set<ServerResponse>()
  const changed = new Set<() => void>()
  let bodies = 0
  let aborted = 0
  const announce = () => changed.forEach((check) => check())
  const server = createServer((request, response) => {
    request.on('error', () => {})
    request.resume()
    request.on('end', () => {
      bodies += 1
      waiting.add(response)
      announce()
    })
    response.on('close', () => {
      if (response.writableFinished) return
      aborted += 1
      announce()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const until = (isTrue: () => boolean) =>
    new Promise<void>((resolve) => {
      const check = () => isTrue() && resolve()
      changed.add(check)
      check()
    })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get bodies() {
      return bodies
    },
    received: (count: number) => until(() => bodies >= count),
    aborted: (count: number) => until(() => aborted >= count),
    respond() {
      for (const response of waiting) {
        response.writeHead(200, { 'content-type': 'application/json' })
        response.end(JSON.stringify(success))
      }
    },
  }
}

function post(endpoint: string, key: string | undefined, init: RequestInit = {}) {
  const form = new FormData()
  form.set('model', 'openai/gpt-image-2')
  form.set('image', new File([png], 'a.png', { type: 'image/png' }))
  const headers = { 'idempotency-key': key ?? '' }
  return fetch(endpoint, { method: 'POST', body: form, headers, ...init })
}

function collect(endpoint: string, key: string, headers: Record<string, string> = {}) {
  return fetch(`${endpoint}/runs/${key}`, { headers })
}

/** Collects until the run is over. */
async function collected(endpoint: string, key: string): Promise<Response> {
  for (;;) {
    const response = await collect(endpoint, key)
    if (response.status !== 202) return response
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

async function codeOf(response: Response): Promise<string> {
  return (await response.json()).error.code
}

function createKey(): string {
  return crypto.randomUUID()
}
