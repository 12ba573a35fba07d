// `node scripts/screenshot.mjs`: takes the README's image from the running studio.
import { spawn } from 'node:child_process'
import { chromium } from 'playwright'
import { ensureBrowser, launchOptions } from './browser.mjs'

const port = '5199'
const server = spawn(
  process.execPath,
  ['node_modules/vite/bin/vite.js', 'examples/studio', '--port', port, '--strictPort'],
  { env: { ...process.env, ORQ_API_KEY: '' } },
)
const browser = await chromium.launch(launchOptions(await ensureBrowser()))
try {
  await new Promise((ready) => server.stdout.on('data', (text) => /ready/.test(text) && ready()))
  const page = await browser.newPage({ viewport: { width: 1200, height: 940 } })
  await page.goto(`http://localhost:${port}/`)
  await page.setInputFiles('input[type=file]', 'test/fixtures/coffee-square.jpg')
  await page.locator('form button[type=submit]').click()
  await page.locator('[data-part="item"] img').nth(3).waitFor()
  await page.waitForFunction(() =>
    [...document.images].every((image) => image.complete && image.naturalWidth > 0),
  )
  await page.screenshot({
    path: 'docs/studio.jpg',
    type: 'jpeg',
    quality: 85,
    animations: 'disabled',
  })
} finally {
  await browser.close()
  server.kill()
}
