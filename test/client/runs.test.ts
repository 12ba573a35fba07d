import {
  createVariationClient,
  isVariationError,
  type RequestOptions,
  type VariationClientOptions,
  type VariationError,
} from 'react-image-variation/client'
import {
  createVariationHandler,
  toNodeListener,
  type VariationHandlerOptions,
} from 'react-image-variation/server'
import { createServer, type Server } from 'node:http'
import { connect, createServer as createProxy, type AddressInfo, type Socket } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { goodBody } from './faults.js'
import { startRunServer, type Reply, type Script } from './runServer.js'

const image = new File([new Uint8Array(1000)], 'cat.png', { type: 'image/png' })
/** Larger than the buffers of both ends together. */
const bigImage = new File([new Uint8Array(20_000_000)], 'cat.png', { type: 'image/png' })
const key = 'run-0123456789abcdef'
const soon = { 'retry-after-ms': '10' }

const good: Reply = { status: 200, body: goodBody }
const html = (status: number): Reply => ({
  status,
  headers: { 'content-type': 'text/html', ...soon },
  body: `<html><title>${status}</title></html>`,
})
const json = (status: number, error: object): Reply => ({
  status,
  headers: soon,
  body: JSON.stringify({ error: { message: 'So it is.', ...error } }),
})
const running: Reply = { status: 202, headers: soon, body: '{"status":"running","startedAt":1}' }
const notFound = json(404, { code: 'run_not_found', sent: false })

/** A server for what follows a POST, and a client for it. */
async function startServer(script: Omit<Script, 'post'>) {
  const server = await startRunServer({ post: [], ...script })
  onTestFinished(() => server.close().then(() => {}))
  return { client: createVariationClient({ endpoint: `${server.url}/api/` }), server }
}

type Outcome = { images: number } | Partial<VariationError>

async function meet(
  script: Script,
  options: RequestOptions & { client?: VariationClientOptions; file?: File } = {},
) {
  const server = await startRunServer(script)
  onTestFinished(() => server.close().then(() => {}))
  const { client, file = image, ...call } = options
  const made = createVariationClient({ endpoint: `${server.url}/api`, ...client })
  const outcome: Outcome = await made.create({ model: 'a/b', image: file }, call).then(
    ({ data }) => ({ images: data.length }),
    (error: unknown) => {
      if (!isVariationError(error)) throw error
      return error
    },
  )
  const count = (method: string) => server.seen.filter((one) => one.method === method).length
  return { outcome, seen: server.seen, posts: count('POST'), gets: count('GET') }
}

/** Asks for every repetition that there is, so that one too many shows. */
const eager = {
  retries: {
    strategy: 'backoff',
    backoff: { initialInterval: 5 },
    retryConnectionErrors: true,
  },
} as const

const images = { images: 1 }
const unknown = { outcomeUnknown: true }

