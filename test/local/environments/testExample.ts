import { readFile } from 'node:fs/promises'
import { createVariationClient } from 'react-image-variation/client'
import { createLocalRouter } from 'react-image-variation/local'
import { expect, test } from 'vitest'

const settings = { model: 'local/duotone', size: '256x256' } as const

/** What a user writes who follows the docstring of `createLocalRouter`, with the globals of the environment. */
export function testExample() {
  const client = createVariationClient({
    endpoint: 'http://localhost/api/image-variations',
    fetch: createLocalRouter(),
  })

  test.each<[string, (bytes: Buffer<ArrayBuffer>) => Parameters<typeof client.create>[0]['image']]>(
    [
      ['a File', (bytes) => new File([bytes], 'coffee.jpg', { type: 'image/jpeg' })],
      ['a Blob', (bytes) => new Blob([bytes])],
      ['a Buffer', (content) => ({ fileName: 'coffee.jpg', content })],
      ['a Uint8Array', (bytes) => ({ fileName: 'coffee.jpg', content: Uint8Array.from(bytes) })],
      [
        'an ArrayBuffer',
        ({ buffer, byteOffset, length }) => ({
          fileName: 'coffee.jpg',
          content: buffer.slice(byteOffset, byteOffset + length),
        }),
      ],
      [
        'a stream',
        (bytes) => ({
          fileName: 'coffee.jpg',
          content: new ReadableStream({
            start(controller) {
              controller.enqueue(bytes)
              controller.close()
            },
          }),
        }),
      ],
    ],
  )('%s becomes images, as bytes and by URL', async (_what, toImage) => {
    const bytes = await readFile('test/fixtures/coffee-square.jpg')
    const { data } = await client.create({
      ...settings,
      image: toImage(bytes),
      responseFormat: 'b64_json',
    })
    expect(data.map(({ b64Json }) => b64Json?.slice(0, 4))).toEqual(['/9j/'])
    const byURL = await client.create({ ...settings, image: toImage(bytes) })
    expect(byURL.data[0]?.url).toMatch(/^http:\/\/localhost\/api\/image-variations\/results\/\w+$/)
  })

  test('an abort ends the wait', async () => {
    const controller = new AbortController()
    const image = new Blob([await readFile('test/fixtures/coffee-square.jpg')])
    const { signal } = controller
    const created = client.create({ ...settings, model: 'local/slow', image }, { signal })
    setTimeout(() => controller.abort(), 50)
    await expect(created).rejects.toMatchObject({ code: 'aborted' })
  })

  test('a call timeout ends an attempt', async () => {
    const image = new Blob([await readFile('test/fixtures/coffee-square.jpg')])
    const created = client.create({
      ...settings,
      model: 'local/slow',
      image,
      timeout: { callTimeout: 50 },
    })
    await expect(created).rejects.toMatchObject({ code: 'http', status: 504 })
  })
}
