import { request as httpRequest } from 'node:http'
import {
  createMemoryRunStore,
  createVariationHandler,
  type RunStore,
} from 'react-image-variation/server'
import { expect, test, vi } from 'vitest'
import {
  boundary,
  canaryKey,
  field,
  image,
  multipart,
  png,
  post,
  readReply,
  startHandler,
  success,
  usedMemory,
  type RouterResponse,
} from './harness.js'

const model = field('model', 'openai/gpt-image-2')
const body = multipart([model, image()])
const large = multipart([model, image(Buffer.concat([png, Buffer.alloc(1_000_000, 'x')]))])
const key = 'run-0123456789abcdef'
const keyed = { 'idempotency-key': key }
const waitFor = <T>(check: () => T) => vi.waitFor(check, 10_000)

/** Sends with a key; `leave` closes the connection. */
function send(url: string, bytes: Buffer, headers: Record<string, string> = keyed) {
  const request = httpRequest(url, {
    method: 'POST',
    agent: false,
    headers: {
      'content-type': `multipart/form-data; boundary=${boundary}`,
      'content-length': bytes.length,
      ...headers,
    },
  })
  request.on('error', () => {})
  return { request, leave: () => request.destroy() }
}

const collect = (url: string, runId = key, headers = {}) =>
  post(`${url}/runs/${runId}`, new Uint8Array(), headers, 'GET')
const cancel = (url: string, runId = key, headers = {}) =>
  post(`${url}/runs/${runId}`, new Uint8Array(), headers, 'DELETE')

function gate() {
  let open: () => void = () => {}
  return { after: new Promise<void>((resolve) => (open = resolve)), open: () => open() }
}

test('the same key afterwards gets the same response, and the router nothing', async () => {
  const headers = { 'x-request-id': 'req_1', 'x-local-model': 'a' }
  const { url, router, events } = await startHandler({}, { headers })
  const first = await post(url, body, keyed)
  // The same fields and bytes in another envelope.
  const again = await post(
    url,
    Buffer.from(body.toString('latin1').replaceAll('a.png', 'other.png'), 'latin1'),
    keyed,
  )
  expect(first.headers['idempotency-replayed']).toBeUndefined()
  expect(again).toMatchObject({
    status: 200,
    text: first.text,
    headers: { 'idempotency-replayed': 'true', 'x-request-id': 'req_1', 'x-local-model': 'a' },
  })
  expect(router.requests).toHaveLength(1)
  await waitFor(() => expect(events).toHaveLength(2))
  expect(events).toMatchObject([
    { id: key, sent: true, billed: 'yes' },
    { id: key, sent: false, billed: 'no', replayed: true, status: 200 },
  ])
})

test('the same key while it runs waits for that response', async () => {
  const { after, open } = gate()
  const { url, router } = await startHandler({}, { after })
  const first = post(url, large, keyed)
  await waitFor(() => expect(router.completeBodies).toBe(1))
  const others = [post(url, large, keyed), post(url, large, keyed)]
  expect(await collect(url)).toMatchObject({
    status: 202,
    headers: { 'retry-after': '1' },
    json: { status: 'running', startedAt: expect.any(Number) },
  })
  open()
  for (const reply of await Promise.all([first, ...others])) {
    expect(reply).toMatchObject({ status: 200, json: success })
  }
  expect(router.requests).toHaveLength(1)
})

test('a second request waits unread while the first still uploads, and runs if that leaves', async () => {
  const { url, router, events } = await startHandler()
  const first = send(url, large)
  first.request.write(large.subarray(0, 500_000))
  await waitFor(() => expect(router.requests).toHaveLength(1))
  const second = post(url, large, keyed)
  expect(await collect(url)).toMatchObject({ status: 202 })
  first.leave()
  expect(await second).toMatchObject({ status: 200, json: success })
  expect(router.completeBodies).toBe(1)
  await waitFor(() => expect(events).toHaveLength(2))
  expect(events).toMatchObject([
    { status: 499, sent: false, billed: 'no' },
    { status: 200, sent: true },
  ])
})

