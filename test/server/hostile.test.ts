import { connect as connectHttp2, createServer as createHttp2Server } from 'node:http2'
import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import { connect, createServer, type Socket } from 'node:net'
import { Duplex } from 'node:stream'
import {
  createVariationHandler,
  toNodeListener,
  type VariationEnded,
} from 'react-image-variation/server'
import { expect, onTestFinished, test, vi } from 'vitest'
import {
  boundary,
  canaryKey,
  cpuSince,
  field,
  image,
  leastOf,
  listen,
  multipart,
  png,
  post,
  startHandler,
  startRouter,
  success,
  usedMemory,
} from './harness.js'

const model = field('model', 'openai/gpt-image-2')
const body = multipart([model, image()])
const large = multipart([model, image(Buffer.concat([png, Buffer.alloc(1_000_000, 'x')]))])
const key = { 'idempotency-key': 'run-0123456789abcdef' }
const waitFor = <T>(check: () => T) => vi.waitFor(check, 10_000)
const contentType = `multipart/form-data; boundary=${boundary}`

test.for([
  ['without a key', ''],
  ['with a key', 'Idempotency-Key: run-0123456789abcdef\r\n'],
] as const)('callers who stop reading are cut off at the deadline, %s', async ([, header]) => {
  const timeoutMs = 500
  const lengths = [1_000, 1_000_000, 5_000_000, 30_000_000]
  await Promise.all(
    lengths.map(async (length) => {
      const response = JSON.stringify({ ...success, filler: 'x'.repeat(length) })
      const { url } = await startHandler({ timeoutMs }, { body: response })
      // Paused for good: it never reads, so only the server's side can tell.
      const port = Number(new URL(url).port)
      const socket = connect(port, '127.0.0.1').on('error', () => {})
      socket.pause()
      socket.write(
        `POST / HTTP/1.1\r\nHost: x\r\n${header}Connection: close\r\nContent-Type: ${contentType}\r\nContent-Length: ${body.length}\r\n\r\n`,
      )
      socket.write(body)
      // Far less than the 40 s that it took, and far more than a busy machine needs.
      await vi.waitFor(async () => expect(await openSockets(port)).toBe(0), 20_000)
      socket.destroy()
    }),
  )
})

test('a connection that takes no byte of a whole response is closed at the deadline', async () => {
  const { handler } = await startHandler({ timeoutMs: 500 })
  const connection = new Duplex({ read() {}, write() {} })
  connection.on('error', () => {})
  createHttpServer(toNodeListener(handler)).emit('connection', connection)
  connection.push(
    `POST / HTTP/1.1\r\nHost: x\r\nContent-Type: ${contentType}\r\nContent-Length: ${body.length}\r\n\r\n`,
  )
  connection.push(body)
  await waitFor(() => expect(connection.destroyed).toBe(true))
})

/** Connections that the server of a port still holds. */
function openSockets(port: number): Promise<number> {
  const held = process
    // The only list there is of what the loop keeps open.
    ._getActiveHandles()
    .filter(
      (handle): handle is Socket =>
        typeof handle === 'object' &&
        handle !== null &&
        'localPort' in handle &&
        handle.localPort === port,
    )
  return Promise.resolve(held.filter((socket) => !socket.destroyed).length)
}

declare global {
  namespace NodeJS {
    interface Process {
      _getActiveHandles(): unknown[]
    }
  }
}

/** The handler behind `node:http2`, and one call of it. */
async function startHttp2(options = {}, routerResponse = {}) {
  const router = await startRouter(routerResponse)
  const events: VariationEnded[] = []
  const listener = toNodeListener(
    createVariationHandler({
      models: ['*'],
      authorize: () => ({}),
      apiKey: canaryKey,
      serverURL: router.url,
      onEvent: (event) => void (event.type === 'ended' && events.push(event)),
      ...options,
    }),
  )
  const url = await listen(createHttp2Server((...both) => void listener(...both)))
  const session = connectHttp2(url).on('error', () => {})
  onTestFinished(() => session.destroy())
  const call = (headers = {}) => {
    const stream = session.request({
      ':method': 'POST',
      ':path': '/api',
      'content-type': contentType,
      ...headers,
    })
    stream.on('error', () => {})
    return stream
  }
  return { url, router, events, call, session }
}

