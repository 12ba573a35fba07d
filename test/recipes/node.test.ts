import { readFile } from 'node:fs/promises'
import { createVariationClient } from 'react-image-variation/client'
import { createLocalRouter } from 'react-image-variation/local'
import { expect, test } from 'vitest'

const client = createVariationClient({
  endpoint: 'http://localhost/api/image-variations',
  fetch: createLocalRouter(),
})

test('an image becomes two variations', async () => {
  const image = new Blob([await readFile('test/fixtures/coffee-square.jpg')])
  const { data } = await client.create({
    model: 'openai/gpt-image-2',
    image,
    n: 2,
    size: '256x256',
  })
  expect(data).toHaveLength(2)
})

test('a model that is overloaded is an error with its status', async () => {
  const image = new Blob([await readFile('test/fixtures/coffee-square.jpg')])
  const failed = client.create({ model: 'local/fail-503', image })
  await expect(failed).rejects.toMatchObject({ code: 'http', status: 503 })
})