test.for([
  ['another field', multipart([model, field('n', '2'), image()])],
  ['another image', multipart([model, image(Buffer.concat([png, Buffer.alloc(1)]))])],
  ['a prompt', multipart([model, field('prompt', 'bluer'), image()])],
] as const)('the same key with %s is rejected', async ([, other]) => {
  const { url, router } = await startHandler()
  await post(url, body, keyed)
  expect(await post(url, other, keyed)).toMatchObject({
    status: 422,
    json: { error: { code: 'idempotency_key_reused', sent: false } },
  })
  expect(router.requests).toHaveLength(1)
})

test('fields in another order, or with defaults written out, are the same request', async () => {
  const { url } = await startHandler()
  const retry = (json: string) => field('retry', json)
  await post(url, multipart([model, retry('{"count":2,"on_codes":[429]}'), image()]), keyed)
  const same = multipart([image(), field('n', '1'), retry('{"on_codes":[429], "count":2}'), model])
  expect(await post(url, same, keyed)).toMatchObject({
    status: 200,
    headers: { 'idempotency-replayed': 'true' },
  })
})

test.each(['short', 'x'.repeat(129), 'with spaces 0123456789', 'ünïcode-0123456789'])(
  'the key %j is rejected before anything is read',
  async (bad) => {
    const { url, router } = await startHandler()
    const headers = { 'idempotency-key': Buffer.from(bad).toString('latin1') }
    expect(await post(url, body, headers)).toMatchObject({
      status: 400,
      json: { error: { code: 'invalid_idempotency_key', sent: false } },
    })
    expect(router.requests).toEqual([])
  },
)

test('a caller who leaves after the upload does not stop the run, which can be collected', async () => {
  const { after, open } = gate()
  const kept: Promise<unknown>[] = []
  let signal: AbortSignal | undefined
  const { url, router, events } = await startHandler(
    {
      waitUntil: (promise) => void kept.push(promise),
      authorize: (request) => ((signal = request.signal), {}),
    },
    { after, headers: { 'x-request-id': 'req_1' } },
  )
  const { request, leave } = send(url, large)
  request.end(large)
  await waitFor(() => expect(router.completeBodies).toBe(1))
  leave()
  await waitFor(() => expect(signal?.aborted).toBe(true))
  open()
  await Promise.all(kept)
  expect(kept).toHaveLength(1)
  expect(events).toMatchObject([{ status: 200, callerLeft: true, sent: true, billed: 'yes' }])
  expect(await collect(url)).toMatchObject({
    status: 200,
    json: success,
    headers: { 'x-request-id': 'req_1', 'content-type': 'application/json' },
  })
  expect(await post(url, large, keyed)).toMatchObject({ status: 200, json: success })
  expect(router.requests).toHaveLength(1)
})

test('a caller who leaves in the middle of the response does not stop it', async () => {
  const response = JSON.stringify({ ...success, filler: 'x'.repeat(20_000_000) })
  const { url, events } = await startHandler({}, { body: response })
  const { request, leave } = send(url, body)
  request.end(body)
  await new Promise((resolve) => request.on('response', (it) => it.once('data', resolve)))
  leave()
  await waitFor(() => expect(events).toMatchObject([{ callerLeft: true, billed: 'yes' }]))
  expect((await collect(url)).text === response).toBe(true)
})

test('a caller who does not read is dropped after a while, and the run is kept', async () => {
  const response = JSON.stringify({ ...success, filler: 'x'.repeat(20_000_000) })
  const { url, events } = await startHandler({ idleTimeoutMs: 200 }, { body: response })
  const { request } = send(url, body)
  request.end(body)
  await new Promise((resolve) => request.on('response', (it) => it.once('readable', resolve)))
  await waitFor(() => expect(events).toMatchObject([{ callerLeft: true, billed: 'yes' }]))
  expect((await collect(url)).text === response).toBe(true)
  request.destroy()
})

