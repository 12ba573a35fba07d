import { useRef, useState } from 'react'
import type { VariationError } from '../../client/errors.js'
import { createRunId } from '../../contract/runId.js'
import type { VariationRun } from '../image/VariationRun.js'
import { useImageVariation, type ImageVariationVariables } from '../run/useImageVariation.js'
import type { RunnerOptions } from '../run/useRunner.js'
import { useEvent } from '../ui/useEvent.js'

/** What a form sends: its settings and its image. */
export type FormRequest = ImageVariationVariables<{}>

export type UseFormRunsOptions = RunnerOptions & {
  /** How many runs can be under way at the same time. */
  concurrency: number
  onSuccess: (run: VariationRun) => void
  onError: (error: VariationError, request: FormRequest) => void
  onCancel: () => void
  /** The run that was sent last has ended, or was cancelled. */
  onSettled: () => void
}

/** The runs of a form: up to `concurrency` at the same time, and the last failure. */
export function useFormRuns(options: UseFormRunsOptions) {
  const { concurrency, client, endpoint, history, prepare, keepOnUnmount } = options
  const [failure, setFailure] = useState<{ error: VariationError; request: FormRequest }>()
  // A cancel and a second one in the same tick come before a render.
  const active = useRef(new Map<string, AbortController>())
  const latestId = useRef<string>(undefined)

  const tellSuccess = useEvent((run: VariationRun) => options.onSuccess(run))
  const tellError = useEvent((error: VariationError, request: FormRequest) => {
    setFailure({ error, request })
    options.onError(error, request)
  })
  const settle = useEvent((id: string) => {
    active.current.delete(id)
    if (id === latestId.current) options.onSettled()
  })
  const variation = useImageVariation({
    client,
    endpoint,
    history,
    prepare,
    keepOnUnmount,
    concurrent: true,
    onSuccess: tellSuccess,
    onError: tellError,
    onSettled: (_run, _error, { id = '' }) => settle(id),
  })
  const { mutate, isPending, progress, pending } = variation

  const send = useEvent((request: FormRequest) => {
    const id = createRunId()
    const controller = new AbortController()
    active.current.set(id, controller)
    latestId.current = id
    setFailure(undefined)
    mutate({ ...request, id, signal: controller.signal })
  })
  const cancel = useEvent((id: string | undefined = latestId.current) => {
    const controller = active.current.get(id ?? '')
    if (id === undefined || !controller) return
    active.current.delete(id)
    controller.abort()
    if (id === latestId.current) options.onSettled()
    options.onCancel()
  })

  return {
    variation,
    failure,
    send,
    cancel,
    /** Nothing can be sent now. */
    isFull: pending.length >= concurrency || (isPending && progress?.phase !== 'generating'),
  }
}