describe('through the handler', () => {
  type Row = [what: string, post: Reply[], get: Reply[], outcome: Outcome, posts?: number]
  test.each<Row>([
    ['a reset after the upload', ['reset'], [good], images],
    ['a reset, and a run that goes on', ['reset'], [running, running, good], images],
    ['a response that breaks off', ['reset-mid-response'], [good], images],
    ['a response that is cut JSON', [{ status: 200, body: '{"created":' }], [good], images],
    ['HTML with 200', [html(200)], [good], images],
    ['a gateway that gives up with 502', [html(502)], [running, good], images],
    ['a gateway that gives up with 503', [html(503)], [good], images],
    ['a gateway that gives up with 504', [html(504)], [good], images],
    ['a gateway that gives up with 524', [html(524)], [good], images],
    ['a 408 of a gateway', [html(408)], [good], images],
    ['a 5xx in JSON of somebody else', [json(500, { code: 'oops' })], [good], images],
    ['lost questions, too', ['reset'], ['reset', html(502), html(429), good], images],
    ['a store that is away for a moment', ['reset'], [json(503, { sent: false }), good], images],
    [
      'a run that failed',
      ['reset'],
      [json(502, { code: 'x', sent: true })],
      { code: 'http', status: 502, ...unknown },
    ],
    [
      'a run that the router rejected',
      ['reset'],
      [json(400, { code: 'x', sent: true })],
      { status: 400, outcomeUnknown: false },
    ],
    ["somebody else's 404", ['reset'], [html(404)], { code: 'outcome_unknown', ...unknown }],
    ["somebody else's 404 after a 504", [html(504)], [html(404)], { status: 504, ...unknown }],
    ['a page in place of the run', ['reset'], [html(200)], { code: 'outcome_unknown', ...unknown }],
    [
      'a session that has ended',
      ['reset'],
      [json(401, { code: 'unauthorized', sent: false })],
      { code: 'outcome_unknown', ...unknown },
    ],
    [
      'a run that is cancelled meanwhile',
      ['reset'],
      [running, notFound],
      { code: 'outcome_unknown', ...unknown },
    ],
    [
      'a store that fails while a repeated request waits for its run',
      [json(503, { code: 'run_store_unavailable', sent: true })],
      [running, good],
      images,
    ],
    [
      'a repeated request that cannot be read',
      [json(503, { code: 'run_not_joined', sent: true })],
      [running, good],
      images,
    ],
    [
      'an error of the handler after sending',
      [json(502, { code: 'upstream_connection_lost', sent: true })],
      [good],
      { status: 502, ...unknown },
    ],
    [
      'a cancelled run',
      [json(409, { code: 'run_cancelled', sent: true })],
      [good],
      { status: 409, ...unknown },
    ],
    [
      'a rejection of the router',
      [json(422, { code: 'x', sent: true })],
      [good],
      { status: 422, outcomeUnknown: false },
    ],
    [
      'a 404 of a server without our handler',
      [html(404)],
      [good],
      { status: 404, outcomeUnknown: false },
    ],
    [
      'an error before sending, then a success',
      [json(503, { code: 'busy', sent: false }), good],
      [],
      images,
      2,
    ],
    ['a reset mid-upload, then a success', ['reset-mid-upload', good], [], images, 2],
  ])('%s', async (what, post, get, outcome, posts = 1) => {
    const file = what.includes('mid-upload') ? bigImage : image
    const met = await meet(
      { post, get },
      { ...eager, file, idempotencyKey: key, timeoutMs: 20_000 },
    )
    expect(met.outcome).toMatchObject(outcome)
    expect('images' in met.outcome || met.outcome.runId === key).toBe(true)
    expect(met.posts).toBe(posts)
    expect(new Set(met.seen.map((one) => one.key))).toEqual(new Set([key]))
    const runPaths = met.seen.filter((one) => one.method === 'GET').map(({ path }) => path)
    expect(runPaths.every((path) => path === `/api/runs/${key}`)).toBe(true)
  })

  test.each<[string, Reply[], Reply[], Outcome]>([
    ['and the request may still be arriving', ['reset'], [notFound, notFound, good], images],
    [
      'for good: nothing was sent',
      ['reset'],
      [notFound],
      { code: 'network', outcomeUnknown: false },
    ],
    [
      'and remembers longer than that: nothing was sent',
      ['reset'],
      [json(404, { code: 'run_not_found', sent: false, storeAgeMs: 3_600_000 })],
      { code: 'network', outcomeUnknown: false },
    ],
    [
      'because it has restarted',
      ['reset'],
      [json(404, { code: 'run_not_found', sent: false, storeAgeMs: 1 })],
      { code: 'outcome_unknown', outcomeUnknown: true },
    ],
    [
      'after a 502: nothing was sent',
      [html(502)],
      [notFound],
      { status: 502, outcomeUnknown: false },
    ],
  ])('the handler does not know the run, %s', async (_, post, get, outcome) => {
    const met = await meet({ post, get })
    expect(met.outcome).toMatchObject(outcome)
    expect(met.posts).toBe(1)
  })

  test('the deadline ends the collecting, and says what is open and how to go on', async () => {
    const { outcome } = await meet(
      { post: ['reset'], get: [running] },
      { timeoutMs: 300, idempotencyKey: key },
    )
    expect(outcome).toMatchObject({ code: 'timeout', outcomeUnknown: true, runId: key })
  })

  test('a signal leaves the run alone', async () => {
    const { outcome, seen } = await meet(
      { post: ['silent'] },
      { signal: AbortSignal.timeout(200), idempotencyKey: key },
    )
    expect(outcome).toMatchObject({ code: 'timeout', outcomeUnknown: true, runId: key })
    expect(seen.map(({ method }) => method)).toEqual(['POST'])
  })

  test('each call makes a key of its own, one for all of its retries', async () => {
    const script = { post: [json(503, { sent: false }), good, good] }
    const first = await meet(script, eager)
    const second = await meet(script, eager)
    const keys = [first, second].map(({ seen }) => new Set(seen.map((one) => one.key)))
    expect(keys.map(({ size }) => size)).toEqual([1, 1])
    expect(keys[0]).not.toEqual(keys[1])
    expect([...(keys[0] ?? [])][0]).toMatch(/^[\w-]{24,128}$/)
  })

  test.each(['short', 'x'.repeat(129), 'with a space in it!'])('%j is no key', async (wrong) => {
    const { outcome, posts } = await meet({ post: [good] }, { idempotencyKey: wrong })
    expect(outcome).toMatchObject({ code: 'invalid_request', outcomeUnknown: false })
    expect(posts).toBe(0)
  })
})

