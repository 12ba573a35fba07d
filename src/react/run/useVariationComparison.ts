'use client'
import { useEffect, useState } from 'react'
import { useImageVariationContext } from '../provider/ImageVariationProvider.js'
import { mergeDefaults } from '../provider/mergeDefaults.js'
import { useStore } from '../ui/createStore.js'
import {
  createVariationComparison,
  type ComparisonEntry,
  type ComparisonOptions,
  type ComparisonVariables,
} from './createVariationComparison.js'
import { useElapsed } from './useElapsed.js'
import type { VariationProgress } from './useImageVariation.js'

export type UseVariationComparisonOptions = ComparisonOptions

/** One model's column. */
export type VariationComparisonEntry = Omit<ComparisonEntry, 'phase' | 'startedAt'> & {
  progress: VariationProgress | null
}

export type VariationComparison = {
  /** One for each model, in the order asked for. */
  entries: VariationComparisonEntry[]
  /** Something is queued or pending. */
  isPending: boolean
  /** Sends one picture through several models. What is still pending of an earlier call is stopped. */
  compare: (variables: ComparisonVariables) => void
  /** Stops one model, or all of them. */
  cancel: (model?: string) => void
  /** Sends one model again, after an error or a cancel. */
  retry: (model: string) => void
}

/**
 * One picture through several models side by side, each with its own progress, error and cancel; `concurrency` of them at a
 * time. Unmounting stops what is pending.
 *
 * @example
 * const { entries, compare } = useVariationComparison({ onSuccess: history.add })
 * compare({ image: file, models: ['openai/gpt-image-2', 'google/imagen-4'], prompt: 'As a watercolor' })
 */
export function useVariationComparison(
  options: UseVariationComparisonOptions = {},
): VariationComparison {
  const context = useImageVariationContext()
  const [comparison] = useState(createVariationComparison)
  const entries = useStore(comparison.store)
  useEffect(() => {
    comparison.setOptions({
      ...options,
      client: options.client ?? context.client,
      defaults: mergeDefaults(context.defaults, options.defaults),
    })
  })
  useEffect(() => comparison.mount(), [comparison])

  const isPending = entries.some(({ status }) => status === 'queued' || status === 'pending')
  const firstStart = Math.min(...entries.map(({ startedAt }) => startedAt || Infinity))
  const clock = isPending && Number.isFinite(firstStart) ? firstStart : 0
  const now = clock + useElapsed(clock)
  return {
    entries: entries.map(({ phase, startedAt, ...entry }) => ({
      ...entry,
      progress:
        entry.status === 'pending'
          ? {
              ...(phase ?? { phase: 'uploading' }),
              elapsedMs: Math.max(0, now - startedAt),
            }
          : null,
    })),
    isPending,
    compare: comparison.compare,
    cancel: comparison.cancel,
    retry: comparison.retry,
  }
}
