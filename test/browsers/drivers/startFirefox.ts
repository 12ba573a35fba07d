import puppeteer from 'puppeteer-core'
import { viewport, type BrowserDriver, type Preferences } from './BrowserDriver.js'

export type FirefoxOptions = { path: string; downloads: string; isPrivate?: boolean }

/** An installed Firefox, over WebDriver BiDi. */
export async function startFirefox(
  { path, downloads, isPrivate = false }: FirefoxOptions,
  { forcedColors, reducedMotion }: Preferences = {},
): Promise<BrowserDriver> {
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: path,
    headless: true,
    defaultViewport: viewport,
    // No limit of its own: Vitest has one for each journey.
    protocolTimeout: 0,
    extraPrefsFirefox: {
      // Its panel would take the keyboard.
      'browser.download.alwaysOpenPanel': false,
      'browser.download.dir': downloads,
      'browser.download.folderList': 2,
      'browser.privatebrowsing.autostart': isPrivate,
      'browser.display.document_color_use': forcedColors ? 2 : 0,
      'ui.prefersReducedMotion': reducedMotion ? 1 : 0,
    },
  })
  const page = await browser.newPage()
  return {
    version: (await browser.version()).replace('/', ' '),
    downloads,
    page: {
      async goto(url) {
        await page.goto(url)
      },
      async reload() {
        await page.reload()
      },
      evaluate: (program, argument) =>
        page.evaluate(program as (given: unknown) => never, argument as unknown),
      async choose(file) {
        const input = await page.waitForSelector('input[type=file]')
        await (input as unknown as { uploadFile(path: string): Promise<void> }).uploadFile(file)
      },
      click: (x, y) => page.mouse.click(x, y),
      async wheel(x, y, pixels) {
        await page.mouse.move(x, y)
        await page.mouse.wheel({ deltaY: pixels })
      },
      async press(key, modifier) {
        if (modifier) await page.keyboard.down(modifier)
        await page.keyboard.press(key)
        if (modifier) await page.keyboard.up(modifier)
      },
    },
    close: () => browser.close(),
  }
}
