import { useEffect, useState } from 'react'
import { createRunId } from '../../contract/runId.js'
import { blobsOf } from '../image/blobsOf.js'
import { createMount, createObjectURLScope } from '../image/objectURLs.js'
import type { VariationRun } from '../image/VariationRun.js'
import { useImageVariationContext } from '../provider/ImageVariationProvider.js'
import { mergeDefaults, type VariationDefaults } from '../provider/mergeDefaults.js'
import { useEvent } from '../ui/useEvent.js'
import type { Connection } from './HookClient.js'
import { runRequest, type Prepare, type RunExtras, type RunRequest } from './runRequest.js'
import type { RunTracker } from './RunTracker.js'

/** What every hook that runs requests takes. */
export type RunnerOptions = Connection & {
  /** Settings for every call of this hook, over the provider's and under the call's. @default { responseFormat: 'b64_json' } */
  defaults?: VariationDefaults
  /** Makes the image fit before it is sent; `progress.phase` says `preparing` meanwhile. */
  prepare?: Prepare
  /**
   * Keeps runs while they are under way, what `useVariationHistory` returns: a run survives an unmount, and with `persist` a
   * reload.
   */
  history?: RunTracker
  /** Let a run without a history finish after the component is gone, with the hook's own callbacks. @default false */
  keepOnUnmount?: boolean
}

/** An id and a signal for a request that is about to run. */
export type Begun = { id: string; signal: AbortSignal }

/** Images come with their bytes, which never expire. */
const ownDefaults: VariationDefaults = { responseFormat: 'b64_json' }

/**
 * Runs the requests of one component and decides what becomes of them when it is unmounted: a run that a history keeps goes
 * on, any other is cancelled.
 */
export function useRunner(options: RunnerOptions) {
  const context = useImageVariationContext()
  const [runner] = useState(createRunner)
  const { history, keepOnUnmount = false } = options
  useEffect(() => runner.mount(), [runner])

  /** Runs a request that `begin` has given its id and its signal; `runId` is another one where it runs again. */
  const run = useEvent(
    (
      {
        id,
        signal,
        ...variables
      }: Omit<VariationDefaults, 'model'> & { model?: string } & RunExtras & Begun,
      onChange: (run: VariationRun) => void,
      runId: string = id,
    ) => {
      const settings = mergeDefaults(ownDefaults, context.defaults, options.defaults, variables)
      return runRequest(
        { ...(settings as Omit<RunRequest, 'id' | 'signal'>), id: runId, signal },
        {
          client: options.client ?? (options.endpoint === undefined ? context.client : undefined),
          endpoint: options.endpoint ?? context.endpoint,
          prepare: options.prepare,
          history,
          cancel: () => runner.abort(id),
          isSeen: runner.isMounted,
          onChange(run) {
            runner.keep(run)
            onChange(run)
          },
        },
      )
    },
  )
  const begin = useEvent((variables: RunExtras) =>
    runner.begin(variables, keepOnUnmount || history !== undefined),
  )
  const { abort, end } = runner
  return { begin, run, abort, end }
}

function createRunner() {
  const urls = createObjectURLScope()
  const active = new Map<string, { controller: AbortController; isKept: boolean }>()
  let isMounted = true

  function closeWhenDone() {
    if (!isMounted && active.size === 0) urls.close()
  }

  const unmount = createMount(() => {
    isMounted = false
    for (const { controller, isKept } of active.values()) if (!isKept) controller.abort()
    closeWhenDone()
  })

  return {
    isMounted: () => isMounted,

    mount() {
      isMounted = true
      urls.open()
      return unmount()
    },

    /** Makes id and signal of a run, before anything is sent. */
    begin({ id = createRunId(), signal }: RunExtras, isKept: boolean): Begun {
      const controller = new AbortController()
      const abort = () => controller.abort()
      // The component is gone, and no history keeps what it started in its last moment.
      if (signal?.aborted || (!isMounted && !isKept)) abort()
      signal?.addEventListener('abort', abort, { once: true, signal: controller.signal })
      active.set(id, { controller, isKept })
      return { id, signal: controller.signal }
    },

    /** Keeps the object URLs of what has arrived. */
    keep(run: VariationRun) {
      for (const blob of blobsOf(run)) urls.keep(blob)
    },

    /** Cancels a run, unless it has ended. */
    abort: (id: string) => active.get(id)?.controller.abort(),

    /** Nothing of the run is under way any more. */
    end(id: string) {
      active.delete(id)
      closeWhenDone()
    },
  }
}
