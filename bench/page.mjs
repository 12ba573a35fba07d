// `node bench/page.mjs`: the longest task of the main thread in Chromium with the processor four times slowed, for what a
// visitor waits for. Prints its processor time, which other work on the machine leaves alone, for three visitors, each with a
// browser profile of their own, and exits with 1 where the middle one is over 50 ms: a collection of garbage makes any task
// long. `--explain` adds the five longest tasks and where their time goes. The page itself has started before. Needs
// `npm run build`.
import react from '@vitejs/plugin-react'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { chromium } from 'playwright'
import sharp from 'sharp'
import { build, preview } from 'vite'
import { ensureBrowser, launchOptions } from '../scripts/browser.mjs'

const slowdown = 4
const maxTaskMs = 50
const visitors = 3
const isExplained = process.argv.includes('--explain')

if (!existsSync('dist/index.js')) throw new Error('Run `npm run build` first.')

const config = {
  configFile: false,
  root: resolve('test/browsers/page'),
  logLevel: 'error',
  plugins: [react()],
  resolve: {
    alias: {
      'react-image-variation/styles.css': resolve('dist/styles.css'),
      'react-image-variation/locales': resolve('dist/locales'),
      'react-image-variation': resolve('dist/index.js'),
    },
  },
  build: { outDir: resolve('node_modules/.cache/bench/page'), emptyOutDir: true },
  preview: { port: 0, host: '127.0.0.1' },
}
await build(config)
const server = await preview(config)
const url = server.resolvedUrls.local[0]
const browser = await chromium.launch(launchOptions(await ensureBrowser()))
/** The page of the visitor whose turn it is. */
let page

/** An image of noise, which does not compress. */
function createNoise(width, height) {
  const noise = { type: 'gaussian', mean: 128, sigma: 60 }
  return sharp({ create: { width, height, channels: 3, background: 'gray', noise } })
}
const photo = await createNoise(8000, 6000).jpeg({ quality: 50 }).toBuffer()
const largeResult = await createNoise(1024, 1024).png().toBuffer()
/** Large enough for thumbnails. */
const smallResult = await createNoise(600, 600).png().toBuffer()

/** Where a task's time goes. */
const causes = [
  'v8.evaluateModule',
  'FunctionCall',
  'UpdateLayoutTree',
  'Layout',
  'PrePaint',
  'Paint',
  'MajorGC',
  'MinorGC',
]

/** The longest tasks in milliseconds, one of each visitor. */
const longest = {}
async function measure(name, action) {
  await browser.startTracing(page, { categories: ['toplevel', 'devtools.timeline'] })
  await action()
  const { traceEvents } = JSON.parse(String(await browser.stopTracing()))
  const isMain = (event) => event.name === 'thread_name' && event.args.name === 'CrRendererMain'
  const mains = new Set(traceEvents.filter(isMain).map(({ pid, tid }) => `${pid}-${tid}`))
  const events = traceEvents.filter(({ pid, tid }) => mains.has(`${pid}-${tid}`))
  const isWithin = (event, task) =>
    event.pid === task.pid && event.ts >= task.ts && event.ts < task.ts + task.dur
  // What this script asks of the page is no work of the page.
  const asks = events.filter(({ args }) =>
    args.chrome_mojo_event_info?.mojo_interface_tag?.includes('DevTools'),
  )
  const tasks = events
    .filter((event) => event.name.endsWith('RunTask') && event.ph === 'X')
    .filter((task) => !asks.some((ask) => isWithin(ask, task)))
    .sort((one, other) => other.tdur - one.tdur)
  const toMs = (time = 0) => (time / 1000).toFixed(0)
  const longestMs = (tasks[0]?.tdur ?? 0) / 1000
  longest[name] = [...(longest[name] ?? []), longestMs]
  if (!isExplained) return
  console.log(`${name}: ${tasks.length} tasks`)
  for (const task of tasks.slice(0, 5)) {
    const parts = causes.flatMap((cause) => {
      const found = events.filter((event) => event.name === cause && isWithin(event, task))
      const time = found.reduce((sum, { tdur = 0 }) => sum + tdur, 0)
      return time < 1000 ? [] : `${cause} ${toMs(time)}`
    })
    console.log(
      `    ${toMs(task.tdur).padStart(4)} ms: ${parts.join(', ') || 'promises, or none of our code'}`,
    )
  }
}

/** Asks in its own time: a question in every frame would be work. */
const until = (condition, ...args) =>
  page.waitForFunction(condition, args, { timeout: 120_000, polling: 250 })

const hasImages = (selector, count) =>
  until(
    ([selector, count]) =>
      [...document.querySelectorAll(selector)].filter(({ naturalWidth }) => naturalWidth > 0)
        .length >= count,
    selector,
    count,
  )

/** Everything is drawn, and nothing happens any more. */
const isQuiet = async () => {
  await page.waitForLoadState('networkidle')
  await page.waitForTimeout(1000)
}

