import react from '@vitejs/plugin-react'
import { readFile } from 'node:fs/promises'
import { extname, join, resolve } from 'node:path'
import sharp from 'sharp'
import { chromium, type Browser, type Frame, type Page } from 'playwright'
import { build, type Rolldown } from 'vite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ensureBrowser, launchOptions } from '../../scripts/browser.mjs'
import { alias } from '../../vite.config.js'
import { hostPages, type HostPage } from './hostPages.js'
import type { measure } from './measure.js'
import type { Look } from './show.js'

const fixtures = resolve(import.meta.dirname, '../fixtures')
const hosts = await hostPages()
const [plain] = hosts as [HostPage]

let browser: Browser
let page: Page
/** The host page: a frame, because that changes its width at once. */
let frame: Frame

beforeAll(async () => {
  const [files, executable] = await Promise.all([buildApp(), ensureBrowser()])
  browser = await chromium.launch(launchOptions(executable))
  page = await browser.newPage({ viewport: { width: 1920, height: 900 } })
  // "now" becomes "1 minute ago" while the pages are compared.
  await page.clock.setFixedTime(new Date())
  await page.route('**/*', (route) => {
    const file = files.get(new URL(route.request().url()).pathname)
    return file ? route.fulfill(file) : route.abort()
  })
  await page.goto('http://localhost/frame')
  frame = page.frame('host')!
  await chooseEverything()
})
afterAll(() => browser?.close())

type ServedFile = { body: string | Buffer; contentType: string }

/** The app as a browser loads it. */
async function buildApp(): Promise<Map<string, ServedFile>> {
  const { output } = (await build({
    configFile: false,
    root: import.meta.dirname,
    logLevel: 'error',
    plugins: [react()],
    resolve: { alias },
    build: { target: 'es2022', write: false, minify: false, reportCompressedSize: false },
  })) as Rolldown.RolldownOutput
  const types: Record<string, string> = { '.js': 'text/javascript', '.html': 'text/html' }
  const files = new Map<string, ServedFile>()
  for (const file of output) {
    const body = file.type === 'chunk' ? file.code : Buffer.from(file.source)
    files.set(`/${file.fileName}`, { body, contentType: types[extname(file.fileName)] ?? '' })
  }
  const image = await readFile(join(fixtures, 'coffee.png'))
  files.set('/coffee.png', { body: image, contentType: 'image/png' })
  const frames = '<!doctype html><body style="margin: 0"><iframe name="host" src="/index.html">'
  return files.set('/frame', { body: frames, contentType: 'text/html' })
}

/** A form with results and a file that was rejected, a comparison, two large views, and everything opened. */
async function chooseEverything() {
  const studio = frame.locator('[data-part="image-variation-studio"]')
  const input = studio.locator('input[type=file]')
  await input.setInputFiles(join(fixtures, 'coffee.png'))
  await studio.locator('[data-part="submit"]').click()
  await frame.locator('[data-part="compare-models"]').click()
  await studio.locator('[data-part="item"] img').nth(1).waitFor()
  await frame.locator('[data-part="comparison-model"] img').nth(3).waitFor()
  // Lazy images load when they are seen, and one that is still decoded is a little smaller.
  for (const image of await frame.locator('#app img').all()) await image.scrollIntoViewIfNeeded()
  await frame.locator('#app img[data-state="loading"]').first().waitFor({ state: 'detached' })
  await frame.locator('[data-part="advanced"] > summary').first().click()
  for (const element of await studio.locator('[data-part="switch"]').all()) await element.check()
  for (const element of await studio.locator('[data-part="add"]').all()) await element.click()
  await input.setInputFiles(join(fixtures, 'note.txt'))
  await studio.locator('[data-part="problem"]').waitFor()
  // One large view with its details, above it one that compares.
  await studio.locator('[data-part="item"]').first().click()
  await studio.getByRole('button', { name: 'Details' }).click()
  await frame
    .locator('[data-part="comparison-model"] [data-part="item"]')
    .first()
    .dispatchEvent('click')
  await frame
    .locator('[data-part="comparison-model"]')
    .getByRole('button', { name: /^Compare/ })
    .click()
  await frame.locator('[data-part="original"]').waitFor()
}

const schemesOf = ({ dark }: HostPage) =>
  dark ? (['light', 'dark'] as const) : (['light'] as const)

