import { createLocalRouter } from 'react-image-variation/local'
import { createVariationHandler } from 'react-image-variation/server'

const apiKey = process.env.ORQ_API_KEY

export const POST = createVariationHandler({
  // Without a key the local router paints, so that this runs at once.
  ...(apiKey
    ? { apiKey, models: ['openai/gpt-image-2'] }
    : { upstream: createLocalRouter({ allowProduction: true }), models: ['local/*'] }),
  // Your session goes here: return null for nobody, and the user's own limits for somebody.
  authorize: () => ({ identity: { id: 'demo' }, maxImages: 4 }),
})
