import { OrqCore } from '@orq-ai/node/core.js'
import { routerImagesEditsCreate } from '@orq-ai/node/funcs/routerImagesEditsCreate.js'
import { routerImagesVariationsCreate } from '@orq-ai/node/funcs/routerImagesVariationsCreate.js'
import { HTTPClient } from '@orq-ai/node/lib/http.js'
import fc from 'fast-check'
import { createVariationClient, type ImageVariationRequest } from 'react-image-variation/client'
import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { goodBody } from './faults.js'

/** Every part of a multipart body as its bytes have it, but for the boundary. */
type Part = { name: string; head: string; body: string }

async function partsOf(request: Request): Promise<Part[]> {
  const boundary = /boundary=(\S+)/.exec(request.headers.get('content-type') ?? '')?.[1] ?? ''
  const bytes = Buffer.from(await request.arrayBuffer()).toString('latin1')
  return bytes
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part) => {
      const end = part.indexOf('\r\n\r\n')
      const head = part.slice(2, end)
      return { name: /name="([^"]*)"/.exec(head)?.[1] ?? '', head, body: part.slice(end + 4, -2) }
    })
}

async function sentByUs(request: ImageVariationRequest) {
  const requests: Request[] = []
  const client = createVariationClient({
    apiKey: 'key-of-the-test',
    fetch: (url, init) => {
      requests.push(new Request(url, init))
      return Promise.resolve(new Response(goodBody))
    },
  })
  await client.create(request)
  const [sent] = requests
  if (!sent) throw new Error('Nothing was sent.')
  return { url: sent.url, headers: sent.headers, parts: await partsOf(sent) }
}

async function sentBySDK(request: ImageVariationRequest) {
  const requests: Request[] = []
  const httpClient = new HTTPClient({
    fetcher: (input, init) => {
      requests.push(new Request(input, init))
      return Promise.resolve(
        new Response('{}', { headers: { 'content-type': 'application/json' } }),
      )
    },
  })
  const sdk = new OrqCore({ apiKey: 'key-of-the-test', httpClient })
  await (request.prompt === undefined
    ? routerImagesVariationsCreate(
        sdk,
        request as Parameters<typeof routerImagesVariationsCreate>[1],
      )
    : routerImagesEditsCreate(sdk, request as Parameters<typeof routerImagesEditsCreate>[1]))
  const [sent] = requests
  if (!sent) throw new Error('The SDK sent nothing.')
  return { url: sent.url, headers: sent.headers, parts: await partsOf(sent) }
}

const byName = (parts: Part[]) => parts.toSorted((one, other) => (one.name < other.name ? -1 : 1))

