import {
  createImageVariation,
  createVariationClient,
  type RequestOptions,
  type UploadProgress,
  type VariationClientOptions,
} from 'react-image-variation/client'
import { afterEach, describe, expect, inject, test, vi } from 'vitest'
import { goodBody, type FaultResponse, type Call, type FaultName } from './faults.js'

const faultURL = inject('faultServerURL')
const bigImage = new File([new Uint8Array(20_000_000)], 'cat.png', { type: 'image/png' })
const smallImage = new File([new Uint8Array(1000)], 'cat.png', { type: 'image/png' })

type Trial = {
  id?: string
  responses?: FaultResponse[]
  image?: File
  client?: VariationClientOptions
} & RequestOptions

async function callsOf(id: string): Promise<Call[]> {
  return (await fetch(`${faultURL}/calls?id=${id}`)).json()
}

async function meet(
  fault: FaultName,
  {
    responses = [{}],
    image = smallImage,
    client,
    id = crypto.randomUUID(),
    ...options
  }: Trial = {},
) {
  const query = new URLSearchParams({ id, responses: JSON.stringify(responses) })
  const endpoint = `${faultURL}/${fault}?${query}`
  const result = await createImageVariation(
    createVariationClient({ endpoint, ...client }),
    { model: 'a/b', image },
    options,
  )
  return {
    result,
    error: result.ok ? undefined : result.error,
    calls: await callsOf(id),
  }
}

/** Whether the work ends before a timer of `ms` milliseconds does that starts now: a busy machine holds up both. */
async function endsWithin(ms: number, work: Promise<unknown>): Promise<boolean> {
  let isLate = false
  const timer = setTimeout(() => (isLate = true), ms)
  await work
  clearTimeout(timer)
  return !isLate
}

/** Both ways to post that a browser has. */
const ways: [string, RequestOptions][] = [
  ['with fetch', {}],
  ['with upload progress', { onUploadProgress: () => {} }],
]

afterEach(() => vi.restoreAllMocks())

