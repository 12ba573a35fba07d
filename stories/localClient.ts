import { createVariationClient } from 'react-image-variation/client'
import { createLocalRouter, localModels } from 'react-image-variation/local'

const router = createLocalRouter({ allowProduction: true, retryDelayMs: 50 })

/** The real client, with the local router in the place of the network. */
export const localClient = createVariationClient({
  endpoint: new URL('/api/image-variations', location.origin),
  fetch: (input, init) => router(new Request(input, init)),
})

/** The models that paint at once. */
export const models = localModels.filter(({ id }) => id !== 'local/slow')
