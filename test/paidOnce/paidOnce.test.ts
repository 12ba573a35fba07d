import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Browser } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ensureBrowser, launchOptions } from '../../scripts/browser.mjs'
import { startCuttingProxy, type Cut } from './cuttingProxy.js'
import type { PostOptions } from './page.js'
import { startApp, startHTTP2App, startRouter, type AppOptions } from './servers.js'

let browser: Browser
beforeAll(async () => {
  browser = await chromium.launch(launchOptions(await ensureBrowser()))
})
const stops: (() => unknown)[] = []
afterAll(async () => {
  for (const stop of stops.toReversed()) await stop()
  await browser?.close()
})

async function openPage(url: string) {
  const context = await browser.newContext({ ignoreHTTPSErrors: true })
  stops.push(() => context.close())
  const open = async () => {
    const page = await context.newPage()
    await page.goto(url)
    await page.waitForFunction(() => 'post' in globalThis)
    return page
  }
  return { page: await open(), open }
}

type StartOptions = AppOptions & { status?: number; delayMs?: number }

/** A page, and behind it the cutting proxy, the app and the router. Started once for several tests. */
function startOnce({ status = 200, delayMs = 400, isPassThrough = false }: StartOptions = {}) {
  let started: ReturnType<typeof start> | undefined
  return () => (started ??= start({ status, delayMs, isPassThrough }))
}

async function start({ status, delayMs, isPassThrough }: StartOptions) {
  const router = await startRouter({ status, delayMs })
  const app = await startApp(router.url, { isPassThrough })
  const proxy = await startCuttingProxy(app.port)
  stops.push(router.stop, app.stop, proxy.stop)
  /** Complete bodies that the router gets from now on. */
  const watchBodies = () => {
    const before = router.countBodies()
    return () => router.countBodies() - before
  }
  return { router, proxy, watchBodies, ...(await openPage(`http://127.0.0.1:${proxy.port}/`)) }
}

const small = 2_000
const large = 3_000_000
const cuts: [name: string, cut: Cut][] = [
  ['FIN at once', { with: 'FIN', after: 0 }],
  ['FIN later', { with: 'FIN', after: 150 }],
  ['RST at once', { with: 'RST', after: 0 }],
  ['RST later', { with: 'RST', after: 150 }],
]
const transports = ['fetch', 'XHR'] as const
const cases = cuts.flatMap(([name, cut]) =>
  transports.flatMap((transport) =>
    [small, large].map((bytes) => ({ name, cut, transport, bytes })),
  ),
)

describe('a reused connection dies after the upload, before the response', () => {
  const startHandler = startOnce()
  const startPassThrough = startOnce({ isPassThrough: true })

  test.each(cases)(
    '$name, $transport, $bytes bytes: the router has one body, and the page its images',
    async ({ cut, transport, bytes }) => {
      const { watchBodies, proxy, page } = await startHandler()
      const countBodies = watchBodies()
      proxy.cutNextPost(cut)
      const result = await page.evaluate((options) => post(options), { transport, bytes })
      expect(result).toEqual({ images: 1 })
      expect(countBodies()).toBe(1)
      expect(proxy.takeCuts()).toEqual([{ wasReused: true }])
    },
  )

  test.each(cases)(
    '$name, $transport, $bytes bytes: without the protocol Chromium sends a second body',
    async ({ cut, transport, bytes }) => {
      const { watchBodies, proxy, page } = await startPassThrough()
      const countBodies = watchBodies()
      proxy.cutNextPost(cut)
      await page.evaluate((options) => post(options), { transport, bytes, isPlain: true })
      expect(proxy.takeCuts()).toEqual([{ wasReused: true }])
      expect(countBodies()).toBeGreaterThan(1)
    },
  )
})