const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('', 'say "hi"', 'ünï 🦊', 'line\none\r\ntwo', '%22', 'null'),
)
const model = text.filter((name) => name !== '')
const optional = { requiredKeys: [] }
const retry = fc.record(
  {
    count: fc.integer({ min: 1, max: 5 }),
    onCodes: fc.array(fc.integer({ min: 100, max: 599 }), { minLength: 1 }),
  },
  optional,
)
const identity = fc.record(
  {
    id: text.filter((id) => id.length < 256),
    displayName: text,
    email: text,
    metadata: fc.array(
      fc.dictionary(
        text.filter((key) => key !== '__proto__'),
        fc.jsonValue(),
      ),
      { maxLength: 20 },
    ),
    logoUrl: text,
    tags: fc.array(text),
  },
  { requiredKeys: ['id'] },
)
const router = {
  fallbacks: fc.array(fc.record({ model })),
  retry,
  cache: fc.record(
    { type: fc.constant('exact_match' as const), ttl: fc.integer({ min: 1, max: 259_200 }) },
    { requiredKeys: ['type'] },
  ),
  loadBalancer: fc.record({
    type: fc.constant('weight_based' as const),
    models: fc.array(
      fc.record(
        { model, weight: fc.double({ min: 0.001, max: 1, noNaN: true }) },
        { requiredKeys: ['model'] },
      ),
    ),
  }),
  timeout: fc.record({ callTimeout: fc.integer({ min: 1 }) }),
}
const orq = fc.record(
  {
    ...router,
    name: text,
    prompt: fc.record({ id: text, version: fc.constant('latest' as const) }),
    identity,
    contact: identity,
  },
  optional,
)
const shared = {
  model,
  n: fc.option(fc.integer({ min: 1, max: 10 })),
  responseFormat: fc.constantFrom('url' as const, 'b64_json' as const),
  user: text,
  name: text,
  ...router,
  orq,
}
/** Unknown bytes, that are never the beginning of markup by chance: that is rejected. */
const bytes = fc.oneof(
  fc.constant(new Uint8Array()),
  fc.uint8Array({ maxLength: 200 }).map((data) => Uint8Array.of(0x89, ...data)),
)
/** A File whose bytes do not speak against its type, and `{ fileName, content }` in every kind. */
const image = () => {
  const name = fc.oneof(
    text,
    fc.constantFrom('cat.png', 'CAT.JPG', 'a.b.webp', 'x.jpeg', 'png', 'no extension', 'a.bin'),
  )
  const type = fc.constantFrom(
    'image/png',
    'image/jpeg',
    'image/webp',
    'application/octet-stream',
    '',
  )
  const fileName = name
  return fc.oneof(
    fc.tuple(bytes, name, type).map(
      ([data, called, mime]) =>
        // Node sends a File without a name as plain text, so ours is a "blob" then.
        () =>
          new File([data], called || 'blob', { type: mime }),
    ),
    fc.tuple(bytes, type).map(
      ([data, mime]) =>
        () =>
          new Blob([data], { type: mime }),
    ),
    fc
      .tuple(bytes, fileName, fc.constantFrom('bytes', 'buffer', 'blob', 'view', 'stream'))
      .map(([data, called, kind]) => () => ({
        fileName: called,
        content:
          kind === 'bytes'
            ? data
            : kind === 'view'
              ? Buffer.concat([Buffer.from('xx'), data]).subarray(2)
              : kind === 'buffer'
                ? new Uint8Array(data).buffer
                : kind === 'blob'
                  ? new Blob([data], { type: 'image/gif' })
                  : new Blob([data]).stream(),
      })),
  )
}
const withImage = <T>(request: fc.Arbitrary<T>) =>
  fc.tuple(request, fc.option(image(), { nil: undefined }))
const variation = withImage(
  fc.record(
    { ...shared, size: fc.constantFrom('256x256', '512x512', '1024x1024') },
    { requiredKeys: ['model'] },
  ),
)
const edit = withImage(
  fc.record(
    {
      ...shared,
      prompt: model,
      size: fc.option(text),
      quality: fc.option(fc.constantFrom('auto' as const, 'high' as const, 'standard' as const)),
    },
    { requiredKeys: ['model', 'prompt'] },
  ),
)

