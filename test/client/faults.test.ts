import { getEventListeners } from 'node:events'
import { createServer } from 'node:net'
import { gzipSync } from 'node:zlib'
import {
  createImageVariation,
  createVariationClient,
  type RequestOptions,
  type VariationClientOptions,
  type VariationError,
} from 'react-image-variation/client'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { goodBody, type FaultResponse, type FaultName } from './faults.js'
import { startFaultServer } from './faultServer.js'
import { watchTimers } from '../watchTimers.js'

let server: Awaited<ReturnType<typeof startFaultServer>>
beforeAll(async () => {
  server = await startFaultServer()
})
afterAll(() => server.close())
afterEach(() => vi.unstubAllGlobals())

let ids = 0
/** Larger than the buffers of both ends together, so that a server can stop it half-way. */
const bigImage = new File([new Uint8Array(20_000_000)], 'cat.png', { type: 'image/png' })
const smallImage = new File([new Uint8Array(1000)], 'cat.png', { type: 'image/png' })
const unknownOutcome = 'The request may have been carried out and billed.'
const fast = { strategy: 'backoff', backoff: { initialInterval: 5 } } as const

type Trial = {
  responses?: FaultResponse[]
  image?: File
  client?: VariationClientOptions
  n?: number
} & RequestOptions

/**
 * Whether the work ends before a timer of `ms` milliseconds does that starts now. Timers end in their order, so a busy machine
 * holds up both.
 */
async function endsWithin(ms: number, work: Promise<unknown>): Promise<boolean> {
  let isLate = false
  const timer = setTimeout(() => (isLate = true), ms)
  await work
  clearTimeout(timer)
  return !isLate
}

/** One call against a fault: what came of it, how long it took, and what the server saw. */
async function meet(
  fault: FaultName,
  { responses = [{}], image = smallImage, client, n, ...options }: Trial = {},
) {
  const id = `call-${(ids += 1)}`
  const query = new URLSearchParams({ id, responses: JSON.stringify(responses) })
  const endpoint = `${server.url}/${fault}?${query}`
  const startedAt = performance.now()
  const result = await createImageVariation(
    createVariationClient({ endpoint, ...client }),
    { model: 'a/b', image, n },
    options,
  )
  const tookMs = performance.now() - startedAt
  return {
    result,
    error: result.ok ? undefined : result.error,
    tookMs,
    calls: server.calls(id),
    id,
  }
}

