// @vitest-environment jsdom
import { readFile } from 'node:fs/promises'
import { createVariationClient } from 'react-image-variation/client'
import { createLocalRouter } from 'react-image-variation/local'
import { expect, test } from 'vitest'
import { testExample } from './testExample.js'

testExample()

test('a Request that lost the file says why, and what to write', async () => {
  const router = createLocalRouter()
  const client = createVariationClient({
    endpoint: 'http://localhost/api/image-variations',
    fetch: (input, init) => router(new Request(input, init)),
  })
  const image = new Blob([await readFile('test/fixtures/coffee-square.jpg')])
  // A version of the runner whose Request reads jsdom's Blob gives images instead.
  const outcome = await client.create({ model: 'local/duotone', size: '256x256', image }).then(
    () => 'images',
    (error: Error) => error.message,
  )
  expect(outcome).toMatch(/^images$|createVariationClient\(\{ fetch: router \}\)/)
})
