import { act, renderHook, waitFor } from '@testing-library/react'
import {
  deleteVariationHistory,
  useImageVariation,
  useVariationComparison,
  useVariationHistory,
  type UseImageVariationOptions,
  type UseVariationHistoryOptions,
} from 'react-image-variation'
import { VariationError } from 'react-image-variation/client'
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { createRunServer, fixture, withQueryClient } from './harness.js'

const defaults = { model: 'local/duotone', size: '256x256' } as const

let image: File
beforeEach(async () => {
  image ??= await fixture('coffee-square.jpg')
})

/** A page with a hook and a history. Several of one name are tabs; one after an unmount is a page that came back. */
function openPage(
  server: ReturnType<typeof createRunServer>,
  history: UseVariationHistoryOptions = {},
  options: UseImageVariationOptions<typeof defaults> = {},
) {
  const { result, unmount, rerender } = renderHook(
    (props: UseVariationHistoryOptions) => {
      const history = useVariationHistory({ client: server.client, ...props })
      const variation = useImageVariation({ client: server.client, defaults, history, ...options })
      return { history, variation }
    },
    { wrapper: withQueryClient(), initialProps: history },
  )
  return {
    history: () => result.current.history,
    variation: () => result.current.variation,
    unmount,
    rerender,
  }
}

const onDisk = () => ({ persist: true, name: `test-${crypto.randomUUID()}` })

/** As in a tab that was closed or reloaded: its request is gone, and so is its lock. */
function loseLocks() {
  const spy = vi
    .spyOn(navigator.locks, 'request')
    .mockImplementation(() => Promise.reject(new DOMException('Gone.', 'AbortError')))
  return () => spy.mockRestore()
}

async function loads(src: string | undefined) {
  const element = new Image()
  element.src = src ?? ''
  await element.decode()
  return element.naturalWidth
}

