import fc from 'fast-check'
import { createVariationHandler, type PlannedRun } from 'react-image-variation/server'
import { expect, test } from 'vitest'
import { boundary, field, image, multipart, png, type RawPart } from './harness.js'

const models = ['a/b', 'a/c', 'g/*']

/** Sends parts in chunks; gives the status, what was planned, and what arrived at the router. */
async function send(parts: RawPart[], chunkSize: number) {
  const plans: PlannedRun[] = []
  let arrived: FormData | undefined
  const handler = createVariationHandler({
    models,
    maxImages: 4,
    maxBilledImages: 12,
    sizes: ['512x512', '256x256'],
    maxPromptLength: 10,
    authorize: () => ({ user: 'alice' }),
    reserve: (run) => void plans.push(run),
    runs: false,
    upstream: async (request) => {
      const headers = { 'content-type': request.headers.get('content-type') ?? '' }
      arrived = await new Response(await request.arrayBuffer(), { headers }).formData()
      return Response.json({ created: 1, data: [{ url: 'https://a.test' }] })
    },
  })
  const bytes = multipart(parts)
  let at = 0
  const response = await handler(
    new Request('http://app.test/', {
      method: 'POST',
      headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
      body: new ReadableStream({
        pull(controller) {
          if (at >= bytes.length) controller.close()
          else controller.enqueue(new Uint8Array(bytes.subarray(at, (at += chunkSize))))
        },
      }),
      duplex: 'half',
    } as RequestInit),
  )
  await response.text()
  return { status: response.status, plans, arrived }
}

const model = fc.oneof(
  { weight: 20, arbitrary: fc.constantFrom('a/b', 'a/c', 'g/x') },
  fc.constantFrom('a/d', 'x/y', 'g/', 'g/x@a/d', 'g/../a', 'A/B', ''),
)
const named = model.map((name) => ({ model: name }))
const json = (value: fc.Arbitrary<unknown>) => value.map((one) => JSON.stringify(one))
const fallbacks = fc.array(named, { maxLength: 2 })
const retry = fc.record({ count: fc.integer({ min: 1, max: 3 }) })
/** Each field of the wire, with values that are mostly right. */
const fields = fc.record(
  {
    model,
    n: fc.constantFrom('1', '2', '4', '5', '0', '1e0'),
    prompt: fc.constantFrom('bluer', 'much too long', ''),
    size: fc.constantFrom('256x256', '512x512', '1024x1024'),
    user: fc.constantFrom('mallory', 'bob'),
    fallbacks: json(fallbacks),
    retry: json(retry),
    load_balancer: json(
      fc.record({
        type: fc.constant('weight_based'),
        models: fc.array(named, { minLength: 1, maxLength: 2 }),
      }),
    ),
    orq: json(
      fc.record(
        { fallbacks, retry, identity: fc.constant({ id: 'mallory' }) },
        { requiredKeys: [] },
      ),
    ),
    stream: fc.constant('true'),
  },
  { requiredKeys: ['model'] },
)
/** Fields as they stand and in another order, with the image anywhere; all of it in chunks of any size. */
const asked = fields
  .map((values) => [
    ...Object.entries(values)
      // A field that the contract does not know rejects all: not too often.
      .filter(([name], index) => name !== 'stream' || index % 5 === 0)
      .map(([name, value]) => field(name, value ?? '')),
    image(png.subarray(0, 500)),
  ])
  .chain((parts) =>
    fc.tuple(
      fc.constant(parts),
      fc.shuffledSubarray(parts, { minLength: parts.length }),
      fc.integer({ min: 1, max: 2000 }),
    ),
  )

/** What must not be, of a request that was sent or rejected. */
function problemsOf({ status, plans, arrived }: Awaited<ReturnType<typeof send>>): string[] {
  const sent: Record<string, unknown> = Object.fromEntries(arrived ?? [])
  const text = JSON.stringify({ ...sent, image: undefined })
  const names = text.match(/[\w@.]+\/[\w@./]*/g) ?? []
  const checks: Record<string, boolean> = arrived
    ? {
        status: status === 200,
        'one plan': plans.length === 1,
        'worst case': (plans[0]?.maxBilledImages ?? 99) <= 12,
        user: sent['user'] === 'alice' && !text.includes('mallory'),
        size: sent['size'] === '256x256' || sent['size'] === '512x512',
        n: Number(sent['n']) <= 4,
        models: names.every((name) => /^(a\/[bc]|g\/x)$/.test(name)),
      }
    : { status: status === 400 || status === 403, 'no plan': plans.length === 0 }
  return Object.keys(checks).filter((name) => !checks[name])
}

test(
  'the order of the fields decides nothing, and what arrives is allowed',
  { timeout: 60_000 },
  async () => {
    let arrivals = 0
    let rejections = 0
    await fc.assert(
      fc.asyncProperty(asked, async ([parts, shuffled, chunkSize]) => {
        const first = await send(parts, 65_536)
        const second = await send(shuffled, chunkSize)
        // Of two reasons the one that comes first is given.
        expect(second.status === 200).toBe(first.status === 200)
        expect(second.plans.map((plan) => ({ ...plan, id: '' }))).toEqual(
          first.plans.map((plan) => ({ ...plan, id: '' })),
        )
        for (const outcome of [first, second]) {
          if (outcome.arrived) arrivals++
          else rejections++
          expect(problemsOf(outcome)).toEqual([])
        }
      }),
      { numRuns: 400 },
    )
    // A property that nothing reaches proves nothing.
    expect(arrivals).toBeGreaterThan(20)
    expect(rejections).toBeGreaterThan(100)
  },
)
