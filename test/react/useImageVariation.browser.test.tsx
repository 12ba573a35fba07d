import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { act, renderHook, waitFor } from '@testing-library/react'
import {
  ImageVariationProvider,
  useImageVariation,
  type UseImageVariationOptions,
  type VariationImage,
  type VariationProgress,
} from 'react-image-variation'
import { createVariationClient, isVariationError } from 'react-image-variation/client'
import { useEffect, type ReactNode } from 'react'
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { cdp } from 'vitest/browser'
import {
  createTestClient,
  fixture,
  longestTask,
  watchObjectURLs,
  withQueryClient,
} from './harness.js'

const defaults = { model: 'local/duotone', size: '256x256', responseFormat: 'b64_json' } as const
type Options = UseImageVariationOptions<typeof defaults>

let image: File
let other: File
beforeEach(async () => {
  image ??= await fixture('coffee-square.jpg')
  other ??= await fixture('cat.webp')
})

function setUp(options: Options = {}, wrapper = withQueryClient()) {
  const router = createTestClient()
  const hook = renderHook(
    (props: Options) => useImageVariation({ client: router.client, defaults, ...props }),
    { wrapper, initialProps: options },
  )
  return { ...hook, ...router }
}

/** Long enough for anything that would still come: everything here happens within tasks, not times. */
const tasks = async () => {
  for (let task = 0; task < 20; task++) {
    await act(() => new Promise<void>((resolve) => setTimeout(resolve)))
  }
}

test('a call becomes a run of images that an <img> can show', async () => {
  const { result, requests } = setUp()
  act(() => result.current.mutate({ image, n: 2 }))
  await waitFor(() => expect(result.current.progress?.phase).toBe('uploading'))
  await waitFor(() => expect(result.current.isSuccess).toBe(true))
  const run = result.current.data
  expect(requests).toHaveLength(1)
  expect(result.current.images).toBe(run?.images)
  expect(result.current.progress).toBe(null)
  expect(run?.images).toMatchObject([
    { index: 0, runId: run?.id, mimeType: 'image/jpeg', width: 256, height: 256 },
    { index: 1, runId: run?.id, mimeType: 'image/jpeg', width: 256, height: 256 },
  ])
  expect(run?.request).toEqual({ ...defaults, n: 2 })
  expect(run?.source).toMatchObject({ name: 'coffee-square.jpg', mimeType: 'image/jpeg' })
  for (const src of [run?.images[0]?.src, run?.source.src]) {
    const element = new Image()
    element.src = src ?? ''
    await element.decode()
  }
})