describe('a connection that fails', () => {
  test('is none where onUploadProgress throws', async () => {
    const onUploadProgress = vi.fn<() => void>(() => {
      throw new Error('mine')
    })
    const told = vi.spyOn(console, 'error').mockImplementation(() => {})
    const { result } = await meet('respond', { image: bigImage, onUploadProgress })
    expect(result.ok).toBe(true)
    expect(onUploadProgress.mock.calls.length).toBeGreaterThan(2)
    expect(told).toHaveBeenCalledWith(
      expect.any(String),
      expect.objectContaining({ message: 'mine' }),
    )
    told.mockRestore()
  })

  test('refused: the request was not sent and is safe to repeat', async () => {
    const port = await new Promise<number>((resolve) => {
      const closed = createServer().listen(0, '127.0.0.1', () => {
        const address = closed.address()
        closed.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0))
      })
    })
    for (const host of ['127.0.0.1', 'localhost']) {
      const { error } = await meet('respond', { client: { endpoint: `http://${host}:${port}/` } })
      expect(error).toMatchObject({ code: 'network', outcomeUnknown: false })
    }
  })

  test('a name that does not resolve: not sent', async () => {
    const cause = Object.assign(new Error('getaddrinfo ENOTFOUND nowhere.invalid'), {
      code: 'ENOTFOUND',
    })
    const failing = () => Promise.reject(new TypeError('fetch failed', { cause }))
    const { error } = await meet('respond', { client: { fetch: failing } })
    expect(error).toMatchObject({ code: 'network', outcomeUnknown: false })
  })

  test('offline: told at once, never sent', async () => {
    vi.stubGlobal('navigator', { onLine: false, userAgent: 'Node.js/20' })
    const { error, calls } = await meet('respond', { retries: fast })
    expect(error).toMatchObject({ code: 'offline', outcomeUnknown: false })
    expect(calls).toHaveLength(0)
  })

  test('reset mid-upload: not carried out, not repeated', async () => {
    const { error, calls } = await meet('reset-mid-upload', { image: bigImage, retries: fast })
    expect(error).toMatchObject({ code: 'network', outcomeUnknown: false })
    expect(calls).toHaveLength(1)
  })

  test('reset mid-upload: repeated where that was asked for', async () => {
    const retries = { ...fast, retryConnectionErrors: true }
    const { result, calls } = await meet('reset-mid-upload', { image: bigImage, retries })
    expect(result.ok).toBe(true)
    expect(calls).toHaveLength(2)
    expect(calls[1]?.bodyBytes).toBeGreaterThan(bigImage.size)
  })

  test.each(['reset-after-upload', 'end-after-upload'] as const)(
    '%s: the outcome is unknown, and nothing repeats it',
    async (fault) => {
      for (const image of [smallImage, bigImage]) {
        const retries = { ...fast, retryConnectionErrors: true }
        const { error, calls } = await meet(fault, { image, retries })
        expect(error).toMatchObject({ code: 'outcome_unknown', outcomeUnknown: true })
        expect(calls).toHaveLength(1)
      }
    },
  )

  test.each(['reset-mid-response', 'end-mid-response', 'end-mid-chunks'] as const)(
    '%s: the outcome is unknown, with the request id',
    async (fault) => {
      const retries = { ...fast, retryConnectionErrors: true }
      const { error, calls } = await meet(fault, { retries, retryCodes: ['2XX'] })
      expect(error).toMatchObject({
        code: 'outcome_unknown',
        outcomeUnknown: true,
        requestId: 'r-1',
        status: 200,
      })
      expect(calls).toHaveLength(1)
    },
  )
})

describe('a success', () => {
  const gzip = { 'content-encoding': 'gzip' }
  const zipped = gzipSync(goodBody.repeat(50))
  const corrupt = Buffer.concat([zipped.subarray(0, 10), Buffer.alloc(40, 7)])
  test.each<[string, FaultResponse, string | undefined]>([
    [
      'truncated JSON',
      { body: '{"created":1,"data":[{"url":"ht' },
      '{"created":1,"data":[{"url":"ht',
    ],
    ['invalid JSON', { body: 'well yes' }, 'well yes'],
    ['HTML', { body: `<html>${'x'.repeat(500)}` }, `<html>${'x'.repeat(194)}`],
    ['nothing', { body: '' }, ''],
    ['204', { status: 204 }, ''],
    ['corrupt gzip', { headers: gzip, base64: corrupt.toString('base64') }, undefined],
    ['cut gzip', { headers: gzip, base64: zipped.subarray(0, 30).toString('base64') }, undefined],
  ])('that is %s is a bad response, which may have been billed', async (_, response, text) => {
    const { error, calls } = await meet('respond', { responses: [response], retries: fast })
    expect(error).toMatchObject({
      code: 'bad_response',
      outcomeUnknown: true,
      status: response.status ?? 200,
    })
    expect(text ?? error?.details?.text).toBe(error?.details?.text)
    expect(calls).toHaveLength(1)
  })

  test('of another shape names its path', async () => {
    const response = {
      body: JSON.stringify({ created: 1, data: [{ url: 'https://a/b' }, { url: 7 }] }),
    }
    const { error } = await meet('respond', {
      responses: [{ ...response, headers: { 'x-request-id': 'r-2' } }],
    })
    expect(error).toMatchObject({ code: 'bad_response', outcomeUnknown: true, requestId: 'r-2' })
    expect(error?.issues).toMatchObject([{ path: ['data', 1, 'url'] }])
    expect(error?.message).toContain('data.1.url')
  })

  test.each<[string, FaultResponse]>([
    ['under a wrong content type', { headers: { 'content-type': 'text/html' } }],
    ['behind a byte order mark', { body: `\uFEFF${goodBody}` }],
    [
      'with unknown keys',
      { body: goodBody.replace('{', '{"__proto__":{"polluted":1},"extra":[],') },
    ],
    ['with nulls', { body: goodBody.replace('{', '{"usage":null,"size":null,') }],
    ['in gzip', { headers: gzip, base64: gzipSync(goodBody).toString('base64') }],
    ['as 201', { status: 201 }],
  ])('%s is accepted', async (_, response) => {
    const { result } = await meet('respond', { responses: [response] })
    expect(result).toEqual({ ok: true, value: { created: 1, data: [{ b64Json: 'AAAA' }] } })
  })

  test('whose images have addresses that do harm leaves them out', async () => {
    const harmful = [
      'javascript:alert(1)',
      ' JaVa\nscript:alert(1)',
      'data:text/html,<script>1</script>',
      'data:image/svg+xml,<svg onload=alert(1)>',
      'http://example.com/a.png',
      'file:///etc/passwd',
    ].map((url) => ({ url }))
    const safe = ['https://a.b/c.png', '/results/1.png', 'http://localhost:3000/x.png'].map(
      (url) => ({ url }),
    )
    const say = (data: object[]) => [{ body: JSON.stringify({ created: 1, data }) }]
    const mixed = await meet('respond', { responses: say([...harmful, ...safe]), n: 3 })
    expect(mixed.result).toEqual({ ok: true, value: { created: 1, data: safe } })
    const { error } = await meet('respond', { responses: say(harmful) })
    expect(error).toMatchObject({ code: 'bad_response', outcomeUnknown: true })
  })

  test('without an end is given up at the limit', async () => {
    const { error } = await meet('endless')
    expect(error).toMatchObject({ code: 'bad_response', outcomeUnknown: true })
    const small = await meet('respond', { client: { maxResponseBytes: goodBody.length - 1 } })
    expect(small.error).toMatchObject({ code: 'bad_response', outcomeUnknown: true })
    const enough = await meet('respond', { client: { maxResponseBytes: goodBody.length } })
    expect(enough.result.ok).toBe(true)
  })
})

