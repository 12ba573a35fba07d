import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer as createHttpServer, request as httpRequest } from 'node:http'
import { connect, createServer as createHttp2Server, type OutgoingHttpHeaders } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { localModels } from 'react-image-variation/local'
import { imageVariation } from 'react-image-variation/vite'
import {
  build,
  createLogger,
  createServer,
  preview,
  type InlineConfig,
  type ViteDevServer,
} from 'vite'
import { afterEach, expect, test } from 'vitest'
import { request } from '../local/send.js'

const coffee = new Blob([await readFile(new URL('../fixtures/coffee-square.jpg', import.meta.url))])
const cleanups: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

/** An empty folder for a project, for as long as the test runs. */
async function makeFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'image-variation-'))
  cleanups.push(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** A logger that keeps its lines. */
function listen() {
  const lines: string[] = []
  const log = (line: string) => void lines.push(line)
  return { lines, logger: Object.assign(createLogger(), { info: log, error: log, warn: log }) }
}

async function start(options?: Parameters<typeof imageVariation>[0], env = '') {
  const root = await makeFolder()
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

function abortable() {
  const controller = new AbortController()
  return { signal: controller.signal, abort: () => controller.abort() }
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

test('a POST below its results is authorized like any other', async () => {
  let asked = 0
  const { origin } = await start({
    authorize: () => {
      asked++
      return {}
    },
  })
  const url = `${origin}/api/image-variations/results/x`
  const form = await request(coffee, { model: 'local/duotone', size: '256x256' }).blob()
  const send = (headers: Record<string, string>) =>
    fetch(url, { method: 'POST', headers: { 'content-type': form.type, ...headers }, body: form })
  const crossSite = await send({
    origin: 'https://evil.test',
    'sec-fetch-site': 'cross-site',
  })
  expect([crossSite.status, (await crossSite.json()).error.code]).toEqual([
    403,
    'origin_not_allowed',
  ])
  expect(asked).toBe(0)
  await send({})
  expect(asked).toBe(1)
  const remove = await fetch(url, { method: 'DELETE' })
  expect(remove.status).toBe(405)
  const head = await fetch(`${origin}/api/image-variations/results/${'0'.repeat(32)}`, {
    method: 'HEAD',
  })
  expect([head.status, head.headers.get('x-local-cache')]).toEqual([403, 'off'])
})

test('over HTTP/2, which has no Host, it paints and serves the results', async () => {
  const vite = await createServer({
    configFile: false,
    root: await makeFolder(),
    server: { middlewareMode: true, ws: false, allowedHosts: true },
    plugins: [imageVariation()],
  })
  cleanups.push(() => vite.close())
  // What Vite does with `server.https`, without the certificate.
  const server = createHttp2Server((incoming, outgoing) => {
    // @ts-expect-error -- connect's types know HTTP/1 alone
    vite.middlewares(incoming, outgoing)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const session = connect(origin)
  cleanups.push(async () => {
    session.destroy()
    await new Promise((resolve) => server.close(resolve))
  })
  const send = async (headers: OutgoingHttpHeaders, body?: Uint8Array) => {
    const stream = session.request(headers, { endStream: !body })
    if (body) stream.end(body)
    const status = new Promise<number | undefined>((resolve) => {
      stream.once('response', (answer) => resolve(answer[':status']))
    })
    const chunks: Uint8Array[] = []
    for await (const chunk of stream) chunks.push(chunk)
    return { status: await status, body: Buffer.concat(chunks) }
  }
  const form = await request(coffee, { model: 'local/duotone', size: '256x256' }).blob()
  const post = {
    ':method': 'POST',
    ':path': '/api/image-variations',
    'content-type': form.type,
    'sec-fetch-site': 'same-origin',
  }
  const bytes = new Uint8Array(await form.arrayBuffer())
  const painted = await send(post, bytes)
  expect([painted.status, painted.body.toString()]).toEqual([
    200,
    expect.stringContaining(`"url":"${origin}/api/image-variations/results/`),
  ])
  const { pathname } = new URL(JSON.parse(painted.body.toString()).data[0].url)
  const result = await send({ ':path': pathname })
  expect([result.status, result.body.subarray(0, 2).toString('hex')]).toEqual([200, 'ffd8'])

  const foreign = await send({ ...post, ':authority': 'evil.example' }, bytes)
  expect([foreign.status, foreign.body.toString()]).toEqual([
    403,
    expect.stringContaining('loopback_only'),
  ])
})

test('the path and the local router can be set', async () => {
  const { origin } = await start({ path: '/images', local: { maxPixels: 10 } })
  const tooLarge = await post(`${origin}/images`, { model: 'openai/gpt-image-2' })
  expect((await tooLarge.json()).error.code).toBe('image_too_large')
})

test.each([
  ['without a key every model name paints', '', 200],
  ['with a key the list holds', 'ORQ_API_KEY=canary-key', 403],
])('models: %s', async (_what, env, status) => {
  const { origin } = await start({ models: ['openai/gpt-image-2'] }, env)
  const response = await post(`${origin}/api/image-variations`, {
    model: 'google/another-model',
    size: '256x256',
  })
  expect(response.status).toBe(status)
})

test.each([
  [undefined, localModels.map(({ id }) => id)],
  [['openai/gpt-image-2'], ['openai/gpt-image-2']],
])('a form that asks for the models, with models %j and no key, gets %j', async (models, ids) => {
  const { origin } = await start({ models })
  const response = await fetch(`${origin}/api/image-variations/models`)
  const body = (await response.json()) as { models: { id: string }[] }
  expect(body.models.map(({ id }) => id)).toEqual(ids)
})

test('a run whose caller left is collected under its path, and forgotten when cancelled', async () => {
  const types: string[] = []
  const { origin } = await start({ onEvent: ({ type }) => void types.push(type) })
  const endpoint = `${origin}/api/image-variations`
  const run = `${endpoint}/runs/a-run-of-this-test-1`
  const { signal, abort } = abortable()
  const form = request(coffee, { model: 'local/slow-500', size: '256x256' })
  const lost = fetch(endpoint, {
    method: 'POST',
    headers: {
      'idempotency-key': 'a-run-of-this-test-1',
      'content-type': form.headers.get('content-type')!,
    },
    body: await form.arrayBuffer(),
    signal,
  })
  // The request has come whole: else to leave would end it.
  await expect.poll(() => types).toContain('admitted')
  expect(await (await fetch(run)).json()).toMatchObject({ status: 'running' })
  abort()
  await expect(lost).rejects.toThrow('abort')
  await expect.poll(async () => (await fetch(run)).status, { timeout: 10_000 }).toBe(200)
  const { data } = await (await fetch(run)).json()
  expect(data).toHaveLength(1)
  expect((await fetch(run, { method: 'DELETE' })).status).toBe(204)
  expect((await fetch(run)).status).not.toBe(200)
})

test('preview serves it too', async () => {
  const { lines, logger } = listen()
  const root = await makeFolder()
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

test('a foreign Host and a caller from the network are rejected', async () => {
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

test.each([
  ['X-Forwarded-For', '203.0.113.7'],
  ['X-Forwarded-Host', 'app.example'],
  ['Forwarded', 'for=203.0.113.7'],
  ['X-Real-IP', '203.0.113.7'],
  ['CF-Connecting-IP', '203.0.113.7'],
  ['True-Client-IP', '203.0.113.7'],
  ['Via', '1.1 tunnel'],
])('a request for localhost through a tunnel that adds %s is rejected', async (name, value) => {
  const { origin } = await start()
  const paths = ['', `/results/${'0'.repeat(32)}`, '/models']
  for (const path of paths) {
    const response = await fetch(`${origin}/api/image-variations${path}`, {
      headers: { [name]: value },
    })
    expect([response.status, (await response.json()).error.code]).toEqual([403, 'loopback_only'])
  }
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

const key = 'canary-key-0123456789'

/** A project in which the page logs `code`. */
async function project(code: string, env = `ORQ_API_KEY=${key}`) {
  const root = await makeFolder()
  await writeFile(join(root, '.env'), env)
  await writeFile(join(root, 'index.html'), '<script type="module" src="./page.js"></script>')
  await writeFile(join(root, 'page.js'), `console.log(${code})`)
  return (config: InlineConfig = {}): InlineConfig => ({
    configFile: false,
    root,
    logLevel: 'silent',
    plugins: [imageVariation({ models: ['openai/gpt-image-2'] })],
    server: { middlewareMode: true, ws: false },
    ...config,
  })
}

const messageOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no error',
    (error: Error) => error.message,
  )

test.each<
  [what: string, code: string, env: string | undefined, config: InlineConfig, name: string]
>([
  [
    'VITE_ORQ_API_KEY',
    'import.meta.env.VITE_ORQ_API_KEY',
    `VITE_ORQ_API_KEY=${key}`,
    {},
    'VITE_ORQ_API_KEY',
  ],
  [
    'import.meta.env as a whole',
    'import.meta.env',
    `ORQ_API_KEY=${key}\nVITE_IMAGES=${key}`,
    {},
    'VITE_IMAGES',
  ],
  [
    'an envPrefix that covers it',
    'import.meta.env.ORQ_API_KEY',
    undefined,
    { envPrefix: ['VITE_', 'ORQ_'] },
    'ORQ_API_KEY',
  ],
  [
    'a define of the environment',
    'process.env.ORQ_API_KEY',
    undefined,
    { define: { 'process.env': { ORQ_API_KEY: key } } },
    'ORQ_API_KEY',
  ],
  [
    'a define of one variable',
    '__KEY__',
    undefined,
    { define: { __KEY__: JSON.stringify(key) } },
    '__KEY__',
  ],
])('%s: build and dev server fail and name it, without its value', async (...row) => {
  const [, code, env, config, name] = row
  const configOf = await project(code, env)
  for (const run of [build, createServer]) {
    const message = await messageOf(run(configOf(config)))
    expect(message).toContain(name)
    expect(message).toContain('for everybody to read')
    expect(message).not.toContain(key)
  }
})

test('a key that came into the bundle by any other way fails the build', async () => {
  const configOf = await project(`'${key}'`)
  const message = await messageOf(build(configOf()))
  expect(message).toMatch(/assets\/.+\.js contains the value of ORQ_API_KEY/)
  expect(message).not.toContain(key)
  const forServer = { build: { ssr: 'page.js', write: false } }
  expect(await messageOf(build(configOf(forServer)))).toBe('no error')
})

test('a build with a key that stays on the server passes', async () => {
  const configOf = await project(
    'import.meta.env',
    `ORQ_API_KEY=${key}\nORQ_MODELS=a/b\nVITE_ORQ_MODELS=a/b`,
  )
  const config = { define: { MODELS: '["a/b"]' }, build: { write: false } }
  expect(await messageOf(build(configOf(config)))).toBe('no error')
})