describe('a run under way', () => {
  test('is in the history at once, and its images take its place', async () => {
    const server = createRunServer()
    const { history, variation } = openPage(server)
    act(() => variation().mutate({ image, n: 2 }))
    await waitFor(() => expect(history().pending).toHaveLength(1))
    expect(history().pending).toMatchObject([
      { status: 'pending', images: [], request: { n: 2 }, source: { name: 'coffee-square.jpg' } },
    ])
    const [{ id } = { id: '' }] = history().pending
    await waitFor(() => expect(server.created).toEqual([id]))
    expect(history().pending[0]?.progress?.phase).toBe('uploading')
    server.finish()
    await waitFor(() => expect(history().runs).toHaveLength(1))
    expect(history().pending).toEqual([])
    expect(history().runs[0]).toMatchObject({ id, status: 'success', images: { length: 2 } })
    expect(variation().data?.id).toBe(id)
    expect(variation().images[0]?.src).toBe(history().runs[0]?.images[0]?.src)
  })

  test('is on disk before anything is sent', async () => {
    const options = onDisk()
    const server = createRunServer()
    const { put } = IDBObjectStore.prototype
    const order: string[] = []
    IDBObjectStore.prototype.put = function (value: { status?: string }, key) {
      if (value.status) order.push(value.status)
      return put.call(this, value, key)
    }
    onTestFinished(() => void (IDBObjectStore.prototype.put = put))
    server.onCreate = () => order.push('sent')
    const { variation, history } = openPage(server, options)
    act(() => variation().mutate({ image }))
    await waitFor(() => expect(server.created).toHaveLength(1))
    server.finish()
    await waitFor(() => expect(history().runs).toHaveLength(1))
    await waitFor(() => expect(order).toEqual(['pending', 'sent', 'success']))
  })

  test('goes on when everything is unmounted, and is there when the page comes back', async () => {
    const options = onDisk()
    const server = createRunServer()
    const before = openPage(server, options)
    act(() => before.variation().mutate({ image, n: 2 }))
    await waitFor(() => expect(server.created).toHaveLength(1))
    before.unmount()
    const after = openPage(server, options)
    await waitFor(() => expect(after.history().pending).toHaveLength(1))
    expect(await loads(after.history().pending[0]?.source.src)).toBe(600)
    server.finish()
    await waitFor(() => expect(after.history().runs).toHaveLength(1))
    expect(await loads(after.history().runs[0]?.images[1]?.src)).toBe(256)
    // The page itself has done it: nobody had to ask.
    expect(server.collected).toEqual([])
    expect(server.cancelled).toEqual([])
  })

  test('is collected after a reload', async () => {
    const options = onDisk()
    const server = createRunServer()
    const restoreLocks = loseLocks()
    const before = openPage(server, options)
    act(() => before.variation().mutate({ image, n: 2 }))
    await waitFor(() => expect(server.created).toHaveLength(1))
    before.unmount()
    restoreLocks()
    const after = openPage(server, options)
    await waitFor(() => expect(server.collected).toHaveLength(1))
    const startedAt = after.history().pending[0]?.createdAt ?? new Date()
    server.finish()
    await waitFor(() => expect(after.history().runs).toHaveLength(1))
    const [run] = after.history().runs
    expect(run).toMatchObject({ id: server.created[0], createdAt: startedAt })
    expect(await loads(run?.images[1]?.src)).toBe(256)
    expect(server.created).toHaveLength(1)
  })

  test('pushes the oldest run off the disk too, and goes itself where newer ones have ended before it', async () => {
    const options = onDisk()
    const server = createRunServer()
    server.finish()
    const before = openPage(server, { ...options, maxRuns: 1 }, { concurrent: true })
    const slow = createRunServer()
    const other = openPage(slow, { ...options, maxRuns: 1 })
    act(() => other.variation().mutate({ image }))
    await waitFor(() => expect(slow.created).toHaveLength(1))
    for (const n of [1, 2]) {
      await act(() => before.variation().mutateAsync({ image, n }))
    }
    const newest = server.created[1]
    await waitFor(() => expect(before.history().runs).toMatchObject([{ id: newest }]))
    await waitFor(() => expect(other.history().runs).toMatchObject([{ id: newest }]))
    slow.finish()
    await waitFor(() => expect(other.variation().isSuccess).toBe(true))
    before.unmount()
    other.unmount()
    const after = openPage(server, { ...options, maxRuns: 10 })
    await waitFor(() => expect(after.history().isLoading).toBe(false))
    // The last writes may still be on their way.
    await waitFor(() => {
      expect(after.history().runs).toMatchObject([{ id: newest }])
      expect(after.history().pending).toEqual([])
    })
    expect(server.collected).toEqual([])
  })

  test('is shown by other tabs, which do not ask for it while its tab lives', async () => {
    const options = onDisk()
    const server = createRunServer()
    const [one, other] = [openPage(server, options), openPage(server, options)]
    act(() => one.variation().mutate({ image }))
    await waitFor(() => expect(other.history().pending).toHaveLength(1))
    await waitFor(() => expect(server.created).toHaveLength(1))
    expect(server.collected).toEqual([])
    act(() => other.history().cancel(server.created[0] ?? ''))
    await waitFor(() => expect(other.history().pending).toEqual([]))
    await waitFor(() => expect(one.variation().isIdle).toBe(true))
    expect(one.history().pending).toEqual([])
    expect(server.cancelled).toContain(server.created[0])
  })

  test('is cancelled by an unmount where no history keeps it', async () => {
    const server = createRunServer()
    const hook = renderHook(() => useImageVariation({ client: server.client, defaults }), {
      wrapper: withQueryClient(),
    })
    act(() => hook.result.current.mutate({ image }))
    await waitFor(() => expect(server.created).toHaveLength(1))
    hook.unmount()
    await waitFor(() => expect(server.cancelled).toEqual(server.created))
  })

  test('of a comparison is kept as well, one for each model', async () => {
    const server = createRunServer()
    const { result } = renderHook(
      () => {
        const history = useVariationHistory({ client: server.client })
        return { history, comparison: useVariationComparison({ ...server, defaults, history }) }
      },
      { wrapper: withQueryClient() },
    )
    act(() => result.current.comparison.compare({ image, models: ['local/a', 'local/b'] }))
    expect(result.current.history.pending.map(({ request }) => request.model).sort()).toEqual([
      'local/a',
      'local/b',
    ])
    await waitFor(() => expect(server.created).toHaveLength(2))
    const second = result.current.history.pending.find(({ request }) => request.model === 'local/b')
    act(() => result.current.history.cancel(second?.id ?? ''))
    await waitFor(() => expect(server.cancelled).toEqual([second?.id]))
    server.finish()
    await waitFor(() => expect(result.current.history.runs).toHaveLength(1))
    expect(result.current.comparison.entries.map(({ status }) => status)).toEqual([
      'success',
      'idle',
    ])
  })
})

