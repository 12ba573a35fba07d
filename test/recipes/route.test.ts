import { readFile } from 'node:fs/promises'
import { createVariationClient } from 'react-image-variation/client'
import { createLocalRouter } from 'react-image-variation/local'
import { createVariationHandler } from 'react-image-variation/server'
import { expect, test } from 'vitest'

const handler = createVariationHandler({
  upstream: createLocalRouter(),
  models: ['openai/gpt-image-2'],
  authorize: (request) => (request.headers.has('cookie') ? { maxImages: 4 } : null),
})

test('only somebody who has signed in gets images', async () => {
  const client = createVariationClient({
    endpoint: 'http://localhost/api/image-variations',
    fetch: (input, init) => handler(new Request(input, init)),
  })
  const image = new Blob([await readFile('test/fixtures/coffee-square.jpg')])
  const request = { model: 'openai/gpt-image-2', image, size: '256x256' } as const
  await expect(client.create(request)).rejects.toMatchObject({ status: 401 })
  const { data } = await client.create(request, { headers: { cookie: 'session=1' } })
  expect(data).toHaveLength(1)
})
