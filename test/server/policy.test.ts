import { createVariationHandler, type Grant, type Policy } from 'react-image-variation/server'
import { expect, test } from 'vitest'
import { canaryKey, field, image, multipart, parse, png, post, startHandler } from './harness.js'

const allowed = 'openai/gpt-image-2'
const other = 'openai/gpt-image-9'

/** Fields, status, and how the message starts. Each is sent config first, image first, and with the image in the middle. */
const rejected: Record<string, [fields: Record<string, string>, status: number, message: RegExp]> =
  {
    'a forbidden model': [{ model: other }, 403, /gpt-image-9/],
    'a model that only starts alike': [{ model: `${allowed}-pro` }, 403, /is not allowed/],
    'a forbidden fallback': [
      { model: allowed, fallbacks: `[{"model":"google/x"},{"model":"${other}"}]` },
      403,
      /is not allowed/,
    ],
    'a forbidden model in the load balancer': [
      { model: allowed, load_balancer: `{"type":"weight_based","models":[{"model":"${other}"}]}` },
      403,
      /is not allowed/,
    ],
    'a forbidden fallback in orq': [
      { model: allowed, orq: `{"fallbacks":[{"model":"${other}"}]}` },
      403,
      /is not allowed/,
    ],
    "a forbidden model in orq's load balancer": [
      {
        model: allowed,
        orq: `{"load_balancer":{"type":"weight_based","models":[{"model":"${other}"}]}}`,
      },
      403,
      /is not allowed/,
    ],
    'no model': [{ n: '1' }, 400, /Name a model/],
    'an unknown field': [{ model: allowed, stream: 'true' }, 400, /Unknown field "stream"/],
    'an unknown key': [{ model: allowed, orq: '{"inputs":{}}' }, 400, /Unknown option "inputs"/],
    'the prototype as a key': [{ model: allowed, orq: '{"__proto__":{"a":1}}' }, 400, /__proto__/],
    'a constructor as a field': [
      { model: allowed, constructor: '{"prototype":{}}' },
      400,
      /constructor/,
    ],
    'the cache': [{ model: allowed, cache: '{"type":"exact_match"}' }, 400, /cache is not allowed/],
    "orq's cache": [
      { model: allowed, orq: '{"cache":{"type":"exact_match"}}' },
      400,
      /cache is not allowed/,
    ],
    'an Orq prompt': [
      { model: allowed, orq: '{"prompt":{"id":"1","version":"latest"}}' },
      400,
      /prompt is not allowed/,
    ],
    ...Object.fromEntries(
      ['11', '0', '-1', '1.5', '1e1', ' 4', '0x4', '', 'null', '9'.repeat(400)].map((n) => [
        `n = ${JSON.stringify(n.slice(0, 8))}`,
        [{ model: allowed, n }, 400, /number of images/],
      ]),
    ),
    'more than it may cost': [
      { model: allowed, n: '10', retry: '{"count":4}' },
      400,
      /billed for 50 images; at most 40/,
    ],
    'more than it may cost, with fallbacks': [
      {
        model: allowed,
        n: '10',
        retry: '{"count":1}',
        orq: '{"fallbacks":[{"model":"google/a"},{"model":"google/b"}]}',
      },
      400,
      /billed for 60 images/,
    ],
    'a size out of range': [{ model: allowed, size: '4096x4096' }, 400, /size of a variation/],
    'a response format out of range': [
      { model: allowed, response_format: 'b64' },
      400,
      /responseFormat must be one of/,
    ],
    'broken JSON': [{ model: allowed, retry: '{"count":' }, 400, /must hold JSON/],
  }

test.for(Object.entries(rejected))('rejects %s', async ([, [fields, status, message]]) => {
  const { url, router } = await startHandler()
  const parts = Object.entries(fields).map(([name, value]) => field(name, value))
  // Larger than what the handler holds back, so that the late fields come when the upload has begun.
  const large = image(Buffer.concat([png, Buffer.alloc(200_000)]))
  for (const body of [
    [...parts, image()],
    [...parts, large],
    [image(), ...parts],
    [large, ...parts],
    [...parts.slice(0, 1), large, ...parts.slice(1)],
  ]) {
    const reply = await post(url, multipart(body))
    expect(reply.status).toBe(status)
    expect(reply.json.error?.message).toMatch(message)
  }
  expect(router.completeBodies).toBe(0)
})

test('names every invalid field by its path', async () => {
  const { url } = await startHandler()
  const fields = [field('n', '0'), field('fallbacks', '[{"model":7}]'), field('tmperature', '1')]
  const reply = await post(url, multipart([...fields, field('model', allowed), image()]))
  expect(reply.json.error).toMatchObject({
    code: 'invalid_request',
    issues: [
      { path: ['tmperature'], message: expect.any(String) },
      { path: ['n'], message: expect.any(String) },
      { path: ['fallbacks', 0, 'model'], message: expect.any(String) },
    ],
  })
})

/** What the router gets for fields, under a policy and a grant. */
async function forwarded(
  fields: Record<string, string>,
  { grant = {}, ...policy }: Partial<Policy> & { grant?: Grant } = {},
) {
  const { url, router } = await startHandler({ ...policy, authorize: () => grant })
  const parts = Object.entries({ model: allowed, ...fields }).map((entry) => field(...entry))
  const reply = await post(url, multipart([...parts, image()]))
  return { reply, sent: reply.status === 200 ? await parse(router.requests[0]) : new Map() }
}

