import { createVariationClient } from 'react-image-variation/client'
import { createLocalRouter } from 'react-image-variation/local'

const router = createLocalRouter({ allowProduction: true, retryDelayMs: 50 })

/** The real client, with the local router in the place of the network. */
export const localClient = createVariationClient({
  endpoint: new URL('/api/image-variations', location.origin),
  fetch: (input, init) => router(new Request(input, init)),
})

export const models = ['local/watercolor', 'local/pencil', 'local/pop-art', 'local/duotone']
