import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { ModelOption } from './formSettings.js'

export type UseModelsOptions = {
  /** The models that the host names, if it does. */
  models: readonly (string | ModelOption)[] | undefined
  /** The handler to ask otherwise; undefined asks nobody. */
  endpoint: string | undefined
}

export type UseModelsResult = {
  models: ModelOption[]
  isLoading: boolean
  /** The handler did not say its models. */
  error: Error | null
  retry: () => void
}

/** The models to choose from: the host's, or those that `GET {endpoint}/models` answers with. */
export function useModels({ models, endpoint }: UseModelsOptions): UseModelsResult {
  const isAsked = models === undefined && endpoint !== undefined
  const query = useQuery({
    queryKey: ['react-image-variation', 'models', endpoint],
    queryFn: ({ signal }) => fetchModels(endpoint ?? '', signal),
    enabled: isAsked,
    retry: 1,
    staleTime: 5 * 60_000,
  })
  const { data, refetch } = query
  const options = useMemo(
    () =>
      (models ?? data ?? []).map((option) =>
        typeof option === 'string' ? { id: option } : option,
      ),
    [models, data],
  )
  return {
    models: options,
    isLoading: isAsked && query.isPending,
    error: isAsked ? query.error : null,
    retry: () => void refetch(),
  }
}

/** A handler that does not know the address has no list: the visitor types the model. */
async function fetchModels(endpoint: string, signal: AbortSignal): Promise<ModelOption[]> {
  const response = await fetch(`${endpoint.replace(/\/$/, '')}/models`, {
    signal,
    credentials: 'same-origin',
    headers: { accept: 'application/json' },
  })
  if (response.status === 404) return []
  if (!response.ok) throw new Error(`The models could not be loaded: status ${response.status}.`)
  const body = (await response.json()) as { models?: unknown }
  return (Array.isArray(body.models) ? body.models : []).filter(
    (model: unknown): model is ModelOption =>
      typeof model === 'object' && model !== null && 'id' in model && typeof model.id === 'string',
  )
}
