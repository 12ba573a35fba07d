import { cleanup, render, screen, waitFor } from '@testing-library/react'
import { StrictMode } from 'react'
import { afterEach, expect, test, vi } from 'vitest'
import { cdp } from 'vitest/browser'
import { ChunkError } from '../../src/react/ui/ChunkError.js'
import { useChunk } from '../../src/react/ui/useChunk.js'

afterEach(cleanup)

const block = (urls: string[]) => cdp().send('Network.setBlockedURLs', { urls })

function Part({ isWanted = true }) {
  const { chunk, error, retry } = useChunk(() => import('./chunk/part.js'), isWanted)
  return error ? (
    <ChunkError labels={{ failed: 'It failed.', retry: 'Try again' }} onRetry={retry} />
  ) : (
    <p>{chunk?.sentence ?? 'Loading'}</p>
  )
}

test('a chunk that cannot be loaded is reported, and can be loaded again', async () => {
  await cdp().send('Network.enable')
  await block(['*chunk/part*'])
  try {
    render(<Part />, { wrapper: StrictMode })
    const alert = await screen.findByRole('alert')
    expect(alert.textContent).toContain('It failed.')
  } finally {
    await block([])
  }
  screen.getByRole('button', { name: 'Try again' }).click()
  await screen.findByText('The chunk is here.')
  expect(screen.queryByRole('alert')).toBeNull()
})

test('a chunk is loaded when it is wanted, and once', async () => {
  const load = vi.fn(async () => 'module')
  function Lazy({ isWanted }: { isWanted: boolean }) {
    return <p>{useChunk(load, isWanted).chunk ?? 'Loading'}</p>
  }
  const { rerender } = render(<Lazy isWanted={false} />)
  expect(load).not.toHaveBeenCalled()
  rerender(<Lazy isWanted />)
  await screen.findByText('module')
  rerender(<Lazy isWanted={false} />)
  rerender(<Lazy isWanted />)
  await waitFor(() => screen.getByText('module'))
  expect(load).toHaveBeenCalledTimes(1)
})
