import react from '@vitejs/plugin-react'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { basename, join, resolve } from 'node:path'
import { chromium } from 'playwright'
import { imageVariation } from 'react-image-variation/vite'
import { build, preview } from 'vite'
import { expect, onTestFinished, test } from 'vitest'
import { ensureBrowser, launchOptions } from '../../scripts/browser.mjs'
import { alias } from '../../vite.config.js'
import { shadcnStyles } from '../hosts/hostPages.js'

const root = resolve(import.meta.dirname, '../..')

/** A Vite and Tailwind 4 project of shadcn/ui, with the files of the registry where its command copies them. */
async function startProject(): Promise<string> {
  const cache = join(root, 'node_modules/.cache')
  mkdirSync(cache, { recursive: true })
  const project = mkdtempSync(join(cache, 'registry-'))
  onTestFinished(() => rmSync(project, { recursive: true }))
  cpSync(join(import.meta.dirname, 'app'), project, { recursive: true })
  const { items } = JSON.parse(readFileSync(join(root, 'registry.json'), 'utf8')) as {
    items: { name: string; files: { path: string }[] }[]
  }
  const studio = items.find(({ name }) => name === 'image-variation-studio')
  for (const { path } of studio?.files ?? []) {
    cpSync(join(root, path), join(project, 'components', basename(path)))
  }
  const words = readdirSync(project, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.tsx'))
    .flatMap((file) => readFileSync(join(project, file), 'utf8').match(/[^\s"'`{}]+/g) ?? [])
  const styles = await shadcnStyles(words)
  const tailwind = {
    name: 'tailwind',
    resolveId: (id: string) => (id === 'virtual:tailwind.css' ? '\0tailwind.css' : undefined),
    load: (id: string) => (id === '\0tailwind.css' ? styles : undefined),
  }
  const config = {
    configFile: false as const,
    root: project,
    logLevel: 'error' as const,
    plugins: [react(), tailwind, imageVariation({ models: ['local/*'] })],
    resolve: { alias: { ...alias, '@': project } },
    build: { target: 'es2022', chunkSizeWarningLimit: 10_000 },
  }
  await build(config)
  const server = await preview({ ...config, preview: { host: '127.0.0.1', port: 0 } })
  onTestFinished(() => server.close())
  return `http://127.0.0.1:${(server.httpServer.address() as AddressInfo).port}`
}

test('the studio of the shadcn registry makes four images in a Vite and Tailwind 4 project', async () => {
  const origin = await startProject()
  const browser = await chromium.launch(launchOptions(await ensureBrowser()))
  onTestFinished(() => browser.close())
  const page = await browser.newPage()
  await page.goto(origin)
  await page.locator('input[type=file]').setInputFiles(join(root, 'test/fixtures/coffee.png'))
  await page.getByText('coffee.png, 400 × 267').waitFor()
  await page.getByRole('button', { name: 'Create' }).click()
  const images = page.getByRole('button', { name: /^Variation \d/ })
  await images.nth(3).waitFor()
  expect(await images.count()).toBe(4)
  // Its own styles are there, and it fits a small phone.
  const create = page.getByRole('button', { name: 'Create' })
  expect(await create.evaluate((button) => getComputedStyle(button).borderRadius)).toBe('8px')
  await page.setViewportSize({ width: 320, height: 640 })
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320)
  await images.first().click()
  await page
    .getByRole('dialog', { name: 'Variation' })
    .getByRole('button', { name: 'Close' })
    .click()
  await expect.poll(() => page.getByRole('dialog').count()).toBe(0)
})