test('on a full disk older images stay, and a run is kept without what it is made from', async () => {
  const options = { ...onDisk(), thumbnails: false }
  const server = createRunServer()
  server.finish()
  const { history, variation, unmount } = openPage(server, options)
  await act(() => variation().mutateAsync({ image }))
  await waitFor(() => expect(history().runs).toHaveLength(1))
  const { put } = IDBObjectStore.prototype
  const written: unknown[] = []
  IDBObjectStore.prototype.put = function (
    value: { status?: string; source?: { blob?: Blob } },
    key,
  ) {
    if (value.status === 'pending' && value.source?.blob) {
      throw new DOMException('The disk is full.', 'QuotaExceededError')
    }
    written.push(value.status)
    return put.call(this, value, key)
  }
  onTestFinished(() => void (IDBObjectStore.prototype.put = put))
  await act(() => variation().mutateAsync({ image }))
  expect(written[0]).toBe('pending')
  expect(history().problem).toBe(null)
  await waitFor(() => expect(written).toContain('success'))
  unmount()
  const after = openPage(server, options)
  await waitFor(() => expect(after.history().runs).toHaveLength(2))
})

describe('cancel', () => {
  test('of the hook is a request, and says what it may cost', async () => {
    const server = createRunServer()
    const { history, variation } = openPage(server, onDisk())
    let failure: Promise<unknown> = Promise.resolve()
    act(() => {
      failure = variation()
        .mutateAsync({ image })
        .catch((error: unknown) => error)
    })
    await waitFor(() => expect(server.created).toHaveLength(1))
    act(() => variation().cancel())
    expect(history().pending).toEqual([])
    await waitFor(() => expect(server.cancelled).toEqual(server.created))
    expect(await failure).toMatchObject({ code: 'aborted', outcomeUnknown: true })
    expect(String(await failure)).not.toContain('Nothing was sent')
    expect(variation().isIdle).toBe(true)
  })

  test('of the history stops the hook', async () => {
    const server = createRunServer()
    const onError = vi.fn<() => void>()
    const { history, variation } = openPage(server, {}, { onError })
    act(() => variation().mutate({ image }))
    await waitFor(() => expect(server.created).toHaveLength(1))
    act(() => history().cancel(history().pending[0]?.id ?? ''))
    await waitFor(() => expect(variation().isIdle).toBe(true))
    expect(history().pending).toEqual([])
    await waitFor(() => expect(server.cancelled).toEqual(server.created))
    expect(onError).not.toHaveBeenCalled()
  })

  test('works after a reload', async () => {
    const options = onDisk()
    const server = createRunServer()
    const restoreLocks = loseLocks()
    const before = openPage(server, options)
    act(() => before.variation().mutate({ image }))
    await waitFor(() => expect(server.created).toHaveLength(1))
    before.unmount()
    restoreLocks()
    const after = openPage(server, options)
    await waitFor(() => expect(after.history().pending).toHaveLength(1))
    act(() => after.history().cancel(server.created[0] ?? ''))
    await waitFor(() => expect(after.history().pending).toEqual([]))
    expect(server.cancelled).toContain(server.created[0])
    after.unmount()
    const later = openPage(server, options)
    await waitFor(() => expect(later.history().isLoading).toBe(false))
    expect(later.history().pending).toEqual([])
  })
})

describe('a run that cannot be collected', () => {
  test('says so, is tried again on request, and comes with its images', async () => {
    const options = onDisk()
    const server = createRunServer()
    const { history, variation, unmount } = openPage(server, options)
    server.failNext = new VariationError('outcome_unknown', 'The connection was lost.', {
      outcomeUnknown: true,
    })
    act(() => variation().mutate({ image, n: 2 }))
    await waitFor(() => expect(variation().isError).toBe(true))
    const [lost] = history().pending
    expect(lost).toMatchObject({
      status: 'error',
      error: { code: 'outcome_unknown', outcomeUnknown: true, message: 'The connection was lost.' },
    })
    unmount()
    const after = openPage(server, options)
    await waitFor(() => expect(after.history().pending[0]?.error?.outcomeUnknown).toBe(true))
    expect(after.history().pending[0]?.error).toBeInstanceOf(VariationError)
    act(() => after.history().retry(lost?.id ?? ''))
    expect(after.history().pending[0]?.status).toBe('pending')
    server.finish()
    await waitFor(() => expect(after.history().runs).toHaveLength(1))
    expect(after.history().runs[0]).toMatchObject({ id: lost?.id, images: { length: 2 } })
    expect(server.created).toEqual([lost?.id])
  })

  test('is removed on request, from disk and other tabs too', async () => {
    const options = onDisk()
    const server = createRunServer()
    const [one, other] = [openPage(server, options), openPage(server, options)]
    server.failNext = new VariationError('outcome_unknown', 'Lost.', { outcomeUnknown: true })
    act(() => one.variation().mutate({ image }))
    await waitFor(() => expect(other.history().pending[0]?.status).toBe('error'))
    act(() => one.history().remove(one.history().pending[0]?.id ?? ''))
    expect(one.history().pending).toEqual([])
    await waitFor(() => expect(other.history().pending).toEqual([]))
  })

  test('a failure that is known for sure leaves nothing behind', async () => {
    const server = createRunServer()
    const { history, variation } = openPage(server)
    server.failNext = new VariationError('http', 'No.', { status: 400 })
    act(() => variation().mutate({ image }))
    await waitFor(() => expect(variation().isError).toBe(true))
    expect(history().pending).toEqual([])
  })
})

