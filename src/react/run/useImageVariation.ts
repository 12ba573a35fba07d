'use client'
import {
  hashKey,
  useMutation,
  type MutateOptions,
  type QueryClient,
  type UseMutationOptions,
  type UseMutationResult,
} from '@tanstack/react-query'
import { useCallback, useRef, useState } from 'react'
import { isVariationError, type VariationError } from '../../client/errors.js'
import { createRunId } from '../../contract/runId.js'
import type { RunPhase, VariationImage, VariationRun } from '../image/VariationRun.js'
import type { VariationDefaults } from '../provider/mergeDefaults.js'
import type { RunExtras } from './runRequest.js'
import { useElapsedReader } from './useElapsed.js'
import { useRunner, type RunnerOptions } from './useRunner.js'

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
 * What `mutate` takes: the router's options and the image. `model` is required exactly where no default gives it.
 * `undefined` takes the default, `null` leaves an option out whatever the default.
 */
export type ImageVariationVariables<Defaults = unknown> = Omit<VariationDefaults, 'model'> &
  RunExtras &
  (Defaults & RegisteredDefaults extends { model: string }
    ? {
        /** `provider/model`. @default that of the defaults */
        model?: string
      }
    : {
        /** `provider/model`. */
        model: string
      })

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
> &
  RunnerOptions & {
    defaults?: Defaults
    /** Another call leaves the runs under way alone, instead of joining or cancelling the last one. @default false */
    concurrent?: boolean
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
  /** All runs under way, newest first; more than one only with `concurrent`. */
  pending: VariationRun[]
  /** The images of the last run; while it is pending, those that have arrived. */
  images: VariationImage[]
  /** Cancels the pending run, on the server too, and goes back to idle. The provider may still bill what it has begun. */
  cancel: () => void
}

/** Where a run stands, for a progress bar that does not lie. */
export type VariationProgress = RunPhase & {
  /** Since the submit, in milliseconds. Renewed every second for a component that reads it. */
  elapsedMs: number
}

/** Inside, a model may come from anywhere. */
type AnyDefaults = { model: string }
type Variables = ImageVariationVariables<AnyDefaults>

/** The request that is under way. */
type Latest = { id: string; variables: Variables; promise: Promise<VariationRun> }

const noImages: VariationImage[] = []

/**
 * One call sends one request. The same call again while it is pending (a double click) joins it, a different one replaces it,
 * and so does `reset`. Unmounting cancels a run, unless `history` keeps it: then it goes on. An abort is idle, not an error:
 * `onError` stays silent, `onSettled` comes with neither data nor error, and only the promise of `mutateAsync` rejects, with
 * `aborted`. Nothing is retried and nothing waits for the network unless you ask for it, whatever the QueryClient's defaults;
 * what may have been billed is never retried.
 *
 * The `src` of images is good while the component is mounted (a hidden `<Activity>` is not), or the run is in a mounted
 * history.
 *
 * @example
 * const history = useVariationHistory({ persist: true })
 * const { mutate, images, progress, cancel } = useImageVariation({ history, defaults: { model: 'openai/gpt-image-2' } })
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
  const { client, endpoint, defaults, prepare, history, keepOnUnmount, ...others } = options
  const { concurrent, ...mutationOptions } = others
  const runner = useRunner({ client, endpoint, defaults, prepare, history, keepOnUnmount })
  const latest = useRef<Latest>(undefined)
  const rejectedId = useRef<string>(undefined)
  /** By the id of the call: a run that runs again has another one. */
  const [underWay, setUnderWay] = useState<{ [id: string]: VariationRun }>({})

  const mutation = useMutation<VariationRun, VariationError, Variables>(
    {
      networkMode: 'always',
      ...mutationOptions,
      retry: (failures, error) => {
        const { retry = 0 } = mutationOptions
        if (isVariationError(error) && (error.code === 'aborted' || error.outcomeUnknown)) {
          return false
        }
        return typeof retry === 'function' ? retry(failures, error) : failures < Number(retry)
      },
      mutationFn: async (variables) => {
        const { id = createRunId(), signal = new AbortController().signal } = variables
        const onChange = (run: VariationRun) => setUnderWay((runs) => ({ ...runs, [id]: run }))
        // A run that was sent and rejected has the same response for ever. One that was not sent keeps its id: a browser may have
        // sent it twice.
        const runId = rejectedId.current === id ? createRunId() : id
        try {
          return await runner.run({ ...variables, id, signal }, onChange, runId)
        } catch (error) {
          if (isVariationError(error) && error.code === 'http' && error.details?.sent !== false) {
            rejectedId.current = id
          }
          throw error
        }
      },
      onError: (error, variables, ...rest) => {
        if (variables.signal?.aborted) return undefined
        return mutationOptions.onError?.(error, variables, ...rest)
      },
      onSettled: (run, error, variables, ...rest) => {
        const failure = variables.signal?.aborted ? null : error
        return mutationOptions.onSettled?.(run, failure, variables, ...rest)
      },
    },
    queryClient,
  )

  const { mutateAsync: start, reset: resetMutation, isPending } = mutation
  const { begin, abort, end } = runner
  const run = isPending ? underWay[mutation.variables?.id ?? ''] : undefined
  const readElapsed = useElapsedReader(isPending ? mutation.submittedAt : 0)

  const mutateAsync = useCallback(
    (variables: Variables, callbacks?: MutateOptions<VariationRun, VariationError, Variables>) => {
      const before = latest.current
      if (before && !concurrent) {
        if (isSameRequest(before.variables, variables)) return before.promise
        abort(before.id)
      }
      const { id, signal } = begin(variables)
      signal.addEventListener('abort', () => {
        if (latest.current?.id !== id) return
        latest.current = undefined
        resetMutation()
      })
      const promise = start({ ...variables, id, signal }, callbacks).finally(() => {
        end(id)
        setUnderWay(({ [id]: _ended, ...others }) => others)
        if (latest.current?.id === id) latest.current = undefined
      })
      latest.current = { id, variables, promise }
      return promise
    },
    [begin, abort, end, start, resetMutation, concurrent],
  )
  const mutate = useCallback(
    (...call: Parameters<typeof mutateAsync>) => {
      mutateAsync(...call).catch(() => {})
    },
    [mutateAsync],
  )
  const cancel = useCallback(() => {
    if (latest.current) abort(latest.current.id)
  }, [abort])
  const reset = useCallback(() => {
    cancel()
    resetMutation()
  }, [cancel, resetMutation])

  const firstPhase: RunPhase = { phase: prepare ? 'preparing' : 'uploading' }
  return {
    ...mutation,
    mutate,
    mutateAsync,
    reset,
    progress: isPending ? withElapsed(run?.progress ?? firstPhase, readElapsed) : null,
    pending: Object.values(underWay).reverse(),
    images: mutation.data?.images ?? run?.images ?? noImages,
    cancel,
  }
}

/** True for two calls that ask for the same of the same image: the same object, not just the same bytes. */
export function isSameRequest(one: RunExtras, other: RunExtras): boolean {
  return one.image === other.image && keyOf(one) === keyOf(other)
}

function keyOf(variables: RunExtras): string {
  return hashKey([{ ...variables, image: undefined, source: undefined, signal: undefined }])
}

/** Reading `elapsedMs` asks for a render every second. React's tools read every listed property of a prop, so it is not listed. */
function withElapsed(phase: RunPhase, get: () => number): VariationProgress {
  return Object.defineProperty({ ...phase }, 'elapsedMs', { get }) as VariationProgress
}
