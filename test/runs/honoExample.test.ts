import { readFileSync } from 'node:fs'
import type { Hono } from 'hono'
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest'
import { startRedis } from '../../scripts/redis.mjs'
import { createClient } from 'redis'

const redis = await startRedis()
const client = redis && (await createClient({ url: redis.url }).connect())
afterAll(async () => {
  client?.destroy()
  await redis?.stop()
})
afterEach(() => vi.unstubAllEnvs())
// Its records, and what it says when Redis ends before it.
vi.spyOn(console, 'log').mockImplementation(() => {})
vi.spyOn(console, 'error').mockImplementation(() => {})

const photo = readFileSync(new URL('../fixtures/coffee-square.jpg', import.meta.url))

describe.skipIf(!client)('the limit of the Hono example', () => {
  test('lets no image past the budget of a day, with parallel requests to two instances', async () => {
    const apps = [await startApp(7), await startApp(7)]
    const posts = Array.from({ length: 30 }, (_, index) =>
      post(apps[index % 2], { model: 'local/watercolor', n: 1 + (index % 3) }),
    )
    const responses = await Promise.all(posts)
    const counts = await Promise.all(
      responses
        .filter(({ status }) => status === 200)
        .map(async (response) => (await response.json()).data.length),
    )
    const images = counts.reduce((sum, count) => sum + count, 0)
    expect(images).toBeGreaterThan(0)
    expect(images).toBeLessThanOrEqual(7)
    const rejected = responses.filter(({ status }) => status !== 200)
    for (const response of rejected) {
      expect(response.status).toBe(429)
      expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0)
      expect(await response.json()).toMatchObject({
        error: { code: 'image_limit_reached', sent: false },
      })
    }
    // A request that was rejected has used up nothing.
    const rest = 7 - images
    const last = await Promise.all(
      Array.from({ length: rest + 1 }, () => post(apps[0], { model: 'local/watercolor', n: 1 })),
    )
    expect(last.filter(({ status }) => status === 200)).toHaveLength(rest)
  })

  test('gives back what surely cost nothing', async () => {
    const app = await startApp(4)
    for (let count = 0; count < 5; count += 1) {
      const failed = await post(app, { model: 'local/fail-400', n: 4 })
      expect(failed.status).toBe(400)
      await failed.text()
      await expect.poll(usedImages).toBe(0)
    }
    expect((await post(app, { model: 'local/watercolor', n: 4 })).status).toBe(200)
  })

  test('keeps what may have been billed', async () => {
    const app = await startApp(4)
    const unknown = await post(app, { model: 'local/fail-500', n: 4 })
    expect(unknown.status).toBeGreaterThanOrEqual(500)
    await unknown.text()
    expect((await post(app, { model: 'local/watercolor', n: 1 })).status).toBe(429)
  })
})

async function usedImages(): Promise<number> {
  const [key] = (await client?.keys('images:ada:*')) ?? []
  return Number(key && (await client?.get(key)))
}

/** An instance of the example, and an empty Redis. */
async function startApp(imagesPerDay: number): Promise<Hono> {
  await client?.flushAll()
  vi.stubEnv('ORQ_API_KEY', '')
  vi.stubEnv('REDIS_URL', redis?.url)
  vi.stubEnv('IMAGES_PER_DAY', String(imagesPerDay))
  vi.resetModules()
  vi.stubEnv('SESSION_SECRET', 'a secret of this test')
  const { app } = await import('../../examples/hono/app.js')
  return app
}

async function signIn(app: Hono | undefined): Promise<string> {
  const response = await app?.request('/session', {
    method: 'POST',
    body: JSON.stringify({ user: 'ada' }),
  })
  return response?.headers.get('set-cookie')?.split(';')[0] ?? ''
}

async function post(app: Hono | undefined, settings: { model: string; n: number }) {
  const form = new FormData()
  form.set('model', settings.model)
  form.set('n', String(settings.n))
  form.set('size', '256x256')
  form.set('image', new File([photo], 'a.jpg', { type: 'image/jpeg' }))
  const response = await app?.request('/api/image-variations', {
    method: 'POST',
    body: form,
    headers: { 'idempotency-key': crypto.randomUUID(), cookie: await signIn(app) },
  })
  if (!response) throw new Error('There is no app.')
  return response
}
