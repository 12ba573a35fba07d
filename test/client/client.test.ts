import {
  createImageVariation,
  createVariationClient,
  isVariationError,
  parseResponse,
  VariationError,
  type ImageVariationRequest,
  type RequestOptions,
  type VariationClient,
  type VariationClientOptions,
} from 'react-image-variation/client'
import { inspect } from 'node:util'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { goodBody } from './faults.js'

afterEach(() => vi.unstubAllGlobals())

/** What a client hands to its fetch. */
async function sent(
  options: VariationClientOptions,
  call?: RequestOptions,
  request?: ImageVariationRequest,
) {
  const seen: { url: string; init: RequestInit; headers: Headers }[] = []
  const client = createVariationClient({
    ...options,
    fetch: (url, init = {}) => {
      seen.push({ url: String(url), init, headers: new Headers(init.headers) })
      return Promise.resolve(new Response(goodBody))
    },
  })
  await client.create(request ?? { model: 'a/b' }, call)
  const [first] = seen
  if (!first) throw new Error('Nothing was sent.')
  return first
}

/** An error in the handler's words: the router has not had the request. */
const busy = () =>
  Response.json({ error: { code: 'busy', message: 'Busy.', sent: false } }, { status: 503 })

const formOf = (init: RequestInit | undefined) => init?.body as FormData

const failed = async (client: VariationClient, request?: unknown, call?: RequestOptions) => {
  const result = await createImageVariation(
    client,
    (request ?? { model: 'a/b' }) as ImageVariationRequest,
    call,
  )
  if (result.ok) throw new Error('It did not fail.')
  return result.error
}

describe('a client', () => {
  test('talks to the handler, without a key, unless it is given one', async () => {
    const { url, headers } = await sent({ endpoint: 'https://app.test/api/image-variations#x' })
    expect(url).toBe('https://app.test/api/image-variations')
    expect(headers.has('authorization')).toBe(false)
    expect(headers.get('accept')).toBe('application/json')
  })

  test('goes to the router with a key, and to edits with a prompt', async () => {
    const { url, headers } = await sent({ apiKey: ' sk-1\n' })
    expect(url).toBe('https://my.orq.ai/v2/router/images/variations')
    expect(headers.get('authorization')).toBe('Bearer sk-1')
    const edit = await sent(
      { apiKey: async () => 'sk-2' },
      {},
      { model: 'a/b', prompt: 'at night' },
    )
    expect(edit.url).toBe('https://my.orq.ai/v2/router/images/edits')
    expect(edit.headers.get('authorization')).toBe('Bearer sk-2')
  })

  test('serves compatible servers with paths and headers of their own', async () => {
    const { url, headers } = await sent({
      serverURL: 'http://127.0.0.1:4000/base',
      paths: { variations: '/v1/images/variations' },
      headers: { 'x-api-key': 'abc' },
    })
    expect(url).toBe('http://127.0.0.1:4000/base/v1/images/variations')
    expect(headers.get('x-api-key')).toBe('abc')
    expect(headers.has('authorization')).toBe(false)
  })

  test('lets a call bring its server, headers and fetch options', async () => {
    const { url, headers, init } = await sent(
      { apiKey: 'sk-1', headers: { 'x-a': 'client', 'x-b': 'client' } },
      {
        serverURL: 'https://eu.orq.ai',
        headers: { 'x-a': 'call', authorization: 'Basic abc' },
        fetchOptions: {
          headers: { 'x-b': 'fetch', 'content-type': 'text/plain' },
          cache: 'no-store',
          redirect: 'follow',
        },
      },
    )
    expect(url).toBe('https://eu.orq.ai/v2/router/images/variations')
    expect(Object.fromEntries(headers)).toEqual({
      accept: 'application/json',
      authorization: 'Basic abc',
      'x-a': 'call',
      'x-b': 'fetch',
    })
    expect(init.cache).toBe('no-store')
    expect(init.redirect).not.toBe('follow')
  })

  test('reads a handed-over stream once and sends it as often as needed', async () => {
    const bodies: string[] = []
    const client = createVariationClient({
      endpoint: 'https://app.test/',
      retries: {
        strategy: 'backoff',
        backoff: { initialInterval: 1 },
      },
      fetch: async (_, init) => {
        const image = formOf(init).get('image') as File
        bodies.push(await image.text())
        return bodies.length < 2 ? busy() : new Response(goodBody)
      },
    })
    await client.create({
      model: 'a/b',
      image: { fileName: 'a.png', content: new Blob(['bytes']).stream() },
    })
    expect(bodies).toEqual(['bytes', 'bytes'])
  })

  test('tells upload bytes in Node, too', async () => {
    const seen: number[] = []
    const client = createVariationClient({
      endpoint: 'https://app.test/',
      fetch: async (url, init) => {
        await new Request(url, init).arrayBuffer()
        return new Response(goodBody)
      },
    })
    const image = new Blob([new Uint8Array(1_000_000)])
    await client.create(
      { model: 'a/b', image },
      { onUploadProgress: ({ loadedBytes }) => seen.push(loadedBytes) },
    )
    expect(seen.length).toBeGreaterThan(2)
    expect(seen).toEqual(seen.toSorted((one, other) => one - other))
    expect(seen.at(-1)).toBe(1_000_000)
  })
})

