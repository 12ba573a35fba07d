/// <reference types="vite/client" />
import { createVariationClient } from 'react-image-variation/client'
import { createLocalRouter } from 'react-image-variation/local'
import { expect, test } from 'vitest'
import astronautUrl from '../fixtures/astronaut-transparent.png?url'
import coffeeUrl from '../fixtures/coffee-square.jpg?url'
import cutUrl from '../fixtures/cut.jpg?url'
import portraitUrl from '../fixtures/phone-portrait.jpg?url'
import { correlation, send } from './send.js'

const load = async (url: string) => (await fetch(url)).blob()

/** RGBA of the image, drawn upright over the given size. */
async function pixels(image: Blob, width: number, height: number) {
  const bitmap = await createImageBitmap(image)
  const context = new OffscreenCanvas(width, height).getContext('2d')!
  context.imageSmoothingQuality = 'high'
  const scale = Math.max(width / bitmap.width, height / bitmap.height)
  context.drawImage(bitmap, 0, 0, bitmap.width * scale, bitmap.height * scale)
  return context.getImageData(0, 0, width, height).data
}

async function tones(image: Blob) {
  const data = await pixels(image, 12, 12)
  return Array.from({ length: 144 }, (_, i) => data[i * 4]! + data[i * 4 + 1]! + data[i * 4 + 2]!)
}

test.each(['watercolor', 'pencil', 'pop-art', 'duotone'])(
  'local/%s paints in the browser, upright and repeatably',
  async (style) => {
    const portrait = await load(portraitUrl)
    const settings = { model: `local/${style}`, n: 2 }
    const { status, body, images } = await send(createLocalRouter(), portrait, settings)
    expect(status).toBe(200)
    const [first, second] = images.map((image) => new Blob([image]))
    expect(correlation(await tones(first!), await tones(portrait))).toBeGreaterThan(0.45)
    expect(correlation(await tones(first!), await tones(second!))).toBeLessThan(0.95)
    const again = await send(createLocalRouter(), portrait, settings)
    expect(again.body.data).toEqual(body.data)
  },
)

test("the router is a client's fetch in the browser", async () => {
  const client = createVariationClient({
    endpoint: 'http://localhost/api/image-variations',
    fetch: createLocalRouter(),
  })
  const image = new File([await load(coffeeUrl)], 'coffee.jpg')
  const { data } = await client.create({ model: 'local/duotone', size: '256x256', image })
  expect((await load(data[0]!.url!)).type).toBe('image/jpeg')
})

test('a transparent image stays transparent', async () => {
  const { body, images } = await send(createLocalRouter(), await load(astronautUrl), {
    model: 'local/watercolor',
  })
  expect(body.output_format).toBe('png')
  expect((await pixels(new Blob([images[0]!]), 64, 64))[3]).toBe(0)
})

test('url results are object URLs, since no server stands behind them, and end after 60 minutes', async () => {
  let time = 0
  const router = createLocalRouter({ now: () => time })
  const ask = async () =>
    (
      await send(router, await load(coffeeUrl), {
        model: 'local/duotone',
        response_format: 'url',
      })
    ).body.data[0]!.url!
  const url = await ask()
  expect(url).toMatch(/^blob:/)
  expect((await load(url)).type).toBe('image/jpeg')
  time = 60 * 60_000
  await ask()
  await expect(fetch(url)).rejects.toThrow('fetch')
})

test('the page stays alive while it paints', async () => {
  let turns = 0
  const timer = setInterval(() => (turns += 1))
  await send(createLocalRouter(), await load(coffeeUrl), {
    model: 'local/watercolor',
    n: 2,
    size: '1024x1024',
  })
  clearInterval(timer)
  // Half a second of work or more in slices of 12 ms; a slow machine has more of them.
  expect(turns).toBeGreaterThan(20)
})

test('a damaged image is a sentence, not a crash', async () => {
  const cut = (await load(cutUrl)).slice(0, 600)
  const { status, body } = await send(createLocalRouter(), cut, { model: 'local/duotone' })
  expect([status, body.error.code]).toEqual([400, 'invalid_request_body'])
})
