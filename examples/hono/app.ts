import { Hono } from 'hono'
import { createLocalRouter } from 'react-image-variation/local'
import { createVariationHandler } from 'react-image-variation/server'

const apiKey = process.env['ORQ_API_KEY']
const models = ['openai/gpt-image-2']

// For development alone: without a key the local router paints, and serves its pictures below.
const local = apiKey ? undefined : createLocalRouter({ publicURL: '/api/image-variations' })

const handler = createVariationHandler({
  ...(local ? { upstream: local, models: [...models, 'local/*'] } : { apiKey, models }),
  // Your session goes here: return null for nobody, and the user's own limits for somebody.
  authorize: () => ({ identity: { id: 'demo' }, maxImages: 4 }),
  // One line when a run is admitted, and one when it has ended.
  onEvent: ({ type, id, user, model, maxBilledImages }) =>
    console.log(JSON.stringify({ type, id, user, model, maxBilledImages })),
})

export const app = new Hono()
if (local) app.get('/api/image-variations/results/*', (context) => local(context.req.raw))
// With all below it, so that the official SDK's `serverURL` can point here as well.
app.all('/api/image-variations/*', (context) => handler(context.req.raw))
