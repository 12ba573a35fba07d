import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test, vi } from 'vitest'
import { createVariationHandler } from 'react-image-variation/server'
import {
  boundary,
  canaryKey,
  field,
  image,
  multipart,
  post,
  startHandler,
  success,
} from './harness.js'

const body = multipart([field('model', 'openai/gpt-image-2'), image()])

test('forwards with the key, and passes the response on', async () => {
  const { url, router, events, admitted } = await startHandler()
  const reply = await post(url, body)
  expect(reply).toMatchObject({ status: 200, json: success })
  expect(router.requests[0]).toMatchObject({
    url: '/v2/router/images/variations',
    headers: { authorization: `Bearer ${canaryKey}`, accept: 'application/json' },
  })
  const known = {
    operation: 'variations',
    model: 'openai/gpt-image-2',
    n: 1,
    maxBilledImages: 1,
  }
  expect(admitted).toEqual([
    {
      type: 'admitted',
      id: reply.headers['x-request-id'],
      startedAt: expect.any(Date),
      ...known,
    },
  ])
  expect(events).toEqual([
    {
      type: 'ended',
      id: reply.headers['x-request-id'],
      requestId: reply.headers['x-request-id'],
      status: 200,
      ...known,
      imageBytes: 71_529,
      responseBytes: JSON.stringify(success).length,
      sent: true,
      billed: 'yes',
      startedAt: expect.any(Date),
      durationMs: expect.any(Number),
    },
  ])
})

test('a prompt makes it an edit, and paths are configurable', async () => {
  const { url, router } = await startHandler({ paths: { edits: '/v1/images/edits' } })
  await post(url, multipart([field('prompt', 'bluer'), field('model', 'google/x'), image()]))
  expect(router.requests[0]?.url).toBe('/v1/images/edits')
})

test('gets the key anew for each request', async () => {
  const keys = ['sk-1', ' sk-2\n']
  const { url, router } = await startHandler({ apiKey: async () => keys.shift() })
  for (let count = 0; count < 3; count++) await post(url, body)
  expect(router.requests.map(({ headers }) => headers.authorization)).toEqual([
    'Bearer sk-1',
    'Bearer sk-2',
  ])
})

test('a malformed key is printed nowhere', async () => {
  const { url, router, events } = await startHandler({ apiKey: () => `${canaryKey}\nX: y` })
  const reply = await post(url, body)
  expect(reply.status).toBe(500)
  expect(router.requests).toEqual([])
  const cause = events[0]?.cause
  expect(`${reply.text} ${String(cause)} ${cause instanceof Error && cause.stack}`).not.toContain(
    canaryKey,
  )
})

test.for([
  ['null', (): null => null, 401, 'authentication_required'],
  ['nothing', (): undefined => undefined, 401, 'authentication_required'],
  [
    'an error',
    () => {
      throw new Error('the database at 10.0.0.7 is down')
    },
    500,
    'internal_error',
  ],
  ['a rejection', () => Promise.reject(new Error('no')), 500, 'internal_error'],
] as const)('authorize gives %s: nothing is forwarded', async ([, authorize, status, code]) => {
  const { url, router, events } = await startHandler({ authorize })
  const reply = await post(url, body)
  expect(reply).toMatchObject({ status, json: { error: { code } } })
  expect(reply.text).not.toContain('10.0.0.7')
  expect(router.requests).toEqual([])
  expect(events).toMatchObject([{ status, code, sent: false }])
})

test("passes authorize's own response on", async () => {
  const limit = Response.json(
    { error: { code: 'rate_limit_exceeded', message: 'Slow down.' } },
    { status: 429, headers: { 'Retry-After': '7' } },
  )
  const { url, router } = await startHandler({ authorize: () => limit })
  // Twice, because an app may keep one such response for all callers.
  for (let count = 0; count < 2; count++) {
    expect(await post(url, body)).toMatchObject({
      status: 429,
      headers: { 'retry-after': '7' },
      json: { error: { message: 'Slow down.' } },
    })
  }
  expect(router.requests).toEqual([])
})

test.for([
  ['an error', async () => Response.error()],
  [
    'one that was read',
    async () => {
      const read = new Response('Slow down.', { status: 429 })
      await read.text()
      return read
    },
  ],
] as const)("authorize's own response is %s: that is our fault", async ([, authorize]) => {
  const { url, events } = await startHandler({ authorize })
  expect(await post(url, body)).toMatchObject({
    status: 500,
    json: { error: { code: 'internal_error' } },
  })
  expect(events).toMatchObject([{ status: 500, cause: expect.any(Error) }])
})

