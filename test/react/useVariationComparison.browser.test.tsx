import { act, renderHook, waitFor } from '@testing-library/react'
import {
  ImageVariationProvider,
  useVariationComparison,
  type UseVariationComparisonOptions,
} from 'react-image-variation'
import { StrictMode } from 'react'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createTestClient, fixture, watchObjectURLs } from './harness.js'

const models = ['local/duotone', 'local/pencil', 'local/fail-503', 'local/pop-art']

async function setUp(options: UseVariationComparisonOptions = {}) {
  const router = createTestClient()
  const image = await fixture('coffee-square.jpg')
  const defaults = { size: '256x256', responseFormat: 'b64_json' } as const
  const hook = renderHook(() => useVariationComparison({ concurrency: 2, ...options }), {
    wrapper: ({ children }) => (
      <StrictMode>
        <ImageVariationProvider client={router.client} defaults={defaults}>
          {children}
        </ImageVariationProvider>
      </StrictMode>
    ),
  })
  const statuses = () => hook.result.current.entries.map(({ status }) => status)
  return { ...hook, ...router, image, statuses }
}

test('one image through several models, a few at a time, each with its own outcome', async () => {
  const onSuccess = vi.fn<() => void>()
  const onError = vi.fn<() => void>()
  const { result, requests, image, statuses, closeGate } = await setUp({ onSuccess, onError })
  const open = closeGate()
  act(() => result.current.compare({ image, models }))
  expect(statuses()).toEqual(['pending', 'pending', 'queued', 'queued'])
  expect(result.current.isPending).toBe(true)
  await waitFor(() => expect(requests).toHaveLength(2))
  expect(result.current.entries[0]?.progress?.phase).toBe('uploading')
  expect(result.current.entries[2]?.progress).toBe(null)
  open()
  await waitFor(() => expect(statuses()).toEqual(['success', 'success', 'error', 'success']))
  expect(result.current.isPending).toBe(false)
  expect(requests).toHaveLength(4)
  expect(result.current.entries[2]?.error?.status).toBe(503)
  expect(result.current.entries.map(({ run }) => run?.request.model)).toEqual([
    'local/duotone',
    'local/pencil',
    undefined,
    'local/pop-art',
  ])
  expect(onSuccess).toHaveBeenCalledTimes(3)
  expect(onError).toHaveBeenCalledTimes(1)
})

test('cancel stops one and lets the next begin; retry sends one again', async () => {
  const onError = vi.fn<() => void>()
  const { result, requests, fields, image, statuses, closeGate } = await setUp({ onError })
  const open = closeGate()
  act(() => result.current.compare({ image, models: ['local/a', 'local/b', 'local/c'] }))
  await waitFor(() => expect(requests).toHaveLength(2))
  act(() => result.current.cancel('local/a'))
  expect(statuses()).toEqual(['idle', 'pending', 'pending'])
  expect(requests[0]?.signal.aborted).toBe(true)
  open()
  await waitFor(() => expect(statuses()).toEqual(['idle', 'success', 'success']))
  act(() => result.current.retry('local/a'))
  await waitFor(() => expect(statuses()).toEqual(['success', 'success', 'success']))
  expect(fields.map(({ model }) => model)).toEqual(['local/a', 'local/b', 'local/c', 'local/a'])
  expect(onError).not.toHaveBeenCalled()
})

test('the same comparison twice is one; another one replaces it; unmounting stops it', async () => {
  const { result, requests, image, statuses, closeGate, unmount } = await setUp()
  closeGate()
  act(() => {
    result.current.compare({ image, models: ['local/a', 'local/b'] })
    result.current.compare({ image, models: ['local/a', 'local/b'] })
  })
  await waitFor(() => expect(requests).toHaveLength(2))
  act(() => result.current.compare({ image, models: ['local/c'] }))
  expect(requests.map(({ signal }) => signal.aborted)).toEqual([true, true])
  expect(statuses()).toEqual(['pending'])
  await waitFor(() => expect(requests).toHaveLength(3))
  unmount()
  await waitFor(() => expect(requests[2]?.signal.aborted).toBe(true))
})

test('unmounting gives every object URL back', async () => {
  const urls = watchObjectURLs()
  onTestFinished(urls.stop)
  const { result, image, unmount } = await setUp()
  act(() => result.current.compare({ image, models }))
  await waitFor(() => expect(result.current.isPending).toBe(false))
  const images = result.current.entries.flatMap((entry) => entry.images)
  for (const { src } of images) expect(urls.alive).toContain(src)
  expect(urls.alive.size).toBe(images.length)
  unmount()
  await waitFor(() => expect(urls.alive).toEqual(new Set()))
})