describe('an error response', () => {
  const say = (
    status: number,
    body: unknown,
    headers: Record<string, string> = {},
  ): FaultResponse[] => [
    { status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) },
  ]

  test.each<[string, number, unknown, Partial<VariationError>]>([
    [
      'of Orq',
      402,
      { error: { code: 'quota_exceeded', message: 'No credit.', doc_url: 'https://docs/x' } },
      { message: 'No credit.', details: { code: 'quota_exceeded', docUrl: 'https://docs/x' } },
    ],
    [
      'of OpenAI',
      400,
      {
        error: {
          message: 'Bad format.',
          type: 'invalid_request_error',
          param: 'response_format',
          code: null,
        },
      },
      {
        message: 'Bad format.',
        details: { type: 'invalid_request_error', param: 'response_format' },
        issues: [{ path: ['responseFormat'], message: 'Bad format.' }],
      },
    ],
    [
      'of the older kind',
      401,
      { code: 'invalid_api_key', error: 'Wrong key.', source: 'x' },
      { message: 'Wrong key.', details: { code: 'invalid_api_key' } },
    ],
    [
      'of the flat kind',
      403,
      { code: 40301, message: 'Not yours.' },
      { message: 'Not yours.', details: { code: '40301' } },
    ],
    [
      'of our handler',
      400,
      {
        error: {
          code: 'invalid_request',
          message: 'Two problems.',
          details: {
            issues: [
              { path: ['fallbacks', 0, 'model'], message: 'Name a model.' },
              { path: ['n'], message: 'Less.' },
            ],
          },
        },
      },
      {
        message: 'Two problems.',
        details: { code: 'invalid_request' },
        issues: [
          { path: ['fallbacks', 0, 'model'], message: 'Name a model.' },
          { path: ['n'], message: 'Less.' },
        ],
      },
    ],
    [
      'of a FastAPI server',
      422,
      {
        detail: [
          { loc: ['body', 'load_balancer', 'models', 0], msg: 'field required', type: 'missing' },
        ],
      },
      {
        message: 'field required',
        issues: [{ path: ['loadBalancer', 'models', 0], message: 'field required' }],
      },
    ],
    [
      'in plain text',
      503,
      'upstream connect error',
      {
        message: `The server answered 503. Try again later. ${unknownOutcome}`,
        details: { text: 'upstream connect error' },
        outcomeUnknown: true,
      },
    ],
    [
      'in HTML',
      502,
      '<html><head><title>502 Bad Gateway</title></head><body>secret internals</body></html>',
      {
        message: `The server answered 502: 502 Bad Gateway. Try again later. ${unknownOutcome}`,
        details: {},
        outcomeUnknown: true,
      },
    ],
    [
      'without a word',
      500,
      '',
      {
        message: `The server answered 500. Try again later. ${unknownOutcome}`,
        outcomeUnknown: true,
      },
    ],
    [
      'in JSON that is no object',
      500,
      '[1]',
      {
        message: `The server answered 500. Try again later. ${unknownOutcome}`,
        outcomeUnknown: true,
      },
    ],
  ])('%s keeps its code and sentence', async (_, status, body, expected) => {
    const { error, calls } = await meet('respond', {
      responses: say(status, body, { 'x-request-id': 'r-3' }),
    })
    expect(error).toMatchObject({
      code: 'http',
      status,
      requestId: 'r-3',
      outcomeUnknown: false,
      ...expected,
    })
    expect(JSON.stringify(error)).not.toContain('internals')
    expect(calls).toHaveLength(1)
  })

  test('404 with an empty body says that the model or the endpoint may be retired, and what to do', async () => {
    const { error } = await meet('respond', { responses: say(404, '') })
    expect(error?.message).toMatch(/model "a\/b".+retired.+add a prompt/)
  })

  test.each(['', '<!DOCTYPE html><title>404: Not found</title>'])(
    '404 of %j where the handler should be says first that nothing may be there',
    async (body) => {
      const { error } = await meet('respond', { responses: say(404, body) })
      expect(error?.message).toMatch(/createVariationHandler.+retired/)
      const client = { serverURL: server.url, endpoint: undefined as never }
      const paths = {
        variations: `/respond?responses=${encodeURIComponent(JSON.stringify(say(404, body)))}`,
      }
      const direct = await meet('respond', { client: { ...client, paths, apiKey: 'sk-1' } })
      expect(direct.error).toMatchObject({ status: 404 })
      expect(direct.error?.message).not.toContain('createVariationHandler')
    },
  )

  test.each([
    [502, 'upstream_connection_lost'],
    [504, 'upstream_timeout'],
  ])('%i %s of the handler may have been billed, and nothing repeats it', async (status, code) => {
    const message = 'It was lost. The request may have been carried out and billed.'
    const responses = say(status, { error: { code, message, sent: true } })
    const { error, calls } = await meet('respond', { responses, retries: fast })
    expect(error).toMatchObject({ code: 'http', status, message, outcomeUnknown: true })
    expect(calls).toHaveLength(1)
  })

  test('is delivered while the upload still goes on', async () => {
    const { error } = await meet('early-error', { image: bigImage })
    expect(error).toMatchObject({ code: 'http', status: 413, details: { code: 'too_large' } })
  })

  test('that breaks off still tells its status', async () => {
    const { error } = await meet('respond', {
      responses: [{ status: 500, headers: { 'content-length': '999' }, body: 'oh' }],
    })
    expect(error).toMatchObject({ code: 'http', status: 500, details: { text: 'oh' } })
  })
})

