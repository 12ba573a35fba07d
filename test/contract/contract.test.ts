import { standardSchemaResolver } from '@hookform/resolvers/standard-schema'
import { zodResolver } from '@hookform/resolvers/zod'
import fc from 'fast-check'
import {
  checkOperation,
  imageVariationRequestSchema,
  imageVariationResponseSchema,
  imageVariationWireResponseSchema,
  imageVariationSettingsSchema,
  type ImageVariationSettings,
} from 'react-image-variation/client'
import * as z from 'zod/mini'
import { describe, expect, test } from 'vitest'
import { wireNames } from '../../src/contract/names.js'
import { fieldsToRequest, requestToFields } from '../../src/contract/wire.js'
import { checkRequest } from '../../src/contract/request.js'

const fieldsOf = (request: unknown) =>
  Object.fromEntries(requestToFields(imageVariationSettingsSchema.parse(request)))

function issuesOf(request: unknown) {
  const checked = checkRequest(request)
  return checked.ok ? [] : checked.issues.map(({ path, message }) => [path.join('.'), message])
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

  test('has a snake_case name for every camelCase one, in nested options too', () => {
    const names = new Set<string>()
    JSON.stringify(z.toJSONSchema(imageVariationSettingsSchema), (key, value: unknown) => {
      if (key === 'properties') Object.keys(value ?? {}).forEach((name) => names.add(name))
      return value
    })
    expect([...wireNames.keys()].toSorted()).toEqual(
      [...names].filter((name) => /[A-Z]/.test(name)).toSorted(),
    )
    for (const [ours, wire] of wireNames)
      expect(wire).toBe(ours.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`))
  })

  test('reads back as the request it was, whatever the request', () => {
    const model = fc.string({ minLength: 1 })
    const settings = fc.record(
      {
        model,
        prompt: fc.string({ minLength: 1 }),
        responseFormat: fc.constantFrom('url', 'b64_json'),
        size: fc.constantFrom('256x256', '512x512'),
        quality: fc.constantFrom('high', 'low'),
        n: fc.integer({ min: 1, max: 10 }),
        user: fc.string(),
        name: fc.string(),
        fallbacks: fc.array(fc.record({ model })),
        retry: fc.record({ count: fc.integer({ min: 1, max: 5 }) }, { requiredKeys: [] }),
        cache: fc.record({
          type: fc.constant('exact_match' as const),
          ttl: fc.integer({ min: 1, max: 259_200 }),
        }),
        loadBalancer: fc.record({
          type: fc.constant('weight_based' as const),
          models: fc.array(fc.record({ model, weight: fc.constantFrom(0.25, 1) })),
        }),
        timeout: fc.record({ callTimeout: fc.integer({ min: 1 }) }),
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
      } satisfies { [name in keyof ImageVariationSettings]-?: fc.Arbitrary<unknown> },
      { requiredKeys: ['model'] },
    )
    fc.assert(
      fc.property(settings, ({ quality, ...others }) => {
        const request = others.prompt === undefined ? others : { ...others, quality }
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

  test('gives each unknown option an issue of its own, in nested options too', () => {
    const request = { model: 'a/b', modle: 1, foo: 2, cache: { type: 'exact_match', tll: 9 } }
    expect(issuesOf(request)).toEqual([
      ['cache.tll', 'Unknown option "tll".'],
      ['modle', 'Unknown option "modle".'],
      ['foo', 'Unknown option "foo".'],
    ])
  })

  test('that is hostile gets at most 100 issues', () => {
    const fallbacks = Array.from({ length: 6000 }, () => ({ a: 1, b: 2 }))
    expect(issuesOf({ model: 'a/b', fallbacks })).toHaveLength(100)
  })

  test.each(['1e1', ' 4', '0x4', '-1', '1.5', '0', '11', ''])(
    'n as the text %j is rejected on the wire',
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
  test('accepts nulls, drops unknown keys and items without an image', () => {
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

  test('keeps both where an item has a url and base64', () => {
    const data = [{ url: 'https://a/b.png', b64_json: 'AA==' }]
    expect(imageVariationResponseSchema.parse({ created: 7, data }).data).toEqual([
      { url: 'https://a/b.png', b64Json: 'AA==' },
    ])
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
    '%j is rejected',
    (response) => {
      expect(imageVariationResponseSchema.safeParse(response).success).toBe(false)
    },
  )
})

describe('the schemas are real object schemas of zod', () => {
  test('with a shape, to pick from and to extend', () => {
    expect(Object.keys(imageVariationSettingsSchema.shape)).toContain('loadBalancer')
    expect(Object.keys(imageVariationRequestSchema.shape)).toContain('image')
    expect(Object.keys(imageVariationWireResponseSchema.shape)).toContain('output_format')
    const picked = z.pick(imageVariationSettingsSchema, { model: true, n: true })
    expect(picked.parse({ model: 'a/b' })).toEqual({ model: 'a/b', n: 1 })
    const extended = z.extend(imageVariationRequestSchema, { album: z.string() })
    expect(extended.safeParse({ model: 'a/b', album: 'x' }).success).toBe(true)
    expect(extended.safeParse({ model: 'a/b' }).success).toBe(false)
  })

  test('whose rule across fields can be added as a check', () => {
    const both = imageVariationSettingsSchema.check(checkOperation)
    const parsed = both.safeParse({ model: 'a/b', size: '9x9', quality: 'low' })
    expect(parsed.error?.issues.map(({ path }) => path)).toEqual([['size'], ['quality']])
    expect(both.safeParse({ model: 'a/b', prompt: 'at night', size: '9x9' }).success).toBe(true)
  })

  test('that JSON Schema describes, with ranges and defaults', () => {
    const { properties, required, additionalProperties } = z.toJSONSchema(
      imageVariationSettingsSchema,
      { io: 'input' },
    )
    expect(required).toEqual(['model'])
    expect(additionalProperties).toBe(false)
    for (const property of Object.values(properties ?? {})) {
      expect(property).toMatchObject({ description: expect.stringMatching(/.{10}/) })
    }
    expect(properties).toMatchObject({
      n: {
        default: 1,
        anyOf: [{ type: 'integer', minimum: 1, maximum: 10 }, { type: 'null' }],
      },
      responseFormat: { enum: ['url', 'b64_json'] },
      cache: { properties: { ttl: { minimum: 1, maximum: 259_200, default: 1800 } } },
      retry: { properties: { count: { minimum: 1, maximum: 5, default: 3 } } },
      orq: { properties: { identity: { properties: { id: { maxLength: 255 } } } } },
    })
  })

  test.each([
    ["react-hook-form's zod resolver", zodResolver(imageVariationSettingsSchema)],
    ['its resolver of Standard Schema', standardSchemaResolver(imageVariationSettingsSchema)],
  ])('that %s takes', async (_, resolver) => {
    const options = { fields: {}, shouldUseNativeValidation: false }
    expect(await resolver({ model: 'a/b' }, undefined, options)).toEqual({
      values: { model: 'a/b', n: 1 },
      errors: {},
    })
    const { errors } = await resolver(
      { model: '', n: 11, fallbacks: [{ model: '' }] },
      undefined,
      options,
    )
    expect(errors).toMatchObject({
      model: { message: 'Name a model, such as "provider/model".' },
      n: { message: 'The number of images must be a whole number from 1 to 10.' },
      fallbacks: [{ model: { message: expect.any(String) } }],
    })
  })
})
