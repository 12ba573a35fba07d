import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  onTestFailed,
  onTestFinished,
  test,
} from 'vitest'
import type { Engine } from '../../scripts/engines.mjs'
import type { BrowserDriver } from './drivers/BrowserDriver.js'
import { startBrowser } from './drivers/startBrowser.js'
import { createImages } from './createImages.js'
import { images, pathOf, startPage } from './startPage.js'
import { patienceMs, Visitor } from './Visitor.js'

const engines = JSON.parse(process.env['ENGINES'] ?? '[]') as Engine[]

const app = await startPage()
await createImages(images)
afterAll(() => app.stop())

describe.each(engines)('$name', (engine) => {
  const downloads = mkdtempSync(join(tmpdir(), 'downloads-'))
  let browser: BrowserDriver
  let visitor: Visitor

  beforeAll(async () => {
    browser = await startBrowser(engine, downloads)
    console.log(browser.version)
    visitor = new Visitor(browser, app.url)
  })
  afterAll(async () => {
    await browser?.close()
    rmSync(downloads, { recursive: true, force: true })
  })

  /** Every journey has a history of its own. */
  let name = ''
  beforeEach(({ task }) => {
    name = task.id
    onTestFailed(async () => {
      console.log(`${task.name}:\n${await visitor.page.evaluate(() => document.body.innerText)}`)
    })
  })
  afterEach(() => {
    app.uploads.open()
    app.responses.open()
    app.serveCode(true)
  })

  /** What the page says about the chosen image. */
  const facts = () => visitor.read('[data-part="image-facts"]')
  const problem = () => visitor.read('[data-part="problem"] p')

  /** A file has come whole: browsers write a part under another name, or one of no bytes. */
  const hasDownloaded = async (file: string) => {
    const files = () =>
      readdirSync(downloads).filter((name) => statSync(join(downloads, name)).size > 0)
    await expect.poll(files, { timeout: patienceMs }).toEqual(expect.arrayContaining([file]))
  }

  /** The colours of an image on a grid of 4 × 4: red, green, blue, alpha, from 0 to 255. */
  const coloursOf = (source: string) =>
    visitor.page.evaluate(async (source) => {
      const image = source.startsWith('/')
        ? Object.assign(new Image(), { src: source })
        : document.querySelector<HTMLImageElement>(source)!
      await image.decode()
      const canvas = Object.assign(document.createElement('canvas'), { width: 4, height: 4 })
      const context = canvas.getContext('2d')!
      context.imageSmoothingQuality = 'high'
      // A canvas of WebKit may stay empty for a moment though the image is decoded.
      for (;;) {
        context.drawImage(image, 0, 0, 4, 4)
        const colours = [...context.getImageData(0, 0, 4, 4).data]
        if (colours.some(Boolean)) return colours
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
    }, source)

  describe('an image comes in', () => {
    test('by drop', async () => {
      await visitor.visit({ name })
      await visitor.page.evaluate(async () => {
        const bytes = await (await fetch('/coffee.png')).blob()
        const dataTransfer = new DataTransfer()
        dataTransfer.items.add(new File([bytes], 'dropped.png', { type: 'image/png' }))
        const zone = document.querySelector('[data-part="dropzone"]')!
        for (const type of ['dragenter', 'dragover', 'drop']) {
          zone.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }))
        }
      })
      await visitor.hasReadImage()
      expect(await visitor.read('[data-part="image-name"]')).toBe('dropped.png')
    })

    test('by paste', async () => {
      await visitor.visit({ name })
      await visitor.page.evaluate(async () => {
        const bytes = await (await fetch('/coffee.png')).blob()
        const clipboardData = new DataTransfer()
        clipboardData.items.add(new File([bytes], 'pasted.png', { type: 'image/png' }))
        const event = new ClipboardEvent('paste', { bubbles: true, cancelable: true })
        // Firefox gives no files to an event that a script makes.
        Object.defineProperty(event, 'clipboardData', { value: clipboardData })
        document.querySelector('textarea')!.dispatchEvent(event)
      })
      await visitor.hasReadImage()
      expect(await visitor.read('[data-part="image-name"]')).toBe('pasted.png')
    })

    test('a photo that a phone has turned stands upright', async () => {
      await visitor.visit({ name })
      await visitor.choose('phone-portrait.jpg')
      const preview = await coloursOf('[data-part="preview"]')
      const shown = await coloursOf('/phone-portrait.jpg')
      const differences = preview.map((value, index) => Math.abs(value - shown[index]!))
      expect(differences.reduce((sum, one) => sum + one) / differences.length).toBeLessThan(16)
      const [width, height] = (await facts()).replaceAll(',', '').match(/\d+/g)!.map(Number)
      expect(width).toBeLessThan(height!)
    })

    test('a transparent PNG stays transparent', async () => {
      await visitor.visit({ name })
      await visitor.choose('astronaut-transparent.png')
      const [, , , cornerAlpha] = await coloursOf('[data-part="preview"]')
      expect(cornerAlpha).toBeLessThan(128)
    })

    test('a WebP', async () => {
      await visitor.visit({ name })
      await visitor.choose('cat.webp')
      expect(await problem()).toBe('')
      expect(await facts()).toMatch(/\d+ × \d+/)
    })

    test('a photo of 48 megapixels', async () => {
      await visitor.visit({ name })
      await visitor.choose('48-megapixels.jpg')
      expect(await problem()).toBe('')
      expect(await facts()).toContain('8,000 × 6,000')
    })

    test('HEIC becomes a JPEG with `decode`, and without it where the browser can decode it', async () => {
      await visitor.visit({ name })
      await visitor.choose('phone.heic')
      const canDecode = await visitor.page.evaluate(async () => {
        const image = Object.assign(new Image(), { src: '/phone.heic' })
        return image.decode().then(
          () => true,
          () => false,
        )
      })
      expect(await problem()).toMatch(canDecode ? /^$/ : /Export as JPEG/)
      if (!canDecode) {
        await visitor.visit({ name, decode: '' })
        await visitor.choose('phone.heic')
      }
      expect(await problem()).toBe('')
      expect(await visitor.read('[data-part="image-name"]')).toBe('phone.jpg')
    })

    test.each([
      ['script.svg', "SVG drawings don't work here"],
      ['cut.jpg', 'damaged'],
      ['cut-coffee.png', 'damaged'],
      ['cut-cat.webp', 'damaged'],
      ['note.txt', "isn't an image"],
      ['too-many-pixels.png', 'too many pixels (16,384 × 16,384)'],
    ])('%s is rejected with a sentence', async (file, sentence) => {
      await visitor.visit({ name })
      await visitor.choose(file)
      expect(await problem()).toContain(sentence)
    })

    test('a square is cropped, padded, and cropped by hand', async () => {
      await visitor.visit({ name, square: '' })
      await visitor.choose('coffee.png')
      expect(await problem()).toContain('needs a square image')
      await visitor.click('button', 'Crop to a square')
      await visitor.eventuallyReads('[data-part="image-facts"]').toContain('267 × 267')

      await visitor.visit({ name, square: '' })
      await visitor.choose('coffee.png')
      await visitor.click('button', 'Add borders')
      await visitor.eventuallyReads('[data-part="image-facts"]').toContain('400 × 400')

      await visitor.visit({ name })
      await visitor.choose('coffee.png')
      await visitor.click('button', 'Crop')
      await visitor.see('application')
      await visitor.click('slider', 'Zoom')
      await visitor.press('End')
      await visitor.click('button', 'Crop')
      await visitor.eventuallyReads('[data-part="image-facts"]').toMatch(/^50 × 3\d/)
    })
  })

  describe('a run', () => {
    test('gives four results', async () => {
      await visitor.visit({ name })
      await visitor.create()
      await visitor.eventuallyReads('[data-part="note"]').toBe('4 variations ready.')
    })

    test('shows the progress of its upload, and can be cancelled', async () => {
      await visitor.visit({ name })
      await visitor.choose('noise.png')
      app.uploads.close()
      await visitor.click('button', 'Create 4 variations')
      await visitor.eventuallyReads('[data-part="phase"]').toMatch(/^Uploading… \d+%$/)
      const runs = app.countRuns()
      await visitor.click('button', 'Cancel')
      await visitor.eventuallyReads('[data-part="note"]').toContain('Cancelled.')
      await visitor.see('button', 'Create 4 variations')
      expect(await visitor.read('[data-part="image-name"]')).toBe('noise.png')
      app.uploads.open()
      expect(app.countRuns()).toBe(runs)
    })

    test.each([
      ['local/fail-402', 'The budget for variations is used up.'],
      ['local/fail-503', "The model isn't available right now."],
      ['local/retired', 'This model is no longer available.'],
    ])('of %s fails with a sentence', async (model, sentence) => {
      await visitor.visit({ name, model })
      await visitor.choose('coffee-square.jpg')
      await visitor.click('button', 'Create 4 variations')
      await visitor.see('alert')
      expect(await visitor.read('[data-part="error"]')).toContain(sentence)
    })

    test('is paid once when its connection breaks, and its images arrive', async () => {
      await visitor.visit({ name })
      await visitor.choose('coffee-square.jpg')
      const runs = app.countRuns()
      app.responses.close()
      await visitor.click('button', 'Create 4 variations')
      await expect.poll(app.countRuns, { timeout: patienceMs }).toBe(runs + 1)
      app.cut()
      app.responses.open()
      await visitor.hasResults(4)
      expect(app.countRuns()).toBe(runs + 1)
    })

    test('survives a reload', async () => {
      await visitor.visit({ name })
      await visitor.choose('coffee-square.jpg')
      const runs = app.countRuns()
      app.responses.close()
      await visitor.click('button', 'Create 4 variations')
      await expect.poll(app.countRuns, { timeout: patienceMs }).toBe(runs + 1)
      await visitor.reload()
      await visitor
        .eventually(
          () => document.querySelectorAll('[data-state="pending"][aria-busy="true"]').length,
        )
        .toBe(1)
      app.responses.open()
      await visitor.hasResults(4)
      expect(app.countRuns()).toBe(runs + 1)
    })
  })

  describe('results', () => {
    test('are there after a reload, with their bytes', async () => {
      await visitor.visit({ name })
      await visitor.create()
      await visitor.reload()
      await visitor.hasResults(4)
      expect(await visitor.read('[data-part="history-problem"]')).toBe('')
      const sources = await visitor.page.evaluate(() =>
        [...document.querySelectorAll<HTMLImageElement>('[data-part="item"] img')].map(
          ({ src }) => src.split(':')[0],
        ),
      )
      expect(sources).toEqual(['blob', 'blob', 'blob', 'blob'])
    })

    test('open large, by keyboard', async () => {
      await visitor.visit({ name })
      await visitor.create()
      await visitor.page.evaluate(() =>
        document.querySelector<HTMLElement>('[data-part="item"]')!.focus(),
      )
      await visitor.press('Enter')
      await visitor.see('dialog')
      const position = () => visitor.eventuallyReads('[data-part="position"]')
      await position().toBe('1 of 4')
      await visitor.press('ArrowRight')
      await position().toBe('2 of 4')
      await visitor.press('End')
      await position().toBe('4 of 4')
      await visitor.press('ArrowLeft')
      await position().toBe('3 of 4')
      expect(
        await visitor.page.evaluate(() => Boolean(document.activeElement?.closest('dialog'))),
      ).toBe(true)
      await visitor.press('Escape')
      await visitor.eventually(() => document.querySelectorAll('dialog').length).toBe(0)
      expect(
        await visitor.page.evaluate(() => document.activeElement?.getAttribute('data-part')),
      ).toBe('item')
    })

    test('zoom by button and wheel', async () => {
      await visitor.visit({ name })
      await visitor.create()
      await visitor.click('button', 'Variation 1 of 4 of coffee-square.jpg')
      await visitor.see('dialog')
      const state = () =>
        visitor.eventually(() => document.querySelector('dialog')?.getAttribute('data-state'))
      await visitor.click('button', 'Zoom')
      await state().toBe('zoom')
      await visitor.click('button', 'Zoom')
      await state().toBe('fit')
      await visitor.wheel(-300, 'img', 'Variation 1 of 4 of coffee-square.jpg')
      await state().toBe('zoom')
    })

    test('compare with the original', async () => {
      await visitor.visit({ name })
      await visitor.create()
      await visitor.click('button', 'Variation 1 of 4 of coffee-square.jpg')
      await visitor.click('button', 'Compare with coffee-square.jpg')
      await visitor.click('slider', 'Share of the original')
      await visitor.press('End')
      await visitor.eventuallyReads('[data-part="compare"] [aria-hidden]').toBe('coffee-square.jpg')
      expect(
        await visitor.page.evaluate(
          () => document.querySelector<HTMLInputElement>('dialog input')?.ariaValueText,
        ),
      ).toBe('100%')
    })

    test('vary again, with their lineage', async () => {
      await visitor.visit({ name })
      await visitor.create()
      await visitor.click('button', 'Variation 2 of 4 of coffee-square.jpg')
      await visitor.click('button', 'More like this')
      await visitor.eventuallyReads('[data-part="image-facts"]').toContain('From a variation')
      await visitor.hasReadImage()
      await visitor.click('button', 'Create 4 variations')
      await visitor.hasResults(8)
    })

    test('download, alone and as a ZIP', async () => {
      await visitor.visit({ name })
      await visitor.create()
      await visitor.click('button', 'Download all')
      await hasDownloaded('variations.zip')
      await visitor.click('button', 'Variation 1 of 4 of coffee-square.jpg')
      await visitor.click('link', 'Download')
      await hasDownloaded('coffee-square-variation-1.jpg')
      const startOf = (file: string) => readFileSync(join(downloads, file)).toString('latin1', 0, 4)
      expect(startOf('variations.zip')).toBe('PK\x03\x04')
      expect(startOf('coffee-square-variation-1.jpg')).toMatch(/^\xff\xd8\xff/)
    })

    test('are copied and pasted, where there is a clipboard', async () => {
      await visitor.visit({ name })
      await visitor.create()
      await visitor.click('button', 'Variation 1 of 4 of coffee-square.jpg')
      await visitor.see('dialog')
      const hasClipboard = await visitor.page.evaluate(
        () => typeof ClipboardItem === 'function' && Boolean(navigator.clipboard?.write),
      )
      if (!hasClipboard) {
        await visitor
          .eventually(() => queries.queryAllByRole('button', { name: 'Copy' }).length)
          .toBe(0)
        return
      }
      await visitor.click('button', 'Copy')
      await visitor.see('button', 'Copied')
      // The clipboard of a headless Firefox carries no images.
      if (engine.name !== 'chromium') return
      await visitor.press('Escape')
      await visitor.click('textbox', /What should change/)
      await visitor.paste()
      await visitor.hasReadImage()
      await visitor.eventuallyReads('[data-part="image-facts"]').toContain('256 × 256')
    })
  })

  test('right to left: arrows and places are mirrored, nothing overflows', async () => {
    await visitor.visit({ name, lang: 'ar' })
    await visitor.choose('coffee-square.jpg')
    await visitor.page.evaluate(() =>
      document.querySelector<HTMLElement>('[data-part="submit"]')!.focus(),
    )
    await visitor.press('Enter')
    await visitor.hasResults(4)
    const places = await visitor.page.evaluate(() => ({
      form: document.querySelector('form')!.getBoundingClientRect().left,
      gallery: document.querySelector('[data-part="variation-gallery"]')!.getBoundingClientRect()
        .left,
      overflow: document.documentElement.scrollWidth - innerWidth,
    }))
    expect(places.form).toBeGreaterThan(places.gallery)
    expect(places.overflow).toBeLessThanOrEqual(0)

    await visitor.page.evaluate(() =>
      document.querySelector<HTMLElement>('[data-part="item"]')!.focus(),
    )
    await visitor.press('ArrowLeft')
    const focused = () =>
      visitor.eventually(() =>
        [...document.querySelectorAll('[data-part="item"]')].indexOf(document.activeElement!),
      )
    await focused().toBe(1)
    await visitor.press('Enter')
    await visitor.see('dialog')
    const first = await visitor.read('[data-part="position"]')
    await visitor.press('ArrowLeft')
    await visitor.eventuallyReads('[data-part="position"]').not.toBe(first)
  })

  test("the page's own rules for elements change nothing of ours", async () => {
    await visitor.visit({ name, controls: 'all' })
    await visitor.create()
    await visitor.eventually(() => document.getAnimations().length).toBe(0)
    const changed = await visitor.page.evaluate(() => {
      const look = () =>
        [...document.querySelectorAll('[data-part], [data-part] :not(svg *)')]
          .filter((element) => element.checkVisibility())
          .flatMap((element) => {
            const isField = element.matches('input, textarea')
            const pseudos = ['', '::before', '::after', ...(isField ? ['::placeholder'] : [])]
            return pseudos.map((pseudo) => {
              const style = getComputedStyle(element, pseudo)
              const isThere = !/before|after/.test(pseudo) || style.content !== 'none'
              const values = (isThere ? [...style] : []).map(
                (name) => `${name}: ${style.getPropertyValue(name)}`,
              )
              return [`${element.outerHTML.slice(0, 60)} ${pseudo}`, values] as const
            })
          })
      const before = look()
      const sheet = document.createElement('style')
      sheet.textContent = `
        :where(form, section) * { margin: 3px; padding: 3px; border: 3px solid; letter-spacing: 3px; transition: none }
        section, form, header, ul { max-width: 20rem; padding: 2rem; background: tomato }
        img, svg { display: inline; width: auto; max-width: 50%; height: auto; fill: tomato; filter: invert(1) }
        button, input, select, textarea, label { padding: 2rem; color: tomato; text-transform: uppercase }
        button::before, li::after, input::before { content: 'x'; display: block }
        ::placeholder { color: tomato; opacity: 0.1 }`
      document.head.append(sheet)
      const after = look()
      sheet.remove()
      return before.flatMap(([name, values], index) => {
        const others = after[index]?.[1] ?? []
        const different = others.filter((value, place) => value !== values[place])
        return different.length > 0 ? [`${name}: ${different.join('; ')}`] : []
      })
    })
    expect(changed).toEqual([])
  })

  test('less motion and forced colours, where the engine has them', async () => {
    const other = await startBrowser(engine, downloads, { forcedColors: true, reducedMotion: true })
    onTestFinished(() => other.close())
    const calm = new Visitor(other, app.url)
    await calm.visit({ name })
    const matches = (query: string) =>
      other.page.evaluate((query) => matchMedia(query).matches, query)
    expect(await matches('(prefers-reduced-motion: reduce)')).toBe(true)
    // WebKit has none.
    expect(await matches('(forced-colors: active)')).toBe(engine.name !== 'webkit')

    await calm.choose('coffee-square.jpg')
    app.responses.close()
    await calm.click('button', 'Create 4 variations')
    await calm.see('progressbar')
    const moving = await other.page.evaluate(() =>
      document
        .getAnimations()
        .filter(({ playState }) => playState === 'running')
        .map(({ effect }) => (effect as KeyframeEffect).target?.getAttribute('data-part')),
    )
    expect(moving).toEqual([])

    app.responses.open()
    await calm.hasResults(4)
    const borders = await other.page.evaluate(() =>
      [...document.querySelectorAll('[data-part="item"]')].map(
        (item) => getComputedStyle(item).borderTopStyle,
      ),
    )
    const border = engine.name === 'webkit' ? 'none' : 'solid'
    expect(borders).toEqual([border, border, border, border])
  })

  test('code that could not be loaded: a sentence says so, "Try again" gets it in Chromium, a reload in Firefox', async () => {
    // One that has no code in its memory, as WebKit has it from earlier journeys.
    const other = await startBrowser(engine, downloads)
    onTestFinished(() => other.close())
    const newcomer = new Visitor(other, app.url)
    await newcomer.visit({ name })
    app.serveCode(false)
    await newcomer.page.choose(pathOf('coffee-square.jpg'))
    await newcomer.see('button', 'Try again')
    expect(await newcomer.read('[role="alert"]')).toContain('or reload the page')
    app.serveCode(true)
    // WebKitGTK 2.50 remembers what Vite could not preload, over a reload and for longer.
    if (engine.name === 'webkit') return
    if (engine.name === 'chromium') {
      await newcomer.click('button', 'Try again')
      await newcomer.hasReadImage()
    } else {
      await newcomer.reload()
      await newcomer.choose('coffee-square.jpg')
    }
    await newcomer.click('button', 'Create 4 variations')
    await newcomer.hasResults(4)
  })
})