test('a response that breaks off is kept as what it is', async () => {
  const { url, events } = await startHandler({}, { isCut: true })
  await expect(post(url, body, keyed)).rejects.toThrow('aborted')
  await waitFor(() => expect(events).toHaveLength(1))
  const lost = { status: 502, json: { error: { code: 'upstream_connection_lost', sent: true } } }
  expect(await collect(url)).toMatchObject(lost)
  expect(await post(url, body, keyed)).toMatchObject(lost)
  expect(events[0]).toMatchObject({ sent: true, billed: 'yes', code: 'upstream_connection_lost' })
})

test.for([
  ['a rejection', { status: 422, body: '{"error":{"code":"bad","message":"No."}}' }, 422, 'bad'],
  ['a failure', { status: 500, body: '' }, 500, 'upstream_error'],
  ['a 408', { status: 408, body: '' }, 504, 'request_timeout'],
  ['a 425', { status: 425, body: '' }, 503, 'upstream_error'],
  ['no JSON', { body: '<html>' }, 502, 'upstream_bad_response'],
] as const)('%s of the router is replayed as it was', async ([, response, status, code]) => {
  const { url, router } = await startHandler({}, response)
  const expected = { status, json: { error: { code, sent: true } } }
  expect(await post(url, body, keyed)).toMatchObject(expected)
  expect(await collect(url)).toMatchObject(expected)
  expect(await post(url, body, keyed)).toMatchObject(expected)
  expect(router.requests).toHaveLength(1)
})

test.for([
  ['the policy', {}, multipart([field('model', 'x/y'), image()])],
  ['the policy, after the image', {}, multipart([image(), field('model', 'x/y')])],
  ['reserve', { reserve: () => new Response(null, { status: 402 }) }, body],
  ['a router that is not there', { serverURL: 'http://127.0.0.1:9' }, body],
] as const)('what is rejected by %s frees its key', async ([, options, bytes]) => {
  const store = createMemoryRunStore()
  const { url } = await startHandler({ runs: store, ...options })
  const { status } = await post(url, bytes, keyed)
  expect(status).toBeGreaterThanOrEqual(400)
  const { url: working } = await startHandler({ runs: store })
  expect(await post(working, body, keyed)).toMatchObject({ status: 200, json: success })
})

test('a run belongs to its user', async () => {
  const { url, router } = await startHandler({
    authorize: (request) => ({ user: request.headers.get('x-user') ?? '' }),
  })
  const [alice, bob] = [{ 'x-user': 'alice' }, { 'x-user': 'bob' }]
  await post(url, body, { ...keyed, ...alice })
  expect(await collect(url, key, bob)).toMatchObject({
    status: 404,
    json: { error: { code: 'run_not_found', sent: false, storeAgeMs: expect.any(Number) } },
  })
  expect(await cancel(url, key, bob)).toMatchObject({ status: 204 })
  expect(await collect(url, key, alice)).toMatchObject({ status: 200 })
  // Somebody else's cancel, and somebody else's run.
  expect(await post(url, body, { ...keyed, 'x-user': 'carol' })).toMatchObject({ status: 200 })
  expect(router.requests).toHaveLength(2)
})

test.each(['GET', 'DELETE'])('%s of a run needs a grant and the same origin', async (method) => {
  const { url } = await startHandler({ authorize: () => null })
  const path = `${url}/runs/${key}`
  expect(await post(path, new Uint8Array(), {}, method)).toMatchObject({ status: 401 })
  const evil = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.test' }
  expect(await post(path, new Uint8Array(), evil, method)).toMatchObject({ status: 403 })
})