describe('on the wire we equal the official SDK', () => {
  test.each([
    ['a variation', variation],
    ['an edit', edit],
  ] as const)('for %s', async (_, requests) => {
    await fc.assert(
      fc.asyncProperty<
        [[ImageVariationRequest, (() => ImageVariationRequest['image']) | undefined]]
      >(requests as never, async ([settings, makeImage]) => {
        // A stream can be read once: each side gets its own.
        const make = () => (makeImage ? { ...settings, image: makeImage() } : settings)
        const [ours, theirs] = [await sentByUs(make()), await sentBySDK(make())]
        expect(byName(ours.parts)).toEqual(byName(theirs.parts))
        expect(ours.url).toBe(theirs.url)
        for (const header of ['accept', 'authorization']) {
          expect(ours.headers.get(header)).toBe(theirs.headers.get(header))
        }
      }),
      { numRuns: 400 },
    )
  })

  test('but for order: the image comes last, so that a server can decide before the bytes arrive', async () => {
    const { parts } = await sentByUs({ model: 'a/b', user: 'u', orq: {}, image: new Blob(['x']) })
    expect(parts.map(({ name }) => name)).toEqual([
      'model',
      'n',
      'response_format',
      'size',
      'user',
      'orq',
      'image',
    ])
  })

  test('and for a server URL with a path and a query', async () => {
    for (const serverURL of ['https://a.b/gateway/?x=1', 'https://a.b']) {
      let ours = ''
      const client = createVariationClient({
        apiKey: 'key-of-the-test',
        serverURL,
        fetch: (url) => {
          ours = String(url)
          return Promise.resolve(new Response(goodBody))
        },
      })
      await client.create({ model: 'a/b' })
      const requests: Request[] = []
      const httpClient = new HTTPClient({
        fetcher: (input) => {
          requests.push(new Request(input))
          return Promise.resolve(new Response('{}'))
        },
      })
      const sdk = new OrqCore({ apiKey: 'key-of-the-test', serverURL, httpClient })
      await routerImagesVariationsCreate(sdk, { model: 'a/b' })
      expect(ours).toBe(requests[0]?.url)
    }
  })
})

describe('the image part', () => {
  const fixture = (name: string) => readFile(new URL(`../fixtures/${name}`, import.meta.url))
  const png = 'coffee.png'
  const jpeg = 'coffee-square.jpg'
  const webp = 'cat.webp'

  test.each<
    [
      string,
      string,
      (bytes: Uint8Array<ArrayBuffer>) => ImageVariationRequest['image'],
      string,
      string,
    ]
  >([
    [
      'a true File',
      png,
      (it) => new File([it], 'my cat.PNG', { type: 'image/png' }),
      'my cat.PNG',
      'image/png',
    ],
    [
      'a true name for a wrong type',
      jpeg,
      (it) => new File([it], 'a.jpeg', { type: 'image/png' }),
      'a.jpeg',
      'image/jpeg',
    ],
    [
      'a wrong name and type',
      png,
      (it) => new File([it], 'a.b.jpg', { type: 'image/jpeg' }),
      'a.b.png',
      'image/png',
    ],
    ['a File without a type', webp, (it) => new File([it], 'a.webp'), 'a.webp', 'image/webp'],
    [
      'a File that claims HEIC',
      jpeg,
      (it) => new File([it], 'IMG_1.HEIC', { type: 'image/heic' }),
      'IMG_1.HEIC.jpg',
      'image/jpeg',
    ],
    ['a bare Blob', png, (it) => new Blob([it], { type: 'image/png' }), 'blob', 'image/png'],
    ['a bare Blob without a type', png, (it) => new Blob([it]), 'blob', 'image/png'],
    [
      'content without an extension',
      png,
      (it) => ({ fileName: 'cat', content: it }),
      'cat.png',
      'image/png',
    ],
    [
      'content with a wrong extension',
      webp,
      (it) => ({ fileName: 'cat.jpg', content: it.buffer }),
      'cat.webp',
      'image/webp',
    ],
    [
      'content with a true extension',
      jpeg,
      (it) => ({ fileName: 'cat.jpeg', content: new Blob([it]).stream() }),
      'cat.jpeg',
      'image/jpeg',
    ],
    [
      'content of a Blob',
      png,
      (it) => ({ fileName: 'cat.png', content: new Blob([it], { type: 'image/gif' }) }),
      'cat.png',
      'image/png',
    ],
  ])(
    '%s goes out under its true type and name',
    async (_, name, make, expectedName, expectedType) => {
      const bytes = new Uint8Array(await fixture(name))
      const { parts } = await sentByUs({ model: 'a/b', image: make(bytes) })
      const part = parts.at(-1)
      expect(part?.head).toContain(`filename="${expectedName}"`)
      expect(part?.head).toMatch(new RegExp(`Content-Type: ${expectedType}$`, 'm'))
      expect(part?.body).toBe(Buffer.from(bytes).toString('latin1'))
    },
  )
})