describe('directly to the router', () => {
  const direct = { client: { endpoint: undefined, apiKey: 'sk-1' } }
  test.each<[string, Reply, Outcome, number]>([
    ['a reset after the upload', 'reset', { code: 'outcome_unknown', ...unknown }, 1],
    [
      'a response that breaks off',
      'reset-mid-response',
      { code: 'outcome_unknown', ...unknown },
      1,
    ],
    ['HTML 502', html(502), { status: 502, ...unknown }, 1],
    ['HTML 504', html(504), { status: 504, ...unknown }, 1],
    ['HTML 524', html(524), { status: 524, ...unknown }, 1],
    ['503 without a word', { status: 503 }, { status: 503, ...unknown }, 1],
    ["the router's provider_timeout", json(504, { code: 'provider_timeout' }), unknown, 1],
    ["the router's provider_overloaded", json(503, { code: 'provider_overloaded' }), images, 2],
    ["the router's 429", json(429, { code: 'rate_limit_exceeded' }), images, 2],
    ["the router's 400", json(400, { code: 'x' }), { status: 400, outcomeUnknown: false }, 1],
  ])('%s', async (_, reply, outcome, posts) => {
    const server = await startRunServer({ post: [reply, good] })
    onTestFinished(() => server.close().then(() => {}))
    const met = await meetDirect(server.url, eager)
    expect(met).toMatchObject(outcome)
    const count = server.seen.filter(({ method }) => method === 'POST').length
    expect(count).toBe(posts)
    expect(server.seen.every((one) => one.key === undefined && one.method === 'POST')).toBe(true)
  })

  test('an unknown outcome is repeated where the caller names its status', async () => {
    const server = await startRunServer({ post: [html(502), good] })
    onTestFinished(() => server.close().then(() => {}))
    const met = await meetDirect(server.url, { ...eager, retryCodes: ['5XX'] })
    expect(met).toMatchObject(images)
  })

  test('there are no runs to collect or to cancel', async () => {
    const client = createVariationClient({ ...direct.client, serverURL: 'http://127.0.0.1:1' })
    const wanted = { code: 'configuration' }
    await expect(client.collect(key)).rejects.toMatchObject(wanted)
    await expect(client.cancel(key)).rejects.toMatchObject(wanted)
  })

  async function meetDirect(serverURL: string, options: RequestOptions): Promise<Outcome> {
    const client = createVariationClient({ apiKey: 'sk-1', serverURL })
    return client.create({ model: 'a/b', image }, options).then(
      ({ data }) => ({ images: data.length }),
      (error: VariationError) => error,
    )
  }
})