test('a cancel aborts the router, responds to those who wait, and forgets the response', async () => {
  const { url, router, events } = await startHandler({}, { isSilent: true })
  const first = post(url, body, keyed)
  await waitFor(() => expect(router.completeBodies).toBe(1))
  const second = post(url, body, keyed)
  expect(await cancel(url)).toMatchObject({ status: 204, text: '' })
  const cancelled = { status: 409, json: { error: { code: 'run_cancelled', sent: true } } }
  expect(await first).toMatchObject(cancelled)
  expect(await second).toMatchObject(cancelled)
  await router.requests[0]?.closed
  expect(await collect(url)).toMatchObject({ status: 404 })
  expect(await post(url, body, keyed)).toMatchObject(cancelled)
  expect(router.requests).toHaveLength(1)
  expect(events[0]).toMatchObject({ status: 409, billed: 'unknown' })
})

test('a cancel in the middle of an upload ends it without its end', async () => {
  const { url, router } = await startHandler()
  const { request } = send(url, large)
  const status = new Promise((resolve) =>
    request.on('response', (it) => resolve(it.resume().statusCode)),
  )
  request.write(large.subarray(0, 500_000))
  await waitFor(() => expect(router.requests).toHaveLength(1))
  await cancel(url)
  expect(await status).toBe(409)
  await router.requests[0]?.closed
  expect(router.completeBodies).toBe(0)
  request.destroy()
})

test('a cancel that overtakes its request wins', async () => {
  const { url, router } = await startHandler()
  expect(await cancel(url)).toMatchObject({ status: 204 })
  expect(await post(url, body, keyed)).toMatchObject({
    status: 409,
    json: { error: { code: 'run_cancelled', sent: false } },
  })
  expect(router.requests).toEqual([])
})

test('a finished run is forgotten when its time is over', async () => {
  const { url } = await startHandler({ runTtlMs: 200 })
  await post(url, body, keyed)
  await waitFor(async () => expect((await collect(url)).status).toBe(404))
})

test.each([
  ['of one process', {}],
  ['that outlives its process', { openedAt: undefined }],
])('a store %s says for how long it remembers runs', async (_, part) => {
  const runs: RunStore = { ...createMemoryRunStore(), ...part }
  const { url } = await startHandler({ runs, runTtlMs: 30 })
  await waitFor(async () =>
    expect(await collect(url)).toMatchObject({
      status: 404,
      json: { error: { code: 'run_not_found', sent: false, storeAgeMs: 30 } },
    }),
  )
})

test('a copy of a request that cannot be read says nothing of its run', async () => {
  const { after, open } = gate()
  const { url, router } = await startHandler({ idleTimeoutMs: 1000 }, { after })
  const first = post(url, body, keyed)
  await waitFor(() => expect(router.completeBodies).toBe(1))
  expect(await post(url, multipart([model]), keyed)).toMatchObject({
    status: 503,
    json: { error: { code: 'run_not_joined', sent: true } },
  })
  // Or it stalls.
  const stalled = send(url, large)
  const answered = new Promise<Awaited<ReturnType<typeof readReply>>>((resolve) =>
    stalled.request.on('response', (response) => resolve(readReply(response))),
  )
  stalled.request.write(large.subarray(0, 500_000))
  expect(await answered).toMatchObject({
    status: 503,
    json: { error: { code: 'run_not_joined', sent: true } },
  })
  open()
  expect(await first).toMatchObject({ status: 200, json: success })
  expect(await collect(url)).toMatchObject({ status: 200, json: success })
  expect(router.requests).toHaveLength(1)
})

test('with runs: false a key changes nothing, and nothing can be collected', async () => {
  const { url, router, events } = await startHandler({ runs: false }, { isSilent: true })
  const { request, leave } = send(url, body)
  request.end(body)
  await waitFor(() => expect(router.completeBodies).toBe(1))
  leave()
  await router.requests[0]?.closed
  await waitFor(() => expect(events).toMatchObject([{ status: 499, billed: 'unknown' }]))
  // A client must not read it as a word about its request.
  expect(await collect(url)).toMatchObject({ status: 404, json: { error: { storeAgeMs: 0 } } })
  expect(await cancel(url)).toMatchObject({ status: 404 })
})

