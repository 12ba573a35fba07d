import { readFileSync } from 'node:fs'
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerOptions,
} from 'node:http'
import type { Http2Server } from 'node:http2'
import type { AddressInfo, Server as NetServer } from 'node:net'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import {
  createVariationHandler,
  toNodeListener,
  type VariationAdmitted,
  type VariationEnded,
  type VariationHandlerOptions,
} from 'react-image-variation/server'
import { onTestFinished } from 'vitest'

/** Never to be found anywhere but in the request to the router. */
export const canaryKey = 'sk-canary-7f3a9c'
export const png = readFileSync(new URL('../fixtures/coffee.png', import.meta.url))
export const success = { created: 1_760_000_000, data: [{ url: 'https://images.test/1.png' }] }

/** What the router saw of one request. */
export type Recorded = {
  url: string
  headers: IncomingMessage['headers']
  body: Buffer
  /** True once the whole body, with its end, has arrived. */
  isComplete: boolean
  /** Resolves when the connection is over. */
  closed: Promise<void>
}

export type RouterResponse = {
  status?: number
  headers?: Record<string, string | string[]>
  body?: string
  /** Respond before the body has been read. */
  isEarly?: boolean
  /** Never respond. */
  isSilent?: boolean
  /** Respond when this resolves. */
  after?: Promise<unknown>
  /** Break the connection off in the middle of the body. */
  isCut?: boolean
}

/** A router on a real socket that writes down all it is sent. */
export async function startRouter(routerResponse: RouterResponse = {}) {
  const requests: Recorded[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    const recorded: Recorded = {
      url: request.url ?? '',
      headers: request.headers,
      get body() {
        return Buffer.concat(chunks)
      },
      isComplete: false,
      closed: new Promise((resolve) => request.on('close', resolve)),
    }
    requests.push(recorded)
    async function send() {
      if (routerResponse.isSilent) return
      await routerResponse.after
      response.writeHead(routerResponse.status ?? 200, {
        'content-type': 'application/json',
        ...routerResponse.headers,
      })
      const body = routerResponse.body ?? JSON.stringify(success)
      if (!routerResponse.isCut) return response.end(body)
      response.write(body.slice(0, body.length / 2), () => response.destroy())
    }
    request.on('error', () => {})
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      recorded.isComplete = request.complete
      if (!routerResponse.isEarly) void send()
    })
    if (routerResponse.isEarly) void send()
  })
  const url = await listen(server)
  return {
    url,
    requests,
    get completeBodies() {
      return requests.filter((request) => request.isComplete).length
    },
  }
}

/** The handler behind `node:http`, in front of a recording router. */
export async function startHandler(
  options: Partial<VariationHandlerOptions> = {},
  routerResponse: RouterResponse = {},
  serverOptions: ServerOptions & { keepAliveTimeout?: number } = {},
) {
  const router = await startRouter(routerResponse)
  const events: VariationEnded[] = []
  const admitted: VariationAdmitted[] = []
  const handler = createVariationHandler({
    models: ['openai/gpt-image-2', 'google/*'],
    authorize: () => ({}),
    apiKey: canaryKey,
    serverURL: router.url,
    onEvent: (event) => void (event.type === 'ended' ? events.push(event) : admitted.push(event)),
    ...options,
  })
  const url = await listen(createServer(serverOptions, toNodeListener(handler)))
  return { url, router, events, admitted, handler }
}

/** Listens on the loopback until the test is over. */
export async function listen(server: Server | Http2Server | NetServer): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    if ('closeAllConnections' in server) server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

export const boundary = 'hostile-boundary'

export type RawPart = { header: string; content: Uint8Array | string }

/** A field as browsers write it. */
export function field(name: string, value: string): RawPart {
  return { header: `Content-Disposition: form-data; name="${name}"`, content: value }
}

/** An image as browsers write it. */
export function image(content: Uint8Array | string = png, fileName = 'a.png'): RawPart {
  return {
    header: `Content-Disposition: form-data; name="image"; filename="${fileName}"\r\nContent-Type: image/png`,
    content,
  }
}

/** A body of parts, byte for byte. */
export function multipart(parts: RawPart[], end = `--${boundary}--\r\n`): Buffer {
  return Buffer.concat([
    ...parts.flatMap(({ header, content }) => [
      Buffer.from(`--${boundary}\r\n${header}\r\n\r\n`),
      Buffer.from(content),
      Buffer.from('\r\n'),
    ]),
    Buffer.from(end),
  ])
}

export type Reply = {
  status: number
  headers: IncomingMessage['headers']
  text: string
  json: { error?: { code: string; message: string; sent: boolean; issues?: unknown[] } }
}

/** Sends bytes with `node:http`, which repairs nothing. Pass chunks to send without a `Content-Length`. */
export function post(
  url: string,
  body: Uint8Array | Iterable<Uint8Array>,
  headers: Record<string, string> = {},
  method = 'POST',
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, {
      method,
      agent: false,
      headers: { 'content-type': `multipart/form-data; boundary=${boundary}`, ...headers },
    })
    request.on('error', reject)
    request.on('response', (response) => resolve(readReply(response)))
    if (body instanceof Uint8Array) {
      if (!('content-length' in headers)) request.setHeader('content-length', body.length)
      request.end(body)
    } else {
      for (const chunk of body) request.write(chunk)
      request.end()
    }
  })
}

/** The whole of a response. */
export async function readReply(response: IncomingMessage): Promise<Reply> {
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk as Buffer)
  const text = Buffer.concat(chunks).toString()
  const isJson = response.headers['content-type']?.startsWith('application/json')
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    text,
    json: isJson && text ? JSON.parse(text) : {},
  }
}

/** Reads back what the router got, with the platform's own parser. */
export async function parse(recorded: Recorded | undefined): Promise<Map<string, string | File>> {
  if (!recorded) throw new Error('The router was sent nothing.')
  const form = await new Response(new Uint8Array(recorded.body), {
    headers: { 'content-type': recorded.headers['content-type'] ?? '' },
  }).formData()
  const names = [...form.keys()]
  if (new Set(names).size < names.length) throw new Error(`A field stands twice: ${names.join()}`)
  return new Map(form)
}

/** CPU time of this process since then, in microseconds. */
export function cpuSince(startedAt: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(startedAt)
  return user + system
}

/**
 * The least that a measure gives for each value, of a few rounds: the compiler, the garbage collector and other programs only add
 * to it. Values take turns, so that a busy moment meets all of them.
 */
export async function leastOf<T>(
  values: T[],
  measure: (value: T) => Promise<number>,
): Promise<number[]> {
  const least = values.map(() => Infinity)
  for (let round = 0; round < 7; round++) {
    for (const [index, value] of values.entries()) {
      least[index] = Math.min(least[index] ?? Infinity, await measure(value))
    }
  }
  return least
}

/** Collects garbage; gives the bytes that are left. The platform counts what it freed a moment later: ask again. */
export function usedMemory(): { arrayBuffers: number; heapUsed: number } {
  setFlagsFromString('--expose_gc')
  const gc = runInNewContext('gc') as () => void
  gc()
  return process.memoryUsage()
}
