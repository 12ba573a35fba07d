import { connect, type Socket } from 'node:net'
import { request as httpRequest } from 'node:http'
import { expect, test, vi } from 'vitest'
import { createVariationHandler } from 'react-image-variation/server'
import {
  boundary,
  cpuSince,
  field,
  image,
  leastOf,
  multipart,
  parse,
  png,
  post,
  readReply,
  startHandler,
} from './harness.js'
import { readParts } from '../../src/server/multipart.js'
import { watchTimers } from '../watchTimers.js'

const model = field('model', 'openai/gpt-image-2')
const large = image(Buffer.concat([png, Buffer.alloc(1_000_000, 'x')]))

test('fields before the image go ahead of it, the others follow it', async () => {
  const { url, router } = await startHandler()
  await post(url, multipart([model, field('n', '2'), large, field('size', '512x512')]))
  const sent = await parse(router.requests[0])
  expect(Object.fromEntries([...sent].filter(([name]) => name !== 'image'))).toEqual({
    model: 'openai/gpt-image-2',
    n: '2',
    size: '512x512',
    response_format: 'url',
  })
  expect([...sent.keys()].slice(0, 3)).toEqual(['model', 'n', 'image'])
})

test('a forbidden model before the image is rejected before the image has come', async () => {
  const { url, router } = await startHandler()
  const start = multipart([field('model', 'openai/other'), large]).subarray(0, 400)
  const { reply, request } = open(url, { 'content-length': '2000000' })
  request.write(start)
  expect(await reply).toMatchObject({ status: 403 })
  expect(router.requests).toEqual([])
  request.destroy()
})

test('a field that stands twice is rejected before anything else has come', async () => {
  const { url } = await startHandler()
  const { reply, request } = open(url)
  request.write(multipart([model, model], `--${boundary}`))
  expect(await reply).toMatchObject({
    status: 400,
    json: { error: { code: 'invalid_request', issues: [{ path: ['model'] }] } },
  })
  request.destroy()
})

test('a late violation ends the request to the router without its end', async () => {
  const { url, router, events } = await startHandler()
  const reply = await post(url, multipart([model, large, field('n', '99')]))
  expect(reply.status).toBe(400)
  await vi.waitFor(() => expect(router.requests).toHaveLength(1), 10_000)
  await router.requests[0]?.closed
  expect(router.completeBodies).toBe(0)
  expect(events).toMatchObject([{ status: 400, sent: false }])
})

test('a prompt behind a small image still makes an edit', async () => {
  const { url, router } = await startHandler()
  const small = image(png.subarray(0, 60_000))
  const late = [field('size', '1536x1024'), model, small, field('prompt', 'bluer')]
  expect(await post(url, multipart(late))).toMatchObject({ status: 200 })
  expect(router.requests[0]?.url).toBe('/v2/router/images/edits')
})

test('a prompt behind a large image is rejected, unless the path says edit', async () => {
  const { url, router } = await startHandler()
  const late = multipart([model, large, field('prompt', 'bluer')])
  const reply = await post(url, late)
  expect(reply).toMatchObject({ status: 400 })
  expect(reply.json.error?.message).toContain('before the image')
  expect(router.completeBodies).toBe(0)
  expect(await post(`${url}/v2/router/images/edits`, late)).toMatchObject({ status: 200 })
  expect(router.requests.at(-1)?.url).toBe('/v2/router/images/edits')
  const edit = multipart([model, field('size', '1536x1024'), large, field('prompt', 'bluer')])
  expect(await post(`${url}/edits`, edit)).toMatchObject({ status: 200 })
  expect(await post(`${url}/edits`, multipart([model, large]))).toMatchObject({ status: 400 })
  expect(router.completeBodies).toBe(2)
})

test.for([
  ['announced', true],
  ['not announced', false],
] as const)('an image over the limit, its length %s', async ([, isAnnounced]) => {
  const { url, router } = await startHandler({ maxBytes: 500_000 })
  const body = multipart([model, large])
  const reply = await post(url, isAnnounced ? body : cut(body, 10_000))
  expect(reply).toMatchObject({ status: 413, json: { error: { code: 'image_too_large' } } })
  expect(router.completeBodies).toBe(0)
})

test('a length far over the limit is rejected before anything else', async () => {
  const { url } = await startHandler({ authorize: () => Promise.reject(new Error('not asked')) })
  const { reply, request } = open(url, { 'content-length': '80000000' })
  request.flushHeaders()
  expect(await reply).toMatchObject({ status: 413 })
  request.destroy()
})

