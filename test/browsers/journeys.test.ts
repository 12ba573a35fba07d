import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, onTestFailed, test } from 'vitest'
import type { Engine } from '../../scripts/engines.mjs'
import type { BrowserDriver } from './drivers/BrowserDriver.js'
import { startBrowser } from './drivers/startBrowser.js'
import { startPage } from './startPage.js'
import { Visitor } from './Visitor.js'

const engines = JSON.parse(process.env['ENGINES'] ?? '[]') as Engine[]

const app = await startPage()
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

  afterEach(({ task }) => {
    onTestFailed(async () => {
      console.log(task.name, await visitor.page.evaluate(() => document.body.innerText))
    })
  })

  test('a chosen photo gives four results', async () => {
    await visitor.visit({ name: 'four' })
    await visitor.choose('coffee-square.jpg')
    await visitor.click('button', 'Create 4 variations')
    await visitor
      .eventually(() =>
        [...document.querySelectorAll<HTMLImageElement>('[data-part="item"] img')].map(
          ({ naturalWidth }) => naturalWidth > 0,
        ),
      )
      .toEqual([true, true, true, true])
    expect(app.countRuns()).toBeGreaterThan(0)
  })
})