test.for(['authorize', 'reserve'])('a Response of %s outlives a garbage collection', async (by) => {
  setFlagsFromString('--expose_gc')
  const gc = runInNewContext('gc') as () => void
  const text = 'x'.repeat(100_000)
  const reject = () => new Response(text, { status: 402 })
  const handler = createVariationHandler({
    models: ['*'],
    authorize: () => (by === 'authorize' ? reject() : {}),
    reserve: reject,
    upstream: async (request) => new Response(await request.text()),
  })
  const requests = Array.from({ length: 20 }, () =>
    handler(
      new Request('http://app.test/', {
        method: 'POST',
        headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
        body: new Uint8Array(body),
      }),
    ),
  )
  const responses = await Promise.all(requests)
  // What is collected is finalized in a later turn.
  for (let count = 0; count < 5; count++) {
    gc()
    await new Promise((resolve) => setTimeout(resolve))
  }
  for (const response of responses) {
    expect(response.status).toBe(402)
    expect((await response.text()) === text).toBe(true)
  }
})

test('authorize comes before the body, and sees the host context', async () => {
  let seen: unknown
  const { url, router } = await startHandler({
    authorize: (request, context) => {
      seen = [request.bodyUsed, request.headers.get('cookie'), typeof context]
      return null
    },
  })
  await post(url, body, { cookie: 'session=1' })
  expect(seen).toEqual([false, 'session=1', 'object'])
  expect(router.requests).toEqual([])
})

test('says what is wrong when authorize reads the body', async () => {
  const { url, events } = await startHandler({
    authorize: async (request) => {
      await request.text()
      return {}
    },
  })
  expect(await post(url, body)).toMatchObject({ status: 500 })
  expect(String(events[0]?.cause)).toMatch(/lock|used|disturbed/i)
})

test.for(['GET', 'HEAD', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE'])(
  'responds with 405 to %s',
  async (method) => {
    const { url } = await startHandler()
    const reply = await post(url, new Uint8Array(), {}, method)
    expect(reply).toMatchObject({ status: 405, headers: { allow: 'POST' } })
    expect(Object.keys(reply.headers).join()).not.toContain('access-control')
  },
)

test.for([
  ['another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.test' }, 403],
  ['a sibling site', { 'sec-fetch-site': 'same-site', origin: 'https://evil.app.test' }, 403],
  ['another site in an old browser', { origin: 'https://evil.test' }, 403],
  ['an opaque origin', { origin: 'null' }, 403],
  ['an opaque origin on the same site', { origin: 'null', 'sec-fetch-site': 'same-origin' }, 403],
  ['no origin at all', { origin: 'nonsense' }, 403],
  ['the same origin', { 'sec-fetch-site': 'same-origin', origin: 'https://app.test' }, 200],
  ['the same host in an old browser', { origin: 'https://app.test', host: 'app.test' }, 200],
  ['no browser', {}, 200],
] as const)('a call from %s', async ([, headers, status]) => {
  const { url, router } = await startHandler()
  const reply = await post(url, body, headers)
  expect(reply.status).toBe(status)
  expect(router.requests.length).toBe(status === 200 ? 1 : 0)
  expect(reply.headers['access-control-allow-origin']).toBeUndefined()
})

test('CORS only for configured origins', async () => {
  const app = { origin: 'https://app.test', 'sec-fetch-site': 'cross-site' }
  const evil = { origin: 'https://evil.test', 'sec-fetch-site': 'cross-site' }
  const preflight = {
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'content-type,x-csrf',
  }
  const { url } = await startHandler({ allowedOrigins: ['https://app.test'] })
  expect(await post(url, new Uint8Array(), { ...app, ...preflight }, 'OPTIONS')).toMatchObject({
    status: 204,
    headers: {
      'access-control-allow-origin': 'https://app.test',
      'access-control-allow-headers': 'content-type,x-csrf',
      vary: 'Origin',
    },
  })
  expect(await post(url, body, app)).toMatchObject({
    status: 200,
    headers: { 'access-control-allow-origin': 'https://app.test' },
  })
  const rejectedPage = await post(url, multipart([field('model', 'x'), image()]), app)
  expect(rejectedPage.headers['access-control-allow-origin']).toBe('https://app.test')
  for (const method of ['OPTIONS', 'POST']) {
    const reply = await post(url, body, { ...evil, ...preflight }, method)
    expect(reply.status).toBe(403)
    expect(reply.headers['access-control-allow-origin']).toBeUndefined()
  }
})

test("keeps the caller's headers from the router, and the target from the caller", async () => {
  const { url, router } = await startHandler()
  await post(url, body, {
    host: 'evil.test',
    'x-forwarded-host': 'evil.test',
    'x-forwarded-proto': 'gopher',
    authorization: 'Bearer stolen',
    cookie: 'session=1',
    'x-api-key': 'stolen',
    'proxy-authorization': 'stolen',
    te: 'trailers',
  })
  const headers = JSON.stringify(router.requests[0]?.headers)
  expect(headers).not.toMatch(/evil|stolen|session|gopher|trailers/)
})