describe('a run of an earlier call', () => {
  test('is collected, however long it takes', async () => {
    const { client, server } = await startServer({ get: [running, 'reset', html(504), good] })
    const response = await client.collect(key)
    expect(response.data).toEqual([{ b64Json: 'AAAA' }])
    expect(server.seen[0]).toMatchObject({ method: 'GET', path: `/api/runs/${key}` })
  })

  test.each<[string, Reply, Partial<VariationError>]>([
    ['that is unknown', notFound, { status: 404, outcomeUnknown: false }],
    ['that nobody here knows of', html(404), { status: 404, outcomeUnknown: true }],
    [
      'that failed',
      json(502, { code: 'run_lost', sent: true }),
      { status: 502, outcomeUnknown: true },
    ],
    [
      'that may not be seen',
      json(403, { code: 'forbidden', sent: false }),
      { status: 403, outcomeUnknown: true },
    ],
  ])('%s is an error at once', async (_, reply, error) => {
    const { client, server } = await startServer({ get: [reply] })
    await expect(client.collect(key)).rejects.toMatchObject({ code: 'http', runId: key, ...error })
    expect(server.seen).toHaveLength(1)
  })

  test('that leads to a page for signing in may have been billed', async () => {
    const { client } = await startServer({
      get: [{ status: 302, headers: { location: '/sign-in' } }],
    })
    await expect(client.collect(key)).rejects.toMatchObject({
      code: 'redirect',
      runId: key,
      outcomeUnknown: true,
    })
  })

  test('is cancelled by a request of its own', async () => {
    const { client, server } = await startServer({ delete: [{ status: 204 }] })
    await client.cancel(key)
    expect(server.seen).toMatchObject([{ method: 'DELETE', path: `/api/runs/${key}` }])
  })

  test('that cannot be cancelled says so', async () => {
    const { client } = await startServer({ delete: [json(503, { code: 'x', sent: false })] })
    await expect(client.cancel(key)).rejects.toMatchObject({ code: 'http', status: 503 })
  })
})

describe('the list of models', () => {
  test('is what the handler allows', async () => {
    const models = [{ id: 'a/b', label: 'B', square: true }, { id: 'a/c' }]
    const { client, server } = await startServer({
      get: [{ status: 200, body: JSON.stringify({ models }) }],
    })
    expect(await client.models()).toEqual(models)
    expect(server.seen).toMatchObject([{ method: 'GET', path: '/api/models' }])
  })

  test('is empty where nobody has one', async () => {
    const { client } = await startServer({ get: [json(404, {})] })
    expect(await client.models()).toEqual([])
    const direct = createVariationClient({ apiKey: 'sk-1', serverURL: 'http://127.0.0.1:1' })
    expect(await direct.models()).toEqual([])
  })

  test('that cannot be read or seen is an error', async () => {
    const { client } = await startServer({
      get: [html(200), json(401, { code: 'x', sent: false })],
    })
    await expect(client.models()).rejects.toMatchObject({ code: 'bad_response', status: 200 })
    await expect(client.models()).rejects.toMatchObject({ code: 'http', status: 401 })
  })
})

describe('a reader of the caller', () => {
  test('gets the body and what is known of it, and its result is returned', async () => {
    const server = await startRunServer({
      post: [{ status: 200, headers: { 'x-request-id': 'r-7' }, body: goodBody }],
    })
    onTestFinished(() => server.close().then(() => {}))
    const client = createVariationClient({ endpoint: `${server.url}/api` })
    const result = await client.create(
      { model: 'a/b', image },
      {
        idempotencyKey: key,
        read: async (body, { status, requestId, runId }) => [
          await body.text(),
          status,
          requestId,
          runId,
        ],
      },
    )
    expect(result).toEqual([goodBody, 200, 'r-7', key])
  })

  test('that fails is a bad response, and nothing is sent again', async () => {
    const server = await startRunServer({ post: [good], get: [good] })
    onTestFinished(() => server.close().then(() => {}))
    const client = createVariationClient({ endpoint: `${server.url}/api` })
    const read = () => Promise.reject(new Error('mine'))
    await expect(
      client.create({ model: 'a/b', image }, { read, idempotencyKey: key }),
    ).rejects.toMatchObject({
      code: 'bad_response',
      outcomeUnknown: true,
      runId: key,
      cause: { message: 'mine' },
    })
    expect(server.seen).toHaveLength(1)
  })
})

