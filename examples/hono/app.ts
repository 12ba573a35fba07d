import { Hono, type Context } from 'hono'
import { createLocalRouter } from 'react-image-variation/local'
import {
  createMemoryRunStore,
  createRedisRunStore,
  createVariationHandler,
} from 'react-image-variation/server'
import { createClient, type RedisClientType } from 'redis'
import { limitImages } from './limitImages.js'
import { session, userOf } from './session.js'

const apiKey = process.env['ORQ_API_KEY']
const models = ['openai/gpt-image-2']

// For development alone: without a key the local router makes the images, and serves them below.
const local = apiKey ? undefined : createLocalRouter({ publicURL: '/api/image-variations' })

// With Redis, any number of processes share the runs and the limit.
const redisURL = process.env['REDIS_URL']
const redis = redisURL ? ((await connect(redisURL)) as RedisClientType) : undefined

const handler = createVariationHandler({
  ...(local ? { upstream: local, models: [...models, 'local/*'] } : { apiKey, models }),
  // Null for nobody, and the user's own limits for somebody. Runs belong to the user.
  authorize: async (_request, context: Context | undefined) => {
    const user = context && (await userOf(context))
    return user ? { identity: { id: user }, maxImages: 4 } : null
  },
  // What one request may cost at worst, with its retries and fallbacks.
  maxBilledImages: 12,
  reserve: limitImages({ perDay: Number(process.env['IMAGES_PER_DAY'] ?? 50), redis }),
  runs: redis ? createRedisRunStore(redis) : createMemoryRunStore(),
  // One line when a run is admitted, and one when it has ended.
  onEvent: ({ type, id, user, model, maxBilledImages }) =>
    console.log(JSON.stringify({ type, id, user, model, maxBilledImages })),
})

export const app = new Hono()
app.route('/session', session)
if (local) app.get('/api/image-variations/results/*', (context) => local(context.req.raw))
// With all below it: runs are collected there, and the official SDK's `serverURL` can point here as well.
app.all('/api/image-variations/*', (context) => handler(context.req.raw, context))

async function connect(url: string) {
  const client = createClient({ url })
  // Without a listener an error of the connection would end the process. The client connects again by itself.
  client.on('error', (error) => console.error('Redis:', error))
  return client.connect()
}
