import type { IncomingMessage, ServerResponse } from 'node:http'

/** Serves a handler from `node:http` or Express. The Node request is its context, so that `authorize` can read `request.user`. */
export function toNodeListener(
  handler: (request: Request, context: IncomingMessage) => Promise<Response>,
): (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void> {
  return async (incoming, outgoing) => {
    const left = new AbortController()
    outgoing.on('close', () => {
      if (!outgoing.writableFinished) left.abort(new Error('The caller left.'))
    })
    const response = await handler(toRequest(incoming, left.signal), incoming)
    await sendResponse(response, outgoing)
  }
}

function toRequest(incoming: IncomingMessage, signal: AbortSignal): Request {
  const { method = 'GET', url = '/' } = incoming
  const headers = new Headers()
  for (let index = 0; index < incoming.rawHeaders.length; index += 2) {
    const name = incoming.rawHeaders[index] ?? ''
    if (!name.startsWith(':')) headers.append(name, incoming.rawHeaders[index + 1] ?? '')
  }
  const scheme = 'encrypted' in incoming.socket ? 'https' : 'http'
  const host = `${scheme}://${headers.get('host') ?? 'localhost'}`
  // Express cuts its mount path off `url`.
  const path = 'originalUrl' in incoming ? String(incoming.originalUrl) : url
  return new Request(new URL(path, URL.canParse(host) ? host : 'http://localhost'), {
    method,
    headers,
    signal,
    ...(method === 'GET' || method === 'HEAD' ? {} : { body: toStream(incoming), duplex: 'half' }),
  } as RequestInit)
}

/** A stream that reads only when asked, and whose cancelling leaves the socket alive for the answer. */
function toStream(incoming: IncomingMessage): ReadableStream<Uint8Array> {
  const chunks = incoming.iterator({ destroyOnReturn: false })
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await chunks.next()
        if (done) controller.close()
        else controller.enqueue(value as Uint8Array)
      },
      async cancel() {
        await chunks.return?.()
      },
    },
    { highWaterMark: 0 },
  )
}

async function sendResponse(response: Response, outgoing: ServerResponse): Promise<void> {
  outgoing.writeHead(response.status, [...response.headers].flat())
  const reader = response.body?.getReader()
  outgoing.on('close', () => void reader?.cancel().catch(() => {}))
  try {
    while (reader) {
      const { done, value } = await reader.read()
      if (done) break
      if (!outgoing.write(value)) {
        await new Promise((resolve) => {
          outgoing.once('drain', resolve)
          outgoing.once('close', resolve)
        })
      }
    }
    outgoing.end()
  } catch {
    outgoing.destroy()
  }
}
