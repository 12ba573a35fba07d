import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { methodNotAllowed } from './Refusal.js'

/**
 * Serves a handler from `node:http` or Express. Node's request becomes the handler's context, so that `authorize` can read
 * what a middleware left on it.
 */
export function toNodeListener<Incoming extends IncomingMessage>(
  handler: (request: Request, context?: Incoming) => Promise<Response>,
): (incoming: Incoming, outgoing: ServerResponse) => Promise<void> {
  return async (incoming, outgoing) => {
    try {
      // Methods that the platform makes no Request of.
      const response = /^(CONNECT|TRACE|TRACK)$/.test(incoming.method ?? '')
        ? methodNotAllowed().toResponse()
        : await handler(toRequest(incoming, outgoing), incoming)
      outgoing.writeHead(response.status, [...response.headers].flat())
      if (response.body) await pipeline(response.body, outgoing)
      else outgoing.end()
    } catch {
      if (!outgoing.headersSent) outgoing.writeHead(500).end()
      else outgoing.destroy()
    }
  }
}

function toRequest(incoming: IncomingMessage, outgoing: ServerResponse): Request {
  const left = new AbortController()
  outgoing.on('close', () => {
    if (!outgoing.writableFinished) left.abort(new Error('The caller left.'))
  })
  const { method = 'GET', rawHeaders } = incoming
  const headers = new Headers()
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? ''
    // HTTP/2 puts method and path among them.
    if (!name.startsWith(':')) headers.append(name, rawHeaders[index + 1] ?? '')
  }
  return new Request(
    urlOf(incoming, headers.get('host') ?? String(incoming.headers[':authority'])),
    {
      method,
      headers,
      signal: left.signal,
      ...(method === 'GET' || method === 'HEAD'
        ? {}
        : { body: toStream(incoming, outgoing), duplex: 'half' }),
    },
  )
}

function urlOf(incoming: IncomingMessage, host: string): URL {
  const scheme = 'encrypted' in incoming.socket ? 'https' : 'http'
  const origin = `${scheme}://${host}`
  // Express cuts its mount path off `url`.
  const path = 'originalUrl' in incoming ? String(incoming.originalUrl) : (incoming.url ?? '/')
  const url = new URL(host && URL.canParse(origin) ? origin : 'http://localhost')
  const [pathname = '/'] = path.split('?', 1)
  url.pathname = pathname
  url.search = path.slice(pathname.length)
  // A host with credentials is none, and no Request takes it.
  url.username = url.password = ''
  return url
}

/** Reads only when asked. Cancelled, it leaves the socket alive until the answer is out, or that would be lost. */
function toStream(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const chunks = incoming.iterator({ destroyOnReturn: false })
  // Node forgets a request once it is answered, and never tells who still reads it that the connection is gone.
  const { socket } = incoming
  const destroy = () => incoming.destroy()
  socket.once('close', destroy)
  incoming.once('close', () => socket.off('close', destroy))
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await chunks.next()
        if (done) controller.close()
        else controller.enqueue(value as Uint8Array<ArrayBuffer>)
      },
      cancel() {
        if (outgoing.writableFinished) destroy()
        else outgoing.once('finish', destroy)
      },
    },
    { highWaterMark: 0 },
  )
}
