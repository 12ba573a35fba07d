import { useCallback, useEffect, useState } from 'react'
import { loadChunk } from './loadChunk.js'
import { useEvent } from './useEvent.js'

/** A part of the code that loads later: not yet there, there, or failed. */
export type ChunkState<Chunk> = {
  /** The module, once it is loaded. */
  chunk?: Chunk
  /** Why it could not be loaded, until `retry`. */
  error?: unknown
  /** Loads it again after an error. */
  retry: () => void
}

/**
 * Loads a chunk as soon as it is wanted, and keeps it. Whoever uses it shows `error` and offers `retry`.
 *
 * @example
 * const { chunk, error, retry } = useChunk(() => import('./Lightbox.js'), isOpen)
 */
export function useChunk<Chunk>(load: () => Promise<Chunk>, isWanted: boolean): ChunkState<Chunk> {
  const [state, setState] = useState<Omit<ChunkState<Chunk>, 'retry'>>({})
  const [attempt, setAttempt] = useState(0)
  const start = useEvent(() => loadChunk(load))
  const isLoaded = state.chunk !== undefined
  useEffect(() => {
    if (!isWanted || isLoaded) return undefined
    let isCurrent = true
    start().then(
      (chunk) => {
        if (isCurrent) setState({ chunk })
      },
      (error: unknown) => {
        if (isCurrent) setState({ error })
      },
    )
    return () => {
      isCurrent = false
    }
  }, [isWanted, isLoaded, attempt, start])
  const retry = useCallback(() => {
    setState({})
    setAttempt((count) => count + 1)
  }, [])
  return { ...state, retry }
}
