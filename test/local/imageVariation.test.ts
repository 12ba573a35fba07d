import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { createServer as createHttpServer, request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { imageVariation } from 'react-image-variation/vite'
import { createLogger, createServer, preview, type ViteDevServer } from 'vite'
import { afterEach, expect, test } from 'vitest'

const coffee = new Blob([await readFile(new URL('../fixtures/coffee-square.jpg', import.meta.url))])
const cleanups: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup()
})

/** A logger that remembers. */
function listen() {
  const lines: string[] = []
  const log = (line: string) => void lines.push(line)
  return { lines, logger: Object.assign(createLogger(), { info: log, error: log, warn: log }) }
}

async function start(options?: Parameters<typeof imageVariation>[0], env = '') {
  const root = await mkdtemp(join(tmpdir(), 'image-variation-'))
  await writeFile(join(root, '.env'), env)
  await writeFile(join(root, 'index.html'), '<p>the page</p>')
  const { lines, logger } = listen()
  const server = await createServer({
    configFile: false,
    root,
    customLogger: logger,
    // Vite refuses foreign hosts by itself; here it is told not to.
    server: { host: '127.0.0.1', port: 0, ws: false, allowedHosts: true },
    plugins: [imageVariation(options)],
  })
  cleanups.push(() => server.close())
  await server.listen()
  server.printUrls()
  return { server, origin: originOf(server), terminal: lines.join('\n') }
}

function originOf({ httpServer }: Pick<ViteDevServer, 'httpServer'>) {
  return `http://127.0.0.1:${(httpServer!.address() as AddressInfo).port}`
}

/** The same sockets, but as if they came from the network. */
function actAsNetwork({ httpServer }: ViteDevServer) {
  httpServer!.prependListener('request', ({ socket }) => {
    Object.defineProperty(socket, 'remoteAddress', { value: '192.168.1.20', configurable: true })
  })
}

function post(url: string, fields: Record<string, string>) {
  const body = new FormData()
  for (const [name, value] of Object.entries(fields)) body.append(name, value)
  body.append('image', coffee, 'coffee.jpg')
  return fetch(url, { method: 'POST', body })
}

test('without a key it paints, says so, and serves the results under its path', async () => {
  const { origin, terminal } = await start()
  expect(terminal).toContain('by the local router, without a key')
  const response = await post(`${origin}/api/image-variations`, {
    model: 'local/duotone',
    n: '2',
    size: '256x256',
  })
  expect(response.status).toBe(200)
  const { data } = await response.json()
  expect(data).toHaveLength(2)
  for (const { url } of data) {
    expect(url).toMatch(`${origin}/api/image-variations/results/`)
    const result = await fetch(url)
    expect([result.status, result.headers.get('content-type')]).toEqual([200, 'image/jpeg'])
  }
  expect(await (await fetch(`${origin}/`)).text()).toContain('the page')
})

test('the path, the models and the local router can be set', async () => {
  const { origin } = await start({
    path: '/pictures',
    models: ['openai/gpt-image-2'],
    local: { maxPixels: 10 },
  })
  const refused = await post(`${origin}/pictures`, { model: 'local/duotone' })
  expect((await refused.json()).error.code).toBe('model_not_allowed')
  const tooLarge = await post(`${origin}/pictures`, { model: 'openai/gpt-image-2' })
  expect((await tooLarge.json()).error.code).toBe('image_too_large')
})

test('preview serves it too', async () => {
  const { lines, logger } = listen()
  const root = await mkdtemp(join(tmpdir(), 'image-variation-'))
  const server = await preview({
    configFile: false,
    root,
    customLogger: logger,
    preview: { host: '127.0.0.1', port: 0 },
    plugins: [imageVariation()],
  })
  cleanups.push(() => server.close())
  server.printUrls()
  expect(lines.join('\n')).toContain('by the local router')
  const response = await post(`${originOf(server)}/api/image-variations`, {
    model: 'local/duotone',
    size: '256x256',
  })
  expect(response.status).toBe(200)
})

test('a foreign Host and a caller from the network are refused', async () => {
  const { server, origin } = await start()
  const byName = await new Promise<{ status?: number; text: string }>((resolve, reject) => {
    const request = httpRequest(
      `${origin}/api/image-variations`,
      { method: 'POST', headers: { host: 'evil.example' } },
      (response) => {
        let text = ''
        response.on('data', (chunk) => (text += chunk))
        response.on('end', () => resolve({ status: response.statusCode, text }))
      },
    )
    request.on('error', reject)
    request.end()
  })
  expect(byName.status).toBe(403)
  expect(byName.text).toContain('loopback_only')

  actAsNetwork(server)
  const fromNetwork = await post(`${origin}/api/image-variations`, { model: 'local/duotone' })
  expect([fromNetwork.status, (await fromNetwork.json()).error.code]).toEqual([
    403,
    'loopback_only',
  ])
})

test('an empty key opens the local router to nobody', async () => {
  const { server, origin } = await start({ authorize: () => ({}) }, 'ORQ_API_KEY=')
  actAsNetwork(server)
  const response = await post(`${origin}/api/image-variations`, { model: 'local/duotone' })
  expect([response.status, (await response.json()).error.code]).toEqual([403, 'loopback_only'])
})

test('a path that is no URL is left to Vite', async () => {
  const { origin } = await start()
  const status = await new Promise((resolve, reject) => {
    httpRequest(origin, { path: '//' }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode))
    })
      .on('error', reject)
      .end()
  })
  expect(status).toBeLessThan(500)
})

test('with a key it talks to Orq, says so, and keeps the key to itself', async () => {
  let authorization: string | undefined
  const orq = createHttpServer((request, response) => {
    authorization = request.headers.authorization
    request.resume().on('end', () => {
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ created: 1, data: [{ url: 'https://orq.test/a.png' }] }))
    })
  })
  await new Promise<void>((resolve) => orq.listen(0, '127.0.0.1', resolve))
  cleanups.push(() => new Promise((resolve) => orq.close(resolve)))
  const { origin, terminal } = await start(
    {
      models: ['openai/gpt-image-2'],
      serverURL: `http://127.0.0.1:${(orq.address() as AddressInfo).port}`,
    },
    'ORQ_API_KEY=canary-key',
  )
  expect(terminal).toContain('by Orq')
  const response = await post(`${origin}/api/image-variations`, { model: 'openai/gpt-image-2' })
  expect((await response.json()).data[0].url).toBe('https://orq.test/a.png')
  expect(authorization).toBe('Bearer canary-key')
  const page = await (await fetch(`${origin}/`)).text()
  expect(terminal + page).not.toContain('canary-key')
})

test('with a key but no models it says what to do and spends nothing', async () => {
  const { origin, terminal } = await start({}, 'ORQ_API_KEY=canary-key')
  expect(terminal).toContain('imageVariation({ models:')
  const response = await post(`${origin}/api/image-variations`, { model: 'openai/gpt-image-2' })
  expect(response.status).toBe(500)
  expect((await response.json()).error.message).toContain('models')
})

test('a key that would end up in the page is called out', async () => {
  const { terminal } = await start({}, 'VITE_ORQ_API_KEY=canary-key')
  expect(terminal).toContain('VITE_ORQ_API_KEY ends up in the page')
  expect(terminal).not.toContain('canary-key')
})