describe('retries', () => {
  const busy = (headers: Record<string, string> = {}, status = 429): FaultResponse => ({
    status,
    headers,
    body: '{"error":{"code":"busy","message":"Busy.","sent":false}}',
  })

  test('503 then 200 succeeds where retries are configured', async () => {
    const { result, calls } = await meet('respond', {
      responses: [busy({}, 503), {}],
      retries: fast,
    })
    expect(result.ok).toBe(true)
    expect(calls).toHaveLength(2)
  })

  test('503 is one call where they are not', async () => {
    const { error, calls } = await meet('respond', { responses: [busy({}, 503), {}] })
    expect(error).toMatchObject({ code: 'http', status: 503 })
    expect(calls).toHaveLength(1)
  })

  test('the options of a call win over those of the client', async () => {
    const responses = [busy({}, 503), {}]
    const none = await meet('respond', {
      responses,
      client: { retries: fast },
      retries: { strategy: 'none' },
    })
    expect(none.calls).toHaveLength(1)
    const ours = await meet('respond', { responses, client: { retries: fast } })
    expect(ours.calls).toHaveLength(2)
  })

  test.each<[string, number, string[] | undefined, number]>([
    ['400 is not repeated', 400, undefined, 1],
    ['401 is not repeated', 401, undefined, 1],
    ['501 is not repeated', 501, undefined, 1],
    ['504 is repeated', 504, undefined, 2],
    ['a family is', 418, ['4XX'], 2],
    ['a lower-case family is', 599, ['5xx'], 2],
    ['another family is not', 503, ['4XX'], 1],
  ])('%s', async (_, status, retryCodes, expected) => {
    const { calls } = await meet('respond', {
      responses: [busy({}, status), {}],
      retries: fast,
      ...(retryCodes ? { retryCodes } : {}),
    })
    expect(calls).toHaveLength(expected)
  })

  test.each<[string, () => Record<string, string>, number]>([
    ['seconds', () => ({ 'retry-after': '1' }), 1000],
    ['milliseconds', () => ({ 'retry-after-ms': '150', 'retry-after': '9' }), 150],
    [
      'a date',
      () => ({ 'retry-after': new Date(Math.ceil(Date.now() / 1000) * 1000 + 1000).toUTCString() }),
      1000,
    ],
    [
      "a date on the server's slow clock",
      () => ({
        date: new Date(1e12).toUTCString(),
        'retry-after': new Date(1e12 + 1000).toUTCString(),
      }),
      1000,
    ],
  ])('Retry-After in %s is waited for', async (_, headers, leastMs) => {
    const startedAt = Date.now()
    const { result, calls } = await meet('respond', {
      responses: [busy(headers()), {}],
      retries: fast,
    })
    expect(result.ok).toBe(true)
    expect((calls[1]?.at ?? 0) - startedAt).toBeGreaterThanOrEqual(leastMs - 5)
  })

  test.each(['Wed, 21 Oct 2015 07:28:00 GMT', 'soon', '-5', ''])(
    'Retry-After %j is a backoff',
    async (value) => {
      const { delays } = watchTimers()
      const { result } = await meet('respond', {
        responses: [busy({ 'retry-after': value }), {}],
        retries: { strategy: 'backoff', backoff: { initialInterval: 100 } },
        timeoutMs: 3_333_333,
      })
      expect(result.ok).toBe(true)
      const isBackoff = (ms: number) => ms >= 70 && ms <= 125
      const isDeadline = (ms: number) => ms > 3_000_000 && ms <= 3_333_333
      expect(delays.filter((ms) => !isDeadline(ms))).toEqual([expect.toSatisfy(isBackoff)])
    },
  )

  test('an absurd Retry-After, or one beyond the deadline, is not waited for, and the error says how long', async () => {
    const { delays } = watchTimers()
    for (const [seconds, timeoutMs] of [
      [86_400, 3_333_333],
      [50, 40_000],
    ] as const) {
      const { error, calls } = await meet('respond', {
        responses: [busy({ 'retry-after': String(seconds) }), {}],
        retries: fast,
        timeoutMs,
      })
      expect(error).toMatchObject({ code: 'http', status: 429, retryAfterMs: seconds * 1000 })
      expect(calls).toHaveLength(1)
    }
    // One deadline for each.
    expect(delays).toHaveLength(2)
  })

  test('end with maxElapsedTime', async () => {
    const backoff = { initialInterval: 400, exponent: 1, maxElapsedTime: 2000 }
    const retries = { strategy: 'backoff', backoff } as const
    const { error, calls } = await meet('respond', { responses: [busy()], retries })
    expect(error).toMatchObject({ code: 'http', status: 429 })
    expect(calls.length).toBeGreaterThan(1)
    // A wait is 300 ms at least: six of them fit.
    expect(calls.length).toBeLessThanOrEqual(7)
  })
})

