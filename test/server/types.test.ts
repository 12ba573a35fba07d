import express from 'express'
import { createServer } from 'node:http'
import { createVariationHandler, toNodeListener } from 'react-image-variation/server'
import { expect, test } from 'vitest'

const options = { apiKey: 'key', models: ['a/b'], authorize: () => ({}) }

test('a handler fits every host, written in place or with a context of its own', () => {
  const inPlace = toNodeListener(createVariationHandler(options))
  const withContext = createVariationHandler({
    ...options,
    authorize: (_request, incoming: express.Request | undefined) =>
      incoming?.params['id'] ? {} : null,
  })
  const app = express().post('/', inPlace).post('/:id', toNodeListener(withContext))
  type Params = { params: Promise<{ id: string }> }
  const POST: (request: Request, context: Params) => Promise<Response> =
    createVariationHandler(options)
  expect([createServer(inPlace), app, POST]).toHaveLength(3)
})
