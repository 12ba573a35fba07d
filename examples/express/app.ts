import express from 'express'
import { createLocalRouter } from 'react-image-variation/local'
import { createVariationHandler, toNodeListener } from 'react-image-variation/server'

const apiKey = process.env['ORQ_API_KEY']

const handler = createVariationHandler({
  // Without a key the local router paints, so that this runs at once.
  ...(apiKey
    ? { apiKey, models: ['openai/gpt-image-2'] }
    : { upstream: createLocalRouter(), models: ['local/*'] }),
  // The second argument is Express's own request, with what passport or a session has put on it.
  authorize: (_request, incoming: express.Request | undefined) =>
    incoming ? { identity: { id: 'demo' }, maxImages: 4 } : null,
})

const listener = toNodeListener(handler)

export const app = express()
// Before any body parser that takes multipart: the handler reads the stream itself.
app.use('/api/image-variations', listener)
