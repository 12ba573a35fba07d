import { after } from 'next/server'
import { createLocalRouter } from 'react-image-variation/local'
import { createVariationHandler } from 'react-image-variation/server'

const models = ['openai/gpt-image-2']

// For development alone: without a key the local router makes the images, and serves them below.
const local =
  process.env.NODE_ENV === 'development' && !process.env.ORQ_API_KEY
    ? createLocalRouter({ publicURL: '/api/image-variations' })
    : undefined

const handler = createVariationHandler({
  ...(local
    ? { upstream: local, models: [...models, 'local/*'] }
    : { apiKey: () => process.env.ORQ_API_KEY, models }),
  // Your session goes here: return null for nobody, and the user's own limits for somebody.
  authorize: () => ({ identity: { id: 'demo' }, maxImages: 4 }),
  // What one request may cost at worst, with its retries and fallbacks.
  maxBilledImages: 12,
  // Serverless instances stay alive until a run is stored, also when its caller has left.
  waitUntil: (promise) => after(promise),
})

/** Seconds that a serverless function may take, as long as the handler's own deadline. */
export const maxDuration = 300

export { handler as POST, handler as DELETE }

export function GET(request, context) {
  const isResult = /\/results\/[^/]+$/.test(new URL(request.url).pathname)
  return local && isResult ? local(request) : handler(request, context)
}
