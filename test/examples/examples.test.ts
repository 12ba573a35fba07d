import { execFile, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { chromium, type Browser, type Page } from 'playwright'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { launchOptions } from '../../scripts/browser.mjs'
import { startRedis } from '../../scripts/redis.mjs'

const root = resolve(import.meta.dirname, '../..')
const photo = join(root, 'test/fixtures/coffee-square.jpg')
const run = promisify(execFile)
/** A limit for a busy machine, not a wait. */
const patience = { timeout: 60_000 }

let scratch = ''
let browser: Browser
let redisURL = ''

beforeAll(async () => {
  // Outside of the repository, so that an app finds nothing that it does not install.
  scratch = mkdtempSync(join(tmpdir(), 'examples-'))
  execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: root, stdio: 'pipe' })
  await run('npm', ['pack', '--pack-destination', scratch], { cwd: root })
  const tarball = join(scratch, readdirSync(scratch).find((file) => file.endsWith('.tgz')) ?? '')
  await Promise.all(['vite', 'next', 'hono'].map((name) => buildExample(name, tarball)))
  browser = await chromium.launch(launchOptions(process.env['CHROMIUM_PATH']))
  const redis = await startRedis()
  if (!redis) throw new Error('The examples need a Redis server.')
  redisURL = redis.url
  return () => redis.stop()
})
afterAll(async () => {
  await browser?.close()
  rmSync(scratch, { recursive: true, force: true })
})

test('Vite: a visitor gets four images in the built app', async () => {
  const origin = await start('vite', (port) => [
    'run',
    'preview',
    '--',
    '--host',
    '127.0.0.1',
    '--port',
    port,
  ])
  expect(await create(await visit(origin))).toMatch(/^[\w-]{16,}$/)
})

test('Next.js: a visitor gets four images, and another instance finds their run in Redis', async () => {
  const env = {
    ORQ_API_KEY: 'a-key-of-this-test',
    ORQ_SERVER_URL: await startRouter(),
    REDIS_URL: redisURL,
  }
  const startNext = () =>
    start('next', (port) => ['start', '--', '--hostname', '127.0.0.1', '--port', port], env)
  const [origin, other] = [await startNext(), await startNext()]
  const page = await visit(origin)
  expect(await (await fetch(origin)).text()).toContain('data-part="image-variation-form"')
  const runId = await create(page)
  const collected = await fetch(`${other}/api/image-variations/runs/${runId}`)
  expect(collected.status).toBe(200)
  expect((await collected.json()).data).toHaveLength(4)
})

test('Hono: each user has runs and a limit of their own, in one browser', async () => {
  const env = { IMAGES_PER_DAY: '4', SESSION_SECRET: 'a-secret', REDIS_URL: redisURL }
  const page = await visit(await start('hono', () => ['start'], env))
  const signIn = async (name: string) => {
    await page.getByLabel('Name').fill(name)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByText(name).waitFor()
  }
  const statusOf = (runId: string) =>
    page.evaluate(
      async (runId) => (await fetch(`/api/image-variations/runs/${runId}`)).status,
      runId,
    )

  await signIn('Ada')
  const runId = await create(page)
  expect(await statusOf(runId)).toBe(200)

  await page.getByRole('button', { name: 'Create 4 variations' }).click()
  await expect
    .poll(() => page.getByRole('alert').allInnerTexts(), patience)
    .toEqual([expect.stringContaining('You can make 4 images a day. Come back tomorrow.')])

  await page.getByRole('button', { name: 'Sign out' }).click()
  await signIn('Grace')
  expect(await statusOf(runId)).toBe(404)
  await page.locator('form').waitFor()
  expect(await images(page).count()).toBe(0)
  expect(await create(page)).not.toBe(runId)

  await page.getByRole('button', { name: 'Sign out' }).click()
  await signIn('Ada')
  await expect.poll(() => images(page).count(), patience).toBe(4)
})

/** The example as somebody has it: a copy with its packages, ours from the tarball, and built. */
async function buildExample(name: string, tarball: string) {
  const folder = join(scratch, name)
  cpSync(join(root, 'examples', name), folder, { recursive: true })
  const env = environment()
  const quiet = ['--prefer-offline', '--no-audit', '--no-fund']
  await run('npm', ['install', tarball, ...quiet], { cwd: folder, env })
  await run('npm', ['run', 'build'], { cwd: folder, env })
}

/** Starts an example with npm on a free port, and waits until it answers. Returns its origin. */
async function start(
  name: string,
  args: (port: string) => string[],
  env: NodeJS.ProcessEnv = {},
): Promise<string> {
  const port = await freePort()
  // A group of its own: npm does not hand a signal on to what it started.
  const child = spawn('npm', args(String(port)), {
    cwd: join(scratch, name),
    env: { ...environment(), ...env, PORT: String(port) },
    detached: true,
  })
  let output = ''
  child.stdout.on('data', (text) => (output += text))
  child.stderr.on('data', (text) => (output += text))
  onTestFinished(async () => {
    if (child.exitCode !== null || !child.pid) return
    process.kill(-child.pid)
    await once(child, 'exit')
  })
  const origin = `http://127.0.0.1:${port}`
  const answers = async () => {
    if (child.exitCode !== null) throw new Error(`It ended:\n${output}`)
    return (await fetch(origin).catch(() => undefined))?.status
  }
  await expect.poll(answers, patience).toBe(200)
  return origin
}

async function visit(origin: string): Promise<Page> {
  const page = await browser.newPage()
  onTestFinished(() => page.close())
  await page.goto(origin)
  return page
}

/** Chooses a photo, presses Create and waits for four images. Returns the run's id. */
async function create(page: Page): Promise<string> {
  await page.locator('input[type=file]').setInputFiles(photo)
  await page.locator('[data-part="preview"]').waitFor()
  const request = page.waitForRequest((request) => request.method() === 'POST')
  await page.getByRole('button', { name: 'Create 4 variations' }).click()
  await expect.poll(() => images(page).count(), patience).toBe(4)
  return (await (await request).headerValue('idempotency-key')) ?? ''
}

const images = (page: Page) => page.locator('[data-part="item"] img')

/** Orq, for an app in production: the local router behind HTTP, from the tarball as well. */
async function startRouter(): Promise<string> {
  const { createLocalRouter } = await import(join(root, 'dist/local.js'))
  const { toNodeListener } = await import(join(root, 'dist/server.js'))
  const server = createServer(toNodeListener(createLocalRouter()))
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${await listen(server)}`
}

async function freePort(): Promise<number> {
  const server = createServer()
  const port = await listen(server)
  await new Promise((resolve) => server.close(resolve))
  return port
}

async function listen(server: ReturnType<typeof createServer>): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

/** The environment of somebody who has no key, outside of a test runner. */
function environment(): NodeJS.ProcessEnv {
  const { ORQ_API_KEY: _key, NODE_ENV: _mode, VITEST: _vitest, ...env } = process.env
  return { ...env, NEXT_TELEMETRY_DISABLED: '1' }
}