/** Measured once: it is always the same. */
let plainLook: ReturnType<typeof measure>

async function look(host: HostPage, look: Look = {}) {
  const { scheme = 'light' } = look
  await page.emulateMedia({ colorScheme: host.dark === 'media' ? scheme : 'light' })
  return frame.evaluate(
    ([host, look]) => {
      window.hostPage.show(host, look)
      return window.hostPage.measure()
    },
    [host, look] as const,
  )
}

/** Every difference, as a person would name it. */
function differences(seen: ReturnType<typeof measure>, expected: typeof seen): string[] {
  return Object.entries(expected.looks).flatMap(([name, look]) => {
    const ours = seen.looks[name]
    if (!ours) return [`${name} is not there`]
    return Object.entries(look)
      .filter(([key, value]) => {
        const other = ours[key]
        return typeof value === 'number' && typeof other === 'number'
          ? Math.abs(value - other) > 0.2
          : value !== other
      })
      .map(([key, value]) => `${name}: ${key} is ${ours[key]}, not ${value}`)
  })
}

describe.each(hosts)('$name', (host) => {
  const files = host.isLayered ? (['unlayered', 'layered'] as const) : (['unlayered'] as const)

  test.each(files)('looks as on a plain page (%s)', async (file) => {
    const width = '52rem'
    plainLook ??= await look(plain, { width })
    for (const order of ['before', 'after'] as const) {
      // The host's rules are the stronger ones where they come later: dark is looked at there.
      for (const scheme of order === 'before' ? schemesOf(host) : (['light'] as const)) {
        const seen = await look(host, { scheme, order, file, width })
        expect.soft(differences(seen, plainLook), `${scheme}, ${order}`).toEqual([])
        expect.soft(seen.faint, `${scheme}, ${order}`).toEqual([])
      }
    }
  })

  test.each(files)('holds everything from 280 to 1920 px (%s)', async (file) => {
    const problems = await frame.evaluate(
      ([host, file]) => {
        const { show, sizeTo, findMisfits } = window.hostPage
        const viewports = [280, 320, 390, 768, 1280, 1920]
        const html = document.documentElement
        show(host, { order: 'none' })
        const rooms = viewports.map((viewport) => {
          sizeTo(viewport, 900)
          return html.scrollWidth
        })
        show(host, { file })
        const [studio] = document.querySelectorAll('#app > *')
        return viewports.flatMap((viewport, index) => {
          sizeTo(viewport, 900)
          const overflow = html.scrollWidth - (rooms[index] ?? 0)
          const width = studio?.getBoundingClientRect().width ?? 0
          return [
            ...(overflow > 0 ? [`overflows by ${overflow} px`] : []),
            ...(width < Math.min(1000, viewport * 0.6) ? [`is ${width} px wide`] : []),
            ...findMisfits(),
          ].map((problem) => `${viewport} px: ${problem}`)
        })
      },
      [host, file] as const,
    )
    expect(problems).toEqual([])
  })

  test.each(files)("leaves the host's own elements alone (%s)", async (file) => {
    const [without, ...withOurs] = await frame.evaluate(
      ([host, file]) =>
        (['none', 'before', 'after'] as const).map((order) => {
          window.hostPage.show(host, { order, file })
          document.getElementById('app')!.hidden = true
          const { documentElement, body } = document
          const own = [documentElement, body, ...document.querySelectorAll('#own, #own *')]
          return own.flatMap((element) =>
            ['', '::before', '::after'].map((pseudo) => {
              const style = getComputedStyle(element, pseudo)
              if (pseudo && style.content === 'none') return ''
              const values = [...style].map((name) => `${name}: ${style.getPropertyValue(name)}`)
              return `${element.localName}${pseudo} ${values.join('; ')}`
            }),
          )
        }),
      [host, file] as const,
    )
    expect(withOurs).toEqual([without, without])
  })
})

