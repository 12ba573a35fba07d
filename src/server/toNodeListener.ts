import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { startTimer } from '../platform/timers.js'
import { methodNotAllowed } from './HandlerError.js'
import { deadlineOf } from './responseDeadline.js'

/** What a response gets beyond its deadline until its last bytes are out. Milliseconds. */
const flushMs = 500

/**
 * Serves a handler from `node:http`, `node:http2` (its compatible API) or Express. Node's request becomes the handler's context, so that `authorize` can read
 * what a middleware left on it.
 */
export function toNodeListener<Incoming extends IncomingMessage>(
  handler: (request: Request, context?: Incoming) => Promise<Response>,
): (incoming: Incoming, outgoing: ServerResponse) => Promise<void> {
  return async (incoming, outgoing) => {
    try {
      // The platform makes no Request of these methods.
      const response = /^(CONNECT|TRACE|TRACK)$/.test(incoming.method ?? '')
        ? methodNotAllowed('POST').toResponse(false)
        : await handler(toRequest(incoming, outgoing), incoming)
      outgoing.writeHead(response.status, [...response.headers].flat())
      cutOff(outgoing, deadlineOf(response))
      if (response.body) await pipeline(response.body, outgoing)
      else outgoing.end()
    } catch {
      if (!outgoing.headersSent) outgoing.writeHead(500).end()
      else outgoing.destroy()
    }
  }
}

/** Closes the connection of a caller that does not read what it is sent. */
function cutOff(outgoing: ServerResponse, deadline: number | undefined): void {
  if (deadline === undefined) return
  const stop = startTimer(() => outgoing.destroy(), deadline - Date.now() + flushMs)
  outgoing.once('finish', stop).once('close', stop)
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
  // No Request takes a host with credentials.
  url.username = url.password = ''
  return url
}

/** Reads only when asked. Cancelled, it leaves the socket alive until the response is out, or that would be lost. */
function toStream(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const chunks = incoming.iterator({ destroyOnReturn: false })
  // Node forgets a request once it has its response, and does not tell its readers that the connection is gone.
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
