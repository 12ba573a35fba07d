import { HTTPClient } from '@orq-ai/node/lib/http.js'
import { OrqCore } from '@orq-ai/node/core.js'
import { routerImagesVariationsCreate } from '@orq-ai/node/funcs/routerImagesVariationsCreate.js'
import { readFile } from 'node:fs/promises'
import OpenAI from 'openai'
import { createLocalRouter } from 'react-image-variation/local'
import { expect, test } from 'vitest'

const bytes = await readFile(new URL('../fixtures/coffee-square.jpg', import.meta.url))
const coffee = new File([bytes], 'coffee.jpg', { type: 'image/jpeg' })
const router = createLocalRouter({ retryDelayMs: 1 })

test("Orq's own SDK can talk to it, with every option", async () => {
  const client = new OrqCore({
    apiKey: 'none',
    serverURL: 'https://router.test',
    httpClient: new HTTPClient({ fetcher: (input, init) => router(new Request(input, init)) }),
  })
  const result = await routerImagesVariationsCreate(client, {
    image: coffee,
    model: 'local/fail-429',
    n: 2,
    size: '256x256',
    responseFormat: 'b64_json',
    user: 'user-1',
    name: 'a trace',
    retry: { count: 2, onCodes: [429] },
    fallbacks: [{ model: 'local/fail-500' }],
    cache: { type: 'exact_match', ttl: 60 },
    loadBalancer: { type: 'weight_based', models: [{ model: 'local/fail-503', weight: 1 }] },
    timeout: { callTimeout: 10_000 },
    orq: {
      name: 'a trace',
      fallbacks: [{ model: 'local/fail-502' }, { model: 'local/duotone' }],
      identity: { id: 'user-1', displayName: 'Ada', metadata: [{ plan: 'free' }], tags: ['a'] },
      prompt: { id: 'prompt-1', version: 'latest' },
    },
  })
  if (!result.ok) throw result.error
  expect(result.value.data).toHaveLength(2)
  expect(result.value.usage?.outputTokens).toBe(2 * 8 * 8)
  for (const { b64Json } of result.value.data) expect(b64Json).toMatch(/^\/9j\//)
})

test("OpenAI's SDK can talk to it", async () => {
  const client = new OpenAI({
    apiKey: 'none',
    baseURL: 'https://router.test/v1',
    fetch: (input, init) => router(new Request(input, init)),
  })
  const variation = await client.images.createVariation({
    image: coffee,
    model: 'local/duotone',
    size: '256x256',
  })
  const result = await router(new Request(variation.data![0]!.url!))
  expect(result.headers.get('content-type')).toBe('image/jpeg')
  const edit = await client.images.edit({
    image: coffee,
    prompt: 'at night',
    model: 'local/pencil',
    size: '256x256',
    quality: 'low',
  })
  expect(edit.quality).toBe('low')
})