test('HTTP/2: a request is carried out', async () => {
  const { call, events, router } = await startHttp2()
  const stream = call()
  stream.end(body)
  const [headers] = await once(stream, 'response')
  expect(headers[':status']).toBe(200)
  let text = ''
  for await (const chunk of stream) text += chunk
  expect(JSON.parse(text)).toEqual(success)
  await waitFor(() => expect(events).toMatchObject([{ status: 200 }]))
  expect(router.completeBodies).toBe(1)
})

test('HTTP/2: a rejected upload still gets its response', async () => {
  const { call } = await startHttp2({ authorize: () => null })
  const stream = call()
  stream.end(large)
  const [headers] = await once(stream, 'response')
  expect(headers[':status']).toBe(401)
  let text = ''
  for await (const chunk of stream) text += chunk
  expect(JSON.parse(text)).toMatchObject({ error: { code: 'authentication_required' } })
})

test.for([
  ['mid-image', large.subarray(0, 500_000), false],
  ['while waiting', body, true],
] as const)('HTTP/2: a caller who leaves %s ends the request', async ([, bytes, sent]) => {
  // No limit ends before the test does, so only the caller can be the cause.
  const never = { timeoutMs: Infinity, uploadTimeoutMs: Infinity, idleTimeoutMs: Infinity }
  const { call, events, router } = await startHttp2(never, { isSilent: true })
  const stream = call()
  if (sent) stream.end(bytes)
  else stream.write(bytes)
  await waitFor(() => expect(sent ? router.completeBodies : router.requests.length).toBe(1))
  stream.close(8)
  await router.requests[0]?.closed
  await waitFor(() => expect(events).toMatchObject([{ sent }]))
  // Node's client may end the body before it resets the stream, which is then a broken upload.
  expect(sent ? [499] : [499, 400]).toContain(events[0]?.status)
})

test('HTTP/2: a caller who leaves after the upload leaves its run behind', async () => {
  const { call, events, router } = await startHttp2({ timeoutMs: 5000 })
  const stream = call(key)
  stream.end(body)
  await waitFor(() => expect(router.completeBodies).toBe(1))
  stream.close(8)
  await waitFor(() => expect(events).toMatchObject([{ status: 200, billed: 'yes' }]))
})

test('HTTP/2: a caller who stops reading is cut off at the deadline', async () => {
  const filler = JSON.stringify({ ...success, filler: 'x'.repeat(5_000_000) })
  const { call, events } = await startHttp2({ timeoutMs: 400 }, { body: filler })
  const stream = call()
  stream.pause()
  stream.end(body)
  await waitFor(() => expect(events).toHaveLength(1))
  await waitFor(() => expect(stream.closed).toBe(true))
  // The connection answers pings, so its other requests get responses.
  for (const endsAt = Date.now() + 1000; Date.now() < endsAt;) {
    const next = call({ 'content-type': 'text/plain' })
    next.resume().end()
    const [[headers]] = await Promise.all([once(next, 'response'), once(next, 'close')])
    expect(headers[':status']).toBe(415)
  }
})

test('HTTP/2: a connection on which nobody reads is closed at the deadline', async () => {
  const filler = JSON.stringify({ ...success, filler: 'x'.repeat(20_000_000) })
  const options = { timeoutMs: 500 }
  const { url, events, router, session: idle } = await startHttp2(options, { body: filler })
  idle.destroy()
  const port = Number(new URL(url).port)
  // Stops reading between caller and server: an HTTP/2 client would answer pings.
  const servers: Socket[] = []
  const between = createServer((caller) => {
    const server = connect(port, '127.0.0.1').on('error', () => {})
    servers.push(server)
    server.on('data', (chunk) => {
      caller.write(chunk)
      if (server.bytesRead > 1_000_000) server.pause()
    })
    caller.on('error', () => {}).pipe(server)
    onTestFinished(() => void server.destroy())
  })
  const session = connectHttp2(await listen(between), {
    settings: { initialWindowSize: 2 ** 31 - 1 },
  }).on('error', () => {})
  onTestFinished(() => session.destroy())
  session.once('connect', () => session.setLocalWindowSize(2 ** 31 - 1))
  const stream = session.request({
    ':method': 'POST',
    ':path': '/api',
    'content-type': contentType,
  })
  stream.on('error', () => {}).resume()
  stream.end(body)
  await waitFor(() => expect(router.completeBodies).toBe(1))
  for (const server of servers) server.pause()
  await waitFor(() => expect(events).toHaveLength(1))
  await waitFor(async () => expect(await openSockets(port)).toBe(0))
})