describe('a wrong configuration', () => {
  test.each<[string, VariationClientOptions]>([
    ['no URL', { serverURL: 'my.orq.ai' }],
    ['a file', { serverURL: 'file:///etc/passwd' }],
    ['a password', { serverURL: 'https://me:hunter22@my.orq.ai' }],
    ['plain http to elsewhere', { serverURL: 'http://my.orq.ai', apiKey: 'sk-1' }],
    ['an empty key', { apiKey: '' }],
    ['an undefined key', { apiKey: undefined }],
    ['a path to another origin', { apiKey: 'sk-1', paths: { edits: 'https://evil.test/x' } }],
    ['a path of backslashes', { apiKey: 'sk-1', paths: { variations: '\\\\evil.test/x' } }],
  ])('%s throws at construction', (_, options) => {
    expect(() => createVariationClient(options)).toThrow(
      expect.objectContaining({
        code: 'configuration',
        message: expect.not.stringContaining('hunter22'),
      }),
    )
  })

  test('a key in a browser throws, unless that is meant', () => {
    for (const global of ['document', 'importScripts']) {
      vi.stubGlobal(global, () => {})
      expect(() => createVariationClient({ apiKey: 'sk-1' })).toThrow(/every visitor/)
      expect(() =>
        createVariationClient({ apiKey: 'sk-1', dangerouslyAllowBrowser: true }),
      ).not.toThrow()
      expect(() => createVariationClient()).not.toThrow()
      vi.unstubAllGlobals()
    }
  })

  test('a relative endpoint outside of a browser is told at the call', async () => {
    expect(await failed(createVariationClient())).toMatchObject({ code: 'configuration' })
  })

  test.each(['https://me:hunter22@app.test/', '//me:hunter22@app.test/'])(
    'a password in the endpoint %s is told at the call, and not shown',
    async (endpoint) => {
      const error = await failed(createVariationClient({ endpoint }))
      expect(error).toMatchObject({ code: 'configuration', outcomeUnknown: false })
      expect(inspect(error)).not.toContain('hunter22')
    },
  )

  test.each([undefined, null, {}, { create: 1 }])('%j is no client', async (client) => {
    const error = await failed(client as unknown as VariationClient)
    expect(error).toMatchObject({ code: 'configuration', outcomeUnknown: false })
  })

  test('a key function that fails or finds nothing is told at the call', async () => {
    const broken = createVariationClient({ apiKey: () => Promise.reject(new Error('vault')) })
    expect(await failed(broken)).toMatchObject({
      code: 'configuration',
      cause: { message: 'vault' },
    })
    expect(await failed(createVariationClient({ apiKey: () => '' }))).toMatchObject({
      code: 'configuration',
    })
  })

  test('a server URL of a call is checked as well', async () => {
    const client = createVariationClient({ apiKey: 'sk-1' })
    const error = await failed(client, undefined, { serverURL: 'http://evil.test' })
    expect(error).toMatchObject({ code: 'configuration' })
  })
})

