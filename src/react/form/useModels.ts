import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { ModelOption } from '../../contract/ModelOption.js'
import type { Connection, HookClient } from '../run/HookClient.js'
import { loadChunk } from '../ui/loadChunk.js'

/** What to ask with, where the host names no models. */
export type UseModelsOptions = Connection & {
  /** The models that the host names, if it does. */
  models: readonly (string | ModelOption)[] | undefined
}

export type UseModelsResult = {
  models: ModelOption[]
  isLoading: boolean
  /** The handler did not say its models, now or earlier. */
  error: Error | null
  retry: () => void
}

/** Two clients may belong to two visitors, who may use different models. */
const clientNumbers = new WeakMap<HookClient, number>()
let clients = 0

/** The models to choose from: the host's, or those that the client's handler lists. */
export function useModels({ models, client, endpoint }: UseModelsOptions): UseModelsResult {
  const isAsked = models === undefined && (!client || client.models !== undefined)
  const query = useQuery({
    queryKey: ['react-image-variation', 'models', client ? numberOf(client) : String(endpoint)],
    queryFn: async ({ signal }) => {
      const { listModels } = await loadChunk(() => import('../run/sendRun.js'))
      return listModels({ client, endpoint }, signal)
    },
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
    error: isAsked && !data ? query.error : null,
    retry: () => void refetch(),
  }
}

function numberOf(client: HookClient): number {
  const number = clientNumbers.get(client) ?? ++clients
  clientNumbers.set(client, number)
  return number
}
