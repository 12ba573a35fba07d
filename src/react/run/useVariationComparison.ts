'use client'
import { useEffect, useRef, useState } from 'react'
import { isVariationError, type VariationError } from '../../client/errors.js'
import { createMount } from '../image/objectURLs.js'
import type { RunPhase, VariationImage, VariationRun } from '../image/VariationRun.js'
import type { VariationDefaults } from '../provider/mergeDefaults.js'
import { createStore, useStore } from '../ui/createStore.js'
import { useEvent } from '../ui/useEvent.js'
import { isSameRequest, type VariationProgress } from './useImageVariation.js'
import type { RunExtras } from './runRequest.js'
import { useElapsed } from './useElapsed.js'
import { useRunner, type RunnerOptions } from './useRunner.js'

/** One image and the models to send it through, each once. */
export type ComparisonVariables = Omit<VariationDefaults, 'model'> &
  Omit<RunExtras, 'id'> & { models: readonly string[] }

/** Options of {@link useVariationComparison}. */
export type UseVariationComparisonOptions = Omit<RunnerOptions, 'keepOnUnmount'> & {
  /** How many models run at the same time. @default 3 */
  concurrency?: number
  /** The run of one model succeeded. */
  onSuccess?: (run: VariationRun, model: string) => void
  /** Not called for a cancel. */
  onError?: (error: VariationError, model: string) => void
}

/** How one model is doing. A cancelled one is `idle`. */
export type VariationComparisonEntry = {
  /** The model, as it was asked for. */
  model: string
  /** Id of its run, from its start on. */
  runId: string | undefined
  /** Where its run stands. */
  status: 'queued' | 'pending' | 'success' | 'error' | 'idle'
  /** Where the pending run stands, or null. */
  progress: VariationProgress | null
  /** Its images; while it is pending, those that have arrived. */
  images: VariationImage[]
  /** Once it has ended well. */
  run: VariationRun | null
  /** Why it failed, or null. */
  error: VariationError | null
}

/** One entry for each model, and what can be done with them. */
export type UseVariationComparisonResult = {
  /** One for each model, in the order asked for. */
  entries: VariationComparisonEntry[]
  /** Something is queued or pending. */
  isPending: boolean
  /** Sends one image through several models. What is still pending of an earlier call is cancelled. */
  compare: (variables: ComparisonVariables) => void
  /** Cancels one model, or all of them. */
  cancel: (model?: string) => void
  /** Sends one model again, as a run of its own, after an error or a cancel. */
  retry: (model: string) => void
}

/** A model and its run, which has an id from its start on. */
type Entry = Pick<VariationComparisonEntry, 'model' | 'status' | 'error'> & {
  id?: string
  run?: VariationRun
}

/**
 * One image through several models side by side, each with its own progress, error and cancel; `concurrency` of them at a
 * time. Unmounting cancels what is pending, unless `history` keeps it.
 *
 * @example
 * const { entries, compare } = useVariationComparison({ history })
 * compare({ image: file, models: ['openai/gpt-image-2', 'acme/paint-1'], prompt: 'As a watercolor' })
 */
export function useVariationComparison(
  options: UseVariationComparisonOptions = {},
): UseVariationComparisonResult {
  const { concurrency = 3, onSuccess, onError, ...runnerOptions } = options
  const { begin, run, abort, end } = useRunner(runnerOptions)
  const [store] = useState(() => createStore<Entry[]>([]))
  const asked = useRef<ComparisonVariables>(undefined)
  const entries = useStore(store)

  const find = (model: string) => store.get().find((entry) => entry.model === model)
  const change = (model: string, id: string | undefined, next: Omit<Entry, 'model' | 'id'>) =>
    store.set(
      store
        .get()
        .map((entry) =>
          entry.model === model && (id === undefined || entry.id === id)
            ? { ...entry, ...next }
            : entry,
        ),
    )

  const tellSuccess = useEvent((ended: VariationRun, model: string) => onSuccess?.(ended, model))
  const tellError = useEvent((error: VariationError, model: string) => onError?.(error, model))

  const start = useEvent(async (model: string) => {
    if (!asked.current) return
    const { models: _, ...variables } = asked.current
    const { id, signal } = begin(variables)
    store.set(
      store
        .get()
        .map((entry) =>
          entry.model === model ? { model, id, status: 'pending', error: null } : entry,
        ),
    )
    try {
      const ended = await run({ ...variables, model, id, signal }, (current) =>
        change(model, id, { status: 'pending', error: null, run: current }),
      )
      change(model, id, { status: 'success', error: null, run: ended })
      tellSuccess(ended, model)
    } catch (error) {
      if (!isVariationError(error)) throw error
      const next = signal.aborted ? idle : ({ status: 'error', error } as const)
      change(model, id, next)
      if (!signal.aborted) tellError(error, model)
    } finally {
      end(id)
    }
  })

  const startNext = useEvent(function next() {
    const isStarted = ({ status }: Entry) => status === 'pending'
    for (const { model, status } of store.get()) {
      const count = store.get().filter(isStarted).length
      if (status === 'queued' && count < concurrency) void start(model).finally(next)
    }
  })

  const cancel = useEvent((model?: string) => {
    const stopped = store.get().filter((entry) => (model ?? entry.model) === entry.model)
    for (const entry of stopped) {
      if (entry.status !== 'queued' && entry.status !== 'pending') continue
      change(entry.model, entry.id, idle)
      if (entry.id !== undefined) abort(entry.id)
    }
    startNext()
  })

  const compare = useEvent((variables: ComparisonVariables) => {
    const isUnderWay = store.get().some(isPendingEntry)
    if (isUnderWay && asked.current && isSameRequest(asked.current, variables)) return
    cancel()
    asked.current = variables
    const queued = (model: string): Entry => ({ model, status: 'queued', error: null })
    store.set([...new Set(variables.models)].map(queued))
    startNext()
  })

  const retry = useEvent((model: string) => {
    const entry = find(model)
    if (!entry || isPendingEntry(entry)) return
    change(model, entry.id, { status: 'queued', error: null, run: undefined })
    startNext()
  })

  // What runs is the runner's; what waits for its turn would start when the component is gone.
  const [mount] = useState(() =>
    createMount(() =>
      store.set(
        store.get().map((entry) => (entry.status === 'queued' ? { ...entry, ...idle } : entry)),
      ),
    ),
  )
  useEffect(() => mount(), [mount])

  const starts = entries.flatMap(({ status, run: current }) =>
    status === 'pending' && current ? [current.createdAt.getTime()] : [],
  )
  const clock = starts.length > 0 ? Math.min(...starts) : 0
  const now = clock + useElapsed(clock)
  return {
    entries: entries.map(({ model, id, status, error, run: current }) => ({
      model,
      runId: id,
      status,
      error,
      images: current?.images ?? [],
      run: status === 'success' && current ? current : null,
      progress:
        status === 'pending'
          ? {
              ...(current?.progress ?? firstPhase),
              elapsedMs: current ? Math.max(0, now - current.createdAt.getTime()) : 0,
            }
          : null,
    })),
    isPending: entries.some(isPendingEntry),
    compare,
    cancel,
    retry,
  }
}

const idle = { status: 'idle', error: null, run: undefined } as const
const firstPhase: RunPhase = { phase: 'uploading' }

const isPendingEntry = ({ status }: Entry) => status === 'queued' || status === 'pending'