test('a body that is read after the deadline never comes to its end', async () => {
  let late: ReadableStream<Uint8Array> | null = null
  const { url, events } = await startHandler({
    timeoutMs: 150,
    upstream: (request) => {
      late = request.body
      return new Promise(() => {})
    },
  })
  expect(await post(url, body)).toMatchObject({
    status: 504,
    json: { error: { code: 'upstream_unreachable', sent: false } },
  })
  const read = new Response(late).text()
  await expect(read).rejects.toThrow(/took too long/)
  expect(events).toMatchObject([{ sent: false, billed: 'no' }])
})

test('an upstream that responds after half of the body is not waited for', async () => {
  const { url, events } = await startHandler({
    // No limit ends before the test does.
    timeoutMs: Infinity,
    uploadTimeoutMs: Infinity,
    idleTimeoutMs: Infinity,
    upstream: async (request) => {
      const reader = request.body!.getReader()
      await reader.read()
      await reader.read()
      return Response.json(success)
    },
  })
  expect(await post(url, large)).toMatchObject({ status: 200, json: success })
  await waitFor(() => expect(events).toMatchObject([{ status: 200, sent: true }]))
  const late = multipart([model, image(Buffer.concat([png, Buffer.alloc(1e6)])), field('n', '99')])
  expect(await post(url, late)).toMatchObject({ status: 400 })
})

test.for([
  ['an image', (count: number) => multipart([model, image(png.subarray(0, count))])],
  ['a prompt', (count: number) => multipart([model, field('prompt', 'p'.repeat(count)), image()])],
] as const)('64 KB of %s that come byte by byte take at most 1 MB', async ([, bodyOf]) => {
  const used = () => {
    const { heapUsed, arrayBuffers } = usedMemory()
    return heapUsed + arrayBuffers
  }
  let isAtEnd: () => void = () => {}
  const atEnd = new Promise<void>((resolve) => (isAtEnd = resolve))
  const bytes = bodyOf(64_000)
  let at = 0
  const handler = createVariationHandler({
    models: ['*'],
    authorize: () => ({}),
    upstream: async (request) => {
      await request.arrayBuffer()
      return Response.json(success)
    },
  })
  const request = new Request('http://app.test/', {
    method: 'POST',
    headers: { 'content-type': contentType, ...key },
    body: new ReadableStream(
      {
        pull(controller) {
          if (at >= 63_000) return isAtEnd()
          controller.enqueue(new Uint8Array([bytes[at++] ?? 0]))
        },
      },
      { highWaterMark: 0 },
    ),
    duplex: 'half',
  } as RequestInit)
  const before = used()
  const aborted = handler(request)
  await atEnd
  await waitFor(() => expect(used() - before).toBeLessThan(1_000_000))
  aborted.catch(() => {})
})

test('uploads beyond the limit are told to come back', async () => {
  const { url, router } = await startHandler({ maxConcurrentUploads: 1 }, { isSilent: true })
  const socket = connect(Number(new URL(url).port), '127.0.0.1').on('error', () => {})
  socket.write(
    `POST / HTTP/1.1\r\nHost: x\r\nContent-Type: ${contentType}\r\nContent-Length: ${large.length}\r\n\r\n`,
  )
  socket.write(large.subarray(0, 500_000))
  await waitFor(() => expect(router.requests).toHaveLength(1))
  expect(await post(url, body, key)).toMatchObject({
    status: 503,
    headers: { 'retry-after': '1' },
    json: { error: { code: 'too_many_uploads', sent: false } },
  })
  socket.write(large.subarray(500_000))
  await waitFor(() => expect(router.completeBodies).toBe(1))
  // What waits for the router is no upload any more.
  void post(url, body, key).catch(() => {})
  await waitFor(() => expect(router.completeBodies).toBe(2))
  socket.destroy()
})

test.each([
  'google/x@openai/gpt-image-9',
  'openai@google/x',
  'google/',
  'google/.',
  'google/./x',
  'google/x/..',
  'google/x/./y',
  'google//x',
  'google/x/',
  'google/x?y',
  'google/x#y',
  'google/x%2fy',
])('google/* does not cover %j', async (name) => {
  const { url, router } = await startHandler()
  const reply = await post(url, multipart([field('model', name), image()]))
  expect(reply).toMatchObject({ status: 403, json: { error: { code: 'model_not_allowed' } } })
  expect(router.requests).toEqual([])
})

