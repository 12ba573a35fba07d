import { build } from 'esbuild'
import { once } from 'node:events'
import { createServer, request as httpRequest, type RequestListener, type Server } from 'node:http'
import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { createVariationHandler, toNodeListener } from 'react-image-variation/server'

const pixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

/** A router that counts the complete bodies it was sent, and responds a while after each. */
export async function startRouter({ status = 200, delayMs = 400 } = {}) {
  let bodies = 0
  const received = new EventTarget()
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('error', () => {})
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      // Complete is a multipart body with its closing boundary.
      if (!Buffer.concat(chunks).toString('latin1', -8).trimEnd().endsWith('--')) return
      bodies += 1
      received.dispatchEvent(new Event('body'))
      setTimeout(() => {
        response.writeHead(status, { 'content-type': 'application/json' })
        response.end(
          JSON.stringify(
            status === 200
              ? { created: 1, data: [{ b64_json: pixel }] }
              : { error: { code: 'request_timeout', message: 'Too slow.' } },
          ),
        )
      }, delayMs)
    })
  })
  const port = await listen(server)
  return {
    url: `http://127.0.0.1:${port}`,
    /** Fires `body` for each complete body. */
    received,
    countBodies: () => bodies,
    stop() {
      server.closeAllConnections()
      server.close()
    },
  }
}

const bundle = build({
  entryPoints: [fileURLToPath(new URL('page.ts', import.meta.url))],
  bundle: true,
  format: 'esm',
  target: 'es2022',
  write: false,
  logLevel: 'error',
}).then(({ outputFiles }) => outputFiles[0]!.text)

/** What an app does that knows nothing of runs. */
const createPassThrough =
  (routerURL: string): RequestListener =>
  (incoming, outgoing) => {
    const headers = { 'content-type': incoming.headers['content-type'] }
    const request = httpRequest(routerURL, { method: 'POST', headers }, (response) => {
      outgoing.writeHead(response.statusCode!, { 'content-type': 'application/json' })
      response.pipe(outgoing)
    })
    request.on('error', () => outgoing.destroy())
    incoming.pipe(request)
  }

const createHandler = (routerURL: string) =>
  toNodeListener(
    createVariationHandler({
      authorize: () => ({}),
      models: ['test/model'],
      apiKey: 'test-key-of-the-router',
      serverURL: routerURL,
      onEvent: () => {},
    }),
  )

export type AppOptions = {
  /** Passes POSTs on as they are, in place of our handler: to show what happens without it. */
  isPassThrough?: boolean
}

/** Serves the page, `/warm`, and the endpoint. */
async function createApp(
  routerURL: string,
  { isPassThrough = false }: AppOptions = {},
): Promise<RequestListener> {
  const script = await bundle
  const handle = isPassThrough ? createPassThrough(routerURL) : createHandler(routerURL)
  return (request, response) => {
    if (request.url?.startsWith('/api/image-variations')) {
      handle(request, response)
      return
    }
    if (request.url === '/page.js') {
      response.writeHead(200, { 'content-type': 'text/javascript' })
      return void response.end(script)
    }
    response.writeHead(200, { 'content-type': 'text/html' })
    response.end(request.url === '/' ? '<script type="module" src="/page.js"></script>' : 'warm')
  }
}

/** The app over HTTP/1.1, with connections that are kept alive. */
export async function startApp(routerURL: string, options: AppOptions = {}) {
  const server = createServer({ keepAliveTimeout: 60_000 }, await createApp(routerURL, options))
  const port = await listen(server)
  return {
    port,
    stop() {
      server.closeAllConnections()
      server.close()
    },
  }
}

/**
 * The app over HTTP/2. After `refuseNextPost` the stream of one POST ends with REFUSED_STREAM as soon as the router has its
 * whole body: browsers then send it again.
 */
export async function startHTTP2App(
  router: Pick<Awaited<ReturnType<typeof startRouter>>, 'url' | 'received'>,
  certificate: { key: string; cert: string },
  options: AppOptions = {},
) {
  const app = await createApp(router.url, options)
  let isNextRefused = false
  let refusals = 0
  const refusedStream = 7
  const server = createSecureServer(
    certificate,
    (request: Http2ServerRequest, response: Http2ServerResponse) => {
      if (isNextRefused && request.method === 'POST') {
        isNextRefused = false
        router.received.addEventListener(
          'body',
          () => {
            refusals += 1
            response.stream.close(refusedStream)
          },
          { once: true },
        )
      }
      // @ts-expect-error -- a listener's types know HTTP/1.1 only
      app(request, response)
    },
  )
  server.on('sessionError', () => {})
  const sessions = new Set<{ destroy(): void }>()
  server.on('session', (session) => {
    sessions.add(session)
    session.on('close', () => sessions.delete(session))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    countRefusals: () => refusals,
    refuseNextPost() {
      isNextRefused = true
    },
    stop() {
      for (const session of sessions) session.destroy()
      server.close()
    },
  }
}
