import react from '@vitejs/plugin-react'
import { existsSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { join, resolve } from 'node:path'
import { createLocalRouter } from 'react-image-variation/local'
import { createVariationHandler, toNodeListener } from 'react-image-variation/server'
import { build, preview } from 'vite'
import { alias } from '../../vite.config.js'

const fixtures = resolve(import.meta.dirname, '../fixtures')
/** The images that are made for the journeys. */
export const images = resolve('node_modules/.cache/browsers-images')

/** The path of an image, of the repository or made for the journeys. */
export function pathOf(image: string): string {
  return [fixtures, images].map((folder) => join(folder, image)).find(existsSync) ?? image
}

/** Something that a journey closes and opens. */
function createGate() {
  let open = () => {}
  let passed = Promise.resolve()
  return {
    close() {
      passed = new Promise((resolvePassed) => {
        open = resolvePassed
      })
    },
    open: () => open(),
    pass: () => passed,
  }
}

/** The page that the journeys visit, and behind it our handler on the local router. */
export async function startPage() {
  const outDir = resolve('node_modules/.cache/browsers')
  const config = {
    configFile: false as const,
    root: join(import.meta.dirname, 'page'),
    publicDir: fixtures,
    logLevel: 'error' as const,
    resolve: { alias },
    build: { outDir, emptyOutDir: true, target: 'es2022', chunkSizeWarningLimit: 10_000 },
  }
  await build({ ...config, plugins: [react()] })

  const uploads = createGate()
  const responses = createGate()
  const waiting = new Set<ServerResponse>()
  let runs = 0
  let servesCode = true
  const router = createLocalRouter({ allowProduction: true })
  const respond = toNodeListener(
    createVariationHandler({
      authorize: () => ({}),
      models: ['*'],
      maxBilledImages: Infinity,
      upstream: async (request) => {
        const response = await router(request)
        runs += 1
        await responses.pass()
        return response
      },
    }),
  )
  const server = await preview({
    ...config,
    preview: { port: 0, host: '127.0.0.1' },
    plugins: [
      {
        name: 'handler',
        configurePreviewServer({ middlewares }) {
          middlewares.use('/api/image-variations', (request, response) => {
            request.url = `/api/image-variations${request.url === '/' ? '' : request.url}`
            if (request.method !== 'POST') return void respond(request, response)
            waiting.add(response)
            response.on('close', () => waiting.delete(response))
            void uploads.pass().then(() => respond(request, response))
          })
          middlewares.use('/assets', (request, _response, next) => {
            if (servesCode) next()
            else request.socket.destroy()
          })
        },
      },
    ],
  })
  return {
    url: server.resolvedUrls?.local[0] ?? '',
    /** While it is closed, no byte of an upload is read. */
    uploads,
    /** While it is closed, no run ends. */
    responses,
    /** Whether scripts are served. */
    serveCode(isServed: boolean) {
      servesCode = isServed
    },
    /** Cuts the connection of every upload that waits for its response. */
    cut() {
      for (const { socket } of waiting) socket?.resetAndDestroy()
    },
    /** How many complete requests the router has had. */
    countRuns: () => runs,
    stop: () => server.close(),
  }
}