test.each(['google/x', 'google/x-1.5', 'google/x/y', 'google/x:latest'])(
  'google/* covers %j',
  async (name) => {
    const { url } = await startHandler()
    expect(await post(url, multipart([field('model', name), image()]))).toMatchObject({
      status: 200,
    })
  },
)

test.each([
  `multipart/form-data; charset=utf-8; boundary="${boundary}"`,
  `multipart/form-data; boundary=${boundary}; charset=UTF-8`,
  `Multipart/Form-Data;boundary=${boundary}`,
  `multipart/form-data ; Boundary="${boundary}"`,
])('takes the content type %s', async (type) => {
  const { url } = await startHandler()
  expect(await post(url, body, { 'content-type': type })).toMatchObject({ status: 200 })
})

test.each([
  `multipart/form-data; boundary=${boundary}; boundary=${boundary}`,
  `multipart/form-data; boundary=${boundary}; charset=utf-8; charset=utf-8`,
  `multipart/form-data; boundary="${boundary}`,
  `multipart/form-data; boundary="a\\"b"`,
  `multipart/form-data; boundary=${boundary}; x=y`,
  `multipart/form-data; boundary*=utf-8''${boundary}`,
  `multipart/form-data; boundary=${boundary},`,
])('rejects the content type %s', async (type) => {
  const { url } = await startHandler()
  expect(await post(url, body, { 'content-type': type })).toMatchObject({ status: 400 })
})

const encodings: Record<string, string> = {
  'as it is': canaryKey,
  'in base64': Buffer.from(canaryKey).toString('base64'),
  'in base64 with more': Buffer.from(`user:${canaryKey}:x`).toString('base64'),
  'in base64 for URLs': Buffer.from(`>>>${canaryKey}???`).toString('base64url'),
  'percent-encoded': Buffer.from(canaryKey).toString('hex').replaceAll(/../g, '%$&'),
}

test.for(Object.entries(encodings))('the key %s is found nowhere', async ([, text]) => {
  const seen: unknown[] = []
  for (const message of [`Bad key ${text}`, text]) {
    const error = { code: 'x', message }
    const router = await startHandler({}, { status: 422, body: JSON.stringify({ error }) })
    seen.push((await post(router.url, body)).text, router.events)
    const upstream = await startHandler({
      upstream: () => {
        const cause = Object.assign(new Error(`inner ${text}`), { request: { key: text } })
        throw new Error(`outer ${text}`, { cause })
      },
    })
    seen.push((await post(upstream.url, body)).text)
    for (const { cause } of upstream.events) {
      expect(cause).toBeInstanceOf(Error)
      const { message, stack, cause: inner } = cause as Error
      seen.push(message, stack, String(inner), (inner as Error).stack, JSON.stringify(inner))
    }
  }
  expect(JSON.stringify(seen)).not.toContain(text)
  expect(JSON.stringify(seen)).not.toContain(canaryKey)
})

test('many issues draw a short response, and cost little', async () => {
  const handler = createVariationHandler({
    models: ['*'],
    authorize: () => ({}),
    apiKey: canaryKey,
    onEvent: () => {},
  })
  const ask = async (parts: Buffer) => {
    const startedAt = process.cpuUsage()
    const response = await handler(
      new Request('http://app.test/', {
        method: 'POST',
        headers: { 'content-type': contentType },
        body: new Uint8Array(parts),
      }),
    )
    const text = await response.text()
    const took = cpuSince(startedAt)
    expect(response.status).toBeGreaterThanOrEqual(400)
    expect(text.length).toBeLessThan(20_000)
    return took
  }
  const bodies = [
    // The yardstick: one issue, behind an image of 4 MB.
    multipart([model, image(Buffer.concat([png, Buffer.alloc(4_000_000, 'x')])), field('n', '99')]),
    multipart([model, field('fallbacks', `[${'{},'.repeat(5000)}{}]`), image()]),
    multipart([model, field('fallbacks', `[${'{},'.repeat(900)}{}]`), image()]),
    multipart([
      model,
      field('orq', `{${Array.from({ length: 900 }, (_, n) => `"${n}":1`).join()}}`),
      image(),
    ]),
    multipart([model, field('orq', `{"${'k'.repeat(15_000)}":1}`), image()]),
    multipart([model, ...Array.from({ length: 29 }, (_, n) => field(`unknown${n}`, 'x')), image()]),
  ]
  const [ordinary = 0, ...hostile] = await leastOf(bodies, ask)
  for (const took of hostile) expect(took).toBeLessThan(ordinary * 2)
})
