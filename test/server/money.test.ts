import {
  type Grant,
  type PlannedRun,
  type Policy,
  type Reservation,
  type VariationEnded,
} from 'react-image-variation/server'
import { expect, test, vi } from 'vitest'
import {
  field,
  image,
  multipart,
  parse,
  png,
  post,
  startHandler,
  success,
  type RouterResponse,
} from './harness.js'

const model = field('model', 'openai/gpt-image-2')
const body = multipart([model, image()])
const large = image(Buffer.concat([png, Buffer.alloc(300_000)]))
const waitFor = <T>(check: () => T) => vi.waitFor(check, 10_000)

/** A budget in images, counted before they are made and given back after a sure failure. */
function createBudget(images: number) {
  let spent = 0
  let most = 0
  return {
    get spent() {
      return spent
    },
    get most() {
      return most
    },
    async reserve({ maxBilledImages }: PlannedRun): Promise<Reservation | Response> {
      if (spent + maxBilledImages > images) {
        return Response.json(
          { error: { code: 'budget_exceeded', message: 'Enough for today.', sent: false } },
          { status: 402 },
        )
      }
      spent += maxBilledImages
      most = Math.max(most, spent)
      await new Promise((resolve) => setTimeout(resolve, 5))
      return {
        settle({ billed, n = 1 }) {
          if (billed === 'no') spent -= maxBilledImages
          if (billed === 'yes') spent -= maxBilledImages - n
        },
      }
    },
  }
}

test('100 requests at once never exceed a budget', { timeout: 30_000 }, async () => {
  const budget = createBudget(20)
  const { url, router } = await startHandler({ reserve: budget.reserve })
  const replies = await Promise.all(
    Array.from({ length: 100 }, (_, index) =>
      post(
        url,
        multipart([model, field('n', '3'), image()]),
        index % 2 ? { 'idempotency-key': `run-0123456789-${index}` } : undefined,
      ),
    ),
  )
  expect(replies.filter(({ status }) => status === 200)).toHaveLength(6)
  expect(replies.filter(({ status }) => status === 402)).toHaveLength(94)
  expect(replies.find(({ status }) => status === 402)?.json.error?.code).toBe('budget_exceeded')
  expect(router.completeBodies).toBe(6)
  expect(budget.most).toBe(18)
})

test('neither do they where a part of the runs is cancelled', { timeout: 30_000 }, async () => {
  const budget = createBudget(20)
  const { url, router } = await startHandler({ reserve: budget.reserve }, { isSilent: true })
  const keys = Array.from({ length: 40 }, (_, index) => `run-cancelled-${index}`)
  const create = (key: string) =>
    post(url, multipart([model, field('n', '3'), image()]), { 'idempotency-key': key })
  const cancel = (key: string) => fetch(`${url}/runs/${key}`, { method: 'DELETE' })
  const replies = keys.map(create)
  // Some before their POST, some while it is checked, some while the router works.
  const early = keys.filter((_, index) => index % 4 === 0).map(cancel)
  await waitFor(() => expect(router.completeBodies).toBeGreaterThan(2))
  await Promise.all([...early, ...keys.map(cancel)])
  await Promise.all(replies)
  expect(budget.most).toBeLessThanOrEqual(20)
  // What the router had is not given back.
  expect(budget.spent).toBe(router.completeBodies * 3)
})

test('reserve is told the whole plan, once for each run, before the router has all of it', async () => {
  const plans: PlannedRun[] = []
  const completeThen: number[] = []
  const { url, router } = await startHandler({
    authorize: () => ({ identity: { id: 'alice' } }),
    reserve(run, context) {
      plans.push(run)
      completeThen.push(router.completeBodies)
      expect(context).toHaveProperty('headers')
    },
  })
  const headers = { 'idempotency-key': 'run-0123456789abcdef' }
  const fields = [model, field('n', '2'), field('retry', '{"count":1}'), field('prompt', 'bluer')]
  await post(url, multipart([...fields, large]), headers)
  await post(url, multipart([...fields, large]), headers)
  expect(plans).toEqual([
    {
      id: 'run-0123456789abcdef',
      user: 'alice',
      operation: 'edits',
      model: 'openai/gpt-image-2',
      n: 2,
      maxBilledImages: 4,
      settings: expect.objectContaining({ prompt: 'bluer', user: 'alice' }),
    },
  ])
  expect(completeThen).toEqual([0])
})