test('a body cut on its way names the likely cause', async () => {
  const handler = createVariationHandler({
    authorize: () => ({}),
    models: ['*'],
    upstream: () => Promise.reject(new Error('not asked')),
  })
  const body = multipart([model, image()])
  const response = await handler(
    new Request('http://app.test/', {
      method: 'POST',
      headers: {
        'content-type': `multipart/form-data; boundary=${boundary}`,
        'content-length': String(body.length),
      },
      body: new Uint8Array(body.subarray(0, 50_000)),
    }),
  )
  expect(response.status).toBe(400)
  const { error } = await response.json()
  expect(error).toMatchObject({
    code: 'body_truncated',
    message: expect.stringMatching(/Only 50000 of \d+ bytes.*proxyClientMaxBodySize/),
  })
})

test.for([
  ['its total limit', { uploadTimeoutMs: 150 }],
  ['its idle limit', { idleTimeoutMs: 100 }],
  ['the deadline', { timeoutMs: 150 }],
] as const)('an upload that stalls gets its response at %s', async ([, limits]) => {
  const { url, router } = await startHandler(limits)
  const { reply, request } = open(url)
  request.write(multipart([model, large]).subarray(0, 500_000))
  expect(await reply).toMatchObject({ status: 400, json: { error: { code: 'upload_timeout' } } })
  request.destroy()
  expect(router.completeBodies).toBe(0)
  await router.requests[0]?.closed
})

test.for([
  ['a caller who stalls', {}],
  ['a rejected caller who stalls', { authorize: () => null }],
] as const)('%s is cut off', async ([, options]) => {
  const { url } = await startHandler({ idleTimeoutMs: 100, ...options })
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  const body = multipart([model, large])
  socket.write(
    `POST / HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=${boundary}\r\nContent-Length: ${body.length}\r\n\r\n`,
  )
  socket.write(body.subarray(0, 500_000))
  let response = ''
  socket.on('data', (chunk) => (response += String(chunk))).on('error', () => {})
  await new Promise((resolve) => socket.on('close', resolve))
  expect(response).toMatch(/^HTTP\/1.1 40[01] /)
})

test('an upload that trickles gets its response at its total limit', async ({ onTestFinished }) => {
  const { url } = await startHandler({ uploadTimeoutMs: 200, idleTimeoutMs: 100 })
  const { reply, request } = open(url)
  const body = multipart([model, large])
  let at = 0
  const timer = setInterval(() => request.write(body.subarray(at, ++at)), 10)
  onTestFinished(() => clearInterval(timer))
  expect(await reply).toMatchObject({ status: 400, json: { error: { code: 'upload_timeout' } } })
  request.destroy()
})

test('a router that never responds is given up at the deadline', async () => {
  const { url, router, events } = await startHandler({ timeoutMs: 1500 }, { isSilent: true })
  const reply = await post(url, multipart([model, image()]))
  expect(reply).toMatchObject({ status: 504, json: { error: { code: 'upstream_timeout' } } })
  await router.requests[0]?.closed
  expect(events).toMatchObject([{ status: 504, sent: true }])
})

test('a caller who leaves mid-image ends the request to the router', async () => {
  // No limit ends before the test does, so only the caller can be the cause.
  const never = { timeoutMs: Infinity, uploadTimeoutMs: Infinity, idleTimeoutMs: Infinity }
  const { url, router, events } = await startHandler(never)
  const { request, reply } = open(url)
  reply.catch(() => {})
  request.write(multipart([model, large]).subarray(0, 500_000))
  await vi.waitFor(() => expect(router.requests).toHaveLength(1), 10_000)
  request.destroy()
  await router.requests[0]?.closed
  expect(router.completeBodies).toBe(0)
  await vi.waitFor(() => expect(events).toHaveLength(1), 10_000)
  expect(events[0]).toMatchObject({ sent: false })
})

test('a caller who leaves while waiting ends the request to the router', async () => {
  const { url, router, events } = await startHandler({}, { isSilent: true })
  const { request, reply } = open(url)
  reply.catch(() => {})
  request.end(multipart([model, image()]))
  await vi.waitFor(() => expect(router.completeBodies).toBe(1), 10_000)
  request.destroy()
  await router.requests[0]?.closed
  await vi.waitFor(() => expect(events).toMatchObject([{ status: 499, sent: true }]), 10_000)
})