describe('one call, one request', () => {
  test('the same call twice in one tick, and again while pending', async () => {
    const { result, requests, closeGate } = setUp()
    const open = closeGate()
    const onSuccess = vi.fn<() => void>()
    let runs: Promise<unknown>[] = []
    act(() => {
      result.current.mutate({ image }, { onSuccess })
      runs = [result.current.mutateAsync({ image }), result.current.mutateAsync({ image })]
    })
    await waitFor(() => expect(requests).toHaveLength(1))
    act(() => result.current.mutate({ image }))
    open()
    await waitFor(() => expect(result.current.isSuccess).toBe(true))
    expect(new Set(await Promise.all(runs)).size).toBe(1)
    expect(requests).toHaveLength(1)
    expect(onSuccess).toHaveBeenCalledTimes(1)
  })

  test('the same call after the response is another request', async () => {
    const { result, requests } = setUp()
    await act(() => result.current.mutateAsync({ image }))
    await act(() => result.current.mutateAsync({ image }))
    expect(requests).toHaveLength(2)
  })

  test('no retry and no waiting for the network, whatever the query client is used to', async () => {
    const { result, requests } = setUp()
    act(() => result.current.mutate({ image, model: 'local/fail-503' }))
    await waitFor(() => expect(result.current.isError).toBe(true))
    expect(requests).toHaveLength(1)
  })

  test('retries that the caller asks for', async () => {
    const { result, requests } = setUp({ retry: 2, retryDelay: 1 })
    await act(() => result.current.mutateAsync({ image, model: 'local/flaky-2' }))
    expect(requests).toHaveLength(3)
  })

  test('offline rejects at once and sends nothing later', async () => {
    const offline = vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false)
    onTestFinished(() => offline.mockRestore())
    const { result, requests } = setUp()
    act(() => {
      window.dispatchEvent(new Event('offline'))
      result.current.mutate({ image })
    })
    await waitFor(() => expect(result.current.error?.code).toBe('offline'))
    offline.mockRestore()
    act(() => void window.dispatchEvent(new Event('online')))
    await tasks()
    expect(requests).toHaveLength(0)
  })

  test('re-rendering with new inline options sends nothing', async () => {
    const { result, requests, rerender, closeGate } = setUp()
    const open = closeGate()
    act(() => result.current.mutate({ image }))
    await waitFor(() => expect(requests).toHaveLength(1))
    rerender({ onSuccess: () => {} })
    rerender({ keepOnUnmount: true })
    rerender({})
    act(() => void document.dispatchEvent(new Event('visibilitychange')))
    open()
    await waitFor(() => expect(result.current.isSuccess).toBe(true))
    expect(requests).toHaveLength(1)
  })

  test('a call in an effect survives StrictMode as one request', async () => {
    const { client, requests } = createTestClient()
    const { result } = renderHook(
      () => {
        const variation = useImageVariation({ client, defaults })
        const { mutate } = variation
        useEffect(() => mutate({ image }), [mutate])
        return variation
      },
      { wrapper: withQueryClient() },
    )
    await waitFor(() => expect(result.current.isSuccess).toBe(true))
    expect(requests).toHaveLength(1)
  })
})

describe('the latest wins', () => {
  test('a different call stops the one before, whose callbacks stay silent', async () => {
    const onError = vi.fn<() => void>()
    const onSettled = vi.fn<(run: unknown, error: unknown) => void>()
    const { result, requests, closeGate } = setUp({ onError, onSettled })
    const open = closeGate()
    let first: Promise<unknown> = Promise.resolve()
    act(() => {
      first = result.current.mutateAsync({ image }).catch((error: unknown) => error)
    })
    await waitFor(() => expect(requests).toHaveLength(1))
    act(() => result.current.mutate({ image: other }))
    await waitFor(() => expect(requests).toHaveLength(2))
    expect(requests[0]?.signal.aborted).toBe(true)
    open()
    await waitFor(() => expect(result.current.isSuccess).toBe(true))
    expect(result.current.data?.source.name).toBe('cat.webp')
    expect(await first).toMatchObject({ code: 'aborted' })
    expect(onError).not.toHaveBeenCalled()
    expect(onSettled.mock.calls.map(([run, error]) => [Boolean(run), error])).toEqual([
      [false, null],
      [true, null],
    ])
  })
})

