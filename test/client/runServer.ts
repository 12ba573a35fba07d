import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One reply of a script, or a connection that breaks instead. */
export type Reply =
  | { status: number; headers?: Record<string, string>; body?: string }
  | 'reset'
  | 'reset-mid-response'
  | 'reset-mid-upload'
  | 'silent'

/** What the server does, call by call; the last reply goes on for ever. */
export type Script = { post: Reply[]; get?: Reply[]; delete?: Reply[] }

export type Seen = { method: string; path: string; key: string | undefined; bytes: number }

/** Stands in for a handler that speaks the run protocol, and for the gateways in front of it. */
export async function startRunServer(script: Script) {
  const seen: Seen[] = []
  async function respond(request: IncomingMessage, response: ServerResponse) {
    const { method = '', url: path = '', headers } = request
    const key = headers['idempotency-key'] as string | undefined
    const one: Seen = { method, path, key, bytes: 0 }
    const replies = script[method.toLowerCase() as keyof Script] ?? [{ status: 404 }]
    const index = seen.filter((other) => other.method === method).length
    const reply = replies[Math.min(index, replies.length - 1)] ?? 'silent'
    seen.push(one)
    for await (const chunk of request) {
      one.bytes += (chunk as Buffer).length
      if (reply === 'reset-mid-upload') return request.socket.resetAndDestroy()
    }
    if (reply === 'silent') return
    if (reply === 'reset' || reply === 'reset-mid-upload') return request.socket.resetAndDestroy()
    if (reply === 'reset-mid-response') {
      response.writeHead(200, { 'content-length': '999', 'x-request-id': 'r-1' })
      response.write('{"created"', () => setTimeout(() => request.socket.resetAndDestroy(), 50))
      return
    }
    response.writeHead(reply.status, reply.headers)
    response.end(reply.body)
  }
  const server = createServer((request, response) => {
    // A request that breaks off is part of the script.
    respond(request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(resolve))
    },
  }
}
