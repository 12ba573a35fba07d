import { act, renderHook, waitFor } from '@testing-library/react'
import {
  useImageVariation,
  useVariationHistory,
  type UseImageVariationOptions,
} from 'react-image-variation'
import { createVariationClient } from 'react-image-variation/client'
import { createLocalRouter } from 'react-image-variation/local'
import { createVariationHandler } from '../../src/server/createVariationHandler.js'
import { beforeEach, expect, test, vi } from 'vitest'
import { fixture, withQueryClient } from './harness.js'

const defaults = { model: 'local/slow-700', size: '256x256' } as const

let image: File
beforeEach(async () => {
  image ??= await fixture('coffee-square.jpg')
})

/** The real handler in front of a local router, and pages that call it over a line that can be cut. */
function startServer() {
  const router = createLocalRouter()
  const routed: Request[] = []
  const calls: string[] = []
  let isCut = false
  const handler = createVariationHandler({
    authorize: () => ({ user: 'anna' }),
    models: ['local/*'],
    upstream: (request) => {
      routed.push(request)
      return router(request)
    },
  })
  const client = createVariationClient({
    endpoint: 'https://app.test/api/image-variations',
    fetch: async (input, init) => {
      const request = new Request(input, init)
      const { method, signal } = request
      calls.push(method)
      // The handler does not see that the caller has gone: as with a tab that is closed.
      const response = handler(new Request(request, { signal: new AbortController().signal }))
      if (method !== 'POST') return response
      const gone = new Promise<never>((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error))
      })
      const arrived = await Promise.race([response, gone])
      if (!isCut) return arrived
      isCut = false
      void arrived.body?.cancel()
      throw new TypeError('network error')
    },
  })
  return {
    client,
    /** What reached the router. */
    routed,
    /** Methods, as they came to the handler. */
    calls,
    /** Loses the response of the next run. */
    cut() {
      isCut = true
    },
  }
}

type Options = UseImageVariationOptions<typeof defaults> & { name?: string }

function openPage(
  { client }: ReturnType<typeof startServer>,
  { name = `test-${crypto.randomUUID()}`, ...options }: Options = {},
) {
  const { result, unmount } = renderHook(
    () => {
      const history = useVariationHistory({ client, persist: true, name })
      return { history, ...useImageVariation({ client, defaults, history, ...options }) }
    },
    { wrapper: withQueryClient() },
  )
  return { page: () => result.current, unmount, name }
}

test('a run survives a reload: the page that comes back collects it', async () => {
  const server = startServer()
  // A tab that is gone holds no lock.
  const locks = vi
    .spyOn(navigator.locks, 'request')
    .mockImplementation(() => Promise.reject(new DOMException('Gone.', 'AbortError')))
  const before = openPage(server)
  act(() => before.page().mutate({ image, n: 2 }))
  await waitFor(() => expect(server.routed).toHaveLength(1))
  const [{ id } = { id: '' }] = before.page().history.pending
  before.unmount()
  locks.mockRestore()
  const after = openPage(server, { name: before.name })
  await waitFor(() => expect(after.page().history.pending[0]?.id).toBe(id))
  await waitFor(() => expect(after.page().history.runs).toHaveLength(1))
  expect(after.page().history.runs[0]).toMatchObject({
    id,
    images: [{ width: 256 }, { width: 256 }],
  })
  expect(server.routed).toHaveLength(1)
  expect(server.calls).toContain('GET')
})

test('a response that is lost is collected, and the call just succeeds', async () => {
  const server = startServer()
  server.cut()
  const { page } = openPage(server, { retry: 3, retryDelay: 1 })
  await act(() => page().mutateAsync({ image }))
  expect(page().images).toHaveLength(1)
  expect(server.routed).toHaveLength(1)
  expect(server.calls).toEqual(['POST', 'GET'])
})

test('a cancel reaches the handler, and stops the router', async () => {
  const server = startServer()
  const { page } = openPage(server)
  act(() => page().mutate({ image, model: 'local/slow-60000' }))
  await waitFor(() => expect(server.routed).toHaveLength(1))
  await waitFor(() => expect(page().progress?.phase).toBe('generating'))
  act(() => page().cancel())
  await waitFor(() => expect(server.routed[0]?.signal.aborted).toBe(true))
  expect(server.calls).toEqual(['POST', 'DELETE'])
  expect(page().history.pending).toEqual([])
})

test.each([
  ['a definite failure is retried as a run of its own, where the caller asks for it', 429, 3],
  ['a failure that may have been billed is not', 503, 1],
])('%s', async (_, status, count) => {
  const server = startServer()
  const { page } = openPage(server, { retry: 2, retryDelay: 1 })
  act(() => page().mutate({ image, model: `local/fail-${status}` }))
  await waitFor(() => expect(page().error?.status).toBe(status))
  expect(server.routed).toHaveLength(count)
  expect(page().history).toMatchObject({ runs: [], pending: [] })
})