test('a content encoding is rejected', async () => {
  const { url, router } = await startHandler()
  expect(await post(url, body, { 'content-encoding': 'gzip' })).toMatchObject({ status: 415 })
  expect(router.requests).toEqual([])
})

test("passes only harmless headers of the router's response", async () => {
  const { url } = await startHandler(
    {},
    {
      headers: {
        'x-request-id': 'req_1',
        'x-ratelimit-remaining': '9',
        'x-local-model': 'local/watercolor',
        'set-cookie': ['internal=1'],
        server: 'internal',
        'x-powered-by': 'internal',
        'access-control-allow-origin': '*',
        'content-type': 'text/html',
      },
    },
  )
  const { headers } = await post(url, body)
  expect(headers).toMatchObject({
    'x-request-id': 'req_1',
    'x-ratelimit-remaining': '9',
    'x-local-model': 'local/watercolor',
    'content-type': 'application/json',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  })
  expect(JSON.stringify(headers)).not.toContain('internal')
  expect(headers['access-control-allow-origin']).toBeUndefined()
})

const orqError = (code: string, message: string) =>
  JSON.stringify({
    error: { code, message, doc_url: 'x', stack: 'at internal.js:1' },
    trace: 'internal',
  })

test.for([
  [400, orqError('invalid_request_body', 'No.'), 400, 'invalid_request_body', 'No.'],
  [401, orqError('invalid_api_key', `Key ${canaryKey}`), 502, 'upstream_auth', /did not accept/],
  [403, orqError('wrong_project', 'Project internal'), 502, 'upstream_auth', /did not accept/],
  [402, '', 402, 'quota_exceeded', /402/],
  [404, '', 404, 'not_found', /404.*retired.*prompt/],
  [422, '{"code":"x_1","error":"Old shape"}', 422, 'x_1', 'Old shape'],
  [429, orqError('rate_limit_exceeded', 'Slow down.'), 429, 'rate_limit_exceeded', 'Slow down.'],
  [500, 'Error: internal\n    at internal.js:1', 500, 'upstream_error', /500/],
  [502, '<html>internal</html>', 502, 'upstream_error', /502/],
  [
    503,
    orqError('provider_overloaded', `Busy\n    at internal.js`),
    503,
    'provider_overloaded',
    'Busy',
  ],
  [503, orqError('<script>', canaryKey), 503, 'service_unavailable', /503/],
  [500, `{"error":{"message":"${'m'.repeat(1e6)}"}}`, 500, 'upstream_error', /500/],
  [302, '', 502, 'upstream_redirect', /redirect/],
  [304, '', 502, 'upstream_redirect', /redirect/],
] as const)(
  'a router that responds with %d %.40s',
  async ([status, response, expected, code, message]) => {
    const headers = { 'retry-after': '3', location: 'https://evil.test/internal' }
    const { url, events } = await startHandler({}, { status, body: response, headers })
    const reply = await post(url, body)
    expect(reply).toMatchObject({ status: expected, json: { error: { code } } })
    expect(reply.json.error?.message).toMatch(message)
    expect(reply.text + JSON.stringify(reply.headers)).not.toMatch(/internal|stack|canary|doc_url/)
    expect(events).toMatchObject([{ status: expected, code, model: 'openai/gpt-image-2' }])
  },
)

test('names the field that the router objects to', async () => {
  const issuesFor = async (param: string) => {
    const error = { code: 'x', message: 'Too big.', param }
    const { url } = await startHandler({}, { status: 422, body: JSON.stringify({ error }) })
    return (await post(url, body)).json.error?.issues
  }
  expect(await issuesFor('response_format')).toEqual([
    { path: ['responseFormat'], message: 'Too big.' },
  ])
  expect(await issuesFor('image')).toEqual([{ path: ['image'], message: 'Too big.' }])
  expect(await issuesFor('internal')).toBeUndefined()
})

test.for([200, 422])('a router that responds with %d repeats the key in vain', async (status) => {
  const headers = { 'x-request-id': `req-${canaryKey}`, 'x-orq-cache': canaryKey }
  // The second message would be cut within the key.
  for (const message of ['Busy.', 'm'.repeat(490) + canaryKey]) {
    const response = JSON.stringify({ error: { code: canaryKey, message } })
    const { url, events } = await startHandler(
      {},
      { status, headers, body: status === 200 ? JSON.stringify(success) : response },
    )
    const reply = await post(url, body)
    expect(reply.status).toBe(status)
    expect(JSON.stringify([reply, events])).not.toContain(canaryKey.slice(0, 9))
    expect(reply.headers['x-request-id']).toBe(events[0]?.requestId)
  }
})