test('a router that responds with an error before the upload is over', async () => {
  const error = { status: 413, body: '{"error":{"code":"too_big","message":"Too big."}}' }
  const { url, router } = await startHandler({}, { ...error, isEarly: true })
  const reply = await post(url, multipart([model, image(Buffer.concat([png, Buffer.alloc(8e6)]))]))
  expect(reply).toMatchObject({ status: 413, json: { error: { code: 'too_big' } } })
  expect(router.completeBodies).toBe(0)
})

test('a success before the upload is over counts only once the rest was checked', async () => {
  const { url } = await startHandler({}, { isEarly: true })
  const big = image(Buffer.concat([png, Buffer.alloc(8e6)]))
  expect(await post(url, multipart([model, big, field('n', '99')]))).toMatchObject({ status: 400 })
  expect(await post(url, multipart([model, big, field('n', '1')]))).toMatchObject({ status: 200 })
})

test('a rejected upload still gets its response, every time', async () => {
  const { url } = await startHandler({ authorize: () => null })
  const body = multipart([model, image(Buffer.concat([png, Buffer.alloc(5e6)]))])
  for (let count = 0; count < 16; count++) {
    const viaNode = await post(url, body)
    expect(viaNode).toMatchObject({
      status: 401,
      json: { error: { code: 'authentication_required' } },
    })
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
      body: new Uint8Array(body),
    })
    expect(response.status).toBe(401)
    await response.json()
  }
})

test('a rejected caller who goes on sending is cut off', async () => {
  const { url } = await startHandler({ maxBytes: 1_000_000, authorize: () => null })
  const { port } = new URL(url)
  const socket = connect(Number(port), '127.0.0.1')
  socket.write(
    `POST / HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=${boundary}\r\nTransfer-Encoding: chunked\r\n\r\n`,
  )
  const sent = await floodUntilClosed(socket)
  expect(sent).toBeLessThan(20_000_000)
})

test('reads no faster than the router takes', async () => {
  let pulled = 0
  let release: () => void = () => {}
  const released = new Promise<void>((resolve) => (release = resolve))
  const { url } = await startHandler({
    upstream: async (request) => {
      const reader = request.body?.getReader()
      await reader?.read()
      await released
      while (!(await reader?.read())?.done);
      return Response.json({ created: 1, data: [{ url: 'https://a.test' }] })
    },
  })
  const { request, reply } = open(url)
  const [start, chunk] = [multipart([model, image(png)], ''), Buffer.alloc(65_536)]
  request.write(start.subarray(0, -2))
  // Until the socket takes no more: buffers of the system and of Node are full, and nobody reads.
  for (let isFull = false; !isFull;) {
    isFull = await new Promise<boolean>((resolve) => {
      const timer = setTimeout(() => resolve(true), 200)
      request.write(chunk, () => {
        clearTimeout(timer)
        pulled += chunk.length
        resolve(false)
      })
    })
    expect(pulled).toBeLessThan(30_000_000)
  }
  release()
  request.end(`\r\n--${boundary}--\r\n`)
  expect(await reply).toMatchObject({ status: 200 })
})

test('hostile bytes of an image are looked at a few times at most', async () => {
  // The boundary is the caller's choice: this one gives the search the least to skip.
  const worst = 'b'.repeat(70)
  const start = multipart([image('')], '')
    .toString('latin1')
    .replaceAll(boundary, worst)
  async function cpuOf(content: Uint8Array) {
    const bytes = Buffer.concat([
      Buffer.from(start.slice(0, -2), 'latin1'),
      content,
      Buffer.from(`\r\n--${worst}--`),
    ])
    const chunks = cut(bytes, 65_536)
    let found = 0
    const startedAt = process.cpuUsage()
    for await (const part of readParts(async () => chunks.shift(), worst)) {
      for (let read = await part.next(); read; read = await part.next()) found += read.length
    }
    const took = cpuSince(startedAt)
    expect(found).toBe(content.length)
    return took
  }
  const near = `\r\n--${'b'.repeat(69)}`
  const fillings = ['\r', '\r\n', '\r\n--', 'b', '\rb', near, `${near}c`]
  const [small, big] = [500_000, 2_000_000]
  /** The yardstick: looks once at each byte. */
  const lookOnce = async () => {
    const bytes = Buffer.alloc(big, 'b')
    const startedAt = process.cpuUsage()
    let sum = 0
    for (let at = 0; at < bytes.length; at++) sum += bytes[at] ?? 0
    const took = cpuSince(startedAt)
    expect(sum).toBe(big * 98)
    return took
  }
  const contents = [
    ...fillings.map((filling) => Buffer.alloc(small, filling)),
    ...fillings.map((filling) => Buffer.alloc(big, filling)),
  ]
  const [looking = 0, ...hostile] = await leastOf([lookOnce, ...contents], (content) =>
    typeof content === 'function' ? content() : cpuOf(content),
  )
  for (const index of fillings.keys()) {
    const [less = 0, more = 0] = [hostile[index], hostile[index + fillings.length]]
    // Four times the bytes: linear work takes 4 times as long, quadratic work 16 times.
    expect(more / less).toBeLessThan(9)
    // Measured: up to 8 times. One restart of the search for each byte would be 70 times that.
    expect(more / looking).toBeLessThan(40)
  }
})