/** Goes to a button. Returns how to press it as a visitor does, with a finger that stays for a moment. */
async function moveTo(selector) {
  const { x, y, width, height } = await page.locator(selector).boundingBox()
  await page.mouse.move(x + width / 2, y + height / 2)
  await isQuiet()
  return async () => {
    await page.mouse.down()
    await page.waitForTimeout(80)
    await page.mouse.up()
  }
}

/** Every run from now on gets so many times this image. */
async function respondWith(count, image) {
  const json = {
    created: Math.floor(Date.now() / 1000),
    data: Array.from({ length: count }, () => ({ b64_json: image.toString('base64') })),
  }
  await page.route('**/api/image-variations**', (route) => route.fulfill({ json }))
}

const results = '[data-part="item"] img'
const submit = 'button[type=submit]'
for (let visitor = 0; visitor < visitors; visitor += 1) {
  page = await browser.newPage({ viewport: { width: 1200, height: 900 } })
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: slowdown })
  await page.route('**/photo.jpg', (route) => route.fulfill({ body: photo }))
  await respondWith(10, largeResult)
  await page.goto(`${url}?name=bench&n=10`)
  await page.locator('form').waitFor()
  await isQuiet()

  await page.evaluate(async () => {
    globalThis.photo = new File([await (await fetch('/photo.jpg')).blob()], 'photo.jpg')
  })
  await measure('drop of a 48-megapixel photo', async () => {
    await page.evaluate(() => {
      const dataTransfer = new DataTransfer()
      dataTransfer.items.add(globalThis.photo)
      const zone = document.querySelector('[data-part="dropzone"]')
      for (const type of ['dragenter', 'dragover', 'drop']) {
        const event = new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true })
        setTimeout(() => zone.dispatchEvent(event))
      }
    })
    await hasImages('[data-part="preview"]', 1)
    await isQuiet()
  })

  const press = await moveTo(submit)
  await measure('ten results of 3 MB', async () => {
    await press()
    await hasImages(results, 10)
    await page.locator('[data-part="note"][data-state="success"]').waitFor()
    await isQuiet()
  })

  await respondWith(4, smallResult)
  await page.goto(`${url}?name=bench-history`)
  await page.setInputFiles('input[type=file]', 'test/fixtures/coffee-square.jpg')
  await page.locator(submit).click()
  await hasImages(results, 4)
  while (!(await page.evaluate(copyRun))) await page.waitForTimeout(250)
  await page.goto(`${url}?name=bench-empty`)
  await page.locator('form').waitFor()
  await isQuiet()
  await measure('opening a history of 100 runs', async () => {
    await page.evaluate(() => {
      setTimeout(() => {
        history.replaceState(null, '', '?name=bench-history')
        dispatchEvent(new PopStateEvent('popstate'))
      })
    })
    await hasImages(results, 4)
    await until(() => document.querySelectorAll('[data-run-id]').length === 100)
    await isQuiet()
  })
  await page.context().close()
}

await browser.close()
await server.close()
let isSlow = false
for (const [name, tasks] of Object.entries(longest)) {
  const middle = tasks.toSorted((one, other) => one - other)[Math.floor(tasks.length / 2)]
  isSlow ||= middle > maxTaskMs
  const all = tasks.map((ms) => ms.toFixed(0)).join(', ')
  console.log(
    `${middle > maxTaskMs ? '✗' : '✓'} ${name.padEnd(36)} ${middle.toFixed(0).padStart(4)} ms of ${maxTaskMs} (${all})`,
  )
}
process.exit(isSlow ? 1 : 0)

/** Makes 100 runs of the one that is there, once its images and their thumbnails are on disk. */
async function copyRun() {
  const ask = (request) =>
    new Promise((done, fail) => {
      request.onsuccess = () => done(request.result)
      request.onerror = () => fail(request.error)
    })
  const name = (await indexedDB.databases()).find((one) => one.name.includes('bench-history'))?.name
  if (!name) return false
  const database = await ask(indexedDB.open(name))
  const stores = () => {
    const transaction = database.transaction(['runs', 'thumbnails'], 'readwrite')
    return [transaction.objectStore('runs'), transaction.objectStore('thumbnails')]
  }
  const [runs, thumbnails] = stores()
  const [run] = await ask(runs.getAll())
  const keys = await ask(thumbnails.getAllKeys())
  const copies = await ask(thumbnails.getAll())
  if (run?.status !== 'success' || keys.length < 5) return false
  for (let copy = 1; copy < 100; copy++) {
    const [runs, thumbnails] = stores()
    const renamed = (id) => `${id}-${copy}`
    runs.put({
      ...run,
      id: renamed(run.id),
      images: run.images.map((image) => ({ ...image, id: renamed(image.id) })),
    })
    keys.forEach((key, index) => {
      const isSource = key.endsWith('-source')
      thumbnails.put(copies[index], isSource ? `${renamed(run.id)}-source` : renamed(key))
    })
    await new Promise((done) => {
      runs.transaction.oncomplete = done
    })
  }
  database.close()
  return true
}
