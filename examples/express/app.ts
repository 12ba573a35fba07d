import express from 'express'
import { createLocalRouter } from 'react-image-variation/local'
import { createVariationHandler, toNodeListener } from 'react-image-variation/server'

const apiKey = process.env['ORQ_API_KEY']
const models = ['openai/gpt-image-2']

// For development alone: without a key the local router makes the images, and serves them below.
const local = apiKey ? undefined : createLocalRouter({ publicURL: '/api/image-variations' })

const handler = createVariationHandler({
  ...(local ? { upstream: local, models: [...models, 'local/*'] } : { apiKey, models }),
  // What one request may cost at worst, with its retries and fallbacks.
  maxBilledImages: 12,
  // The second argument is Express's own request, with what passport or a session has put on it.
  authorize: (_request, incoming: express.Request | undefined) =>
    incoming ? { identity: { id: 'demo' }, maxImages: 4 } : null,
})

export const app = express()
if (local) app.get('/api/image-variations/results/:id', toNodeListener(local))
// With all below it, where runs are collected. Before any parser of multipart bodies: the handler reads the stream itself.
app.use('/api/image-variations', toNodeListener(handler))