test('hostile headers and fields are rejected for less than an ordinary upload costs', async () => {
  const handler = createVariationHandler({
    authorize: () => ({}),
    models: ['*'],
    upstream: async (request) => {
      for await (const chunk of request.body!) void chunk
      return Response.json({ created: 1, data: [{ url: 'https://a.test' }] })
    },
  })
  const bodies = [
    multipart([model, image(Buffer.concat([png, Buffer.alloc(4_000_000, 'x')]))]),
    multipart(Array.from({ length: 20_000 }, (_, n) => field(`f${n}`, ''))),
    multipart([{ header: `X: 1\r\n`.repeat(100_000).trimEnd(), content: '' }]),
    multipart([{ header: '\r'.repeat(1e6), content: '' }]),
    multipart([field('user', 'u'.repeat(4e6))]),
    multipart([field('fallbacks', '['.repeat(1e6))]),
    multipart([field('orq', '{"a":'.repeat(3000) + '1' + '}'.repeat(3000))]),
    multipart([field('orq', '"'.repeat(15_999))]),
    multipart([field('orq', `{"${'\\"'.repeat(7990)}`)]),
    multipart(Array.from({ length: 31 }, () => field('orq', `{"${'\\"'.repeat(7990)}`))),
  ]
  async function cpuOf(body: Buffer) {
    const chunks = cut(body, 65_536).values()
    const init = {
      method: 'POST',
      headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
      body: new ReadableStream({
        pull(controller) {
          const { value, done } = chunks.next()
          if (done) controller.close()
          else controller.enqueue(new Uint8Array(value))
        },
      }),
      duplex: 'half',
    }
    const request = new Request('http://app.test/', init)
    const startedAt = process.cpuUsage()
    const response = await handler(request)
    await response.text()
    const took = cpuSince(startedAt)
    expect(response.status >= 400).toBe(body !== bodies[0])
    return took
  }
  const [ordinary = 0, ...hostile] = await leastOf(bodies, cpuOf)
  for (const cpu of hostile) expect(cpu).toBeLessThan(ordinary * 3)
})

test('nothing is left open', async () => {
  const { url, router } = await startHandler()
  const { delays, pending } = watchTimers()
  for (let count = 0; count < 5; count++) {
    await post(url, multipart([model, large]))
    await post(url, multipart([model, large, field('n', '99')]))
    await post(url, multipart([field('model', 'other'), large]))
  }
  expect(delays.length).toBeGreaterThan(15)
  await vi.waitFor(() => expect(pending()).toEqual([]), 10_000)
  expect(router.completeBodies).toBe(5)
})

/** An upload whose bytes the test writes itself. */
function open(url: string, headers: Record<string, string> = {}) {
  const request = httpRequest(url, {
    method: 'POST',
    agent: false,
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}`, ...headers },
  })
  const reply = new Promise<Awaited<ReturnType<typeof readReply>>>((resolve, reject) => {
    request.on('response', (response) => resolve(readReply(response)))
    request.on('error', reject)
  })
  return { request, reply }
}

function cut(body: Buffer, size: number): Buffer[] {
  return Array.from({ length: Math.ceil(body.length / size) }, (_, index) =>
    body.subarray(index * size, (index + 1) * size),
  )
}

/** Sends chunks for ever; gives the bytes that were taken until the other side closed. */
function floodUntilClosed(socket: Socket): Promise<number> {
  const chunk = Buffer.concat([Buffer.from('10000\r\n'), Buffer.alloc(65_536), Buffer.from('\r\n')])
  return new Promise((resolve) => {
    socket.on('error', () => {})
    socket.on('close', () => resolve(socket.bytesWritten))
    socket.resume()
    const write = () => {
      while (!socket.destroyed && socket.write(chunk));
    }
    socket.on('drain', write)
    write()
  })
}
