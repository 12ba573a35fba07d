import { spawn, type ChildProcess } from 'node:child_process'
import { resolve } from 'node:path'
import { chromium, type Browser, type Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ensureBrowser, launchOptions } from '../scripts/browser.mjs'

const root = resolve(import.meta.dirname, '..')
const fixture = (name: string) => resolve(root, 'test/fixtures', name)
const key = 'canary-key-that-must-stay-on-the-server'

let server: ChildProcess
let browser: Browser
let url: string
let terminal = ''

/** What `npm start` runs, on a free port, until it prints its URL. */
async function start(env: Record<string, string> = {}) {
  const child = spawn('npm', ['start', '--', '--port', '0'], {
    cwd: root,
    env: { ...process.env, ORQ_API_KEY: '', FORCE_COLOR: '0', ...env },
    detached: true,
  })
  let output = ''
  const address = await new Promise<string>((done, fail) => {
    const read = (chunk: Buffer) => {
      // oxlint-disable-next-line no-control-regex -- colours of the terminal
      output += chunk.toString().replaceAll(/\u001B\[[\d;]*m/g, '')
      const found = /http:\/\/(?:localhost|127\.0\.0\.1):\d+\//.exec(output)
      if (found && output.includes('Image variations at')) done(found[0])
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.on('exit', () => fail(new Error(`npm start ended: ${output}`)))
  })
  return { child, address, output: () => output }
}

const stop = (child: ChildProcess) => child.pid && process.kill(-child.pid, 'SIGTERM')

async function open(options: Parameters<Browser['newPage']>[0] = {}) {
  const page = await browser.newPage(options)
  const posts: string[] = []
  page.on('request', (request) => {
    if (request.method() === 'POST') posts.push(new URL(request.url()).pathname)
  })
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(error.message))
  await page.goto(url)
  return { page, posts, problems }
}

const submit = (page: Page) => page.locator('form button[type=submit]').click()
const images = (page: Page) => page.locator('[data-part="item"] img')

beforeAll(async () => {
  const started = await start()
  server = started.child
  url = started.address
  terminal = started.output()
  browser = await chromium.launch(launchOptions(await ensureBrowser()))
})

afterAll(async () => {
  await browser?.close()
  stop(server)
})

test('the terminal says that it runs on the local router', () => {
  expect(terminal).toMatch(/local router/i)
})

test.each(['phone-portrait.jpg', 'astronaut-transparent.png', 'cat.webp'])(
  'a visitor drops %s and sees four different variations, from one request',
  async (file) => {
    const { page, posts, problems } = await open()
    await page.setInputFiles('input[type=file]', fixture(file))
    await submit(page)
    await expect.poll(() => images(page).count()).toBe(4)
    const drawn = await images(page).evaluateAll((elements) =>
      Promise.all(
        (elements as HTMLImageElement[]).map(async (image) => {
          await image.decode()
          const canvas = new OffscreenCanvas(8, 8)
          const context = canvas.getContext('2d')
          context?.drawImage(image, 0, 0, 8, 8)
          return String(context?.getImageData(0, 0, 8, 8).data)
        }),
      ),
    )
    expect(new Set(drawn).size).toBe(4)
    expect(posts).toEqual(['/api/image-variations'])
    expect(problems).toEqual([])
    await page.close()
  },
)

test('a reload in the middle of a slow run keeps it: the images arrive, from one request', async () => {
  const { page, posts, problems } = await open()
  await page.setInputFiles('input[type=file]', fixture('coffee-square.jpg'))
  await page.getByLabel('Model', { exact: true }).selectOption('local/slow')
  await page.getByLabel('Size', { exact: true }).selectOption('256x256')
  const request = page.waitForRequest((one) => one.method() === 'POST')
  await submit(page)
  const runId = (await request).headers()['idempotency-key']
  expect(runId).toMatch(/^[\w-]{16,128}$/)
  const collect = () => fetch(new URL(`/api/image-variations/runs/${runId}`, url))
  await expect.poll(async () => (await collect()).text()).toContain('"status":"running"')

  await page.reload()
  await page.locator('[aria-busy="true"][data-state="pending"]').first().waitFor()
  await expect.poll(() => images(page).count()).toBe(4)
  expect(await page.locator('[data-state="pending"]').count()).toBe(0)
  expect(posts).toEqual(['/api/image-variations'])
  expect(problems).toEqual([])
  await page.close()
})

test.each([
  ['note.txt', /not|image|photo/i],
  ['script.svg', /svg/i],
  ['phone.heic', /heic/i],
])('%s is rejected with a sentence and nothing is sent', async (file, sentence) => {
  const { page, posts } = await open()
  await page.setInputFiles('input[type=file]', fixture(file))
  const alert = page.getByRole('alert')
  await expect.poll(() => alert.count()).toBe(1)
  await expect.poll(() => alert.textContent()).toMatch(sentence)
  await submit(page)
  expect(posts).toEqual([])
  await page.close()
})

test('with a key the terminal says Orq, and the key reaches no browser', async () => {
  const withKey = await start({ ORQ_API_KEY: key })
  try {
    expect(withKey.output()).toMatch(/orq/i)
    expect(withKey.output()).not.toContain(key)
    const page = await browser.newPage()
    const bodies: Promise<string>[] = []
    page.on('response', (response) => bodies.push(response.text().catch(() => '')))
    await page.goto(withKey.address)
    await page.locator('input[type=file]').waitFor({ state: 'attached' })
    const all = await Promise.all(bodies)
    expect(all.length).toBeGreaterThan(5)
    expect(all.filter((body) => body.includes(key))).toEqual([])
    await page.close()
  } finally {
    stop(withKey.child)
  }
})
