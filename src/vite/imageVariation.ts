/** A Vite plugin that answers `/api/image-variations` while developing and in preview. */
import { AsyncLocalStorage } from 'node:async_hooks'
import type { IncomingMessage, ServerResponse } from 'node:http'
import {
  loadEnv,
  type Plugin,
  type PreviewServer,
  type ResolvedConfig,
  type ViteDevServer,
} from 'vite'
import { defaultEndpoint } from '../contract/constants.js'
import { createLocalRouter, type LocalRouterOptions } from '../local.js'
import {
  createVariationHandler,
  toNodeListener,
  type Grant,
  type VariationHandlerOptions,
} from '../server.js'

export type ImageVariationPluginOptions = Partial<
  Omit<VariationHandlerOptions, 'apiKey' | 'upstream'>
> & {
  /**
   * Where the handler answers.
   * @default '/api/image-variations'
   */
  path?: string
  /** Options of the local router, which paints while there is no `ORQ_API_KEY`. */
  local?: Omit<LocalRouterOptions, 'publicURL' | 'allowProduction'>
}

/**
 * Mounts `createVariationHandler` on Vite's dev and preview servers. With `ORQ_API_KEY` in the server's environment or in
 * `.env` it talks to Orq, and `models` must name what this app may spend money on; without a key it talks to the local router,
 * and every model name paints, for nothing. The key stays in this process: never name it `VITE_…`, which would put it into the page.
 *
 * Only this machine is answered, unless `authorize` is given and a key is there.
 *
 * @example
 * export default defineConfig({
 *   plugins: [react(), imageVariation({ models: ['openai/gpt-image-2'] })],
 * })
 */
export function imageVariation(options: ImageVariationPluginOptions = {}): Plugin {
  const { path = defaultEndpoint, local, ...handlerOptions } = options
  let config: ResolvedConfig

  function mount(server: ViteDevServer | PreviewServer) {
    const { logger, mode, envDir } = config
    const apiKey = loadEnv(mode, envDir || process.cwd(), '')['ORQ_API_KEY']
    // `config.env` is what pages get to see.
    const leak = Object.keys(config.env).find(
      (name) => name.includes('ORQ') || (apiKey && config.env[name] === apiKey),
    )
    if (leak) {
      logger.error(
        `[image-variation] ${leak} ends up in the page, for everybody to read. Call it ORQ_API_KEY, and make a new key if this one has been published.`,
      )
    }
    const answer = apiKey
      ? createOrqListener(apiKey, handlerOptions)
      : createLocalListener(path, handlerOptions, local)
    const isOpen = Boolean(apiKey) && handlerOptions.authorize !== undefined
    server.middlewares.use((request: IncomingMessage, response: ServerResponse, next) => {
      const [pathname = '/'] = (request.url ?? '/').split('?', 1)
      if (pathname !== path && !pathname.startsWith(`${path}/`)) return next()
      if (!isOpen && !isFromThisMachine(request)) {
        return refuse(
          request,
          response,
          403,
          'loopback_only',
          'Image variations answer this machine only while developing: open the page at http://localhost.',
        )
      }
      answer(request, response)
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
    configResolved(resolved) {
      config = resolved
    },
    configureServer: mount,
    configurePreviewServer: mount,
  }
}

type HandlerOptions = Omit<ImageVariationPluginOptions, 'path' | 'local'>
type Listener = (request: IncomingMessage, response: ServerResponse) => unknown

const missingModels =
  "ORQ_API_KEY is set, but not which models it may pay for: name them, as in imageVariation({ models: ['openai/gpt-image-2'] })."

function createOrqListener(apiKey: string, options: HandlerOptions): Listener {
  const { models } = options
  if (!models) {
    return (request, response) => refuse(request, response, 500, 'configuration', missingModels)
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
  // The handler hands over Orq's URL, not the page's: the page's origin comes along beside it.
  const pageOrigin = new AsyncLocalStorage<string>()
  const router = createLocalRouter({
    ...local,
    allowProduction: true,
    publicURL: () => `${pageOrigin.getStore()}${path}`,
  })
  const post = toNodeListener(
    createVariationHandler({
      authorize: trustThisMachine,
      models: ['*'],
      // Nobody pays for these, and nobody else sees them.
      maxBilledImages: Infinity,
      cache: true,
      identity: 'as-sent',
      ...options,
      upstream: router,
    }),
  )
  const get = toNodeListener(router)
  return (request, response) => {
    const isRead = request.method === 'GET' || request.method === 'HEAD'
    const isResult = isRead && request.url?.startsWith(`${path}/results/`)
    const scheme = 'encrypted' in request.socket ? 'https' : 'http'
    const origin = `${scheme}://${hostOf(request)}`
    // The router asks nobody who they are: whatever paints goes through the handler.
    void pageOrigin.run(origin, isResult ? get : post, request, response)
  }
}

const trustThisMachine = (): Grant => ({ identity: 'as-sent', cache: true })

/** Both ends: a page elsewhere may have its name resolve to this machine, and a bind to the network lets others in. */
function isFromThisMachine(request: IncomingMessage): boolean {
  const address = request.socket.remoteAddress ?? ''
  const name = hostOf(request).replace(/:\d+$/, '')
  return (
    /^(::1|(::ffff:)?127\.\d+\.\d+\.\d+)$/.test(address) &&
    /^(localhost|[a-z0-9-]+\.localhost|\[::1\]|127\.\d+\.\d+\.\d+)$/i.test(name)
  )
}

/** With `server.https` Vite speaks HTTP/2, where `:authority` stands for `Host`. */
function hostOf({ headers }: IncomingMessage): string {
  return String(headers[':authority'] ?? headers.host ?? '')
}

/** The rest of the upload is read and dropped: a caller whose connection closes while it sends never sees the answer. */
function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  code: string,
  message: string,
) {
  request.resume()
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ error: { code, message } }))
}
