import { act, renderHook, waitFor } from '@testing-library/react'
import { useImageVariation, useVariationHistory } from 'react-image-variation'
import { expect, test } from 'vitest'
import { cdp } from 'vitest/browser'
import { createRunServer, fixture, withQueryClient } from './harness.js'

type Session = { send(method: string, parameters?: object): Promise<unknown> }

/** Lets the browser load no module with this name. Returns a function that lets it again. */
async function block(module: string) {
  const session = cdp() as Session
  await session.send('Network.enable')
  await session.send('Network.setBlockedURLs', { urls: [`*${module}*`] })
  return () => session.send('Network.setBlockedURLs', { urls: [] })
}

// Modules are loaded once for this file: these tests come in this order.

test('where the history cannot be loaded, runs stay in memory and the problem is told', async () => {
  const unblock = await block('/historyDatabase.')
  const { result } = renderHook(() => useVariationHistory({ persist: true, name: 'chunks' }))
  await waitFor(() => expect(result.current.problem?.code).toBe('failed'))
  expect(result.current.problem?.cause).toMatchObject({ code: 'load_failed' })
  await unblock()
})

test('a run whose code cannot be loaded is not sent, and can be tried again', async () => {
  const unblock = await block('/sendRun.')
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