test.for([
  ['a field that is not allowed', multipart([model, large, field('n', '99')])],
  ['a forbidden model', multipart([field('model', 'x/y'), large])],
  ['a body that breaks off', multipart([model, large], '')],
] as const)('nothing is reserved for %s', async ([, bytes]) => {
  const reserve = vi.fn()
  const { url } = await startHandler({ reserve })
  await post(url, bytes)
  expect(reserve).not.toHaveBeenCalled()
})

test.for<[string, RouterResponse, object, Partial<VariationEnded>]>([
  ['a success', {}, {}, { billed: 'yes', sent: true, status: 200 }],
  ['a rejection', { status: 422 }, {}, { billed: 'no', sent: true, status: 422 }],
  ['a 429', { status: 429 }, {}, { billed: 'no', sent: true }],
  ['a failure', { status: 500 }, {}, { billed: 'unknown', sent: true }],
  ['a 408', { status: 408 }, {}, { billed: 'unknown', sent: true, status: 504 }],
  ['no JSON', { body: '<html>' }, {}, { billed: 'unknown', sent: true }],
  ['silence', { isSilent: true }, { timeoutMs: 1500 }, { billed: 'unknown', sent: true }],
  ['half a response', { isCut: true }, {}, { billed: 'yes', sent: true }],
  ['no router', {}, { serverURL: 'http://127.0.0.1:9' }, { billed: 'no', sent: false }],
])('settle hears once of %s', async ([, response, options, expected]) => {
  const keyed = { 'idempotency-key': 'run-0123456789abcdef' }
  for (const headers of [undefined, keyed]) {
    const settle = vi.fn()
    // Its promise ends when all is settled.
    const kept: Promise<unknown>[] = []
    const { url } = await startHandler(
      {
        reserve: () => ({ settle }),
        waitUntil: (promise) => void kept.push(promise),
        ...options,
      },
      response,
    )
    await post(url, multipart([model, large]), headers).catch(() => {})
    await Promise.all(kept)
    const heard = settle.mock.calls.map(([event]) => event)
    // A router that is not there may be noticed before anything is reserved.
    expect(heard).toMatchObject(heard.length === 0 && !expected.sent ? [] : [expected])
  }
})

test('a reservation that comes after the deadline is settled as not billed', async () => {
  const settle = vi.fn()
  let grant: (reservation: Reservation) => void = () => {}
  const granted = new Promise<Reservation>((resolve) => (grant = resolve))
  const { url, router } = await startHandler({ timeoutMs: 150, reserve: () => granted })
  expect(await post(url, body)).toMatchObject({ status: 504, json: { error: { sent: false } } })
  expect(settle).not.toHaveBeenCalled()
  grant({ settle })
  await waitFor(() => expect(settle).toHaveBeenCalledTimes(1))
  expect(settle.mock.calls[0]?.[0]).toMatchObject({ billed: 'no', sent: false })
  expect(router.completeBodies).toBe(0)
})

test.for([
  ['throws', () => Promise.reject(new Error('the database at 10.0.0.7'))],
  ['returns something else', () => ({ id: 1 }) as never],
] as const)('nothing is sent if reserve %s', async ([, reserve]) => {
  const { url, router, events } = await startHandler({ reserve })
  const reply = await post(url, multipart([model, large]))
  expect(reply).toMatchObject({
    status: 500,
    json: { error: { code: 'internal_error', sent: false } },
  })
  expect(reply.text).not.toContain('10.0.0.7')
  await waitFor(() => expect(events).toHaveLength(1))
  expect(events[0]).toMatchObject({ billed: 'no', cause: expect.any(Error) })
  expect(router.completeBodies).toBe(0)
})

test('a settle that throws changes nothing', async ({ onTestFinished }) => {
  const { error } = console
  onTestFinished(() => void (console.error = error))
  const printed: unknown[] = []
  console.error = (...values) => printed.push(...values)
  const settle = () => {
    throw new Error('no')
  }
  const { url, events } = await startHandler({ reserve: () => ({ settle }) })
  expect(await post(url, body)).toMatchObject({ status: 200, json: success })
  await waitFor(() => expect(events).toHaveLength(1))
  expect(String(printed)).toContain('settle threw')
})

test('a run is on record before the router has all of it, and once more when it ends', async () => {
  const { url, router, admitted, events } = await startHandler({}, { isSilent: true })
  void post(url, body, { 'idempotency-key': 'run-0123456789abcdef' }).catch(() => {})
  await waitFor(() => expect(router.completeBodies).toBe(1))
  expect(admitted).toMatchObject([{ type: 'admitted', id: 'run-0123456789abcdef', n: 1 }])
  expect(events).toEqual([])
})

