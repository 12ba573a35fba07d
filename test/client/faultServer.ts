import { createServer, type AddressInfo, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { goodBody, type FaultResponse, type Call, type FaultName } from './faults.js'

type Exchange = Call & {
  socket: Socket
  params: URLSearchParams
  /** How many POSTs with the same id came before. */
  index: number
  /** Resolves when the whole body is there, or at least so many bytes of it. */
  received(bytes?: number): Promise<void>
}

/**
 * A server on a raw socket that fails in the way that the path names: `/silent?id=…`. Every exchange is counted under its `id`,
 * and `GET /calls?id=…` tells the counts to tests in a browser.
 */
export async function startFaultServer(): Promise<{
  url: string
  calls(id: string): Call[]
  openSockets(): number
  close(): Promise<void>
}> {
  const callsById = new Map<string, Call[]>()
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => {})
    let buffered = Buffer.alloc(0)
    let exchange: Exchange | undefined
    const waiters: { bytes: number; resolve: () => void }[] = []
    const count = (bytes: number) => {
      if (!exchange) return
      exchange.bodyBytes += bytes
      for (const waiter of waiters) if (exchange.bodyBytes >= waiter.bytes) waiter.resolve()
    }
    socket.on('data', (chunk) => {
      if (exchange) return count(chunk.length)
      buffered = Buffer.concat([buffered, chunk])
      const end = buffered.indexOf('\r\n\r\n')
      if (end < 0) return
      const head = buffered.subarray(0, end).toString()
      const rest = buffered.subarray(end + 4)
      buffered = Buffer.alloc(0)
      const [method, target = ''] = head.split(' ')
      const { pathname, searchParams: params } = new URL(target, 'http://fault')
      const id = params.get('id') ?? pathname
      const calls = callsById.get(id) ?? []
      callsById.set(id, calls)
      if (method !== 'POST') {
        const body = method === 'GET' ? JSON.stringify(calls) : ''
        return void write(socket, { status: method === 'GET' ? 200 : 204, body })
      }
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0)
      exchange = {
        head,
        bodyBytes: 0,
        at: Date.now(),
        socket,
        params,
        index: calls.length,
        received: (bytes = length) =>
          new Promise((resolve) => {
            waiters.push({
              bytes,
              resolve,
            })
            count(0)
          }),
      }
      // Enumerable is what a test sees of it.
      for (const hidden of ['socket', 'params', 'index', 'received']) {
        Object.defineProperty(exchange, hidden, { enumerable: false })
      }
      calls.push(exchange)
      count(rest.length)
      const fault = faults[pathname.split('/')[1] as FaultName]
      void Promise.resolve(fault?.(exchange)).catch(() => socket.destroy())
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls: (id) => callsById.get(id) ?? [],
    openSockets: () => sockets.size,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

const cors = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': '*',
  'access-control-expose-headers': '*',
}

function headOf(
  { status = 200, headers = {} }: FaultResponse,
  bodyHeaders: Record<string, string>,
) {
  const lines = Object.entries({
    'content-type': 'application/json',
    ...cors,
    connection: 'close',
    ...bodyHeaders,
    ...headers,
  })
  return `HTTP/1.1 ${status} Said\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`
}

async function write(socket: Socket, response: FaultResponse) {
  const body = response.base64
    ? Buffer.from(response.base64, 'base64')
    : Buffer.from(response.body ?? goodBody)
  const length = { 'content-length': String(body.length) }
  socket.write(headOf(response, response.status === 204 ? {} : length))
  if (response.status !== 204) socket.write(body)
  socket.end()
}

/** Written and on its way, so that what follows does not take it back. */
const flush = (socket: Socket, data: string | Buffer) =>
  new Promise<void>((resolve) => socket.write(data, () => resolve()))

/** Milliseconds in which a browser on a busy machine takes note of what has been written. */
const timeToRead = 400

const faults: Record<FaultName, (exchange: Exchange) => void | Promise<void>> = {
  /** Says what `responses` holds, one after the other; the last one again and again. */
  async respond({ received, socket, params, index }: Exchange) {
    await received()
    const responses = JSON.parse(params.get('responses') ?? '[{}]') as FaultResponse[]
    await write(socket, responses[Math.min(index, responses.length - 1)] ?? {})
  },
  /** Resets after the first bytes of the body; from the second call on it responds. */
  async 'reset-mid-upload'(exchange: Exchange) {
    if (exchange.index > 0) return faults.respond(exchange)
    await exchange.received(1)
    exchange.socket.resetAndDestroy()
  },
  async 'reset-after-upload'({ received, socket }: Exchange) {
    await received()
    socket.resetAndDestroy()
  },
  async 'end-after-upload'({ received, socket }: Exchange) {
    await received()
    socket.end()
  },
  async 'reset-mid-response'({ received, socket }: Exchange) {
    await received()
    await flush(socket, headOf({ headers: { 'x-request-id': 'r-1' } }, { 'content-length': '999' }))
    await flush(socket, goodBody)
    await delay(timeToRead) // a reset overtakes what the other side has not read yet
    socket.resetAndDestroy()
  },
  async 'end-mid-response'({ received, socket }: Exchange) {
    await received()
    await flush(socket, headOf({ headers: { 'x-request-id': 'r-1' } }, { 'content-length': '999' }))
    await flush(socket, goodBody)
    await delay(timeToRead) // a browser tells of the headers once it has seen some of the body, if that is not the end
    socket.end()
  },
  async 'end-mid-chunks'({ received, socket }: Exchange) {
    await received()
    // Node takes the end of a `connection: close` for the end of the chunks.
    const headers = { 'x-request-id': 'r-1', connection: 'keep-alive' }
    const head = headOf({ headers }, { 'transfer-encoding': 'chunked' })
    socket.end(`${head}5\r\n{"cre\r\n`)
  },
  async silent({ received }: Exchange) {
    await received()
  },
  /** Never reads on, so that the upload cannot end. */
  'stalled-upload'({ socket }: Exchange) {
    socket.pause()
  },
  async 'stalled-body'({ received, socket }: Exchange) {
    await received()
    await flush(socket, headOf({}, { 'content-length': '999' }) + '{"created"')
  },
  async 'slow-body'({ received, socket }: Exchange) {
    await received()
    await flush(socket, headOf({}, { 'content-length': '9999' }))
    while (!socket.destroyed) {
      await flush(socket, ' ')
      await delay(10)
    }
  },
  async redirect({ received, socket, params }: Exchange) {
    await received()
    const location = `/respond?id=${params.get('id')}-target`
    await write(socket, { status: Number(params.get('status') ?? 307), headers: { location } })
  },
  /** Goes on until the client leaves. */
  async endless({ received, socket, params }: Exchange) {
    await received()
    await flush(socket, headOf({ status: Number(params.get('status') ?? 200) }, {}))
    const chunk = Buffer.alloc(1_000_000, 32)
    while (!socket.destroyed) await flush(socket, chunk)
  },
  /** Responds at once and goes on reading, as a good server does. */
  async 'early-error'({ received, socket }: Exchange) {
    const body = JSON.stringify({
      error: { code: 'too_large', message: 'The image is too large.' },
    })
    const length = { 'content-length': String(body.length) }
    await flush(socket, headOf({ status: 413 }, length) + body)
    await received()
    socket.end()
  },
}
