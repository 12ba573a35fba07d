import playwright, { type Browser, type CDPSession, type Locator, type Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ensureBrowser, launchOptions } from '../../scripts/browser.mjs'
import { findSmallTargets } from './findSmallTargets.js'
import { pathOf, startPage } from './startPage.js'

/** Journeys with fingers, in Chromium, which can be given them. */
const screens = [
  { width: 320, height: 568 },
  { width: 390, height: 844 },
  { width: 820, height: 800 },
]

type Point = { x: number; y: number }
type Box = Point & { width: number; height: number }

const app = await startPage()
let browser: Browser
beforeAll(async () => {
  browser = await playwright.chromium.launch(launchOptions(await ensureBrowser()))
})
afterAll(async () => {
  await browser?.close()
  await app.stop()
})

describe.each(screens)('$width px', (viewport) => {
  let page: Page
  let devtools: CDPSession

  beforeAll(async () => {
    const context = await browser.newContext({
      viewport,
      hasTouch: true,
      isMobile: true,
      reducedMotion: 'reduce',
      userAgent: 'Mozilla/5.0 (Linux; Android 10; K) Chrome/156.0.0.0 Mobile Safari/537.36',
    })
    page = await context.newPage()
    page.setDefaultTimeout(20_000)
    devtools = await context.newCDPSession(page)
    await visit()
    await choose()
    await button('Create 4 variations').tap()
    await part('image').nth(3).waitFor()
  })
  afterAll(() => page?.context().close())

  /** The results of the first visit are in the history. */
  async function visit(query: Record<string, string> = {}) {
    await page.goto(`${app.url}?${new URLSearchParams(query)}`)
    await part('image-variation-form').waitFor()
  }
  async function choose(image = 'coffee-square.jpg') {
    await page.locator('input[type=file]').setInputFiles(pathOf(image))
    await part('preview').waitFor()
  }
  /** The first of the results, large. */
  async function openLarge() {
    await visit()
    await part('item').first().tap()
    await part('large').waitFor()
  }

  const part = (name: string) => page.locator(`[data-part="${name}"]`)
  const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true })
  const position = () => part('position').innerText()
  const state = () => part('lightbox').getAttribute('data-state')
  const scrollTop = () => page.evaluate(() => Math.round(scrollY))
  const scaleOf = (locator: Locator) =>
    locator.evaluate((element) => new DOMMatrix(getComputedStyle(element).transform).a)

  async function boxOf(locator: Locator) {
    const box = await locator.boundingBox()
    if (!box) throw new Error('It is not shown.')
    return { ...box, center: { x: box.x + box.width / 2, y: box.y + box.height / 2 } }
  }

  /** Fingers go down, along their ways and up. */
  async function touch(...ways: [from: Point, to: Point][]) {
    const steps = 8
    const at = (share: number) =>
      ways.map(([from, to], id) => ({
        x: Math.round(from.x + (to.x - from.x) * share),
        y: Math.round(from.y + (to.y - from.y) * share),
        id,
      }))
    await devtools.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: at(0) })
    for (let step = 1; step <= steps; step += 1) {
      await devtools.send('Input.dispatchTouchEvent', {
        type: 'touchMove',
        touchPoints: at(step / steps),
      })
    }
    await devtools.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
  }
  async function swipe(locator: Locator, x: number, y: number) {
    const { center } = await boxOf(locator)
    await touch([center, { x: center.x + x, y: center.y + y }])
  }
  const setInsets = (insets: Record<string, number>) =>
    devtools.send('Emulation.setSafeAreaInsetsOverride', { insets })

  test('the file input offers the camera', async () => {
    await visit()
    const chosen = page.waitForEvent('filechooser')
    await part('dropzone').tap()
    await (await chosen).setFiles(pathOf('coffee-square.jpg'))
    await part('preview').waitFor()
    const input = page.locator('input[type=file]')
    // Chrome on Android 14 and later shows no camera beside images only.
    expect(await input.getAttribute('accept')).toMatch(/^image\/png,.*,android\/allowCamera$/)
    // It would take the choice of a photo away.
    expect(await input.getAttribute('capture')).toBe(null)
  })

  test('a swipe moves on in the large view, one down closes it', async () => {
    await openLarge()
    expect(await position()).toBe('1 of 4')
    await swipe(part('stage'), -140, 10)
    expect(await position()).toBe('2 of 4')
    await swipe(part('stage'), 140, -10)
    expect(await position()).toBe('1 of 4')
    await swipe(part('stage'), 10, 20)
    expect(await position()).toBe('1 of 4')
    await swipe(part('stage'), 10, 160)
    await part('lightbox').waitFor({ state: 'detached' })
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-part'))).toBe(
      'item',
    )
  })

  test('two fingers zoom and move the image, and one moves it', async () => {
    await openLarge()
    const { center } = await boxOf(part('stage'))
    const beside = (x: number, y = 0) => ({ x: center.x + x, y: center.y + y })
    await touch([beside(-20), beside(-60)], [beside(20), beside(60)])
    expect(await state()).toBe('zoom')
    expect(await scaleOf(part('large'))).toBeCloseTo(3, 1)

    const before = await boxOf(part('large'))
    await touch([beside(0), beside(30, 20)])
    const moved = await boxOf(part('large'))
    expect(moved.x - before.x).toBeCloseTo(30, 0)
    // Both fingers together take it along.
    await touch([beside(-40), beside(-70)], [beside(40), beside(10)])
    expect((await boxOf(part('large'))).x - moved.x).toBeCloseTo(-30, 0)
    expect(await scaleOf(part('large'))).toBeCloseTo(3, 1)
    expect(await position()).toBe('1 of 4')

    // Smaller than fitting: it fits again, and no finger has swiped.
    await touch([beside(-140, -120), beside(-10, 40)], [beside(140, 120), beside(10, 60)])
    expect(await state()).toBe('fit')
    expect(await position()).toBe('1 of 4')
    expect(await page.evaluate(() => visualViewport?.scale)).toBe(1)
  })

  test('a double tap zooms and fits, one tap does nothing', async () => {
    await openLarge()
    const { center } = await boxOf(part('stage'))
    const tap = async (count: number) => {
      // However busy the machine is.
      const start = Date.now() / 1000
      for (let index = 0; index < count; index += 1) {
        const timestamp = start + index / 10
        const touchPoints = [center]
        await devtools.send('Input.dispatchTouchEvent', {
          type: 'touchStart',
          touchPoints,
          timestamp,
        })
        await devtools.send('Input.dispatchTouchEvent', {
          type: 'touchEnd',
          touchPoints: [],
          timestamp: timestamp + 0.05,
        })
      }
    }
    await tap(2)
    await expect.poll(state).toBe('zoom')
    await tap(2)
    await expect.poll(state).toBe('fit')
    await tap(1)
    expect(await state()).toBe('fit')
  })

  test('the large view does not scroll the page below it', async () => {
    await openLarge()
    await page.evaluate(() => scrollTo(0, 100))
    const top = await scrollTop()
    for (const name of ['position', 'thumbnail', 'thumbnails', 'main-action', 'stage']) {
      await swipe(part(name).last(), 0, -120)
      expect([name, await scrollTop()]).toEqual([name, top])
    }
  })

  test('a finger moves the compare slider from anywhere, and not the page', async () => {
    await openLarge()
    if (viewport.width < 768) await button('More actions').tap()
    await button('Compare with coffee-square.jpg').tap()
    const { x, width, center } = await boxOf(part('compare'))
    const share = () => page.getByRole('slider', { name: 'Share of the original' }).inputValue()
    await touch([
      { x: x + width * 0.75, y: center.y - 60 },
      { x: x + width * 0.2, y: center.y - 20 },
    ])
    expect(Number(await share())).toBeCloseTo(20, -0.4)
    const top = await scrollTop()
    await swipe(part('compare'), 0, -120)
    await swipe(part('compare'), 0, 120)
    expect(await scrollTop()).toBe(top)
    expect(await position()).toBe('1 of 4')
  })

  test('the page scrolls under a finger on images and fields', async () => {
    await visit()
    await choose()
    for (const name of ['preview', 'control', 'item']) {
      const target = part(name).first()
      await target.evaluate((element) => element.scrollIntoView({ block: 'center' }))
      const top = await scrollTop()
      await swipe(target, 0, top > 100 ? 100 : -100)
      expect([name, await scrollTop()]).not.toEqual([name, top])
    }
  })

  test('everything that a finger can press is 44 px high and wide', async () => {
    const found: string[] = []
    const look = async (where: string, selector = 'body') => {
      const targets = await page.evaluate(findSmallTargets, selector)
      found.push(...targets.map((target) => `${where}: ${target}`))
    }
    await visit({ controls: 'all', square: '' })
    await look('empty')
    await page.locator('input[type=file]').setInputFiles(pathOf('coffee.png'))
    await part('fix').first().waitFor()
    await look('problem')
    await page.locator('[data-part="advanced"] > summary').tap()
    for (const element of await part('switch').all()) await element.setChecked(true)
    for (const element of await part('add').all()) await element.click()
    await look('advanced')
    await visit({ controls: 'all' })
    await choose('coffee.png')
    await look('chosen')
    await button('Crop').tap()
    await part('crop-frame').waitFor()
    await look('crop')
    await button('Cancel').tap()
    app.responses.close()
    await button('Create 4 variations').tap()
    await part('skeleton').first().waitFor()
    await look('pending')
    app.responses.open()
    await part('show').waitFor()
    await look('results')
    await button('Select').tap()
    await part('item').first().tap()
    await look('selecting')
    await part('toolbar').getByRole('button', { name: 'Remove' }).tap()
    await part('undo').waitFor()
    await look('removed')
    await button('Undo').first().tap()
    await part('item').first().tap()
    await part('large').waitFor()
    await look('large view', 'dialog')
    if (viewport.width < 768) await button('More actions').tap()
    // On its side, a phone is too low for all of them.
    await page.setViewportSize({ width: viewport.width, height: 320 })
    const actions = part('more-actions').getByRole('button')
    await actions.first().scrollIntoViewIfNeeded()
    expect((await boxOf(actions.first())).y).toBeGreaterThanOrEqual(0)
    await page.setViewportSize(viewport)
    await look('more', '[data-part="more-actions"]')
    await button('Details').tap()
    await look('details', '[data-part="details-panel"]')
    await visit({ model: 'local/fail-402' })
    await choose()
    await button('Create 4 variations').tap()
    await part('error').waitFor()
    await look('error')
    await page.goto(`${app.url}?comparison`)
    const start = page.getByRole('button', { name: /^Compare/ })
    await start.waitFor()
    await look('comparison')
    app.responses.close()
    await start.tap()
    await part('skeleton').first().waitFor()
    await look('comparison, pending')
    app.responses.open()
    await part('item').waitFor()
    await part('run-error').waitFor()
    await look('comparison, ended')
    expect(found).toEqual([])
  })

  test('nothing jumps or hides when the keyboard opens', async () => {
    await visit({ controls: 'all' })
    await choose()
    await page.locator('[data-part="advanced"] > summary').tap()
    const fields = await page
      .locator('form :is(textarea, input[type=text], input[type=number])')
      .all()
    expect(fields.length).toBeGreaterThan(4)
    const hidden: string[] = []
    try {
      for (const field of fields) {
        await page.setViewportSize(viewport)
        await field.tap()
        const scrollHeight = () => page.evaluate(() => document.documentElement.scrollHeight)
        const height = await scrollHeight()
        const before = await boxOf(field)
        await page.setViewportSize({ ...viewport, height: Math.round(viewport.height * 0.52) })
        const after = await boxOf(field)
        expect(await scrollHeight()).toBe(height)
        // As a browser does when its keyboard opens.
        await field.evaluate((element) => element.scrollIntoView({ block: 'nearest' }))
        expect(after.height).toBe(before.height)
        const isSeen = await field.evaluate((element) => {
          const { left, top, right, bottom } = element.getBoundingClientRect()
          return [top + 2, (top + bottom) / 2, bottom - 2].every(
            (y) => document.elementFromPoint((left + right) / 2, y) === element,
          )
        })
        if (!isSeen) hidden.push(await field.evaluate(({ outerHTML }) => outerHTML))
      }
    } finally {
      await page.setViewportSize(viewport)
    }
    expect(hidden).toEqual([])
  })

  test('keeps clear of a notch and of the home bar', async () => {
    await visit()
    await choose()
    await setInsets({ top: 47, bottom: 34, left: 20, right: 20 })
    try {
      const { width, height } = viewport
      const isClear = ({ x, y, width: wide, height: high }: Box) =>
        x >= 20 && x + wide <= width - 20 && y >= 47 && y + high <= height - 34
      // So low that both stick.
      await page.setViewportSize({ width, height: 500 })
      await page.evaluate(() => scrollTo(0, 0))
      const footer = await boxOf(part('footer'))
      expect(footer.y + footer.height).toBeCloseTo(500 - 34, 0)

      await button('Select').tap()
      await page.setViewportSize({ width, height: 320 })
      await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight))
      expect((await boxOf(part('toolbar'))).y).toBeCloseTo(47, 0)
      await button('Done').tap()
      await page.setViewportSize(viewport)

      await part('item').first().tap()
      await part('large').waitFor()
      const bars = ['lightbox-bar', 'thumbnails', 'large']
      for (const name of bars) {
        for (const bar of await part(name).all()) {
          expect([name, isClear(await boxOf(bar))]).toEqual([name, true])
        }
      }
      if (width < 768) await button('More actions').tap()
      for (const action of await part('more-actions').getByRole('button').all()) {
        expect(isClear(await boxOf(action))).toBe(true)
      }
      await button('Details').tap()
      expect(isClear(await boxOf(part('details-panel')))).toBe(true)
    } finally {
      await setInsets({})
      await page.setViewportSize(viewport)
    }
  })
})
