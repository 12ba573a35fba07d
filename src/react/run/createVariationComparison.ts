import type { VariationError } from '../../client/errors.js'
import type { RunPhase, VariationImage, VariationRun } from '../image/VariationRun.js'
import { createLazyClient } from '../provider/createLazyClient.js'
import { mergeDefaults, type VariationDefaults } from '../provider/mergeDefaults.js'
import { createMount, createObjectURLScope } from '../image/objectURLs.js'
import { createStore } from '../ui/createStore.js'
import { isSameWish } from './isSameWish.js'
import type { HookClient, Prepare, RunExtras, RunVariables } from './performRun.js'
import { runVariation } from './runVariation.js'

/** One picture and the models to send it through, each once. */
export type ComparisonVariables = Omit<VariationDefaults, 'model'> &
  RunExtras & { models: readonly string[] }

export type ComparisonOptions = {
  client?: HookClient
  defaults?: VariationDefaults
  prepare?: Prepare
  /** How many models run at the same time. @default 3 */
  concurrency?: number
  onSuccess?: (run: VariationRun, model: string) => void
  /** Not called for a cancel. */
  onError?: (error: VariationError, model: string) => void
}

/** How one model is doing. A cancelled one is `idle`. */
export type ComparisonEntry = {
  model: string
  status: 'queued' | 'pending' | 'success' | 'error' | 'idle'
  phase: RunPhase | null
  /** Unix time in milliseconds; 0 before its start. */
  startedAt: number
  images: VariationImage[]
  run: VariationRun | null
  error: VariationError | null
}

/** The state behind `useVariationComparison`. */
export function createVariationComparison() {
  const urls = createObjectURLScope()
  const store = createStore<ComparisonEntry[]>([])
  const controllers = new Map<string, AbortController>()
  let wish: ComparisonVariables | undefined
  let options: ComparisonOptions = {}

  const unmount = createMount(() => {
    cancel()
    urls.close()
  })

  const entryOf = (model: string) => store.get().find((entry) => entry.model === model)

  function change(model: string, part: Partial<ComparisonEntry>) {
    const changed = (entry: ComparisonEntry) =>
      entry.model === model ? { ...entry, ...part } : entry
    store.set(store.get().map(changed))
  }

  function startNext() {
    const { concurrency = 3 } = options
    for (const { model, status } of store.get()) {
      if (status === 'queued' && controllers.size < concurrency) void start(model)
    }
  }

  async function start(model: string) {
    if (!wish) return
    const { models: _models, ...variables } = wish
    const controller = new AbortController()
    const { signal } = controller
    controllers.set(model, controller)
    change(model, { status: 'pending', startedAt: Date.now() })
    let run: VariationRun
    try {
      run = await runVariation(
        mergeDefaults(options.defaults, variables, { model }) as RunVariables,
        {
          client: options.client ?? createLazyClient(),
          signal,
          urls,
          prepare: options.prepare,
          onPhase: (phase) => change(model, { phase }),
          onImage: (image) => {
            const images = entryOf(model)?.images ?? []
            change(model, { images: [...images, image] })
          },
        },
      )
    } catch (caught) {
      // Who aborted has already said what the entry is now.
      if (signal.aborted) return
      const error = caught as VariationError
      settle(model, controller, { status: 'error', error })
      options.onError?.(error, model)
      return
    }
    settle(model, controller, { status: 'success', images: run.images, run })
    options.onSuccess?.(run, model)
  }

  function settle(model: string, controller: AbortController, part: Partial<ComparisonEntry>) {
    if (controllers.get(model) !== controller) return
    controllers.delete(model)
    change(model, { ...part, phase: null })
    startNext()
  }

  function cancel(model?: string) {
    for (const entry of store.get()) {
      if (model !== undefined && entry.model !== model) continue
      controllers.get(entry.model)?.abort()
      controllers.delete(entry.model)
    }
    const isStopped = ({ status, ...entry }: ComparisonEntry) =>
      (status === 'queued' || status === 'pending') && (model ?? entry.model) === entry.model
    store.set(
      store.get().map((entry) => (isStopped(entry) ? idleEntry(entry.model, 'idle') : entry)),
    )
    startNext()
  }

  return {
    store,

    setOptions(next: ComparisonOptions) {
      options = next
    },

    /** Starts over, unless just this is under way already. */
    compare(variables: ComparisonVariables) {
      if (controllers.size > 0 && wish && isSameWish(wish, variables)) return
      cancel()
      wish = variables
      store.set([...new Set(variables.models)].map((model) => idleEntry(model, 'queued')))
      startNext()
    },

    /** Stops one model, or all. */
    cancel,

    /** Sends one model again, with the settings of the last comparison. */
    retry(model: string) {
      const entry = entryOf(model)
      if (!entry || entry.status === 'queued' || entry.status === 'pending') return
      change(model, idleEntry(model, 'queued'))
      startNext()
    },

    /** For an effect. */
    mount() {
      urls.open()
      return unmount()
    },
  }
}

function idleEntry(model: string, status: 'queued' | 'idle'): ComparisonEntry {
  return { model, status, phase: null, startedAt: 0, images: [], run: null, error: null }
}
