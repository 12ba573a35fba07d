import { serve } from '@hono/node-server'
import { OrqCore } from '@orq-ai/node/core.js'
import { routerImagesEditsCreate } from '@orq-ai/node/funcs/routerImagesEditsCreate.js'
import { routerImagesVariationsCreate } from '@orq-ai/node/funcs/routerImagesVariationsCreate.js'
import { build } from 'esbuild'
import express from 'express'
import { Hono } from 'hono'
import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createVariationClient } from 'react-image-variation/client'
import { createLocalRouter } from 'react-image-variation/local'
import { createVariationHandler, toNodeListener } from 'react-image-variation/server'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'

const root = new URL('../../', import.meta.url).pathname
const photo = readFileSync(new URL('../fixtures/coffee-square.jpg', import.meta.url))
const stop: (() => unknown)[] = []
// One after the other: a server writes to its folder until it is gone.
afterAll(async () => {
  for (const each of stop) await each()
})

// As examples/README.md mounts them, without a key.
const local = createLocalRouter({ publicURL: '/api/image-variations' })
const handler = createVariationHandler({
  upstream: local,
  models: ['local/*'],
  authorize: () => ({ maxImages: 4 }),
})
const localListener = toNodeListener(local)
const listener = toNodeListener(handler)

const hosts: Record<string, () => Promise<string>> = {
  'Next.js': startNext,
  Hono: () => {
    const app = new Hono()
      .get('/api/image-variations/results/*', (context) => local(context.req.raw))
      .all('/api/image-variations/*', (context) => handler(context.req.raw))
    return new Promise((resolve) => {
      const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) =>
        resolve(`http://127.0.0.1:${port}`),
      )
      stop.push(() => server.close())
    })
  },
  Express: () => {
    const app = express()
      .get('/api/image-variations/results/:id', localListener)
      .use('/api/image-variations', listener)
    return listen(createServer(app))
  },
  'node:http': () =>
    listen(
      createServer((incoming, outgoing) => {
        void (incoming.method === 'GET' ? localListener : listener)(incoming, outgoing)
      }),
    ),
}

const started = new Map<string, Promise<string> | undefined>()

/** Starts a host the first time that it is asked for. */
async function endpointIn(host: string): Promise<string> {
  const origin = started.get(host) ?? hosts[host]?.()
  started.set(host, origin)
  return `${await origin}/api/image-variations`
}

describe.each(Object.keys(hosts))('in %s', (host) => {
  let endpoint = ''
  beforeAll(async () => {
    endpoint = await endpointIn(host)
    // Next.js compiles a route when it is first asked for.
    await (await fetch(endpoint)).text()
  })

  const request = {
    model: 'local/watercolor',
    image: new File([photo], 'a.jpg', { type: 'image/jpeg' }),
    size: '256x256',
    responseFormat: 'b64_json',
  } as const
  /** Beyond what the handler holds back, so that the SDK's late fields come while it streams. */
  const large = new File([photo, new Uint8Array(3_000_000)], 'a.jpg', { type: 'image/jpeg' })

  test('our client gets images', async () => {
    const client = createVariationClient({ endpoint })
    const { data } = await client.create({ ...request, n: 2 })
    expect(data.map(({ b64Json }) => b64Json?.slice(0, 4))).toEqual(['/9j/', '/9j/'])
    const edit = await client.create({ ...request, prompt: 'at night' })
    expect(edit.data).toHaveLength(1)
  })

  test('url results, the default, are served', async () => {
    const client = createVariationClient({ endpoint })
    const { responseFormat: _, ...asDefault } = request
    const { data } = await client.create({ ...asDefault, n: 2 })
    expect(data).toHaveLength(2)
    for (const { url = '' } of data) {
      const response = await fetch(new URL(url, endpoint))
      expect(response.status).toBe(200)
      const start = Buffer.from(await response.arrayBuffer()).toString('hex', 0, 12)
      expect(start).toMatch(/^(89504e470d0a1a0a|ffd8ff|52494646.{8}57454250)/)
    }
  })

  test('our client hears why not', async () => {
    const client = createVariationClient({ endpoint })
    await expect(client.create({ ...request, model: 'openai/x' })).rejects.toMatchObject({
      code: 'http',
      status: 403,
      details: { code: 'model_not_allowed' },
    })
    await expect(client.create({ ...request, image: large, n: 5 })).rejects.toMatchObject({
      code: 'http',
      status: 400,
      issues: [{ path: ['n'] }],
    })
  })

  test('the official SDK gets images', async () => {
    const sdk = new OrqCore({ apiKey: 'not-the-key', serverURL: endpoint })
    const variation = await routerImagesVariationsCreate(sdk, { ...request, image: large, n: 2 })
    if (!variation.ok) throw variation.error
    expect(variation.value.data).toHaveLength(2)
    const edit = await routerImagesEditsCreate(sdk, { ...request, prompt: 'at night' })
    if (!edit.ok) throw edit.error
    expect(edit.value.data).toHaveLength(1)
  })

  test('the official SDK hears why not, also when the reason comes after the image', async () => {
    const sdk = new OrqCore({ apiKey: 'not-the-key', serverURL: endpoint })
    const statusOf = async (changes: object) => {
      const result = await routerImagesVariationsCreate(sdk, { ...request, ...changes })
      return result.ok ? 200 : 'statusCode' in result.error && result.error.statusCode
    }
    expect(await statusOf({ model: 'openai/x' })).toBe(403)
    expect(await statusOf({ image: large, n: 5 })).toBe(400)
  })
})

