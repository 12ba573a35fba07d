import react from '@vitejs/plugin-react'
import { join, resolve } from 'node:path'
import { chromium, type Browser, type Page } from 'playwright'
import { createServer, type ViteDevServer } from 'vite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ensureBrowser, launchOptions } from '../../scripts/browser.mjs'
import { alias } from '../../vite.config.js'
import { hostPages, type HostPage } from './hostPages.js'
import { measure } from './measure.js'

const fixtures = resolve(import.meta.dirname, '../fixtures')
const hosts = await hostPages()
const [plain] = hosts as [HostPage]

let server: ViteDevServer
let browser: Browser
let page: Page

beforeAll(async () => {
  server = await createServer({
    configFile: false,
    root: import.meta.dirname,
    cacheDir: resolve('node_modules/.vite/hosts'),
    logLevel: 'error',
    plugins: [react()],
    resolve: { alias },
    server: { port: 0, hmr: false, watch: null, fs: { allow: [resolve('.')] } },
  })
  await server.listen()
  browser = await chromium.launch(launchOptions(await ensureBrowser()))
  page = await browser.newPage({ viewport: { width: 1000, height: 900 } })
  // "now" becomes "1 minute ago" while the pages are compared.
  await page.clock.setFixedTime(new Date())
  await page.goto(server.resolvedUrls?.local[0] ?? '')
  await page.locator('[data-part="submit"]').nth(1).waitFor()
  await chooseEverything()
})
afterAll(async () => {
  await browser?.close()
  await server?.close()
})

/** A form with results, everything opened, and a file that was rejected. */
async function chooseEverything() {
  const input = page.locator('input[type=file]')
  await input.setInputFiles(join(fixtures, 'coffee.png'))
  await page.locator('#app [data-part="submit"]').click()
  await page.locator('[data-part="item"] img').nth(1).waitFor()
  // Lazy images load when they are seen, and one that is still decoded is a little smaller.
  for (const image of await page.locator('#app img').all()) await image.scrollIntoViewIfNeeded()
  await page.locator('#app img[data-state="loading"]').first().waitFor({ state: 'detached' })
  await page.locator('[data-part="advanced"] > summary').click()
  for (const element of await page.locator('[data-part="switch"]').all()) await element.check()
  for (const element of await page.locator('[data-part="add"]').all()) await element.click()
  await input.setInputFiles(join(fixtures, 'note.txt'))
  await page.locator('[data-part="problem"]').waitFor()
}

type Look = {
  scheme?: 'light' | 'dark'
  order?: 'before' | 'after' | 'none'
  file?: string
  width?: string
}

/** Makes the page into the host's. `width` fixes that of our part, so that looks can be compared. */
async function visit(
  host: HostPage,
  { scheme = 'light', order = 'after', file = 'unlayered', width }: Look = {},
) {
  const { dark } = host
  await page.emulateMedia({ colorScheme: dark === 'media' ? scheme : 'light' })
  const attribute = dark && dark !== 'media' ? dark : undefined
  await page.evaluate(
    ({ css, order, file, width, className, name, value }) => {
      const html = document.documentElement
      for (const attribute of html.getAttributeNames()) html.removeAttribute(attribute)
      if (name && value !== undefined) html.setAttribute(name, value)
      document.getElementById('main')?.setAttribute('class', className ?? '')
      document.getElementById('frame')?.setAttribute('style', width ? `width: ${width}` : '')
      document.getElementById('app')?.setAttribute('style', width ? 'font-family: sans-serif' : '')
      for (const style of document.querySelectorAll('style')) style.remove()
      const add = (text: string) =>
        document.head.appendChild(document.createElement('style')).append(text)
      const ours = window.stylesheets[file as 'unlayered']
      if (order === 'before') add(ours)
      add(css)
      if (order === 'after') add(ours)
      add('*, ::before, ::after { transition: none !important; animation: none !important }')
    },
    {
      css: host.css,
      order,
      file,
      width,
      className: host.className,
      name: attribute?.attribute,
      value: scheme === 'dark' ? attribute?.value : attribute?.light,
    },
  )
}

const schemesOf = ({ dark }: HostPage) =>
  dark ? (['light', 'dark'] as const) : (['light'] as const)

/** Every difference, as a person would name it. */
function differences(ours: ReturnType<typeof measure>['looks'], expected: typeof ours): string[] {
  return Object.entries(expected).flatMap(([name, look]) => {
    const seen = ours[name]
    if (!seen) return [`${name} is not there`]
    return Object.entries(look)
      .filter(([key, value]) => {
        const other = seen[key]
        return typeof value === 'number' && typeof other === 'number'
          ? Math.abs(value - other) > 0.11
          : value !== other
      })
      .map(([key, value]) => `${name}: ${key} is ${seen[key]}, not ${value}`)
  })
}

describe.each(hosts)('$name', (host) => {
  const files = host.isLayered ? ['unlayered', 'layered'] : ['unlayered']

  test.each(files)(
    'looks as on a plain page, whichever stylesheet comes first (%s)',
    async (file) => {
      for (const scheme of schemesOf(host)) {
        await visit(plain, { width: '52rem' })
        const expected = await page.evaluate(measure)
        for (const order of ['before', 'after'] as const) {
          await visit(host, { scheme, order, file, width: '52rem' })
          const seen = await page.evaluate(measure)
          expect.soft(differences(seen.looks, expected.looks), `${scheme}, ${order}`).toEqual([])
          expect.soft(seen.faint, `${scheme}, ${order}`).toEqual([])
        }
      }
    },
  )

  test.each(files)('fills the width from 280 to 1920 px without overflow (%s)', async (file) => {
    for (const viewport of [280, 320, 768, 1280, 1920]) {
      await page.setViewportSize({ width: viewport, height: 900 })
      await visit(host, { order: 'none' })
      const room = await page.evaluate(() => {
        const app = document.getElementById('app')!
        app.hidden = true
        const { scrollWidth } = document.documentElement
        app.hidden = false
        return scrollWidth
      })
      await visit(host, { file })
      const seen = await page.evaluate(() => ({
        scrollWidth: document.documentElement.scrollWidth,
        width: document.querySelector('#app > *')!.getBoundingClientRect().width,
      }))
      expect.soft(seen.scrollWidth, `${viewport} px: overflow`).toBeLessThanOrEqual(room)
      expect
        .soft(seen.width, `${viewport} px: width`)
        .toBeGreaterThan(Math.min(1000, viewport * 0.6))
    }
    await page.setViewportSize({ width: 1000, height: 900 })
  })

  test.each(files)("leaves the host's own elements alone (%s)", async (file) => {
    const own = () =>
      page.evaluate(() =>
        [document.documentElement, document.body, ...document.querySelectorAll('#own, #own *')].map(
          (element) => {
            const styles = ['', '::before', '::after'].flatMap((pseudo) => {
              const style = getComputedStyle(element, pseudo)
              if (pseudo && style.content === 'none') return []
              return [...style].map((name) => `${name}: ${style.getPropertyValue(name)}`)
            })
            return `${element.localName} ${styles.join('; ')}`
          },
        ),
      )
    await visit(host, { order: 'none', width: '10rem' })
    await page.evaluate(() => (document.getElementById('app')!.hidden = true))
    const without = await own()
    await visit(host, { file, width: '10rem' })
    await page.evaluate(() => (document.getElementById('app')!.hidden = true))
    const withOurs = await own()
    await page.evaluate(() => (document.getElementById('app')!.hidden = false))
    expect(withOurs).toEqual(without)
  })
})
