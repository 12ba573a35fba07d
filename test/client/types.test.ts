import type { RetryConfig as SDKRetryConfig } from '@orq-ai/node/lib/retries.js'
import type {
  CreateImageEditRequestBody,
  CreateImageEditResponseBody,
} from '@orq-ai/node/models/operations/createimageedit.js'
import type {
  CreateImageVariationRequestBody,
  CreateImageVariationResponseBody,
} from '@orq-ai/node/models/operations/createimagevariation.js'
import {
  createVariationClient,
  type ImageVariationRequest,
  type ImageVariationResponse,
  type RetryConfig,
} from 'react-image-variation/client'
import { expect, expectTypeOf, test } from 'vitest'
import { goodBody } from './faults.js'

// `tsc` checks these; at run time they cost nothing.
test("the official SDK's requests, responses and retries are ours as well", () => {
  expectTypeOf<CreateImageVariationRequestBody>().toExtend<ImageVariationRequest>()
  expectTypeOf<CreateImageEditRequestBody>().toExtend<ImageVariationRequest>()
  expectTypeOf<CreateImageVariationResponseBody>().toExtend<ImageVariationResponse>()
  expectTypeOf<CreateImageEditResponseBody>().toExtend<ImageVariationResponse>()
  expectTypeOf<SDKRetryConfig>().toExtend<RetryConfig>()
})

test("the official SDK's documented call runs unchanged, with an image added", async () => {
  const fields = new Map<string, FormDataEntryValue>()
  const client = createVariationClient({
    apiKey: 'key-of-the-test',
    fetch: async (_, init) => {
      const form = init?.body as FormData
      for (const [name, value] of form) fields.set(name, value)
      return new Response(goodBody)
    },
  })
  const person = {
    id: 'contact_01ARZ3NDEKTSV4RRFFQ69G5FAV',
    displayName: 'Jane Doe',
    email: 'jane.doe@example.com',
    metadata: [{ department: 'Engineering', role: 'Senior Developer' }],
    logoUrl: 'https://example.com/avatars/jane-doe.jpg',
    tags: ['hr', 'engineering'],
  }
  const result = await client.create({
    model: 'Altima',
    orq: {
      retry: { onCodes: [429, 500, 502, 503, 504] },
      fallbacks: [{ model: 'openai/gpt-4o-mini' }],
      prompt: { id: 'prompt_01ARZ3NDEKTSV4RRFFQ69G5FAV', version: 'latest' },
      identity: person,
      contact: person,
      cache: { ttl: 3600, type: 'exact_match' },
      loadBalancer: {
        type: 'weight_based',
        models: [
          { model: 'openai/gpt-4o', weight: 0.7 },
          { model: 'anthropic/claude-3-5-sonnet', weight: 0.3 },
        ],
      },
      timeout: { callTimeout: 30000 },
    },
    image: { fileName: 'cat.png', content: new Uint8Array([1, 2, 3]) },
  })
  expect(result.data).toHaveLength(1)
  expect(JSON.parse(String(fields.get('orq')))).toMatchObject({
    retry: { count: 3 },
    identity: { display_name: 'Jane Doe' },
    timeout: { call_timeout: 30000 },
  })
})
