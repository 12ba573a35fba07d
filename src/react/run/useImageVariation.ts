'use client'
import {
  useMutation,
  type MutateOptions,
  type QueryClient,
  type UseMutationOptions,
  type UseMutationResult,
} from '@tanstack/react-query'
import { useCallback, useEffect, useState } from 'react'
import { isVariationError, type VariationError } from '../../client/errors.js'
import type { RunPhase, VariationImage, VariationRun } from '../image/VariationRun.js'
import { createLazyClient } from '../provider/createLazyClient.js'
import { useImageVariationContext } from '../provider/ImageVariationProvider.js'
import { mergeDefaults, type VariationDefaults } from '../provider/mergeDefaults.js'
import { createFlights } from './createFlights.js'
import type { HookClient, Prepare, RunExtras, RunVariables } from './performRun.js'
import { runVariation } from './runVariation.js'
import { useElapsed } from './useElapsed.js'

/**
 * Tells the types about the provider's `defaults`, so that a call may leave out what they give.
 *
 * @example
 * declare module 'react-image-variation' {
 *   interface Register { defaults: { model: string } }
 * }
 */
// oxlint-disable-next-line typescript/no-empty-interface -- to be merged into
export interface Register {}

type RegisteredDefaults = Register extends { defaults: infer Defaults } ? Defaults : object

/**
 * What `mutate` takes: the router's options and the picture. `model` is required exactly where no default gives it.
 * `undefined` takes the default, `null` leaves an option out whatever the default.
 */
export type ImageVariationVariables<Defaults = unknown> = Omit<VariationDefaults, 'model'> &
  RunExtras &
  (Defaults & RegisteredDefaults extends { model: string } ? { model?: string } : { model: string })

/** TanStack's mutation options without `mutationFn`, and our own. */
export type UseImageVariationOptions<
  Defaults extends VariationDefaults = VariationDefaults,
  OnMutateResult = unknown,
> = Omit<
  UseMutationOptions<
    VariationRun,
    VariationError,
    ImageVariationVariables<Defaults>,
    OnMutateResult
  >,
  'mutationFn'
> & {
  /** @default the provider's client, else one that calls '/api/image-variations' */
  client?: HookClient
  /** Settings for every call of this hook, over the provider's and under the call's. */
  defaults?: Defaults
  /** Makes the picture fit before it is sent; `progress.phase` says `preparing` meanwhile. */
  prepare?: Prepare
  /** Let a run finish after the component is gone, with the hook's own callbacks. @default false */
  keepOnUnmount?: boolean
}

/** TanStack's mutation result, unrenamed, and ours. */
export type UseImageVariationResult<
  Defaults extends VariationDefaults = VariationDefaults,
  OnMutateResult = unknown,
> = UseMutationResult<
  VariationRun,
  VariationError,
  ImageVariationVariables<Defaults>,
  OnMutateResult
> & {
  /** Where the pending run stands, or null. */
  progress: VariationProgress | null
  /** The pictures of the last run; while it is pending, those that have arrived. */
  images: VariationImage[]
  /** Stops the pending run and goes back to idle. The provider may still bill what it has begun. */
  cancel: () => void
}

/** Where a run stands, for a progress bar that does not lie. */
export type VariationProgress = RunPhase & {
  /** Since the submit, in milliseconds, renewed every second. */
  elapsedMs: number
}

/** Inside, a model may come from anywhere. */
type AnyDefaults = { model: string }

type Stage = { wish: unknown; phase: RunPhase; images: VariationImage[] }

const noImages: VariationImage[] = []

/**
 * One wish, one request. The same call again while it is pending (a double click) joins it, a different one replaces it,
 * unmounting stops it, and so does `reset`. An abort is idle, not an error: `onError` stays silent, `onSettled` comes with neither data nor error,
 * and only the promise of `mutateAsync` rejects, with `aborted`. Nothing is retried and nothing waits for the network
 * unless you ask for it, whatever the QueryClient's defaults.
 *
 * @example
 * const { mutate, images, progress, cancel } = useImageVariation({ defaults: { model: 'openai/gpt-image-2' } })
 * mutate({ image: file, n: 4 })
 */
export function useImageVariation<
  const Defaults extends VariationDefaults = {},
  OnMutateResult = unknown,
>(
  options?: UseImageVariationOptions<Defaults, OnMutateResult>,
  queryClient?: QueryClient,
): UseImageVariationResult<Defaults, OnMutateResult>
export function useImageVariation(
  options: UseImageVariationOptions<AnyDefaults> = {},
  queryClient?: QueryClient,
): UseImageVariationResult<AnyDefaults> {
  type Variables = ImageVariationVariables<AnyDefaults>
  const { client, defaults, prepare, keepOnUnmount = false, ...mutationOptions } = options
  const context = useImageVariationContext()
  const [flights] = useState(() => createFlights<Variables>())
  const [stage, setStage] = useState<Stage>()

  const mutation = useMutation<VariationRun, VariationError, Variables>(
    {
      networkMode: 'always',
      ...mutationOptions,
      retry: (failures, error) => {
        const { retry = 0 } = mutationOptions
        if (isVariationError(error) && error.code === 'aborted') return false
        return typeof retry === 'function' ? retry(failures, error) : failures < Number(retry)
      },
      mutationFn: (wish) => {
        setStage(undefined)
        return runVariation(mergeDefaults(context.defaults, defaults, wish) as RunVariables, {
          client: client ?? context.client ?? createLazyClient(),
          signal: flights.signalOf(wish),
          urls: flights.urls,
          prepare,
          onPhase: (phase) => setStage((stage) => ({ images: noImages, ...stage, phase, wish })),
          onImage: (image) =>
            setStage((stage) => stage && { ...stage, images: [...stage.images, image] }),
        })
      },
      onError: (error, wish, ...rest) => {
        if (flights.signalOf(wish).aborted) return undefined
        return mutationOptions.onError?.(error, wish, ...rest)
      },
      onSettled: (run, error, wish, ...rest) => {
        const failure = flights.signalOf(wish).aborted ? null : error
        return mutationOptions.onSettled?.(run, failure, wish, ...rest)
      },
    },
    queryClient,
  )

  const { mutateAsync: start, reset: resetMutation, isPending, submittedAt } = mutation
  const elapsedMs = useElapsed(isPending ? submittedAt : 0)
  const firstPhase: RunPhase = { phase: prepare ? 'preparing' : 'uploading' }
  const current = isPending && stage?.wish === mutation.variables ? stage : undefined

  const mutateAsync = useCallback(
    (variables: Variables, callbacks?: MutateOptions<VariationRun, VariationError, Variables>) =>
      flights.board(variables, (wish) => start(wish, callbacks)),
    [flights, start],
  )
  const mutate = useCallback(
    (...call: Parameters<typeof mutateAsync>) => {
      mutateAsync(...call).catch(() => {})
    },
    [mutateAsync],
  )
  const reset = useCallback(() => {
    flights.abort()
    resetMutation()
  }, [flights, resetMutation])
  const cancel = useCallback(() => {
    if (flights.abort()) resetMutation()
  }, [flights, resetMutation])

  useEffect(() => flights.mount(keepOnUnmount), [flights, keepOnUnmount])

  return {
    ...mutation,
    mutate,
    mutateAsync,
    reset,
    progress: isPending ? { ...(current?.phase ?? firstPhase), elapsedMs } : null,
    images: mutation.data?.images ?? current?.images ?? noImages,
    cancel,
  }
}
