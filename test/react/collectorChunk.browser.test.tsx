import { act, renderHook, waitFor } from '@testing-library/react'
import { useVariationHistory, type VariationRun } from 'react-image-variation'
import { expect, test, vi } from 'vitest'
import { blockModule } from './blockModule.js'
import { createRunServer, fixture } from './harness.js'

test('where the code that collects a run cannot be loaded, its outcome is open, and the next page collects it', async () => {
  const server = createRunServer()
  server.finish()
  const name = `test-${crypto.randomUUID()}`
  const openPage = () =>
    renderHook(() => useVariationHistory({ persist: true, name, client: server.client }))
  const run: VariationRun = {
    id: 'run-0123456789abcdef',
    status: 'pending',
    images: [],
    request: { model: 'local/duotone', n: 1, size: '256x256' },
    source: { name: 'coffee.jpg', src: '' },
    createdAt: new Date(),
  }
  const image = await fixture('coffee-square.jpg')
  await server.client.create({ ...run.request, image }, { idempotencyKey: run.id })
  // As in a tab that was closed: its lock is gone.
  const locks = vi
    .spyOn(navigator.locks, 'request')
    .mockImplementation(() => Promise.reject(new DOMException('Gone.', 'AbortError')))
  const sender = openPage()
  let ready: Promise<unknown> = Promise.resolve()
  act(() => {
    ready = sender.result.current.track(run, { cancel() {} }).ready
  })
  await ready
  sender.unmount()
  locks.mockRestore()

  const unblock = await blockModule('/sendRun.')
  const page = openPage()
  await waitFor(() =>
    expect(page.result.current.pending[0]).toMatchObject({
      status: 'error',
      error: { code: 'outcome_unknown', outcomeUnknown: true },
    }),
  )
  page.unmount()
  await unblock()
  const next = openPage()
  await waitFor(() => expect(next.result.current.runs).toMatchObject([{ id: run.id }]))
})