describe.each(ways)('%s', (way, options) => {
  const isWatched = way === 'with upload progress'

  test('a response arrives, whatever its content type', async () => {
    const { result, calls } = await meet('respond', {
      ...options,
      responses: [{ headers: { 'content-type': 'text/html' }, body: `\uFEFF${goodBody}` }],
    })
    expect(result).toEqual({ ok: true, value: { created: 1, data: [{ b64Json: 'AAAA' }] } })
    expect(calls[0]?.head).toMatch(/content-type: multipart\/form-data; boundary=/i)
    expect(calls[0]?.head).not.toMatch(/authorization/i)
  })

  test('a connection that is refused fails; that nothing was sent is known only where uploads are watched', async () => {
    const { error } = await meet('respond', {
      ...options,
      client: { endpoint: 'http://127.0.0.1:1/' },
    })
    expect(error).toMatchObject(
      isWatched
        ? { code: 'network', outcomeUnknown: false }
        : { code: 'outcome_unknown', outcomeUnknown: true },
    )
  })

  test('offline is told at once', async () => {
    vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false)
    const { error, calls } = await meet('respond', options)
    expect(error).toMatchObject({ code: 'offline', outcomeUnknown: false })
    expect(calls).toHaveLength(0)
  })

  test('an error response keeps its code and its sentence', async () => {
    const body = JSON.stringify({ error: { code: 'rate_limit_exceeded', message: 'Too many.' } })
    const headers = { 'x-request-id': 'r-9', 'retry-after': '7' }
    const { error } = await meet('respond', {
      ...options,
      responses: [{ status: 429, headers, body }],
    })
    expect(error).toMatchObject({
      code: 'http',
      status: 429,
      message: 'Too many.',
      requestId: 'r-9',
      retryAfterMs: 7e3,
      details: { code: 'rate_limit_exceeded' },
    })
  })

  test.each([
    'reset-after-upload',
    'end-after-upload',
    'reset-mid-response',
    'end-mid-response',
  ] as const)('%s: the outcome is unknown, and the request is not repeated', async (fault) => {
    const retries = {
      strategy: 'backoff',
      retryConnectionErrors: true,
      backoff: { initialInterval: 5 },
    } as const
    const { error } = await meet(fault, { ...options, retries })
    expect(error).toMatchObject({ code: 'outcome_unknown', outcomeUnknown: true })
    expect(error?.requestId).toBe(fault.endsWith('response') ? 'r-1' : undefined)
  })

  test('reset mid-upload is known not to be carried out where uploads are watched', async () => {
    const { error } = await meet('reset-mid-upload', { ...options, image: bigImage })
    expect(error).toMatchObject(
      isWatched ? { code: 'network', outcomeUnknown: false } : { outcomeUnknown: true },
    )
  })

  test('a success that is no JSON is a bad response', async () => {
    const { error } = await meet('respond', { ...options, responses: [{ body: '<html>' }] })
    expect(error).toMatchObject({ code: 'bad_response', details: { text: '<html>' } })
  })

  test.each<[FaultName, File, boolean]>([
    ['silent', smallImage, true],
    ['stalled-body', smallImage, true],
    ['stalled-upload', bigImage, !isWatched],
  ])('the deadline ends %s in time', async (fault, image, outcomeUnknown) => {
    const pending = meet(fault, { ...options, image, timeoutMs: 1500 })
    expect(await endsWithin(3500, pending)).toBe(true)
    const { error } = await pending
    expect(error).toMatchObject({ code: 'timeout', outcomeUnknown })
  })

  test('an abort is heard at once', async () => {
    const controller = new AbortController()
    const id = crypto.randomUUID()
    const pending = meet('silent', { ...options, id, signal: controller.signal })
    await vi.waitFor(async () => expect(await callsOf(id)).toHaveLength(1), 10_000)
    controller.abort()
    // Nothing else ends it in this time.
    expect(await endsWithin(2000, pending)).toBe(true)
    expect((await pending).error).toMatchObject({ code: 'aborted' })
  })

  test('a redirect is not a response', async () => {
    const id = crypto.randomUUID()
    const { error } = await meet('redirect', { ...options, id })
    expect(error).toMatchObject({ code: 'redirect' })
    // XMLHttpRequest cannot help following.
    expect(await callsOf(`${id}-target`)).toHaveLength(isWatched ? 1 : 0)
  })

  test('a response beyond the limit is given up', async () => {
    const { error } = await meet('endless', {
      ...options,
      client: { maxResponseBytes: 1_000_000, endpoint: `${faultURL}/endless` },
    })
    expect(error).toMatchObject({ code: 'bad_response', outcomeUnknown: true })
  })

  test('an error response without an end is not waited for', async () => {
    const { error } = await meet('endless', {
      ...options,
      client: { endpoint: `${faultURL}/endless?status=422` },
    })
    expect(error).toMatchObject({ code: 'http', status: 422 })
  })

  test('an error response while the upload still goes on is delivered', async () => {
    const { error } = await meet('early-error', { ...options, image: bigImage })
    expect(error).toMatchObject({ code: 'http', status: 413, details: { code: 'too_large' } })
  })

  test('503 then 200 succeeds where retries are configured', async () => {
    const retries = { strategy: 'backoff', backoff: { initialInterval: 5 } } as const
    const { result, calls } = await meet('respond', {
      ...options,
      responses: [
        { status: 503, body: '{"error":{"code":"busy","message":"Busy.","sent":false}}' },
        {},
      ],
      retries,
    })
    expect(result.ok).toBe(true)
    expect(calls).toHaveLength(2)
  })
})

test('upload progress counts real bytes up to the whole request', async () => {
  const seen: UploadProgress[] = []
  const { calls } = await meet('respond', {
    image: bigImage,
    onUploadProgress: (progress) => seen.push(progress),
  })
  const loaded = seen.map(({ loadedBytes }) => loadedBytes)
  expect(loaded).toEqual(loaded.toSorted((one, other) => one - other))
  expect(seen.at(-1)).toEqual({ loadedBytes: calls[0]?.bodyBytes, totalBytes: calls[0]?.bodyBytes })
})

test('a relative endpoint leads to the page', async () => {
  const urls: string[] = []
  const client = createVariationClient({
    fetch: (url) => {
      urls.push(String(url))
      return Promise.resolve(new Response(goodBody))
    },
  })
  await client.create({ model: 'a/b' })
  expect(urls).toEqual([new URL('/api/image-variations', location.href).href])
})

test('a key needs dangerouslyAllowBrowser', () => {
  expect(() => createVariationClient({ apiKey: 'sk-1' })).toThrow(
    expect.objectContaining({ code: 'configuration' }),
  )
  expect(() =>
    createVariationClient({ apiKey: 'sk-1', dangerouslyAllowBrowser: true }),
  ).not.toThrow()
})
