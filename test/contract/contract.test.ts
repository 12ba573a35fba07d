import fc from 'fast-check'
import {
  imageVariationRequestSchema,
  imageVariationResponseSchema,
  imageVariationSettingsSchema,
} from 'react-image-variation/client'
import { describe, expect, test } from 'vitest'
import { fieldsToRequest, requestToFields, toRequestIssues } from '../../src/contract/request.js'

const fieldsOf = (request: unknown) =>
  Object.fromEntries(requestToFields(imageVariationSettingsSchema.parse(request)))

function issuesOf(request: unknown) {
  const parsed = imageVariationRequestSchema.safeParse(request)
  return parsed.success
    ? []
    : toRequestIssues(parsed.error.issues).map(({ path, message }) => [path.join('.'), message])
}

describe('a request on the wire', () => {
  test('carries the documented defaults of a variation', () => {
    expect(fieldsOf({ model: 'a/b' })).toEqual({
      model: 'a/b',
      n: '1',
      size: '1024x1024',
      response_format: 'url',
    })
  })

  test('an edit has no default size or format, and n: null is not sent', () => {
    expect(fieldsOf({ model: 'a/b', prompt: 'at night', n: null, size: null })).toEqual({
      model: 'a/b',
      prompt: 'at night',
    })
  })

  test('writes nested defaults and snake_case names, and leaves metadata as it is', () => {
    const fields = fieldsOf({
      model: 'a/b',
      retry: { onCodes: [429] },
      cache: { type: 'exact_match' },
      loadBalancer: { type: 'weight_based', models: [{ model: 'c/d' }] },
      timeout: { callTimeout: 5000 },
      orq: { identity: { id: 'i', logoUrl: 'l', metadata: [{ displayName: 'mine' }] } },
    })
    expect(JSON.parse(fields['retry'] ?? '')).toEqual({ count: 3, on_codes: [429] })
    expect(JSON.parse(fields['cache'] ?? '')).toEqual({ ttl: 1800, type: 'exact_match' })
    expect(JSON.parse(fields['load_balancer'] ?? '')).toEqual({
      type: 'weight_based',
      models: [{ model: 'c/d', weight: 0.5 }],
    })
    expect(JSON.parse(fields['timeout'] ?? '')).toEqual({ call_timeout: 5000 })
    expect(JSON.parse(fields['orq'] ?? '')).toEqual({
      identity: { id: 'i', logo_url: 'l', metadata: [{ displayName: 'mine' }] },
    })
  })

  test('reads back as the request it was, whatever the request', () => {
    const model = fc.string({ minLength: 1 })
    const settings = fc.record(
      {
        model,
        prompt: fc.string({ minLength: 1 }),
        n: fc.integer({ min: 1, max: 10 }),
        user: fc.string(),
        name: fc.string(),
        fallbacks: fc.array(fc.record({ model })),
        retry: fc.record({ count: fc.integer({ min: 1, max: 5 }) }, { requiredKeys: [] }),
        cache: fc.record({
          type: fc.constant('exact_match' as const),
          ttl: fc.integer({ min: 1, max: 259_200 }),
        }),
        orq: fc.record(
          {
            name: fc.string(),
            identity: fc.record(
              {
                id: fc.string({ maxLength: 255 }),
                displayName: fc.string(),
                tags: fc.array(fc.string()),
              },
              { requiredKeys: ['id'] },
            ),
          },
          { requiredKeys: [] },
        ),
      },
      { requiredKeys: ['model'] },
    )
    fc.assert(
      fc.property(settings, (request) => {
        const fields = requestToFields(imageVariationSettingsSchema.parse(request))
        const read = fieldsToRequest(fields)
        expect(read.ok && requestToFields(read.value)).toEqual(fields)
      }),
    )
  })
})

describe('an invalid request', () => {
  test('reports all of its problems at once, each with its path and a sentence', () => {
    const issues = issuesOf({
      model: '',
      n: 11,
      size: '9x9',
      quality: 'low',
      cache: { ttl: 0, type: 'exact_match' },
      retry: { count: 6, onCodes: [] },
      image: 'https://example.com/cat.png',
    })
    expect(new Set(issues.map(([path]) => path))).toEqual(
      new Set([
        'cache.ttl',
        'image',
        'model',
        'n',
        'quality',
        'retry.count',
        'retry.onCodes',
        'size',
      ]),
    )
    for (const [, message] of issues) expect(message).toMatch(/^[A-Zcq].{10,}\.$/)
  })

  test.each([
    ['fallback', 'did you mean "fallbacks"'],
    ['response_format', 'here it is called "responseFormat"'],
    ['identity', 'it belongs inside "orq"'],
  ])('a misspelt %s is told from the right name', (key, hint) => {
    expect(issuesOf({ model: 'a/b', [key]: {} })).toEqual([[key, expect.stringContaining(hint)]])
  })

  test.each(['1e1', ' 4', '0x4', '-1', '1.5', '0', '11', ''])(
    'n as the text %j is refused on the wire',
    (n) => {
      expect(
        fieldsToRequest([
          ['model', 'a/b'],
          ['n', n],
        ]).ok,
      ).toBe(false)
    },
  )

  test('keys of an object prototype pollute nothing', () => {
    const read = fieldsToRequest([
      ['model', 'a/b'],
      ['orq', '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}'],
    ])
    expect(read.ok).toBe(false)
    expect('polluted' in {}).toBe(false)
  })
})

describe('a response', () => {
  test('accepts nulls, drops unknown keys and items without a picture', () => {
    expect(
      imageVariationResponseSchema.parse({
        created: 7,
        usage: null,
        size: null,
        extra: 1,
        data: [
          { url: null, b64_json: null },
          { url: 'https://a/b.png', secret: 1 },
          { b64_json: 'AA==' },
        ],
      }),
    ).toEqual({ created: 7, data: [{ url: 'https://a/b.png' }, { b64Json: 'AA==' }] })
  })

  test('renames usage as the official SDK does', () => {
    const parsed = imageVariationResponseSchema.parse({
      created: 7,
      data: [{ url: 'https://a/b.png' }],
      output_format: 'png',
      usage: {
        total_tokens: 3,
        input_tokens: 2,
        output_tokens: 1,
        input_tokens_details: { text_tokens: 1, image_tokens: 1 },
      },
    })
    expect(parsed).toMatchObject({
      outputFormat: 'png',
      usage: { totalTokens: 3, inputTokensDetails: { textTokens: 1, imageTokens: 1 } },
    })
  })

  test.each([[{ created: 7, data: [] }], [{ created: 7, data: [{}] }], [{ data: [] }], [null]])(
    '%j is refused',
    (answer) => {
      expect(imageVariationResponseSchema.safeParse(answer).success).toBe(false)
    },
  )
})