describe('a gateway gives up with a page of HTML while the run goes on', () => {
  const startHandler = startOnce()
  const startPassThrough = startOnce({ isPassThrough: true })
  const statuses = [502, 504, 524]

  test.each(statuses)('%i: the client collects the run', async (status) => {
    const { router, watchBodies, proxy, page } = await startHandler()
    for (const transport of transports) {
      const countBodies = watchBodies()
      proxy.cutNextPost({ with: { status }, after: once(router.received, 'body') })
      const result = await page.evaluate((options) => post(options), { transport, bytes: small })
      expect(result).toEqual({ images: 1 })
      expect(countBodies()).toBe(1)
    }
  })

  test.each(statuses)('%i: without the protocol, a retry sends a second body', async (status) => {
    const { router, watchBodies, proxy, page } = await startPassThrough()
    const countBodies = watchBodies()
    proxy.cutNextPost({ with: { status }, after: once(router.received, 'body') })
    const options: PostOptions = { transport: 'fetch', bytes: small, isPlain: true, retries: 1 }
    await page.evaluate((given) => post(given), options)
    expect(countBodies()).toBe(2)
  })
})

describe('the router responds with 408', () => {
  const startHandler = startOnce({ status: 408, delayMs: 50 })
  const startPassThrough = startOnce({ status: 408, delayMs: 50, isPassThrough: true })

  test.each(transports)('%s: the router has one body', async (transport) => {
    const { watchBodies, page } = await startHandler()
    const countBodies = watchBodies()
    const result = await page.evaluate((options) => post(options), { transport, bytes: small })
    expect(result).toMatchObject({ code: 'http' })
    expect(countBodies()).toBe(1)
  })

  test.each(transports)(
    '%s: without the protocol Chromium sends a second body',
    async (transport) => {
      const { watchBodies, page } = await startPassThrough()
      const countBodies = watchBodies()
      await page.evaluate((options) => post(options), { transport, bytes: small, isPlain: true })
      expect(countBodies()).toBeGreaterThan(1)
    },
  )
})

describe('HTTP/2 refuses the stream after the whole upload', () => {
  const folder = mkdtempSync(join(tmpdir(), 'paid-once-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  /** Made for this run: a key has no place in a repository. */
  function createCertificate() {
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
      ].concat(['-days', '2', '-subj', '/CN=localhost', '-keyout', key, '-out', cert]),
      { stdio: 'ignore' },
    )
    return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') }
  }
  async function startHTTP2(options: AppOptions = {}) {
    const router = await startRouter()
    const app = await startHTTP2App(router, createCertificate(), options)
    stops.push(router.stop, app.stop)
    return { router, app, ...(await openPage(`https://127.0.0.1:${app.port}/`)) }
  }

  test.each(transports)(
    '%s: the router has one body, and the page its images',
    async (transport) => {
      const { router, app, page } = await startHTTP2()
      app.refuseNextPost()
      const result = await page.evaluate((options) => post(options), { transport, bytes: large })
      expect(result).toEqual({ images: 1 })
      expect([router.countBodies(), app.countRefusals()]).toEqual([1, 1])
    },
  )

  test('without the protocol Chromium sends a second body', async () => {
    const { router, app, page } = await startHTTP2({ isPassThrough: true })
    app.refuseNextPost()
    await page.evaluate((options) => post(options), {
      transport: 'fetch' as const,
      bytes: small,
      isPlain: true,
    })
    expect(router.countBodies()).toBeGreaterThan(1)
  })
})

describe('two tabs send the same run', () => {
  const startHandler = startOnce()

  test('the router has one body, and both tabs have the images', async () => {
    const { watchBodies, page, open } = await startHandler()
    const countBodies = watchBodies()
    const other = await open()
    const options = {
      transport: 'fetch' as const,
      bytes: small,
      idempotencyKey: 'the-same-run-in-two-tabs',
    }
    const results = await Promise.all(
      [page, other].map((tab) => tab.evaluate((given) => post(given), options)),
    )
    expect(results).toEqual([{ images: 1 }, { images: 1 }])
    expect(countBodies()).toBe(1)
  })

  test('with a key each, the router has two bodies', async () => {
    const { watchBodies, page, open } = await startHandler()
    const countBodies = watchBodies()
    const other = await open()
    const options = { transport: 'fetch' as const, bytes: small }
    await Promise.all([page, other].map((tab) => tab.evaluate((given) => post(given), options)))
    expect(countBodies()).toBe(2)
  })
})
