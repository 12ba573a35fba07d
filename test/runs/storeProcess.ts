// A process with a Redis run store of its own, which does what its parent says. See startProcess.ts.
import { createRedisRunStore, type RunClaim } from 'react-image-variation/server'
import { createClient } from 'redis'

export type Order =
  | { call: 'claim'; id: string; leaseMs: number }
  | { call: 'markSent' | 'respond' | 'interruption' | 'get'; id: string }
  | { call: 'cancel'; id: string }

const [url = '', prefix = ''] = process.argv.slice(2)
const client = createClient({ url }).on('error', () => {})
await client.connect()
const store = createRedisRunStore(client, { prefix })
const claims = new Map<string, RunClaim>()

function claimed(id: string): RunClaim {
  const claim = claims.get(id)
  if (!claim) throw new Error(`This process has not claimed ${id}.`)
  return claim
}

async function obey(order: Order): Promise<unknown> {
  const { id } = order
  switch (order.call) {
    case 'claim': {
      const { leaseMs } = order
      const claim = await store.claim(id, { startedAt: Date.now(), leaseMs, ttlMs: 60_000 })
      if (claim) claims.set(id, claim)
      return claim !== null
    }
    case 'markSent':
      return claimed(id).markSent('print')
    case 'respond':
      await claimed(id).start({ status: 200, headers: {} })
      await claimed(id).write(new TextEncoder().encode(`from ${process.pid}`))
      return claimed(id).finish()
    case 'interruption': {
      const { signal } = claimed(id)
      if (!signal.aborted) {
        await new Promise((resolve) => signal.addEventListener('abort', resolve))
      }
      return signal.reason.why
    }
    case 'get':
      return store.get(id)
    case 'cancel':
      return store.cancel(id, { ttlMs: 60_000 })
  }
}

process.on('message', (message: 'close' | { order: Order; number: number }) => {
  if (message === 'close') {
    process.disconnect()
    return void client.close()
  }
  const { order, number } = message
  obey(order).then(
    (reply) => process.send?.({ number, reply }),
    (error: unknown) => process.send?.({ number, error: String(error) }),
  )
})
process.send?.('ready')