test.each(['before', 'after'] as const)(
  'a class on a part counts, and what the host says about elements does not (ours %s)',
  async (order) => {
    const css = `.own { padding: 3px } button, * { margin: 40px; padding: 40px; border: 7px dotted }`
    const [looks, plainLooks] = await frame.evaluate(
      ([host, css, order]) => {
        const submit = document.querySelector<HTMLElement>('#app [data-part="submit"]')!
        const look = () => {
          const { padding, margin, borderWidth, borderRadius } = getComputedStyle(submit)
          return { padding, margin, borderWidth, borderRadius }
        }
        window.hostPage.show(host)
        const plainLooks = look()
        submit.className = 'own'
        window.hostPage.show({ ...host, css: `${host.css} ${css}` }, { order })
        const looks = look()
        submit.removeAttribute('class')
        return [looks, plainLooks]
      },
      [plain, css, order] as const,
    )
    expect(looks).toEqual({ ...plainLooks, padding: '3px' })
  },
)

test.each(['before', 'after'] as const)(
  'fields of the host beside ours in the form stay as the host styles them (ours %s)',
  async (order) => {
    const css = 'button { margin: 4px; padding: 30px; text-transform: uppercase }'
    const looks = await frame.evaluate(
      ([host, css, order]) => {
        window.hostPage.show({ ...host, css: `${host.css} ${css}` }, { order })
        const field = document.createElement('div')
        field.innerHTML =
          '<button></button><p><button></button></p><button class="own" data-part="trigger"></button>'
        document.querySelector('#app [data-part="controls"]')!.append(field)
        const looks = [...field.querySelectorAll('button')].map((button) => {
          const { margin, padding, textTransform } = getComputedStyle(button)
          return `${margin} ${padding} ${textTransform}`
        })
        field.remove()
        return looks
      },
      [plain, css, order] as const,
    )
    expect(looks).toEqual(Array(3).fill('4px 30px uppercase'))
  },
)

test.each(['before', 'after'] as const)(
  'what the host says about backdrops and placeholders does not count (ours %s)',
  async (order) => {
    const css =
      'dialog::backdrop { background: tomato } ::placeholder { color: tomato; opacity: 1 }'
    const [looks, plainLooks] = await frame.evaluate(
      ([host, css, order]) => {
        const look = (selector: string, pseudo: string) => {
          const { backgroundColor, color, opacity } = getComputedStyle(
            document.querySelector(`#app ${selector}`)!,
            pseudo,
          )
          return { backgroundColor, color, opacity }
        }
        const both = () => [look('dialog', '::backdrop'), look('textarea', '::placeholder')]
        window.hostPage.show(host)
        const plainLooks = both()
        window.hostPage.show({ ...host, css: `${host.css} ${css}` }, { order })
        return [both(), plainLooks]
      },
      [plain, css, order] as const,
    )
    expect(looks).toEqual(plainLooks)
  },
)

test.each([
  ['the browser zooms', 'html { zoom: 1.5 }'],
  ['the host zooms in', '#main { zoom: 2 }'],
  ['the host zooms out', '#main { zoom: 0.75 }'],
  ['the root has 20 px', 'html { font-size: 20px }'],
  ['the root has 10 px, with zoom', 'html { font-size: 62.5% } #app { zoom: 1.6 }'],
  ['text is at 200 %', 'html { font-size: 200% }'],
])('nothing is cut, broken or out of reach when %s', async (_, css) => {
  const problems = await frame.evaluate(
    ([host, css]) =>
      [320, 640, 1280].flatMap((viewport, index) => {
        if (index === 0) window.hostPage.show(host, { css })
        window.hostPage.sizeTo(viewport, 900)
        return window.hostPage.findMisfits().map((problem) => `${viewport} px: ${problem}`)
      }),
    [plain, css] as const,
  )
  expect(problems).toEqual([])
})