describe('the deadline', () => {
  test.each<[FaultName, File, boolean]>([
    ['silent', smallImage, true],
    ['stalled-body', smallImage, true],
    ['slow-body', smallImage, true],
    ['stalled-upload', bigImage, false],
  ])(
    '%s ends in time, and tells whether it may have been billed',
    async (fault, image, outcomeUnknown) => {
      const pending = meet(fault, {
        image,
        timeoutMs: 1000,
        retries: { ...fast, retryConnectionErrors: true },
      })
      expect(await endsWithin(2000, pending)).toBe(true)
      const { error, calls, tookMs } = await pending
      expect(error).toMatchObject({ code: 'timeout', outcomeUnknown })
      expect(tookMs).toBeGreaterThan(995)
      expect(calls).toHaveLength(1)
    },
  )

  test('knows that nothing was sent while the connection was not there', async () => {
    // Plain TCP never responds to the first message of TLS.
    const endpoint = server.url.replace('http:', 'https:')
    const { error } = await meet('silent', { client: { endpoint }, timeoutMs: 100 })
    expect(error).toMatchObject({ code: 'timeout', outcomeUnknown: false })
  })

  test('holds over retries, and also where the caller passes a signal', async () => {
    const responses = [
      { status: 503, body: '{"error":{"code":"busy","message":"Busy.","sent":false}}' },
    ]
    const retries = { strategy: 'backoff', backoff: { initialInterval: 50, exponent: 1 } } as const
    const { signal } = new AbortController()
    const { error, calls } = await meet('respond', { responses, retries, signal, timeoutMs: 1000 })
    // It waits for no retry that would come after the deadline.
    expect(error?.code).toMatch(/http|timeout/)
    expect(calls.length).toBeGreaterThan(1)
    const silent = await meet('silent', { signal, timeoutMs: 100 })
    expect(silent.error).toMatchObject({ code: 'timeout' })
  })

  test.each(['abc', NaN, 0, null])('of %j is the default', async (timeoutMs) => {
    const { result } = await meet('respond', { timeoutMs: timeoutMs as number })
    expect(result.ok).toBe(true)
  })

  test('ends a key function and a fetch that do not listen', async () => {
    const never = () => new Promise<never>(() => {})
    const slowKey = await meet('respond', { client: { apiKey: never }, timeoutMs: 50 })
    expect(slowKey.error).toMatchObject({ code: 'timeout', outcomeUnknown: false })
    const slowFetch = await meet('respond', { client: { fetch: never }, timeoutMs: 50 })
    expect(slowFetch.error).toMatchObject({ code: 'timeout', outcomeUnknown: true })
  })
})

