import { createLocalRouter } from 'react-image-variation/local'
import { createVariationHandler } from 'react-image-variation/server'

const models = ['openai/gpt-image-2']

// For development alone: without a key the local router paints, and `GET` serves its pictures.
const local =
  process.env.NODE_ENV === 'development' && !process.env.ORQ_API_KEY
    ? createLocalRouter({ publicURL: '/api/image-variations' })
    : undefined

export const GET = local

export const POST = createVariationHandler({
  ...(local
    ? { upstream: local, models: [...models, 'local/*'] }
    : { apiKey: () => process.env.ORQ_API_KEY, models }),
  // Your session goes here: return null for nobody, and the user's own limits for somebody.
  authorize: () => ({ identity: { id: 'demo' }, maxImages: 4 }),
  // What went wrong on this side, which callers are never told: no key, for one.
  onEvent: ({ cause }) => cause && console.error(cause),
})