test.each([
  ['fit-content', '#app { width: fit-content }'],
  ['max-content', '#app { width: max-content }'],
  ['inline-block', '#app { display: inline-block }'],
  ['a float', '#app { float: left }'],
  ['absolute', '#app { position: absolute }'],
  ['fixed', '#app { position: fixed }'],
  ['a flex row', '#app { display: flex }'],
  ['a flex item', '#frame { display: flex }'],
  ['a centred flex item', '#frame { display: flex; flex-direction: column; align-items: center }'],
  ['a grid', '#app { display: grid }'],
  ['a grid with centred items', '#app { display: grid; place-items: center }'],
  ['an inline grid', '#app { display: inline-grid }'],
  ['an automatic column', '#frame { display: grid; grid-template-columns: auto 0 }'],
  ['a table', '#app { display: table }'],
  [
    'inline-block, without pseudo-elements',
    '#app { display: inline-block } *::before { content: none }',
  ],
  ['a table cell', '#frame { display: table } #app { display: table-cell }'],
])('is as wide as it needs where the host is %s', async (_, css) => {
  const widths = await frame.evaluate(
    ([host, css]) =>
      [320, 1280].flatMap((viewport) => {
        window.hostPage.show(host, {
          viewport,
          css: `${css} [hidden] { display: none !important }`,
        })
        const roots = [...document.querySelectorAll<HTMLElement>('#app > *')]
        const widths = roots.map((root) => {
          for (const other of roots) other.hidden = other !== root
          const overflow = document.documentElement.scrollWidth - viewport
          return { viewport, part: root.dataset['part'], width: root.offsetWidth, overflow }
        })
        for (const root of roots) root.hidden = false
        return widths
      }),
    [plain, css] as const,
  )
  const natural = { 'image-variation-form': 480, 'image-variation-studio': 1152 }
  for (const { viewport, part, width, overflow } of widths) {
    const least = viewport === 320 ? 280 : (natural[part as keyof typeof natural] ?? 960)
    expect.soft(width, `${part} at ${viewport} px`).toBeGreaterThanOrEqual(least)
    expect.soft(overflow, `${part} at ${viewport} px`).toBe(0)
  }
})

test('no field is so small on a touch screen that iOS zooms into it', async () => {
  const session = await page.context().newCDPSession(page)
  await session.send('Emulation.setTouchEmulationEnabled', { enabled: true, maxTouchPoints: 1 })
  const small = await frame.evaluate(
    (hosts) =>
      hosts.flatMap((host) => {
        window.hostPage.show(host)
        const fields = document.querySelectorAll(
          '#app :is(select, textarea, input:not([type=file], [type=range], [type=checkbox]))',
        )
        return [...fields]
          .map((field) => `${host.name}: ${field.localName} ${getComputedStyle(field).fontSize}`)
          .filter((text) => parseFloat(text.split(' ').at(-1)!) < 16)
      }),
    hosts,
  )
  const isTouch = await frame.evaluate(() => matchMedia('(pointer: coarse)').matches)
  await session.send('Emulation.setTouchEmulationEnabled', { enabled: false })
  await session.detach()
  expect(isTouch).toBe(true)
  expect(small).toEqual([])
})

test.each(['Plain', 'Tailwind 3', 'Bootstrap 5', 'Bulma', 'Pico'])(
  'forced colours show whether a switch is on (%s)',
  async (name) => {
    const host = hosts.find((known) => known.name === name)!
    await page.emulateMedia({ forcedColors: 'active', colorScheme: 'light' })
    const places = await frame.evaluate((host) => {
      window.hostPage.show(host, { css: '#own, dialog { display: none !important }' })
      const [on, off] = document.querySelectorAll<HTMLInputElement>('[data-part="switch"]')
      off!.checked = false
      on!.scrollIntoView({ block: 'center', behavior: 'instant' })
      return [on!, off!].map((element) => {
        const { x, y, width, height } = element.getBoundingClientRect()
        return { x, y, width, height }
      })
    }, host)
    const image = sharp(await page.screenshot())
    await page.emulateMedia({ forcedColors: 'none' })
    const { data, info } = await image.removeAlpha().raw().toBuffer({ resolveWithObject: true })
    const lightAt = (x: number, y: number) => {
      const start = (Math.round(y) * info.width + Math.round(x)) * 3
      return ((data[start] ?? 0) + (data[start + 1] ?? 0) + (data[start + 2] ?? 0)) / 3
    }
    const sides = places.map(({ x, y, width, height }) =>
      [0.3, 0.7].map((share) => lightAt(x + width * share, y + height / 2)),
    )
    const [[onStart, onEnd], [offStart, offEnd]] = sides as [[number, number], [number, number]]
    expect(Math.abs(onStart - onEnd), 'the thumb of a switch that is on').toBeGreaterThan(80)
    expect(Math.abs(offStart - offEnd), 'the thumb of a switch that is off').toBeGreaterThan(80)
  },
)

test('is never without a width', async () => {
  const widths = await frame.evaluate((host) => {
    window.hostPage.show(host, { css: '#app { width: 0 }' })
    return [...document.querySelectorAll<HTMLElement>('#app > *')].map((root) => root.offsetWidth)
  }, plain)
  expect(Math.min(...widths)).toBeGreaterThan(180)
})