const asSent = {
  user: 'mallory',
  orq: '{"name":"x","identity":{"id":"mallory"},"contact":{"id":"mallory"}}',
}

test('sends no identity without a grant of one', async () => {
  const { sent } = await forwarded(asSent)
  expect(sent.has('user')).toBe(false)
  expect(sent.get('orq')).toBe('{"name":"x"}')
})

test("puts the grant's identity in the place of the browser's", async () => {
  const identity = { id: 'alice', displayName: 'Alice', metadata: [{ planName: 'pro' }] }
  const wire = { id: 'alice', display_name: 'Alice', metadata: [{ planName: 'pro' }] }
  const { sent } = await forwarded(asSent, { grant: { identity } })
  expect(sent.get('user')).toBe('alice')
  expect(JSON.parse(sent.get('orq'))).toEqual({ name: 'x', identity: wire })
  const unasked = await forwarded({}, { grant: { identity, user: 'a-1' } })
  expect(unasked.sent.get('user')).toBe('a-1')
  expect(JSON.parse(unasked.sent.get('orq'))).toEqual({ identity: wire })
})

test('trusts the browser only where told to', async () => {
  for (const trusting of [{ identity: 'as-sent' }, { grant: { identity: 'as-sent' } }] as const) {
    const { sent } = await forwarded(asSent, trusting)
    expect(sent.get('user')).toBe('mallory')
    expect(JSON.parse(sent.get('orq'))).toEqual(JSON.parse(asSent.orq))
  }
})

test('keeps the rest of a session record from the router', async () => {
  const session = { id: 'alice', passwordHash: 'hash' }
  const { reply } = await forwarded({}, { grant: { identity: session } })
  expect(reply.status).toBe(500)
  expect(reply.text).not.toContain('hash')
})

test('a grant narrows models, images and cost', async () => {
  const models = [allowed, other]
  const fields = { n: '3' }
  const statusWith = async (grant: Grant, policy: Partial<Policy> = { models }) =>
    (await forwarded(fields, { ...policy, grant })).reply.status
  expect(await statusWith({})).toBe(200)
  expect(await statusWith({ models: [other] })).toBe(403)
  expect(await statusWith({ models: ['*'] }, { models: [other] })).toBe(403)
  expect(await statusWith({ maxImages: 2 })).toBe(400)
  expect(await statusWith({ maxImages: Number.NaN })).toBe(500)
  expect(await statusWith({ maxBilledImages: Number.NaN })).toBe(500)
  expect(await statusWith({ maxImages: 10 }, { models, maxImages: 2 })).toBe(400)
  expect(await statusWith({ maxBilledImages: 2 })).toBe(400)
})

test('the cache and Orq prompts pass where granted', async () => {
  const fields = {
    cache: '{"type":"exact_match","ttl":60}',
    orq: '{"prompt":{"id":"p1","version":"latest"}}',
  }
  for (const granted of [
    { cache: true, prompts: ['p1'] },
    { grant: { cache: true, prompts: ['p1'] } },
  ]) {
    const { sent } = await forwarded(fields, granted)
    expect(JSON.parse(sent.get('cache'))).toEqual({ type: 'exact_match', ttl: 60 })
    expect(JSON.parse(sent.get('orq'))).toEqual({ prompt: { id: 'p1', version: 'latest' } })
  }
  const denied = await forwarded(fields, { cache: true, prompts: ['p1'], grant: { cache: false } })
  expect(denied.reply.status).toBe(400)
})

test('everything else arrives as the client wrote it, with the defaults of the contract', async () => {
  const { sent } = await forwarded({
    model: 'google/any',
    prompt: 'line\r\nbreak and ünïcode',
    n: '2',
    size: '1536x1024',
    quality: 'high',
    name: 'trace',
    fallbacks: '[{"model":"google/other"}]',
    retry: '{"on_codes":[429]}',
    timeout: '{"call_timeout":1000}',
  })
  expect(Object.fromEntries([...sent].filter(([name]) => name !== 'image'))).toEqual({
    model: 'google/any',
    prompt: 'line\r\nbreak and ünïcode',
    n: '2',
    size: '1536x1024',
    quality: 'high',
    name: 'trace',
    fallbacks: '[{"model":"google/other"}]',
    retry: '{"count":3,"on_codes":[429]}',
    timeout: '{"call_timeout":1000}',
  })
})

test.for([
  ['authorize', { authorize: undefined }],
  ['models', { models: undefined }],
  ['models', { models: [] }],
  ['apiKey', { apiKey: undefined }],
  ['https', { serverURL: 'http://router.example' }],
  ['https', { serverURL: 'file:///etc/passwd' }],
  ['password', { serverURL: 'https://user:secret@router.example' }],
  ['paths', { paths: { edits: 'https://elsewhere.example/' } }],
  ['paths', { paths: { variations: '//elsewhere.example/' } }],
  ['allowedOrigins', { allowedOrigins: ['https://app.example/'] }],
  ['allowedOrigins', { allowedOrigins: ['*'] }],
] as const)('says at once that %s is set up wrongly: %o', ([word, options]) => {
  const complete = { authorize: () => ({}), models: [allowed], apiKey: canaryKey }
  // Plain JavaScript gets here without the compiler's objection.
  const wrong = { ...complete, ...options } as unknown as typeof complete
  expect(() => createVariationHandler(wrong)).toThrow(word)
})