test.for([
  ['nothing with a 204', { status: 204 }],
  ['nothing with a 205', { status: 205 }],
  ['nothing with a 200', { body: '' }],
  ["a captive portal's page", { body: '<!doctype html><title>Sign in</title>' }],
  ['an image', { body: '\x89PNG', headers: { 'content-type': 'image/png' } }],
  ['text', { body: 'data: {"created":1}' }],
] as const)('a success that holds %s is none', async ([, response]) => {
  const { url, events } = await startHandler({}, response)
  const reply = await post(url, body)
  expect(reply).toMatchObject({
    status: 502,
    json: { error: { code: 'upstream_bad_response', sent: true } },
  })
  expect(reply.text).not.toMatch(/Sign in|PNG|created/)
  expect(events).toMatchObject([{ status: 502, sent: true, billed: 'unknown' }])
})

test('white space before a success, which keeps a connection alive, is dropped', async () => {
  const { url } = await startHandler({}, { body: `\uFEFF \n\n ${JSON.stringify(success)}` })
  expect(await post(url, body)).toMatchObject({ status: 200, text: JSON.stringify(success) })
})

test('what goes wrong after the request was sent leaves open whether it was billed', async () => {
  const { url, events } = await startHandler({
    upstream: async (request) => {
      await request.arrayBuffer()
      const read = Response.json(success)
      await read.text()
      return read
    },
  })
  expect(await post(url, body)).toMatchObject({
    status: 502,
    json: { error: { code: 'upstream_connection_lost' } },
  })
  expect(events).toMatchObject([{ status: 502, sent: true, cause: expect.any(Error) }])
})

test('a router that asks to wait', async () => {
  const { url } = await startHandler({}, { status: 429, headers: { 'retry-after': '3' } })
  expect(await post(url, body)).toMatchObject({ status: 429, headers: { 'retry-after': '3' } })
})

test('a router that is not there', async () => {
  const { url, events } = await startHandler({ serverURL: 'http://127.0.0.1:9' })
  const reply = await post(url, body)
  expect(reply).toMatchObject({ status: 502, json: { error: { code: 'upstream_unreachable' } } })
  expect(reply.text).not.toContain('127.0.0.1')
  expect(events[0]?.cause).toBeInstanceOf(Error)
})

test.for([
  [
    'throws',
    (user: string | undefined) => {
      throw new Error(user)
    },
  ],
  ['rejects with', (user: string | undefined) => Promise.reject(new Error(user))],
] as const)(
  'the event names the end user, and what onEvent %s changes nothing',
  async ([, fail], { onTestFinished }) => {
    const { error } = console
    onTestFinished(() => void (console.error = error))
    const printed: unknown[] = []
    console.error = (...values) => printed.push(values)
    const { url } = await startHandler({
      authorize: () => ({ identity: { id: 'alice' } }),
      onEvent: ({ user }) => fail(user),
    })
    expect(await post(url, body)).toMatchObject({ status: 200 })
    await vi.waitFor(() => expect(String(printed)).toContain('alice'), 10_000)
  },
)

test('an upstream function gets a streamed request, and may respond without reading it', async () => {
  const seen: [string, string | null][] = []
  const handler = createVariationHandler({
    authorize: () => ({}),
    models: ['*'],
    upstream: async (request) => {
      seen.push([request.url, request.headers.get('authorization')])
      return Response.json(success)
    },
  })
  const send = (parts: Parameters<typeof multipart>[0]) =>
    handler(
      new Request('http://app.test/api', {
        method: 'POST',
        headers: { 'content-type': 'multipart/form-data; boundary=hostile-boundary' },
        body: new Uint8Array(multipart(parts)),
      }),
    )
  const large = image(
    Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n    ', 'latin1'), Buffer.alloc(300_000)]),
  )
  expect((await send([field('model', 'a/b'), large])).status).toBe(200)
  expect((await send([field('model', 'a/b'), large, field('n', '99')])).status).toBe(400)
  expect(seen[0]).toEqual(['https://my.orq.ai/v2/router/images/variations', null])
})

test('an upstream function that throws', async () => {
  const { url, events } = await startHandler({
    upstream: () => {
      throw new Error('internal')
    },
  })
  const reply = await post(url, body)
  expect(reply).toMatchObject({ status: 502, json: { error: { code: 'upstream_unreachable' } } })
  expect(reply.text).not.toContain('internal')
  expect(events).toHaveLength(1)
})

test('a router whose name speaks of redirects does not redirect', async () => {
  const { url } = await startHandler({
    upstream: () =>
      Promise.reject(
        new TypeError('fetch failed', {
          cause: new Error('getaddrinfo ENOTFOUND redirect.example'),
        }),
      ),
  })
  expect(await post(url, body)).toMatchObject({ json: { error: { code: 'upstream_unreachable' } } })
})