describe('an invalid request', () => {
  const silent = createVariationClient({
    endpoint: 'https://app.test/',
    fetch: () => Promise.reject(new Error('It must not be sent.')),
  })

  test('is rejected before a byte is sent, with all problems at once', async () => {
    const error = await failed(silent, {
      model: '',
      n: 11,
      fallback: [{ model: 'c/d' }],
      cache: { type: 'exact_match', ttl: 0 },
      image: 'https://example.com/cat.png',
    })
    expect(error).toMatchObject({ code: 'invalid_request', outcomeUnknown: false })
    expect(error.issues?.map(({ path }) => path.join('.')).toSorted()).toEqual([
      'cache.ttl',
      'fallback',
      'image',
      'model',
      'n',
    ])
    for (const { message } of error.issues ?? []) expect(error.message).toContain(message)
    expect(error.message).toContain('did you mean "fallbacks"')
  })

  test('an image of 50 MB, or one that cannot be read, is rejected', async () => {
    const large = await failed(silent, {
      model: 'a/b',
      image: new Blob([new Uint8Array(50_000_000)]),
    })
    expect(large).toMatchObject({ code: 'invalid_request', issues: [{ path: ['image'] }] })
    const content = new ReadableStream({
      start: (controller) => controller.error(new Error('gone')),
    })
    const gone = await failed(silent, { model: 'a/b', image: { fileName: 'a.png', content } })
    expect(gone).toMatchObject({
      code: 'invalid_request',
      issues: [{ path: ['image'] }],
      cause: { message: 'gone' },
    })
  })

  const bytes = (text: string) => new Blob([Buffer.from(text, 'latin1')], { type: 'image/png' })
  test.each<[string, string]>([
    ['SVG', '\xef\xbb\xbf\n<svg xmlns="http://www.w3.org/2000/svg"/>'],
    ['SVG after a prologue', '<?xml version="1.0"?><svg/>'],
    ['HTML', '  <!DOCTYPE html><title>Sign in</title>'],
    ['PDF', '%PDF-1.7\n'],
    ['GIF', 'GIF89a\x01\x00\x01\x00'],
    ['HEIC', '\0\0\0\x18ftypheic\0\0\0\0'],
    ['AVIF', '\0\0\0\x0aftypavif\0\0\0\0'],
    [
      'a PNG of a billion pixels',
      '\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x80\0\0\0\x80\0\x08\x06\0\0\0',
    ],
  ])('%s is rejected whatever its name and size', async (_, start) => {
    for (const content of [start, start + '\0'.repeat(20_000)]) {
      const image = { fileName: 'cat.png', content: bytes(content) }
      expect(await failed(silent, { model: 'a/b', image })).toMatchObject({
        code: 'invalid_request',
        outcomeUnknown: false,
        issues: [{ path: ['image'] }],
      })
    }
  })

  const throwing = (name: string, rest: object = {}) =>
    Object.defineProperty({ ...rest }, name, {
      enumerable: true,
      get: () => {
        throw new TypeError(`mine: ${name}`)
      },
    })
  const cyclic: Record<string, unknown> = {}
  cyclic['self'] = cyclic
  const identify = (metadata: unknown) => ({
    model: 'a/b',
    orq: { identity: { id: 'i', metadata: [metadata] } },
  })
  test.each<[string, unknown, unknown?]>([
    ['a getter that throws', throwing('model')],
    ['metadata that goes round', identify(cyclic)],
    ['metadata with a bigint', identify({ big: 1n })],
    ['metadata that cannot be written', identify({ toJSON: () => throwing('x')['x' as never] })],
    [
      'a blob whose name throws',
      {
        model: 'a/b',
        image: throwing('name', { arrayBuffer() {}, stream() {}, type: 'image/png' }),
      },
    ],
    ['a signal that is none', { model: 'a/b' }, { signal: {} }],
    ['options that throw', { model: 'a/b' }, throwing('timeoutMs')],
  ])('%s is an error of the request, not of the wire', async (_, request, call) => {
    const wanted = { name: 'VariationError', code: 'invalid_request', outcomeUnknown: false }
    const [given, options] = [request as ImageVariationRequest, call as RequestOptions]
    await expect(silent.create(given, options)).rejects.toMatchObject(wanted)
  })

  test('options of null are none', async () => {
    const { url } = await sent({ apiKey: 'sk-1' }, null as unknown as RequestOptions)
    expect(url).toContain('/variations')
  })

  test('a mistake in the options that shows only after sending does not hide what was sent', async () => {
    const client = createVariationClient({
      endpoint: 'https://app.test/',
      fetch: async () => busy(),
    })
    const retryCodes = 5 as unknown as string[]
    await expect(
      client.create({ model: 'a/b' }, { retries: { strategy: 'backoff' }, retryCodes }),
    ).rejects.toMatchObject({ code: 'outcome_unknown', outcomeUnknown: true })
  })

  test('an image stream that never ends is bounded by the deadline, and let go', async () => {
    const cancel = vi.fn<() => void>()
    const content = new ReadableStream({ cancel })
    const error = await failed(
      silent,
      { model: 'a/b', image: { fileName: 'a.png', content } },
      { timeoutMs: 30 },
    )
    expect(error).toMatchObject({ code: 'timeout', outcomeUnknown: false })
    await vi.waitFor(() => expect(cancel).toHaveBeenCalled(), 10_000)
  })
})

