import { once } from 'node:events'
import { connect } from 'node:net'
import { createVariationHandler } from 'react-image-variation/server'
import { expect, test, vi } from 'vitest'
import {
  boundary,
  field,
  image,
  multipart,
  png,
  post,
  startHandler,
  usedMemory,
} from './harness.js'

const model = field('model', 'openai/gpt-image-2')
const body = multipart([model, image()])
const large = multipart([model, image(Buffer.concat([png, Buffer.alloc(1_000_000, 'x')]))])

function toRequest(bytes: Buffer): Request {
  return new Request('http://app.test/', {
    method: 'POST',
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    body: new Uint8Array(bytes),
  })
}

/** A caller on a bare socket, who closes nothing. */
function dial(url: string, length: number) {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  socket.write(
    `POST / HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=${boundary}\r\nContent-Length: ${length}\r\n\r\n`,
  )
  socket.on('error', () => {})
  return { socket, closed: new Promise<void>((resolve) => socket.on('close', () => resolve())) }
}

test('a long response is passed on without being kept', async () => {
  let megabytes = 0
  const handler = createVariationHandler({
    models: ['*'],
    authorize: () => ({}),
    upstream: async (request) => {
      await request.arrayBuffer()
      const pull = (controller: ReadableStreamDefaultController) => {
        if (++megabytes > 100) controller.close()
        else controller.enqueue(new Uint8Array(1_000_000).fill('{'.charCodeAt(0)))
      }
      return new Response(new ReadableStream({ pull }, { highWaterMark: 0 }))
    },
  })
  const { body: response } = await handler(toRequest(body))
  const reader = response!.getReader()
  await reader.read()
  const before = usedMemory().arrayBuffers
  for (let count = 0; count < 90; count++) await reader.read()
  await vi.waitFor(
    () => expect(usedMemory().arrayBuffers - before).toBeLessThan(20_000_000),
    10_000,
  )
  await reader.cancel()
})

test('a caller who does not read the response is cut off at the deadline, and told of once', async () => {
  const { url, events } = await startHandler(
    { timeoutMs: 4000 },
    { body: `{${'x'.repeat(60_000_000)}` },
  )
  const { socket, closed } = dial(url, body.length)
  socket.pause()
  socket.write(body)
  await vi.waitFor(() => expect(events).toHaveLength(1), 20_000)
  expect(events[0]).toMatchObject({ status: 200, sent: true })
  socket.resume()
  await closed
  expect(socket.bytesRead).toBeLessThan(60_000_000)
  expect(events).toHaveLength(1)
})

test('a rejected caller who sends one byte more and stalls is cut off', async () => {
  // Node's own limits would end the connection as well, but not before the test gives up.
  const server = { keepAliveTimeout: 300_000, requestTimeout: 0 }
  const limits = { idleTimeoutMs: 200, timeoutMs: Infinity, uploadTimeoutMs: Infinity }
  const { url } = await startHandler(limits, { status: 429, isEarly: true }, server)
  const { socket, closed } = dial(url, large.length)
  socket.write(large.subarray(0, 100_000))
  const [start] = await once(socket, 'data')
  expect(String(start)).toMatch(/^HTTP\/1.1 429 /)
  socket.write('x')
  await closed
})

test('a caller who sends without a pause hears that the time is up', async () => {
  const { url } = await startHandler({ uploadTimeoutMs: 100 })
  const { socket, closed } = dial(url, 40e6)
  let response = ''
  socket.on('data', (chunk) => (response += String(chunk)))
  socket.write(large.subarray(0, 500_000))
  const timer = setInterval(() => socket.write(Buffer.alloc(10_000)), 5)
  await vi.waitFor(() => expect(response).toMatch(/^HTTP\/1.1 400 /), 10_000)
  await closed
  clearInterval(timer)
})

test('a whole body that was taken may have been carried out, whatever follows', async () => {
  const { url, events } = await startHandler({
    upstream: async (request) => {
      let text = ''
      const decoder = new TextDecoder('latin1')
      for await (const chunk of request.body!) {
        text += decoder.decode(chunk)
        if (text.endsWith('--\r\n')) break
      }
      throw new Error('lost')
    },
  })
  const reply = await post(url, body)
  expect(reply).toMatchObject({
    status: 502,
    json: { error: { code: 'upstream_connection_lost' } },
  })
  expect(events).toMatchObject([{ sent: true }])
})

test('an upstream that responds as soon as it has the end is not waited for any longer', async () => {
  const { url, events } = await startHandler({
    upstream: async (request) => {
      const reader = request.body!.getReader()
      const decoder = new TextDecoder('latin1')
      for (let text = ''; !text.endsWith('--\r\n');) {
        text += decoder.decode((await reader.read()).value)
      }
      return Response.json({ created: 1, data: [] })
    },
  })
  expect(await post(url, body)).toMatchObject({ status: 200 })
  expect(events).toMatchObject([{ sent: true }])
})

test('an upstream that cancels while bytes are on their way, and succeeds, has succeeded', async () => {
  const { url, events } = await startHandler({
    upstream: async (request) => {
      const reader = request.body!.getReader()
      await reader.read()
      void reader.read().catch(() => {})
      await reader.cancel()
      return Response.json({ created: 1, data: [] })
    },
  })
  expect(await post(url, large)).toMatchObject({ status: 200 })
  expect(events).toMatchObject([{ status: 200, sent: true }])
})

test.for([
  ['the key does not come', { apiKey: () => new Promise<string>(() => {}) }],
  ['the upstream does not read', { upstream: () => new Promise<Response>(() => {}) }],
] as const)('a deadline while %s says that nothing was carried out', async ([, options]) => {
  const { url, router, events } = await startHandler({ timeoutMs: 150, ...options })
  expect(await post(url, body)).toMatchObject({
    status: 504,
    json: { error: { code: 'upstream_unreachable' } },
  })
  expect(router.requests).toEqual([])
  expect(events).toMatchObject([{ sent: false }])
})

test.each(['maxBytes', 'timeoutMs', 'uploadTimeoutMs', 'idleTimeoutMs'] as const)(
  '%s must be a number above 0, and may be Infinity',
  async (name) => {
    for (const limit of [NaN, 0, -1]) {
      await expect(startHandler({ [name]: limit })).rejects.toThrow(name)
    }
    const { url } = await startHandler({ [name]: Infinity })
    expect(await post(url, body)).toMatchObject({ status: 200 })
  },
)

test('a host with credentials gets a response like any other', async () => {
  const { url, events } = await startHandler()
  expect(await post(url, body, { host: 'a:b@c' })).toMatchObject({ status: 200 })
  expect(events).toHaveLength(1)
})

test('an empty list is no grant', async () => {
  const { url } = await startHandler({ authorize: () => [] as never })
  expect(await post(url, body)).toMatchObject({ status: 401 })
})

test.each(['google/../openai/x', 'google/a,openai/b', 'google/a\r\nb', 'google/a b', 'google/ä'])(
  'google/* does not cover %j',
  async (name) => {
    const { url, router } = await startHandler()
    const reply = await post(url, multipart([field('model', name), image()]))
    expect(reply).toMatchObject({ status: 403, json: { error: { code: 'model_not_allowed' } } })
    expect(router.requests).toEqual([])
  },
)