describe('cancel', () => {
  test('goes back to idle and calls no onError, of the hook or of the call', async () => {
    const onError = vi.fn<() => void>()
    const onSettled = vi.fn<(run: unknown, error: unknown) => void>()
    const { result, requests, closeGate } = setUp({ onError, onSettled })
    closeGate()
    act(() => result.current.mutate({ image }, { onError, onSettled: onError }))
    await waitFor(() => expect(requests).toHaveLength(1))
    act(() => result.current.cancel())
    await waitFor(() => expect(result.current.isIdle).toBe(true))
    expect(requests[0]?.signal.aborted).toBe(true)
    expect(result.current).toMatchObject({ error: null, progress: null, images: [] })
    await waitFor(() => expect(onSettled).toHaveBeenCalledTimes(1))
    expect(onSettled.mock.calls[0]?.slice(0, 2)).toEqual([undefined, null])
    expect(onError).not.toHaveBeenCalled()
    expect(result.current.isIdle).toBe(true)
  })

  test('leaves a finished run alone', async () => {
    const { result } = setUp()
    await act(() => result.current.mutateAsync({ image }))
    act(() => result.current.cancel())
    await tasks()
    expect(result.current.images).toHaveLength(1)
  })

  test('the same call right after it is a new request, and the only one that counts', async () => {
    const { result, requests } = setUp()
    const variables = { image }
    act(() => {
      result.current.mutate(variables)
      result.current.cancel()
      result.current.mutate(variables)
    })
    await waitFor(() => expect(result.current.isSuccess).toBe(true))
    expect(requests).toHaveLength(1)
  })

  test('reset while pending stops as well', async () => {
    const { result, requests, closeGate } = setUp()
    closeGate()
    act(() => result.current.mutate({ image }))
    await waitFor(() => expect(requests).toHaveLength(1))
    act(() => result.current.reset())
    expect(requests[0]?.signal.aborted).toBe(true)
    await waitFor(() => expect(result.current.isIdle).toBe(true))
  })

  test('is heard while the image is prepared', async () => {
    let signal: AbortSignal | undefined
    const { result, requests } = setUp({
      prepare: (_, options) => {
        signal = options.signal
        return new Promise((_resolve, reject) => {
          options.signal.addEventListener('abort', () => reject(options.signal.reason as Error))
        })
      },
    })
    act(() => result.current.mutate({ image }))
    await waitFor(() => expect(result.current.progress?.phase).toBe('preparing'))
    act(() => result.current.cancel())
    await waitFor(() => expect(result.current.isIdle).toBe(true))
    expect(signal?.aborted).toBe(true)
    await tasks()
    expect(requests).toHaveLength(0)
  })
})

describe('unmounting', () => {
  test('stops the request and says nothing', async () => {
    const onError = vi.fn<() => void>()
    const { result, requests, unmount, closeGate } = setUp({ onError, onSuccess: onError })
    closeGate()
    act(() => result.current.mutate({ image }))
    await waitFor(() => expect(requests).toHaveLength(1))
    unmount()
    await waitFor(() => expect(requests[0]?.signal.aborted).toBe(true))
    await tasks()
    expect(onError).not.toHaveBeenCalled()
  })

  test('keeps going with keepOnUnmount, and the callbacks of the hook come', async () => {
    const onSuccess = vi.fn<() => void>()
    const { result, requests, unmount, closeGate } = setUp({ keepOnUnmount: true, onSuccess })
    const open = closeGate()
    act(() => result.current.mutate({ image }))
    await waitFor(() => expect(requests).toHaveLength(1))
    unmount()
    await tasks()
    open()
    await waitFor(() => expect(onSuccess).toHaveBeenCalledTimes(1))
    expect(requests[0]?.signal.aborted).toBe(false)
  })

  test('gives every object URL back, those of replaced and cancelled runs included', async () => {
    const urls = watchObjectURLs()
    onTestFinished(urls.stop)
    const { result, unmount } = setUp()
    await act(() => result.current.mutateAsync({ image, n: 2 }))
    const before = result.current.images[0]?.src ?? ''
    await act(() => result.current.mutateAsync({ image: other }))
    // A page may still show the run before.
    expect(urls.alive).toContain(before)
    expect(urls.alive).toContain(result.current.images[0]?.src)
    unmount()
    await waitFor(() => expect(urls.alive).toEqual(new Set()))
  })
})