describe('what a hostile server sends', () => {
  test('20,000 images for one: all but one are cut', async () => {
    const data = Array.from({ length: 20_000 }, () => ({ b64_json: 'AAAA' }))
    const body = JSON.stringify({ created: 1, data })
    const { outcome } = await meet({ post: [{ status: 200, body }] })
    expect(outcome).toEqual({ images: 1 })
  })

  test('a title that never ends takes no time', async () => {
    const cpuOf = async (body: string) => {
      const startedAt = process.cpuUsage()
      const { outcome } = await meet({ post: [{ status: 404, body }] })
      const { user, system } = process.cpuUsage(startedAt)
      expect(outcome).toMatchObject({ code: 'http', status: 404 })
      return user + system
    }
    let [plain, hostile] = [Infinity, Infinity]
    for (let round = 0; round < 5; round += 1) {
      plain = Math.min(plain, await cpuOf('-title'.repeat(10_000)))
      hostile = Math.min(hostile, await cpuOf('<title'.repeat(10_000)))
    }
    expect(hostile).toBeLessThan(plain * 10)
  })

  test('EHOSTUNREACH after the bytes went out leaves the outcome open', async () => {
    const cause = Object.assign(new Error('read EHOSTUNREACH'), {
      code: 'EHOSTUNREACH',
      syscall: 'read',
    })
    const client = createVariationClient({
      serverURL: 'https://app.test',
      fetch: () => Promise.reject(new TypeError('fetch failed', { cause })),
    })
    await expect(client.create({ model: 'a/b' })).rejects.toMatchObject({
      code: 'outcome_unknown',
      outcomeUnknown: true,
    })
  })
})

describe('with the real handler', () => {
  /** A handler, a router that counts what it gets, and a proxy between client and handler that can cut. */
  async function start(options: Partial<VariationHandlerOptions> = {}) {
    let bodies = 0
    let respond = () => {}
    const mayRespond = new Promise<void>((resolve) => {
      respond = resolve
    })
    const router = createServer((request, response) => {
      request.resume().on('end', () => {
        bodies += 1
        void mayRespond.then(() => response.end(goodBody))
      })
    })
    const handler = createVariationHandler({
      authorize: () => ({}),
      models: ['a/b'],
      apiKey: 'sk-1',
      serverURL: await listen(router),
      ...options,
    })
    const handlerURL = await listen(createServer(toNodeListener(handler)))
    const sockets = new Set<Socket>()
    const proxy = createProxy((socket) => {
      const through = connect(Number(new URL(handlerURL).port), '127.0.0.1')
      sockets.add(socket)
      socket.on('error', () => through.destroy()).on('close', () => through.destroy())
      through.on('error', () => socket.destroy())
      socket.pipe(through).pipe(socket)
    })
    const url = await listen(proxy as unknown as Server)
    return {
      client: createVariationClient({ endpoint: `${url}/api/image-variations` }),
      bodies: () => bodies,
      respond,
      cut: () => sockets.forEach((socket) => socket.resetAndDestroy()),
    }
  }

  async function listen(server: Server): Promise<string> {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => {
      server.closeAllConnections?.()
      server.close()
    })
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }

  const png = new File(
    [Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex')],
    'cat.png',
    { type: 'image/png' },
  )

  test('a connection that is cut while the router works costs one body and no images', async () => {
    const { client, bodies, respond, cut } = await start()
    const pending = client.create({ model: 'a/b', image: png })
    await expect.poll(bodies, { timeout: 10_000 }).toBe(1)
    cut()
    setTimeout(respond, 100)
    expect((await pending).data).toHaveLength(1)
    expect(bodies()).toBe(1)
  })

  test('a connection that is cut where no runs are kept leaves the outcome open', async () => {
    const { client, bodies, cut } = await start({ runs: false })
    const pending = client.create({ model: 'a/b', image: png }, eager)
    await expect.poll(bodies, { timeout: 10_000 }).toBe(1)
    cut()
    await expect(pending).rejects.toMatchObject({ code: 'outcome_unknown', outcomeUnknown: true })
    expect(bodies()).toBe(1)
  })

  test('a run is collected by somebody who only knows its id', async () => {
    const { client, bodies, respond } = await start()
    const leaving = new AbortController()
    const pending = client.create(
      { model: 'a/b', image: png },
      { idempotencyKey: key, signal: leaving.signal },
    )
    await expect.poll(bodies, { timeout: 10_000 }).toBe(1)
    leaving.abort()
    await expect(pending).rejects.toMatchObject({ code: 'aborted', runId: key })
    respond()
    expect((await client.collect(key)).data).toHaveLength(1)
    await client.cancel(key)
    await expect(client.collect(key)).rejects.toMatchObject({
      details: { code: 'run_not_found' },
      outcomeUnknown: false,
    })
  })
})
