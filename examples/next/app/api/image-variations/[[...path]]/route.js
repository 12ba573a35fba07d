import { after } from 'next/server'
import { createLocalRouter } from 'react-image-variation/local'
import {
  createMemoryRunStore,
  createRedisRunStore,
  createVariationHandler,
} from 'react-image-variation/server'
import { createClient } from 'redis'

const models = ['openai/gpt-image-2']

// For development alone: without a key the local router makes the images, and serves them below.
const local =
  process.env.NODE_ENV === 'development' && !process.env.ORQ_API_KEY
    ? createLocalRouter({ publicURL: '/api/image-variations' })
    : undefined

const handler = createVariationHandler({
  ...(local
    ? { upstream: local, models: [...models, 'local/*'] }
    : { apiKey: () => process.env.ORQ_API_KEY, serverURL: process.env.ORQ_SERVER_URL, models }),
  runs: process.env.REDIS_URL ? createRedisRunStore(connect()) : createMemoryRunStore(),
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

/** Any number of instances share their runs there. The client waits for its connection, and connects again by itself. */
function connect() {
  const client = createClient({ url: process.env.REDIS_URL })
  client.on('error', (error) => console.error('Redis:', error))
  client.connect().catch(() => {}) // the listener has told
  return client
}