describe('progress', () => {
  test('preparing, uploading, generating, with the time', async () => {
    const phases: string[] = []
    const { client, closeGate } = createTestClient()
    const open = closeGate()
    let finishPreparing = () => {}
    const prepare = (blob: Blob) =>
      new Promise<Blob>((resolve) => {
        finishPreparing = () => resolve(blob)
      })
    const { result } = renderHook(
      () => {
        const variation = useImageVariation({ client, defaults, prepare })
        const { progress } = variation
        if (progress && progress.phase !== phases.at(-1)) phases.push(progress.phase)
        return variation
      },
      { wrapper: withQueryClient() },
    )
    act(() => result.current.mutate({ image }))
    await waitFor(() => expect(phases).toEqual(['preparing']))
    finishPreparing()
    // This client cannot see its upload: after a second of silence the wait is called by its name.
    await waitFor(() => expect(phases).toEqual(['preparing', 'uploading', 'generating']))
    await waitFor(() => expect(result.current.progress?.elapsedMs).toBeGreaterThan(900))
    open()
    await waitFor(() => expect(result.current.isSuccess).toBe(true))
  })

  test('tells the bytes of a real upload', async () => {
    const session = cdp() as { send(method: string, parameters?: object): Promise<unknown> }
    await session.send('Network.enable')
    await session.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput: 2_000_000,
    })
    onTestFinished(() => session.send('Network.disable').then(() => {}))
    const seen: VariationProgress[] = []
    const bytes = new File([new Uint8Array(1_000_000)], 'zeros.png', { type: 'image/png' })
    const client = createVariationClient({ endpoint: new URL('/nobody-here', location.href) })
    const { result } = renderHook(
      () => {
        const variation = useImageVariation({ client, defaults })
        if (variation.progress?.loadedBytes) seen.push(variation.progress)
        return variation
      },
      { wrapper: withQueryClient() },
    )
    act(() => result.current.mutate({ image: bytes }))
    await waitFor(() => expect(result.current.isError).toBe(true), { timeout: 10_000 })
    expect(seen.length).toBeGreaterThan(1)
    for (const { loadedBytes = 0, totalBytes = 0 } of seen) {
      expect(totalBytes).toBeGreaterThan(1_000_000)
      expect(loadedBytes).toBeLessThan(totalBytes)
    }
  })
})

describe('options flow', () => {
  function inProvider(children: ReactNode, defaults: object, client = createTestClient()) {
    return (
      <QueryClientProvider client={new QueryClient()}>
        <ImageVariationProvider client={client.client} defaults={defaults}>
          {children}
        </ImageVariationProvider>
      </QueryClientProvider>
    )
  }

  test('provider, then hook, then call; null leaves an option out', async () => {
    const router = createTestClient()
    const { result } = renderHook(
      () => useImageVariation({ defaults: { model: 'local/pencil', user: 'hook', n: 2 } }),
      {
        wrapper: ({ children }) =>
          inProvider(
            children,
            {
              model: 'local/duotone',
              size: '512x512',
              responseFormat: 'b64_json',
              name: 'trace',
              user: 'provider',
            },
            router,
          ),
      },
    )
    await act(() =>
      result.current.mutateAsync({ image, n: undefined, size: '256x256', name: null }),
    )
    expect(router.fields[0]).toMatchObject({
      model: 'local/pencil',
      n: '2',
      size: '256x256',
      user: 'hook',
      response_format: 'b64_json',
    })
    expect(router.fields[0]).not.toHaveProperty('name')
    expect(result.current.data?.request).not.toHaveProperty('name')
  })

  test('an inner provider adds to the outer one', async () => {
    const router = createTestClient()
    const { result } = renderHook(() => useImageVariation(), {
      wrapper: ({ children }) =>
        inProvider(
          <ImageVariationProvider defaults={{ n: 2 }}>{children}</ImageVariationProvider>,
          { ...defaults, n: 1 },
          router,
        ),
    })
    await act(() => result.current.mutateAsync({ image } as never))
    expect(router.fields[0]).toMatchObject({ model: 'local/duotone', n: '2' })
  })

  test('fresh leaves the caches out, so that the same request gives new images', async () => {
    const { result, fields } = setUp()
    const cache = { type: 'exact_match', ttl: 60 } as const
    await act(() => result.current.mutateAsync({ image, cache, orq: { name: 'a', cache } }))
    await act(() => result.current.mutateAsync({ image, cache }))
    await act(() => result.current.mutateAsync({ image, cache }))
    expect(result.current.data?.cacheHit).toBe(true)
    await act(() =>
      result.current.mutateAsync({ image, cache, orq: { name: 'a', cache }, fresh: true }),
    )
    expect(fields[0]).toHaveProperty('cache')
    expect(fields[3]).not.toHaveProperty('cache')
    expect(fields[3]?.['orq']).toBe('{"name":"a"}')
    expect(fields[3]).not.toHaveProperty('fresh')
    expect(result.current.data?.cacheHit).toBe(undefined)
  })

  test('a query client may be passed, and without one the error says what to do', () => {
    const { result } = renderHook(() => useImageVariation({}, new QueryClient()))
    expect(result.current.isIdle).toBe(true)
    const silenced = vi.spyOn(console, 'error').mockImplementation(() => {})
    onTestFinished(() => silenced.mockRestore())
    expect(() => renderHook(() => useImageVariation())).toThrow(
      'use QueryClientProvider to set one',
    )
  })
})

