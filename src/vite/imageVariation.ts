/** A Vite plugin that mounts the handler at `/api/image-variations` while developing and in preview. */
import { AsyncLocalStorage } from 'node:async_hooks'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { loadEnv, type Plugin, type PreviewServer, type ViteDevServer } from 'vite'
import { defaultEndpoint } from '../contract/constants.js'
import { createLocalRouter, localModels, type LocalRouterOptions } from '../local.js'
import { isLoopbackHost } from '../platform/loopback.js'
import {
  createVariationHandler,
  toNodeListener,
  type Grant,
  type VariationHandlerOptions,
} from '../server.js'
import { findLeakInBundle, findLeakInConfig } from './findLeak.js'

/** Options of {@link imageVariation}: those of the handler, all optional, and where it answers. */
export type ImageVariationPluginOptions = Partial<
  Omit<VariationHandlerOptions, 'apiKey' | 'upstream'>
> & {
  /**
   * Where the handler responds.
   * @default '/api/image-variations'
   */
  path?: string
  /** Options of the local router, which is used without an `ORQ_API_KEY`. */
  local?: Omit<LocalRouterOptions, 'publicURL' | 'allowProduction'>
}

/**
 * Mounts `createVariationHandler` on Vite's dev and preview servers. With `ORQ_API_KEY` in the server's environment or in
 * `.env` it talks to Orq, and `models` must name what this app may spend money on. Without a key it talks to the local router,
 * where every model name returns sample images for free, also where `models` names others.
 *
 * It rejects requests from other machines and through tunnels, unless there is a key and `authorize` is given.
 *
 * The key stays in this process. Dev server and build fail with the name of the variable where the key would become part of
 * the page: a name such as `VITE_ORQ_API_KEY`, an `envPrefix` that covers `ORQ_API_KEY`, a `define` that holds the key, or a
 * bundle that contains it.
 *
 * @example
 * export default defineConfig({
 *   plugins: [react(), imageVariation({ models: ['openai/gpt-image-2'] })],
 * })
 */
export function imageVariation(options: ImageVariationPluginOptions = {}): Plugin {
  const { path = defaultEndpoint, local, ...handlerOptions } = options
  let apiKey: string | undefined

  function mount(server: ViteDevServer | PreviewServer) {
    const { logger } = server.config
    const respond = apiKey
      ? createOrqListener(apiKey, handlerOptions)
      : createLocalListener(path, handlerOptions, local)
    const isOpen = Boolean(apiKey) && handlerOptions.authorize !== undefined
    server.middlewares.use((request: IncomingMessage, response: ServerResponse, next) => {
      const [pathname = '/'] = (request.url ?? '/').split('?', 1)
      if (pathname !== path && !pathname.startsWith(`${path}/`)) return next()
      if (!isOpen && !isFromThisMachine(request)) {
        return sendError(
          request,
          response,
          403,
          'loopback_only',
          'While developing, image variations respond to this machine only: open the page at http://localhost, without a tunnel or proxy.',
        )
      }
      respond(request, response)
    })
    const { printUrls } = server
    server.printUrls = () => {
      printUrls.call(server)
      logger.info(
        apiKey
          ? `  ➜  Image variations at ${path} by Orq, with ORQ_API_KEY`
          : `  ➜  Image variations at ${path} by the local router, without a key (set ORQ_API_KEY to use Orq)`,
      )
      if (apiKey && !handlerOptions.models) logger.error(`[image-variation] ${missingModels}`)
    }
  }

  return {
    name: 'react-image-variation',
    configResolved(config) {
      const { mode, envDir } = config
      apiKey = loadEnv(mode, envDir || process.cwd(), '')['ORQ_API_KEY']
      const leak = findLeakInConfig(config, apiKey)
      if (leak) throw new Error(`[image-variation] ${leak}`)
    },
    configureServer: mount,
    configurePreviewServer: mount,
    generateBundle(_options, bundle) {
      if (!apiKey || this.environment.config.consumer === 'server') return
      const leak = findLeakInBundle(bundle, apiKey)
      if (leak) this.error(`[image-variation] ${leak}`)
    },
  }
}

type HandlerOptions = Omit<ImageVariationPluginOptions, 'path' | 'local'>
type Listener = (request: IncomingMessage, response: ServerResponse) => unknown

const missingModels =
  "ORQ_API_KEY is set, but no models: name those that it may pay for, as in imageVariation({ models: ['openai/gpt-image-2'] })."

function createOrqListener(apiKey: string, options: HandlerOptions): Listener {
  const { models } = options
  if (!models) {
    return (request, response) => sendError(request, response, 500, 'configuration', missingModels)
  }
  return toNodeListener(
    createVariationHandler({ authorize: trustThisMachine, ...options, models, apiKey }),
  )
}

function createLocalListener(
  path: string,
  options: HandlerOptions,
  local: LocalRouterOptions | undefined,
): Listener {
  // The handler passes on Orq's URL, so the page's origin takes its own way to the router.
  const pageOrigin = new AsyncLocalStorage<string>()
  const router = createLocalRouter({
    ...local,
    allowProduction: true,
    publicURL: () => `${pageOrigin.getStore()}${path}`,
  })
  const handle = toNodeListener(
    createVariationHandler({
      authorize: trustThisMachine,
      // Nobody pays for these images, and nobody else sees them.
      maxBilledImages: Infinity,
      cache: true,
      identity: 'as-sent',
      ...options,
      // Every name paints. A form that asks for the models gets those that the app names, else the local ones.
      models: ['*', ...(options.models ?? localModels)],
      upstream: router,
    }),
  )
  const serveResult = toNodeListener(router)
  return (request, response) => {
    const isRead = request.method === 'GET' || request.method === 'HEAD'
    const isResult = isRead && request.url?.startsWith(`${path}/results/`)
    const scheme = 'encrypted' in request.socket ? 'https' : 'http'
    const origin = `${scheme}://${hostOf(request)}`
    // The router authorizes nobody, so everything but its results goes through the handler.
    void pageOrigin.run(origin, isResult ? serveResult : handle, request, response)
  }
}

const trustThisMachine = (): Grant => ({ identity: 'as-sent', cache: true })

/** Headers that proxies and tunnels add to what they pass on. */
const proxyHeader =
  /^(forwarded|via|x-(forwarded|original)-.+|x-real-ip|.+-(client|connecting)-ip|cf-ray|cdn-loop)$/

/**
 * Checks the address, since Vite may listen to the network; the host, since the name of a page elsewhere may resolve to this
 * machine; and the headers, since a tunnel connects from this machine and may say that it asks for localhost.
 */
function isFromThisMachine(request: IncomingMessage): boolean {
  const address = (request.socket.remoteAddress ?? '').replace(/^::ffff:/i, '')
  return (
    isLoopbackHost(address.includes(':') ? `[${address}]` : address) &&
    isLoopbackHost(hostOf(request)) &&
    !Object.keys(request.headers).some((name) => proxyHeader.test(name))
  )
}

/** With `server.https` Vite speaks HTTP/2, which has `:authority` in place of `Host`. */
function hostOf({ headers }: IncomingMessage): string {
  return String(headers[':authority'] ?? headers.host ?? '')
}

/** Reads and drops the rest of the upload: if the connection closes while a caller sends, it never sees the response. */
function sendError(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  code: string,
  message: string,
) {
  request.resume()
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ error: { code, message, sent: false } }))
}
