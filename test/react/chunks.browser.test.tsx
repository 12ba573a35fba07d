import { act, renderHook, waitFor } from '@testing-library/react'
import { useImageVariation, useVariationHistory } from 'react-image-variation'
import { expect, test } from 'vitest'
import { blockModule } from './blockModule.js'
import { createRunServer, fixture, withQueryClient } from './harness.js'

// Modules are loaded once for this file: these tests come in this order.

test('where the history cannot be loaded, runs stay in memory and the problem is told', async () => {
  const unblock = await blockModule('/historyDatabase.')
  const { result } = renderHook(() => useVariationHistory({ persist: true, name: 'chunks' }))
  await waitFor(() => expect(result.current.problem?.code).toBe('failed'))
  expect(result.current.problem?.cause).toMatchObject({ code: 'load_failed' })
  await unblock()
})

test('a run whose code cannot be loaded is not sent, and can be tried again', async () => {
  const unblock = await blockModule('/sendRun.')
  const server = createRunServer()
  server.finish()
  const defaults = { model: 'local/duotone', size: '256x256' } as const
  const { result } = renderHook(
    () => {
      const history = useVariationHistory({ client: server.client })
      return { history, ...useImageVariation({ client: server.client, defaults, history }) }
    },
    { wrapper: withQueryClient() },
  )
  const image = await fixture('coffee-square.jpg')
  act(() => result.current.mutate({ image }))
  await waitFor(() => expect(result.current.error?.code).toBe('load_failed'))
  expect(result.current.error?.outcomeUnknown).toBe(false)
  expect(result.current.history.pending).toEqual([])
  expect(server.created).toEqual([])
  await unblock()
  act(() => result.current.mutate({ image }))
  await waitFor(() => expect(result.current.isSuccess).toBe(true))
  expect(server.created).toHaveLength(1)
})
