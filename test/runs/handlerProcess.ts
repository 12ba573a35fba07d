// A process that serves the handler, with its runs in Redis. See startProcess.ts.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  createRedisRunStore,
  createVariationHandler,
  toNodeListener,
  type RunStore,
} from 'react-image-variation/server'
import { createClient } from 'redis'

const [url = '', prefix = '', routerURL = '', leaseMs = ''] = process.argv.slice(2)
const client = createClient({ url }).on('error', () => {})
await client.connect()
const store = createRedisRunStore(client, { prefix })
const runs: RunStore = {
  ...store,
  claim: (id, options) => store.claim(id, { ...options, leaseMs: Number(leaseMs) }),
}
const handler = createVariationHandler({
  apiKey: 'key-of-the-tests',
  serverURL: routerURL,
  models: ['openai/gpt-image-2'],
  authorize: (request) => ({ user: request.headers.get('x-user') ?? 'ann' }),
  runs,
  onEvent: () => {},
})
const server = createServer(toNodeListener(handler))
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  process.send?.({ endpoint: `http://127.0.0.1:${port}/api/image-variations` })
})
process.on('disconnect', () => process.exit())