describe('results', () => {
  test('a client with create alone is enough', async () => {
    const { client } = createTestClient()
    const { result } = renderHook(
      () => useImageVariation({ client: { create: client.create }, defaults }),
      { wrapper: withQueryClient() },
    )
    await act(() => result.current.mutateAsync({ image, n: 2 }))
    expect(result.current.images).toMatchObject([{ width: 256 }, { width: 256 }])
    expect(new Set(result.current.images.map(({ src }) => src)).size).toBe(2)
  })

  test('of url results, the time of death is known and harmful ones have no src', async () => {
    const created = 1_700_000_000
    const items = [
      { url: 'https://images.test/a.png?se=2030-01-02T03%3A04%3A05Z&sig=x' },
      { url: 'https://images.test/b.png' },
      { url: 'http://127.0.0.1:9/c.png' },
      { url: 'javascript:alert(1)' },
      { url: 'data:image/svg+xml,<svg onload=alert(1)>' },
      { url: 'http://images.test/plain.png' },
      { url: 'not a url\u0000' },
    ]
    const { result } = responding({ created, data: items })
    await act(() => result.current.mutateAsync({ image, n: 10 }))
    expect(result.current.images.map(({ src, problem }) => problem ?? new URL(src).host)).toEqual([
      'images.test',
      'images.test',
      '127.0.0.1:9',
      'unsafe_url',
      'not_an_image',
      'unsafe_url',
      location.host,
    ])
    expect(result.current.images[0]?.expiresAt).toEqual(new Date('2030-01-02T03:04:05Z'))
    expect(result.current.images[1]?.expiresAt).toEqual(new Date((created + 3600) * 1000))
  })

  test('a run that is partly usable shows what arrived', async () => {
    const png = (await toBase64(await fixture('coffee.png'))) as string
    const svg = btoa('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')
    const { result } = responding({
      created: 1,
      data: [
        { b64_json: svg },
        { b64_json: null },
        { b64_json: png },
        { b64_json: '!' },
        { b64_json: `data:image/png;base64,${png}` },
      ],
      revised_prompt: 'say \\"b64_json\\": \\"AAAA\\" – ünïcödé',
    })
    await act(() => result.current.mutateAsync({ image, n: 10 }))
    expect(
      result.current.images.map(({ problem, width, src }) => [problem, width, src === '']),
    ).toEqual([
      ['not_an_image', undefined, true],
      [undefined, 400, false],
      ['not_an_image', undefined, true],
      [undefined, 400, false],
    ])
  })

  test('an image in a data: URL is shown, and an item with bytes and a URL keeps both', async () => {
    const png = (await toBase64(await fixture('coffee.png'))) as string
    const { result } = responding({
      data: [
        { url: `data:image/png;base64,${png}` },
        { url: 'https://images.test/b.png', b64_json: png },
        { b64_json: png, url: 'https://images.test/c.png' },
      ],
      created: 1,
    })
    await act(() => result.current.mutateAsync({ image, n: 3 }))
    const { images } = result.current
    expect(images.map(({ width, url }) => [width, url])).toEqual([
      [400, undefined],
      [400, 'https://images.test/b.png'],
      [400, 'https://images.test/c.png'],
    ])
    expect(images.every(({ src, expiresAt }) => src.startsWith('blob:') && !expiresAt)).toBe(true)
  })

  test('an image is not lost beside values of another type, and no link takes the bytes of another item', async () => {
    const png = (await toBase64(await fixture('coffee.png'))) as string
    const { result } = responding({
      created: 1,
      data: [
        { b64_json: png },
        { b64_json: false },
        { url: false },
        { b64_json: 7, url: '/coffee.png' },
        { url: `data:image/png;base64,${png}`, b64_json: {} },
        { url: '/abcd' },
        { url: '/img/0' },
      ],
    })
    await act(() => result.current.mutateAsync({ image, n: 10 }))
    const addressOf = ({ src }: VariationImage) => src.replace(/^blob:.*/, 'bytes')
    expect(result.current.images.map((one) => [one.width, addressOf(one)])).toEqual([
      [400, 'bytes'],
      [undefined, new URL('/coffee.png', location.href).href],
      [400, 'bytes'],
      [undefined, new URL('/abcd', location.href).href],
      [undefined, new URL('/img/0', location.href).href],
    ])
  })

  test.each([[{ url: 'https://images.test/a.png' }], [{ b64_json: 'AAAA' }]])(
    'images beyond those asked for are cut: %j',
    async (item) => {
      const { result } = responding({ created: 1, data: Array(20_000).fill(item), size: '1x1' })
      await act(() => result.current.mutateAsync({ image, n: 2 }))
      expect(result.current.images).toHaveLength(2)
    },
  )

  test.each([
    ['HTML', '<html>'],
    ['a cut response', '{"created":1,"data":[{"b64_json":"iVBORw0KGgo'],
    ['another shape', '{"created":1,"data":{}}'],
  ])('%s is a bad response whose outcome is unknown', async (_, body) => {
    const { result } = responding(body)
    act(() => result.current.mutate({ image }))
    await waitFor(() => expect(result.current.error?.code).toBe('bad_response'))
    expect(result.current.error?.outcomeUnknown).toBe(true)
    expect(isVariationError(result.current.error)).toBe(true)
  })

  test('ten images of 3 MB do not block the page, and the first is there early', async () => {
    const bytes = new Uint8Array(3_000_000)
    bytes.set(new Uint8Array(await image.slice(0, 20_000).arrayBuffer()))
    const base64 = await toBase64(new Blob([bytes]))
    const item = `{"b64_json":"${base64}"}`
    const body = new Blob([`{"created":1,"data":[${Array(10).fill(item).join()}]}`])
    const client = createVariationClient({
      endpoint: 'https://router.test/',
      fetch: async () => new Response(body),
    })
    const counts: number[] = []
    const { result } = renderHook(
      () => {
        const variation = useImageVariation({ client, defaults })
        if (variation.isPending) counts.push(variation.images.length)
        return variation
      },
      { wrapper: withQueryClient() },
    )
    // A busy machine makes both longer: 50 ms where it is quiet, else a fifth of the usual way.
    const usual = await longestTask(async () => {
      const response = JSON.parse(await body.text()) as { data: { b64_json: string }[] }
      for (const item of response.data) Uint8Array.from(atob(item.b64_json), (c) => c.charCodeAt(0))
    }, 1)
    const longest = await longestTask(async () => {
      const before = result.current.data
      act(() => result.current.mutate({ image, n: 10 }))
      await waitFor(() => expect(result.current.data ?? before).not.toBe(before), {
        timeout: 10_000,
      })
    })
    expect(longest).toBeLessThan(Math.max(50, usual / 5))
    expect(result.current.images).toHaveLength(10)
    expect(await result.current.images[9]?.blob?.arrayBuffer()).toEqual(bytes.buffer)
    expect(counts.some((count) => count > 0 && count < 10)).toBe(true)
  })

  function responding(body: object | string) {
    const client = createVariationClient({
      endpoint: 'https://router.test/',
      fetch: async () => new Response(typeof body === 'string' ? body : JSON.stringify(body)),
    })
    return renderHook(() => useImageVariation({ client, defaults }), { wrapper: withQueryClient() })
  }
})

async function toBase64(blob: Blob): Promise<string> {
  const reader = new FileReader()
  reader.readAsDataURL(blob)
  await new Promise((resolve) => {
    reader.onload = resolve
  })
  return String(reader.result).replace(/^[^,]*,/, '')
}