/** A store whose methods fail from a moment on. */
function failing(...methods: string[]): RunStore {
  const store = createMemoryRunStore()
  const fail = () => Promise.reject(new Error('the store at 10.0.0.7 is down'))
  const broken = Object.fromEntries(methods.map((name) => [name, fail]))
  return {
    ...store,
    ...broken,
    async claim(id, options) {
      if (methods.includes('claim')) return fail()
      const claim = await store.claim(id, options)
      return claim && { ...claim, signal: claim.signal, ...broken }
    },
  }
}

test.each(['claim', 'markSent'])('a store that fails in %s rejects new runs', async (method) => {
  const { url, router, events } = await startHandler({ runs: failing(method) })
  const reply = await post(url, large, keyed)
  expect(reply).toMatchObject({
    status: 503,
    headers: { 'retry-after': expect.any(String) },
    json: { error: { code: 'run_store_unavailable', sent: false } },
  })
  expect(reply.text).not.toContain('10.0.0.7')
  await waitFor(() => expect(events).toHaveLength(1))
  expect(events[0]).toMatchObject({ billed: 'no', cause: expect.any(Error) })
  expect(router.completeBodies).toBe(0)
  // Without a key there is nothing to keep.
  expect(await post(url, body)).toMatchObject({ status: 200 })
})

test.each(['start', 'write', 'finish'])(
  'a store that fails in %s loses no response that is passed on',
  async (method) => {
    const { url, events } = await startHandler({ runs: failing(method) })
    expect(await post(url, body, keyed)).toMatchObject({ status: 200, json: success })
    await waitFor(() => expect(events).toMatchObject([{ status: 200, cause: expect.any(Error) }]))
  },
)

test('a claim is ended where neither the response nor an error can be kept', async () => {
  const store = createMemoryRunStore()
  const fail = () => Promise.reject(new Error('down'))
  const finish = vi.fn(fail)
  const { url } = await startHandler({
    runs: {
      ...store,
      async claim(id, options) {
        const claim = await store.claim(id, options)
        const start = vi.fn(fail).mockImplementationOnce(async () => undefined as never)
        return claim && { ...claim, signal: claim.signal, start, write: fail, finish }
      },
    },
  })
  expect(await post(url, body, keyed)).toMatchObject({ status: 200, json: success })
  await waitFor(() => expect(finish).toHaveBeenCalledTimes(1))
})

test('a claim that comes after the limit of the store is given back', async ({
  onTestFinished,
}) => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const store = createMemoryRunStore()
  const { after, open } = gate()
  const asked = gate()
  const { handler } = await startHandler({
    runs: {
      ...store,
      async claim(id, options) {
        setImmediate(asked.open)
        await after
        return store.claim(id, options)
      },
    },
  })
  const request = () =>
    new Request('http://localhost/', {
      method: 'POST',
      headers: { ...keyed, 'content-type': `multipart/form-data; boundary=${boundary}` },
      body: new Uint8Array(body),
    })
  const rejected = handler(request())
  await asked.after
  await vi.advanceTimersByTimeAsync(6000)
  expect((await rejected).status).toBe(503)
  vi.useRealTimers()
  open()
  expect((await handler(request())).status).toBe(200)
})

test.each(['get', 'cancel'])('a store that fails in %s is unavailable', async (method) => {
  const { url } = await startHandler({ runs: failing(method) })
  const reply = await (method === 'get' ? collect(url) : cancel(url))
  expect(reply).toMatchObject({ status: 503, json: { error: { code: 'run_store_unavailable' } } })
})

test('a run whose process was lost says that its outcome is unknown', async () => {
  const store = createMemoryRunStore()
  const lost = { status: 'lost', startedAt: 1 } as const
  const runs: RunStore = { ...store, claim: async () => null, get: async () => lost }
  const { url } = await startHandler({ runs })
  const expected = { status: 502, json: { error: { code: 'run_lost', sent: true } } }
  expect(await collect(url)).toMatchObject(expected)
  expect(await post(url, body, keyed)).toMatchObject(expected)
})