describe('an abort', () => {
  /** Aborts when the server has seen what `isReached` waits for. */
  async function abortWhen(fault: FaultName, isReached: () => boolean, trial: Trial = {}) {
    const controller = new AbortController()
    const pending = meet(fault, { ...trial, signal: controller.signal })
    await vi.waitFor(() => expect(isReached()).toBe(true), { interval: 5, timeout: 10_000 })
    controller.abort(new Error('enough'))
    // Nothing else ends it in this time.
    const isHeard = await endsWithin(1000, pending)
    return { ...(await pending), isHeard }
  }
  const seen = () => server.calls(`call-${ids}`)

  test('before: nothing is sent', async () => {
    const { error, calls } = await meet('respond', { signal: AbortSignal.abort('no') })
    expect(error).toMatchObject({ code: 'aborted', outcomeUnknown: false, cause: 'no' })
    expect(calls).toHaveLength(0)
  })

  test.each<[string, FaultName, File, boolean]>([
    ['during the upload', 'stalled-upload', bigImage, false],
    ['during the wait', 'silent', smallImage, true],
    ['during the response', 'slow-body', smallImage, true],
  ])('%s is heard at once and tells the truth', async (_, fault, image, outcomeUnknown) => {
    const leastBytes = fault === 'stalled-upload' ? 0 : image.size
    const isReached = () => (seen()[0]?.bodyBytes ?? -1) >= leastBytes
    const { error, calls, isHeard } = await abortWhen(fault, isReached, { image, retries: fast })
    expect(error).toMatchObject({ code: 'aborted', outcomeUnknown })
    expect(error?.cause).toMatchObject({ message: 'enough' })
    expect(isHeard).toBe(true)
    expect(calls).toHaveLength(1)
  })

  test('during the backoff: no further request', async () => {
    const { pending } = watchTimers()
    const retries = { strategy: 'backoff', backoff: { initialInterval: 20_000 } } as const
    const body = '{"error":{"code":"busy","message":"Busy.","sent":false}}'
    const trial = { responses: [{ status: 503, body }, {}], retries, timeoutMs: 100_000 }
    const backoffs = () => pending().filter((ms) => ms > 10_000 && ms < 30_000)
    const isWaiting = () => backoffs().length === 1
    const { error, calls, isHeard } = await abortWhen('respond', isWaiting, trial)
    expect(error).toMatchObject({ code: 'aborted', outcomeUnknown: false })
    expect(isHeard).toBe(true)
    expect(backoffs()).toEqual([])
    expect(calls).toHaveLength(1)
  })

  test('a signal in fetchOptions counts as well', async () => {
    const controller = new AbortController()
    const pending = meet('silent', { fetchOptions: { signal: controller.signal } })
    await vi.waitFor(() => expect(seen()).toHaveLength(1), 10_000)
    controller.abort()
    expect((await pending).error).toMatchObject({ code: 'aborted' })
  })

  test('of AbortSignal.timeout is told as the timeout that it is', async () => {
    const { error } = await meet('silent', { signal: AbortSignal.timeout(50), timeoutMs: -1 })
    expect(error).toMatchObject({ code: 'timeout', outcomeUnknown: true })
    expect(error?.message).toMatch(/signal.+billed/)
  })
})