test('with a key the Hono example serves no local images', async () => {
  vi.stubEnv('ORQ_API_KEY', 'canary-key')
  const { app } = await import('../../examples/hono/app.js')
  vi.unstubAllEnvs()
  const response = await app.request(`/api/image-variations/results/${'0'.repeat(32)}`)
  expect(await response.json()).toMatchObject({ error: { code: 'method_not_allowed' } })
})

test('a body that Next.js has cut is called that', async () => {
  const client = createVariationClient({ endpoint: await endpointIn('Next.js') })
  const image = new File([photo, new Uint8Array(6_000_000)], 'a.jpg', { type: 'image/jpeg' })
  await expect(client.create({ model: 'local/watercolor', image })).rejects.toMatchObject({
    status: 400,
    details: { code: 'body_truncated' },
    message: expect.stringContaining('proxyClientMaxBodySize'),
  })
})

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  stop.push(() => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** The example as somebody installs it: a folder of its own, with the package built beneath it. */
async function startNext(): Promise<string> {
  const folder = `${root}node_modules/.cache/next-host-${process.pid}`
  const installed = `${folder}/node_modules/react-image-variation`
  // A process of Next.js's own may outlive it for a moment.
  stop.push(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10 }))
  cpSync(`${root}examples/next`, folder, { recursive: true })
  // A proxy file makes Next.js copy each body, and cut it at a limit: 10 MB, here less, to see what comes of it.
  writeFileSync(`${folder}/proxy.js`, 'export function proxy() {}\n')
  const config = readFileSync(`${folder}/next.config.mjs`, 'utf8')
  writeFileSync(`${folder}/next.config.mjs`, config.replace('51mb', '4mb'))
  mkdirSync(installed, { recursive: true })
  const { name, version, type, exports } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'))
  writeFileSync(`${installed}/package.json`, JSON.stringify({ name, version, type, exports }))
  await build({
    entryPoints: [`${root}src/server.ts`, `${root}src/local.ts`],
    outdir: `${installed}/dist`,
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    logLevel: 'error',
  })
  const next = spawn(
    process.execPath,
    [
      `${root}node_modules/next/dist/bin/next`,
      'dev',
      folder,
      '--port',
      '0',
      '--hostname',
      '127.0.0.1',
    ],
    {
      env: {
        ...process.env,
        ORQ_API_KEY: '',
        NODE_ENV: 'development',
        NEXT_TELEMETRY_DISABLED: '1',
      },
    },
  )
  stop.unshift(() => {
    next.kill()
    return new Promise((resolve) => next.once('exit', resolve))
  })
  return new Promise((resolve, reject) => {
    let output = ''
    const read = (chunk: Buffer) => {
      output += chunk
      const url = /http:\/\/127\.0\.0\.1:\d+/.exec(output)?.[0]
      if (url && /ready/i.test(output)) resolve(url)
    }
    next.stdout.on('data', read)
    next.stderr.on('data', read)
    next.once('exit', () => reject(new Error(`Next.js did not start:\n${output}`)))
  })
}