test.for([
  ['POST', '/runs/0123456789abcdef', 'GET, DELETE'],
  ['PUT', '/runs/0123456789abcdef', 'GET, DELETE'],
  ['POST', '/models', 'GET'],
  ['DELETE', '/models', 'GET'],
  ['GET', '/runs', 'POST'],
] as const)('%s %s gets 405', async ([method, path, allow]) => {
  const { url } = await startHandler()
  const reply = await post(`${url}/api/image-variations${path}`, new Uint8Array(), {}, method)
  expect(reply).toMatchObject({ status: 405, headers: { allow } })
})

test('lists the models that a grant allows', async () => {
  const { url } = await startHandler({
    models: [
      'a/plain',
      { id: 'a/rich', label: 'Rich', square: true, prompt: 'required', pricePerImage: 0.04 },
      'b/other',
      'google/*',
    ],
    authorize: () => ({ models: ['a/*', 'google/exact', 'c/not-here'] }),
  })
  expect(await post(`${url}/models`, new Uint8Array(), {}, 'GET')).toMatchObject({
    status: 200,
    json: {
      models: [
        { id: 'a/plain' },
        { id: 'a/rich', label: 'Rich', square: true, prompt: 'required', pricePerImage: 0.04 },
        { id: 'google/exact' },
      ],
    },
  })
})

test('CORS covers runs, models and the key', async () => {
  const { url } = await startHandler({ allowedOrigins: ['https://app.test'] })
  const app = { origin: 'https://app.test', 'sec-fetch-site': 'cross-site' }
  const asked = {
    ...app,
    'access-control-request-method': 'DELETE',
    'access-control-request-headers': 'idempotency-key',
  }
  const preflight = await post(`${url}/runs/${key}`, new Uint8Array(), asked, 'OPTIONS')
  expect(preflight).toMatchObject({
    status: 204,
    headers: {
      'access-control-allow-methods': 'GET, POST, DELETE',
      'access-control-allow-headers': 'idempotency-key',
    },
  })
  const { headers } = await collect(url, key, app)
  expect(headers['access-control-expose-headers']).toContain('Idempotency-Replayed')
})

test('every error says whether the request was sent', async () => {
  const sentOf = async (response: RouterResponse, options = {}) => {
    const { url } = await startHandler(options, response)
    return (await post(url, body)).json.error?.sent
  }
  expect(await sentOf({ status: 500 })).toBe(true)
  expect(await sentOf({ isSilent: true }, { timeoutMs: 1500 })).toBe(true)
  expect(await sentOf({}, { authorize: () => null })).toBe(false)
  expect(await sentOf({}, { serverURL: 'http://127.0.0.1:9' })).toBe(false)
})

test('a long response is kept without being gathered a second time', async () => {
  const handler = createVariationHandler({
    models: ['*'],
    authorize: () => ({}),
    apiKey: canaryKey,
    upstream: async (request) => {
      await request.arrayBuffer()
      let megabytes = 0
      const pull = (controller: ReadableStreamDefaultController) => {
        if (++megabytes > 300) controller.close()
        else controller.enqueue(new Uint8Array(1_000_000).fill(0x7b))
      }
      return new Response(new ReadableStream({ pull }, { highWaterMark: 0 }))
    },
    maxResponseBytes: 1e9,
    runs: createMemoryRunStore({ maxBytes: 10_000_000 }),
  })
  const response = await handler(
    new Request('http://app.test/', {
      method: 'POST',
      headers: { ...keyed, 'content-type': `multipart/form-data; boundary=${boundary}` },
      body: new Uint8Array(body),
    }),
  )
  let most = 0
  let bytes = 0
  const before = usedMemory().arrayBuffers
  for await (const chunk of response.body!) {
    bytes += chunk.length
    if (bytes % 50_000_000 === 0) most = Math.max(most, usedMemory().arrayBuffers - before)
  }
  expect(bytes).toBe(300_000_000)
  expect(most).toBeLessThan(150_000_000)
})
