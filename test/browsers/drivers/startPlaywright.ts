import { join } from 'node:path'
import playwright from 'playwright'
import { launchOptions } from '../../../scripts/browser.mjs'
import { viewport, type BrowserDriver, type Preferences } from './BrowserDriver.js'

export type PlaywrightOptions = {
  engine: 'chromium' | 'firefox' | 'webkit'
  /** The browser, where it is not Playwright's own. */
  path?: string
  downloads: string
}

/** Chromium, and Playwright's own Firefox and WebKit where they can be installed. Its contexts are private windows. */
export async function startPlaywright(
  { engine, path, downloads }: PlaywrightOptions,
  { forcedColors, reducedMotion }: Preferences = {},
): Promise<BrowserDriver> {
  const browser = await playwright[engine].launch(engine === 'chromium' ? launchOptions(path) : {})
  const context = await browser.newContext({
    viewport,
    forcedColors: forcedColors ? 'active' : 'none',
    reducedMotion: reducedMotion ? 'reduce' : 'no-preference',
    ...(engine === 'chromium' && { permissions: ['clipboard-read', 'clipboard-write'] }),
  })
  const page = await context.newPage()
  page.on('download', async (download) => {
    await download.saveAs(join(downloads, download.suggestedFilename()))
  })
  return {
    version: `${engine} ${browser.version()}`,
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
      choose: (file) => page.locator('input[type=file]').setInputFiles(file),
      click: (x, y) => page.mouse.click(x, y),
      async wheel(x, y, pixels) {
        await page.mouse.move(x, y)
        await page.mouse.wheel(0, pixels)
      },
      press: (key, modifier) => page.keyboard.press(modifier ? `${modifier}+${key}` : key),
    },
    close: () => browser.close(),
  }
}