describe('retry of TanStack', () => {
  test.each([
    ['never repeats an unknown outcome', 'outcome_unknown', { outcomeUnknown: true }, 1, 1],
    ['repeats what was not sent with the same id', 'network', {}, 2, 1],
    ['and what the server says was not sent', 'http', { details: { sent: false } }, 2, 1],
    ['repeats what was rejected with another id', 'http', { details: { sent: true } }, 2, 2],
  ] as const)('%s', async (_, code, options, calls, ids) => {
    const server = createRunServer()
    const { variation, history } = openPage(server, {}, { retry: 1, retryDelay: 1 })
    server.failNext = new VariationError(code, 'Failed.', options)
    server.finish()
    await act(() =>
      variation()
        .mutateAsync({ image })
        .catch(() => {}),
    )
    expect(server.created).toHaveLength(calls)
    expect(new Set(server.created).size).toBe(ids)
    expect(history().runs).toHaveLength(calls - 1)
  })

  test('does not repeat what another tab has cancelled, which is no failure', async () => {
    const server = createRunServer()
    const onError = vi.fn<() => void>()
    const { variation } = openPage(server, {}, { retry: 1, retryDelay: 1, onError })
    server.failNext = new VariationError('http', 'The run was cancelled.', {
      status: 409,
      details: { code: 'run_cancelled', sent: false },
    })
    server.finish()
    let failure: unknown
    await act(() =>
      variation()
        .mutateAsync({ image })
        .catch((error: unknown) => (failure = error)),
    )
    expect(failure).toMatchObject({ code: 'aborted', outcomeUnknown: false })
    expect(variation().isIdle).toBe(true)
    expect(server.created).toHaveLength(1)
    expect(onError).not.toHaveBeenCalled()
  })
})

describe('names', () => {
  test('another name is another history, without a reload', async () => {
    const [anna, ben] = [onDisk(), onDisk()]
    const server = createRunServer()
    server.finish()
    const { history, variation, rerender } = openPage(server, anna)
    await act(() => variation().mutateAsync({ image }))
    rerender(ben)
    expect(history()).toMatchObject({ name: ben.name, runs: [] })
    await waitFor(() => expect(history().isLoading).toBe(false))
    expect(history().runs).toEqual([])
    rerender(anna)
    await waitFor(() => expect(history().runs).toHaveLength(1))
  })

  test('deleting clears disk and tabs, without a hook, and nothing comes back', async () => {
    const options = onDisk()
    const server = createRunServer()
    const tab = openPage(server, options)
    act(() => tab.variation().mutate({ image }))
    await waitFor(() => expect(server.created).toHaveLength(1))
    await deleteVariationHistory(options.name)
    await waitFor(() => expect(tab.history().pending).toEqual([]))
    server.finish()
    await waitFor(() => expect(tab.variation().isSuccess).toBe(true))
    tab.unmount()
    const after = openPage(server, options)
    await waitFor(() => expect(after.history().isLoading).toBe(false))
    expect(after.history()).toMatchObject({ runs: [], pending: [] })
  })

  test('clear reaches disk and tabs even if the component goes at once', async () => {
    const options = onDisk()
    const server = createRunServer()
    server.finish()
    const [one, other] = [openPage(server, options), openPage(server, options)]
    await act(() => one.variation().mutateAsync({ image }))
    await waitFor(() => expect(other.history().runs).toHaveLength(1))
    act(() => one.history().clear())
    one.unmount()
    await waitFor(() => expect(other.history().runs).toEqual([]))
    other.unmount()
    const after = openPage(server, options)
    await waitFor(() => expect(after.history().isLoading).toBe(false))
    expect(after.history().runs).toEqual([])
  })
})

test('images come with their bytes unless another format is asked for', async () => {
  const server = createRunServer()
  server.finish()
  const { variation } = openPage(server)
  await act(() => variation().mutateAsync({ image }))
  expect(variation().data?.request.responseFormat).toBe('b64_json')
  await act(() => variation().mutateAsync({ image, responseFormat: 'url' }))
  expect(variation().data?.request.responseFormat).toBe('url')
})
