import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Http2ServerRequest, Http2ServerResponse, Http2Session } from 'node:http2'
import { pipeline } from 'node:stream/promises'
import { startTimer } from '../platform/timers.js'
import { methodNotAllowed } from './HandlerError.js'
import { deadlineOf } from './responseDeadline.js'

type NodeRequest = IncomingMessage | Http2ServerRequest
type NodeResponse = ServerResponse | Http2ServerResponse

/** What a response gets beyond its deadline until its last bytes are out. Milliseconds. */
const flushMs = 400

/** Until when beyond the deadline an HTTP/2 connection must have answered a ping. Milliseconds. */
const pingMs = 900

/**
 * Serves a handler from `node:http`, `node:http2` (its compatible API) or Express. Node's request becomes the handler's context, so that `authorize` can read
 * what a middleware left on it.
 */
export function toNodeListener<Incoming extends NodeRequest>(
  handler: (request: Request, context?: Incoming) => Promise<Response>,
): (incoming: Incoming, outgoing: NodeResponse) => Promise<void> {
  return async (incoming, outgoing) => {
    try {
      // The platform makes no Request of these methods.
      const response = /^(CONNECT|TRACE|TRACK)$/.test(incoming.method ?? '')
        ? methodNotAllowed('POST').toResponse(false)
        : await handler(toRequest(incoming, outgoing), incoming)
      writeHead(outgoing, response)
      cutOff(outgoing, deadlineOf(response))
      if (response.body) await pipeline(response.body, outgoing)
      else outgoing.end()
    } catch {
      if (!outgoing.headersSent) outgoing.writeHead(500).end()
      else outgoing.destroy()
    }
  }
}

/** Cuts off a caller that does not read what it is sent. */
function cutOff(outgoing: NodeResponse, deadline: number | undefined): void {
  if (deadline === undefined) return
  const session = 'stream' in outgoing ? outgoing.stream?.session : undefined
  const stop = startTimer(() => outgoing.destroy(), deadline - Date.now() + flushMs)
  outgoing.once('close', () => {
    stop()
    if (session && Date.now() >= deadline) closeUnlessAlive(session, deadline + pingMs)
  })
}

const pinged = new WeakSet<Http2Session>()

/** Closes an HTTP/2 connection on which nobody reads: it outlives its streams. A connection that answers may carry other requests. */
function closeUnlessAlive(session: Http2Session, endsAt: number): void {
  if (session.destroyed || pinged.has(session)) return
  pinged.add(session)
  session.ping((error) => {
    if (!error) pinged.delete(session)
  })
  // A busy process reads what has come in before it judges.
  startTimer(
    () => setImmediate(() => pinged.has(session) && closeSocket(session)),
    endsAt - Date.now(),
  )
}

/** A destroyed session waits until what it wrote is out. Of its socket, only this method does not lead back to the session. */
function closeSocket(session: Http2Session): void {
  if (session.destroyed) return
  const close: unknown = Reflect.get(session.socket, Symbol.asyncDispose)
  if (typeof close === 'function') void Promise.resolve(close()).catch(() => {})
  else session.destroy()
}

function writeHead(outgoing: NodeResponse, { status, headers }: Response): void {
  for (const [name, value] of headers) outgoing.setHeader(name, value)
  const cookies = headers.getSetCookie()
  if (cookies.length > 0) outgoing.setHeader('set-cookie', cookies)
  outgoing.writeHead(status)
}

function toRequest(incoming: NodeRequest, outgoing: NodeResponse): Request {
  const left = new AbortController()
  const leave = () => left.abort(new Error('The caller left.'))
  outgoing.on('close', () => {
    if (!isFinished(outgoing)) leave()
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
        : { body: toStream(incoming, outgoing, leave), duplex: 'half' }),
    },
  )
}

/** Over HTTP/2 a response says that it is finished also where its stream was reset. */
function isFinished(outgoing: NodeResponse): boolean {
  if (!('stream' in outgoing)) return outgoing.writableFinished
  return outgoing.writableEnded && !outgoing.stream?.rstCode
}

function urlOf(incoming: NodeRequest, host: string): URL {
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
  incoming: NodeRequest,
  outgoing: NodeResponse,
  leave: () => void,
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
        const { done, value } = await chunks.next().catch((error: unknown) => {
          leave()
          throw error
        })
        // Over HTTP/2 a reset ends a body as if it were complete.
        if (done && incoming.aborted) leave()
        if (done) controller.close()
        else controller.enqueue(value as Uint8Array<ArrayBuffer>)
      },
      cancel() {
        if (isFinished(outgoing)) destroy()
        else outgoing.once('finish', destroy)
      },
    },
    { highWaterMark: 0 },
  )
}
