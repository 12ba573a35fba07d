import { serve } from '@hono/node-server'
import { app } from './app.js'

serve({ fetch: app.fetch, port: 3000, hostname: '127.0.0.1' }, ({ port }) => {
  console.log(`http://localhost:${port}/api/image-variations`)
})