describe('a redirect', () => {
  test.each([301, 302, 303, 307, 308])(
    '%i is rejected, and the key goes nowhere',
    async (status) => {
      const id = `redirect-${status}`
      const client = createVariationClient({
        apiKey: 'sk-canary-12345678',
        serverURL: server.url,
        paths: { variations: `/redirect?id=${id}&status=${status}` },
      })
      const result = await createImageVariation(client, { model: 'a/b', image: smallImage })
      expect(result.ok ? undefined : result.error).toMatchObject({ code: 'redirect' })
      expect(server.calls(id)).toHaveLength(1)
      expect(server.calls(`${id}-target`)).toHaveLength(0)
    },
  )

  test('is rejected by a fetch that returns it or follows it', async () => {
    const returning = () => Promise.resolve(new Response(null, { status: 307 }))
    const returned = await meet('respond', { client: { fetch: returning } })
    expect(returned.error).toMatchObject({ code: 'redirect' })
    const followed = await meet('redirect', {
      client: { fetch: (url, init) => fetch(url, { ...init, redirect: 'follow' }) },
    })
    expect(followed.error).toMatchObject({ code: 'redirect' })
  })
})

test('nothing is left behind: no listener, no timer, no socket', async () => {
  const own = await startFaultServer()
  const { signal } = new AbortController()
  const { pending } = watchTimers()
  const ask = (fault: FaultName, options?: RequestOptions) =>
    createImageVariation(
      createVariationClient({ endpoint: `${own.url}/${fault}` }),
      { model: 'a/b', image: smallImage },
      { signal, ...options },
    )
  for (let count = 0; count < 5; count += 1) {
    await ask('respond')
    await ask('silent', { timeoutMs: 20 })
    await ask('reset-after-upload')
    await ask('slow-body', { timeoutMs: 30, retries: fast })
  }
  expect(getEventListeners(signal, 'abort')).toHaveLength(0)
  // Twenty calls were made; Node's pool opens a spare connection after an abort, with plain fetch as well.
  await vi.waitFor(() => expect(own.openSockets()).toBeLessThanOrEqual(2), 10_000)
  await vi.waitFor(() => expect(pending()).toEqual([]), 10_000)
  await own.close()
})