describe('the key', () => {
  const canary = 'sk-canary-5f1d7c'
  const show = (value: unknown) =>
    [
      String(value),
      JSON.stringify(value),
      inspect(value, { depth: 20, showHidden: true }),
      (value as Error).stack,
    ].join('\n')

  test('is in nothing that a client shows of itself', () => {
    const client = createVariationClient({ apiKey: canary, headers: { 'x-api-key': canary } })
    expect(show(client)).not.toContain(canary)
  })

  const causeWithKey = Object.assign(new TypeError(`fetch failed with ${canary}`), {
    config: { headers: { authorization: `Bearer ${canary}` } },
    cause: Object.assign(new Error(`Bearer ${canary}`), { code: 'ECONNRESET', request: canary }),
  })
  test.each<[string, typeof fetch]>([
    [
      'a server that repeats it',
      async () =>
        Response.json(
          {
            error: {
              code: canary,
              message: `Wrong key ${canary}`,
              param: canary,
              details: [{ path: [canary], message: canary }],
            },
          },
          { status: 401 },
        ),
    ],
    [
      'a text that repeats it',
      async () => new Response(`Authorization: Bearer ${canary}`, { status: 500 }),
    ],
    [
      'a title that repeats it',
      async () => new Response(`<title>${canary}</title>`, { status: 502 }),
    ],
    ['a success that repeats it', async () => new Response(`Bearer ${canary}`)],
    [
      'a success with it in another place',
      async () => Response.json({ created: canary, data: canary }),
    ],
    ['a fetch that fails with it', () => Promise.reject(causeWithKey)],
    ['a fetch that throws it', () => Promise.reject(canary)],
    [
      'a request id of it',
      async () => new Response('', { status: 500, headers: { 'x-request-id': canary } }),
    ],
    [
      'a request id of it on a success',
      async () => new Response('', { headers: { 'x-request-id': canary } }),
    ],
  ])('is in no error: %s', async (_, callFetch) => {
    for (const options of [
      { apiKey: canary },
      { apiKey: () => canary },
      { serverURL: 'https://a.b', headers: { 'x-api-key': canary } },
    ]) {
      const error = await failed(createVariationClient({ ...options, fetch: callFetch }))
      expect(error).toBeInstanceOf(VariationError)
      expect(show(error)).not.toContain(canary)
    }
  })

  test('is in no error about the key itself', async () => {
    for (const apiKey of [`${canary}\nx`, `${canary}ü🦊`]) {
      expect(show(await failed(createVariationClient({ apiKey })))).not.toContain(canary)
    }
  })

  test('leaves the cause readable where there is none', async () => {
    const cause = new TypeError('fetch failed')
    const client = createVariationClient({
      serverURL: 'https://app.test/',
      fetch: () => Promise.reject(cause),
    })
    expect((await failed(client)).cause).toBe(cause)
  })
})

describe('an error', () => {
  test('is known as one across copies and realms, and nothing else is', () => {
    const error = new VariationError('http', 'No.', { status: 500 })
    expect(isVariationError(error)).toBe(true)
    const copy = { [Symbol.for('react-image-variation.VariationError')]: true }
    expect(isVariationError(copy)).toBe(true)
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()
    for (const other of [new Error('no'), null, undefined, 'http', {}, proxy])
      expect(isVariationError(other)).toBe(false)
  })

  test('of a client of your own becomes a result as well', async () => {
    const create = () => Promise.reject(new Error('mine'))
    const result = await createImageVariation({ create }, { model: 'a/b' })
    expect(result).toMatchObject({
      ok: false,
      error: { outcomeUnknown: true, cause: { message: 'mine' } },
    })
  })

  test('of a fetch is told by what happened, not by the name of a host', async () => {
    const lost = async (message: string, code?: string) => {
      const cause = Object.assign(new Error(message), { code })
      const fetch = () => Promise.reject(new TypeError('fetch failed', { cause }))
      return failed(createVariationClient({ serverURL: 'https://app.test/', fetch }))
    }
    for (const host of ['redirect.test', 'decoder.test', 'brotli.test']) {
      expect(await lost(`getaddrinfo ENOTFOUND ${host}`, 'ENOTFOUND')).toMatchObject({
        code: 'network',
        outcomeUnknown: false,
      })
      expect(await lost(`read ECONNRESET ${host}`, 'ECONNRESET')).toMatchObject({
        code: 'outcome_unknown',
      })
    }
    expect(await lost('unexpected redirect')).toMatchObject({ code: 'redirect' })
  })

  test('of a fetch that throws what nobody can print is one of ours as well', async () => {
    const mute = new Error('mute')
    Object.defineProperty(mute, 'message', {
      get: () => {
        throw new TypeError('no')
      },
    })
    for (const thrown of [Object.create(null) as unknown, mute]) {
      const client = createVariationClient({
        apiKey: 'sk-12345678',
        fetch: async () => {
          throw thrown
        },
      })
      await expect(client.create({ model: 'a/b' })).rejects.toMatchObject({
        name: 'VariationError',
        code: 'outcome_unknown',
        outcomeUnknown: true,
        message: expect.stringContaining('connection'),
      })
    }
  })

  test('of a response read apart names what is wrong', () => {
    expect(parseResponse(goodBody)).toEqual({ created: 1, data: [{ b64Json: 'AAAA' }] })
    expect(() => parseResponse('{"created":1}', { status: 200, requestId: 'r' })).toThrow(
      expect.objectContaining({
        code: 'bad_response',
        requestId: 'r',
        message: expect.stringContaining('data'),
      }),
    )
  })
})