test('retries and fallbacks that the router may nest are multiplied', async () => {
  const plans: number[] = []
  const { url } = await startHandler({
    maxBilledImages: 1000,
    reserve: ({ maxBilledImages }) => void plans.push(maxBilledImages),
  })
  const google = '{"model":"google/a"}'
  const orq = `{"retry":{"count":2},"fallbacks":[${google}]}`
  const fields = [field('retry', '{"count":1}'), field('fallbacks', `[${google},${google}]`)]
  await post(url, multipart([model, field('n', '2'), ...fields, field('orq', orq), image()]))
  expect(plans).toEqual([2 * 2 * 3 * 3 * 2])
})

/** The status for fields under a policy and a grant, and what the router got. */
async function ask(fields: Record<string, string>, policy: Partial<Policy>, grant: Grant = {}) {
  const { url, router } = await startHandler({ ...policy, authorize: () => grant })
  const all = { model: 'openai/gpt-image-2', ...fields }
  const parts = Object.entries(all).map((entry) => field(...entry))
  const reply = await post(url, multipart([...parts, image()]))
  const sent = reply.status === 200 ? await parse(router.requests[0]) : undefined
  return [reply.status, sent?.get('size'), sent?.get('quality')]
}

test('sizes, qualities and the length of a prompt are limited by options and grants', async () => {
  const small: Partial<Policy> = { sizes: ['512x512', '256x256'] }
  expect(await ask({ size: '1024x1024' }, small)).toEqual(expect.arrayContaining([400]))
  expect(await ask({ size: '256x256' }, small)).toEqual([200, '256x256', undefined])
  expect(await ask({ size: '512x512' }, small, { sizes: ['256x256'] })).toEqual(
    expect.arrayContaining([400]),
  )
  const edit = { prompt: 'bluer' }
  const low: Partial<Policy> = { qualities: ['low', 'medium'] }
  expect(await ask({ ...edit, quality: 'high' }, low)).toEqual(expect.arrayContaining([400]))
  expect(await ask({ ...edit, quality: 'medium' }, low, { qualities: ['low'] })).toEqual(
    expect.arrayContaining([400]),
  )
  expect(await ask(edit, { maxPromptLength: 4 })).toEqual(expect.arrayContaining([400]))
  expect(await ask(edit, { maxPromptLength: 5 })).toEqual(expect.arrayContaining([200]))
  expect(await ask(edit, { maxPromptLength: 5 }, { maxPromptLength: 4 })).toEqual(
    expect.arrayContaining([400]),
  )
})

test('a request that leaves size and quality open gets allowed ones', async () => {
  const policy: Partial<Policy> = { sizes: ['512x512', '256x256'], qualities: ['low'] }
  expect(await ask({}, policy)).toEqual([200, '512x512', undefined])
  expect(await ask({ prompt: 'bluer' }, policy)).toEqual([200, '512x512', 'low'])
  expect(await ask({}, { sizes: ['256x256', '1024x1024'] })).toEqual([200, '1024x1024', undefined])
})

test('a model that takes no prompt', async () => {
  const models = [{ id: 'openai/gpt-image-2', prompt: 'none' as const }]
  const { url, router } = await startHandler({ models })
  const edit = multipart([model, field('prompt', 'bluer'), image()])
  expect(await post(url, edit)).toMatchObject({
    status: 400,
    json: {
      error: { issues: [{ path: ['prompt'], message: expect.stringMatching(/takes no prompt/) }] },
    },
  })
  expect(router.requests).toEqual([])
  expect(await post(url, body)).toMatchObject({ status: 200 })
})

test('a model that only edits, and one with sizes of its own', async () => {
  const models = [{ id: 'openai/gpt-image-2', prompt: 'required' as const, sizes: ['1024x1024'] }]
  const { url, router } = await startHandler({ models })
  const reply = await post(url, body)
  expect(reply).toMatchObject({
    status: 400,
    json: {
      error: { issues: [{ path: ['prompt'], message: expect.stringMatching(/needs a prompt/) }] },
    },
  })
  const edit = [model, field('prompt', 'bluer')]
  expect(await post(url, multipart([...edit, field('size', '512x512'), image()]))).toMatchObject({
    status: 400,
    json: { error: { issues: [{ path: ['size'] }] } },
  })
  expect(router.requests).toEqual([])
  expect(await post(url, multipart([image(png.subarray(0, 60_000)), ...edit]))).toMatchObject({
    status: 200,
  })
})
