import { readFile } from 'node:fs/promises'
import { crc32, deflateSync } from 'node:zlib'
import { createLocalRouter, localModels } from 'react-image-variation/local'
import sharp from 'sharp'
import { afterEach, expect, test, vi } from 'vitest'
import { createResponseCache } from '../../src/local/createResponseCache.js'
import { createSimulator } from '../../src/local/createSimulator.js'
import { correlation, request, send } from './send.js'

const photo = async (name: string) =>
  new Blob([await readFile(new URL(`../fixtures/${name}`, import.meta.url))])
const coffee = await photo('coffee-square.jpg')
const rocket = await photo('rocket-landscape.jpg')
const portrait = await photo('phone-portrait.jpg')
const astronaut = await photo('astronaut-transparent.png')

const styles = ['watercolor', 'pencil', 'pop-art', 'duotone']

/** The image as 12 × 12 grey values. */
async function thumbnail(image: Blob | Uint8Array, { mirrored = false } = {}) {
  const bytes = image instanceof Blob ? new Uint8Array(await image.arrayBuffer()) : image
  return sharp(bytes)
    .autoOrient()
    .flatten({ background: 'white' })
    .resize(12, 12, { fit: 'cover', position: 'top' })
    .flop(mirrored)
    .greyscale()
    .raw()
    .toBuffer()
}

const colours = async (image: Uint8Array) =>
  sharp(image).flatten({ background: 'white' }).resize(12, 12).removeAlpha().raw().toBuffer()

function meanDifference(a: Uint8Array, b: Uint8Array) {
  return a.reduce((sum, value, i) => sum + Math.abs(value - b[i]!), 0) / a.length
}

afterEach(() => vi.unstubAllEnvs())

test.each(styles)('local/%s paints images that look like the photo and differ', async (style) => {
  const router = createLocalRouter()
  const { status, body, images } = await send(router, coffee, { model: `local/${style}`, n: 3 })
  expect(status).toBe(200)
  expect(body.size).toBe('256x256')
  const [own, mirrored, other] = await Promise.all([
    thumbnail(coffee),
    thumbnail(coffee, { mirrored: true }),
    thumbnail(rocket),
  ])
  for (const [index, image] of images.entries()) {
    const { width, height, format } = await sharp(image).metadata()
    expect([width, height, format]).toEqual([256, 256, body.output_format])
    const painted = await thumbnail(image)
    const likeness = correlation(painted, index % 2 === 1 ? mirrored : own)
    expect(likeness).toBeGreaterThan(0.45)
    expect(likeness).toBeGreaterThan(correlation(painted, other) + 0.25)
  }
  const looks = await Promise.all(images.map(colours))
  const source = await colours(new Uint8Array(await coffee.arrayBuffer()))
  const pairs = [...looks.keys()].flatMap((a) => [...looks.keys()].slice(0, a).map((b) => [a, b]))
  for (const [a, b] of pairs) expect(meanDifference(looks[a!]!, looks[b!]!)).toBeGreaterThan(15)
  for (const look of looks) expect(meanDifference(look, source)).toBeGreaterThan(15)
})

test('the same request gives the same bytes, another index, photo, prompt or model another image', async () => {
  const settings = { model: 'local/watercolor', n: 2 }
  const first = await send(createLocalRouter(), coffee, settings)
  const again = await send(createLocalRouter(), coffee, settings)
  expect(again.body.data).toEqual(first.body.data)
  const others = await Promise.all([
    send(createLocalRouter(), astronaut, settings),
    send(createLocalRouter(), coffee, { ...settings, prompt: 'a rainy day' }),
    send(createLocalRouter(), coffee, { ...settings, model: 'openai/gpt-image-2' }),
  ])
  const all = [first, ...others].flatMap(({ body }) => body.data.map((item) => item.b64_json))
  expect(new Set(all).size).toBe(8)
})

test('a photo from a phone comes out upright', async () => {
  const { images } = await send(createLocalRouter(), portrait, { model: 'local/duotone' })
  const painted = await thumbnail(images[0]!)
  const lying = await sharp(await portrait.arrayBuffer(), { autoOrient: false })
    .resize(12, 12, { fit: 'cover' })
    .greyscale()
    .raw()
    .toBuffer()
  expect(correlation(painted, await thumbnail(portrait))).toBeGreaterThan(0.7)
  expect(correlation(painted, lying)).toBeLessThan(0.5)
})

test('a transparent image stays transparent, as a PNG', async () => {
  const { body, images } = await send(createLocalRouter(), astronaut, { model: 'local/pencil' })
  expect(body.output_format).toBe('png')
  const corner = await sharp(images[0]!)
    .extract({ left: 0, top: 0, width: 4, height: 4 })
    .raw()
    .toBuffer()
  expect(corner[3]).toBe(0)
})

test('a word in the prompt is heard', async () => {
  const router = createLocalRouter()
  const saturation = async (prompt: string) => {
    const { images } = await send(router, coffee, { model: 'local/duotone', prompt })
    const rgb = await colours(images[0]!)
    const [red, blue] = [rgb.filter((_, i) => i % 3 === 0), rgb.filter((_, i) => i % 3 === 2)]
    return meanDifference(red, blue)
  }
  expect(await saturation('once more')).toBeGreaterThan(25)
  // The mark in the corner has a colour of its own.
  expect(await saturation('in black and white')).toBeLessThan(2)
})

test('an edit takes any size and keeps the orientation of the photo with auto', async () => {
  const router = createLocalRouter()
  const edit = async (size: string, image = rocket) =>
    (await send(router, image, { model: 'local/duotone', prompt: 'again', size })).body.size
  expect(await edit('auto')).toBe('1536x1024')
  expect(await edit('auto', portrait)).toBe('1024x1536')
  const tooLarge = await send(router, rocket, { model: 'm', prompt: 'p', size: '9000x9000' })
  expect(tooLarge.status).toBe(400)
  expect(tooLarge.body.error.message).toContain('64 to 8192')
})

test.each([
  ['320x200', '320x200'],
  ['200x640', '200x640'],
  // Larger than it paints: smaller, but not another shape.
  ['3840x2160', '2048x1152'],
  ['1000x4000', '512x2048'],
])('an edit of size %s returns images of %s', async (size, painted) => {
  const { body, images } = await send(createLocalRouter(), rocket, {
    model: 'local/duotone',
    prompt: 'again',
    size,
  })
  const { width, height } = await sharp(images[0]!).metadata()
  expect([body.size, `${width}x${height}`]).toEqual([painted, painted])
})

test('usage adds up', async () => {
  const { body } = await send(createLocalRouter(), coffee, { model: 'local/duotone', n: 2 })
  const { usage } = body
  expect(usage.output_tokens).toBe(2 * 8 * 8)
  expect(usage.total_tokens).toBe(usage.input_tokens + usage.output_tokens)
})

test.each([
  ['local/fail-400', 400, 'invalid_request_body'],
  ['local/fail-401', 401, 'invalid_api_key'],
  ['local/fail-429', 429, 'rate_limit_exceeded'],
  ['local/fail-503', 503, 'provider_overloaded'],
])('%s fails as it says', async (model, status, code) => {
  const answer = await send(createLocalRouter(), coffee, { model })
  expect(answer.status).toBe(status)
  expect(answer.body.error.code).toBe(code)
  expect(answer.headers.get('retry-after')).toBe(status === 429 ? '1' : null)
  expect(answer.headers.get('x-request-id')).toMatch(/^local-/)
})

test('local/retired answers 404 with an empty body', async () => {
  const answer = await send(createLocalRouter(), coffee, { model: 'local/retired' })
  expect([answer.status, answer.text]).toEqual([404, ''])
})

test('local/partial gives only some of the images', async () => {
  const { body } = await send(createLocalRouter(), coffee, { model: 'local/partial', n: 4 })
  expect(body.data).toHaveLength(2)
})

test('local/square-only rejects other shapes', async () => {
  const router = createLocalRouter()
  const rejected = await send(router, rocket, { model: 'local/square-only' })
  expect(rejected.status).toBe(400)
  expect(rejected.body.error.message).toContain('640 × 427')
  expect((await send(router, coffee, { model: 'local/square-only' })).status).toBe(200)
})

test('local/flaky-2 fails twice, then works', async () => {
  const router = createLocalRouter()
  const statuses = []
  for (let call = 0; call < 4; call++) {
    statuses.push((await send(router, coffee, { model: 'local/flaky-2' })).status)
  }
  expect(statuses).toEqual([503, 503, 200, 503])
})

test('retry: repeats the listed codes and no others, with growing waits', async () => {
  const router = createLocalRouter({ retryDelayMs: 30, random: () => 0.5 })
  const healed = await send(router, coffee, {
    model: 'local/flaky-2',
    retry: { count: 2, on_codes: [503] },
  })
  expect([healed.status, healed.headers.get('x-local-attempts')]).toEqual([200, '3'])

  const started = performance.now()
  await send(router, coffee, { model: 'local/fail-503', retry: { count: 3, on_codes: [503] } })
  expect(performance.now() - started).toBeGreaterThanOrEqual(30 + 60 + 120 - 5)

  const notListed = await send(router, coffee, { model: 'local/fail-503', retry: { count: 2 } })
  expect([notListed.status, notListed.headers.get('x-local-attempts')]).toEqual([503, '1'])

  const byDefault = await send(router, coffee, { model: 'local/fail-429', retry: { count: 1 } })
  expect([byDefault.status, byDefault.headers.get('x-local-attempts')]).toEqual([429, '2'])

  const quick = createLocalRouter({ retryDelayMs: 1 })
  const threeTimes = await send(quick, coffee, { model: 'local/fail-429', retry: {} })
  expect([threeTimes.status, threeTimes.headers.get('x-local-attempts')]).toEqual([429, '4'])

  const never = await send(router, coffee, {
    model: 'local/fail-401',
    retry: { count: 2, on_codes: [401] },
  })
  expect([never.status, never.headers.get('x-local-attempts')]).toEqual([401, '1'])
})

test('fallbacks: in order after an overload, not after a bad request', async () => {
  const router = createLocalRouter()
  const fallbacks = [{ model: 'local/fail-502' }, { model: 'local/duotone' }]
  const saved = await send(router, coffee, { model: 'local/fail-503', fallbacks })
  expect(saved.status).toBe(200)
  expect(saved.headers.get('x-local-model')).toBe('local/duotone')
  expect(saved.headers.get('x-local-attempts')).toBe('3')
  const direct = await send(router, coffee, { model: 'local/duotone' })
  expect(saved.body.data).toEqual(direct.body.data)

  const rejected = await send(router, coffee, { model: 'local/fail-400', fallbacks })
  expect([rejected.status, rejected.headers.get('x-local-attempts')]).toEqual([400, '1'])
})

test('load balancer: by relative weight, without the main model', async () => {
  const models = [
    { model: 'local/pencil', weight: 0.1 },
    { model: 'local/duotone', weight: 0.3 },
  ]
  const chosen = async (random: number) => {
    const router = createLocalRouter({ random: () => random })
    const { headers } = await send(router, coffee, {
      model: 'local/fail-500',
      load_balancer: { type: 'weight_based', models },
    })
    return headers.get('x-local-model')
  }
  expect(await chosen(0.24)).toBe('local/pencil')
  expect(await chosen(0.26)).toBe('local/duotone')
  expect(await chosen(0.999)).toBe('local/duotone')
})

test('what is in orq overrides what is beside it', async () => {
  const { status, headers } = await send(createLocalRouter(), coffee, {
    model: 'local/fail-503',
    fallbacks: [{ model: 'local/fail-500' }],
    orq: { fallbacks: [{ model: 'local/duotone' }] },
  })
  expect([status, headers.get('x-local-model')]).toEqual([200, 'local/duotone'])
})

test('cache: the exact request hits until its time is over', async () => {
  let time = 1_000_000
  const router = createLocalRouter({ now: () => time })
  const cached = { model: 'local/duotone', n: 1, cache: { type: 'exact_match', ttl: 60 } }
  const state = async (fields = {}, image = coffee) =>
    (await send(router, image, { ...cached, ...fields })).headers.get('x-local-cache')
  expect(await state()).toBe('miss')
  expect(await state()).toBe('hit')
  expect(await state({ n: 2 })).toBe('miss')
  expect(await state({ prompt: 'again' })).toBe('miss')
  expect(await state({}, rocket)).toBe('miss')
  const almost = new Uint8Array(await coffee.arrayBuffer())
  almost[almost.length - 100]! ^= 1
  expect(await state({}, new Blob([almost]))).toBe('miss')
  time += 60_000
  expect(await state()).toBe('miss')
  expect(
    (await send(router, coffee, { model: 'local/duotone' })).headers.get('x-local-cache'),
  ).toBe('off')
})

test('cache: a hit returns the same URLs', async () => {
  const router = createLocalRouter()
  const fields = {
    model: 'local/duotone',
    response_format: 'url',
    cache: { type: 'exact_match', ttl: 60 },
  }
  const [first, second] = [await send(router, coffee, fields), await send(router, coffee, fields)]
  expect(second.body.data).toEqual(first.body.data)
})

test('call_timeout: ends an attempt, and the fallback gets its own', async () => {
  const router = createLocalRouter()
  const late = await send(router, coffee, {
    model: 'local/slow-60000',
    timeout: { call_timeout: 100 },
  })
  expect([late.status, late.body.error.code]).toEqual([504, 'provider_timeout'])
  const saved = await send(router, coffee, {
    model: 'local/slow-60000',
    // Enough to paint on a busy machine.
    timeout: { call_timeout: 3000 },
    fallbacks: [{ model: 'local/duotone' }],
  })
  expect([saved.status, saved.headers.get('x-local-model')]).toEqual([200, 'local/duotone'])
})

test('a wait or a timeout longer than timers go does not end at once', async () => {
  const router = createLocalRouter()
  const slow = await send(router, coffee, {
    model: 'local/slow-99999999999',
    timeout: { call_timeout: 100 },
  })
  expect(slow.status).toBe(504)
  const patient = await send(router, coffee, {
    model: 'local/duotone',
    timeout: { call_timeout: 99_999_999_999 },
  })
  expect(patient.status).toBe(200)
})

test('an abort ends a wait and a painting at once', async () => {
  const router = createLocalRouter()
  for (const fields of [
    { model: 'local/slow-60000' },
    { model: 'local/watercolor', n: 10, size: '1024x1024' },
  ]) {
    const controller = new AbortController()
    const slices = vi.spyOn(globalThis, 'setTimeout')
    const sent = send(router, coffee, fields, { signal: controller.signal })
    await vi.waitFor(() => expect(slices).toHaveBeenCalled(), { interval: 5, timeout: 10_000 })
    controller.abort()
    slices.mockClear()
    await expect(sent).rejects.toThrow('abort')
    // A painting goes on in a timer after each slice: there is none after the abort.
    expect(slices).not.toHaveBeenCalled()
    slices.mockRestore()
  }
})

test('url results are served for 60 minutes under the URL of the router', async () => {
  let time = 1_700_000_000_000
  const router = createLocalRouter({ now: () => time })
  const { body } = await send(router, coffee, { model: 'local/duotone', response_format: 'url' })
  expect(body.created).toBe(1_700_000_000)
  const url = body.data[0]!.url!
  expect(url).toMatch(/^https:\/\/router\.test\/v2\/router\/images\/variations\/results\/\w{32}$/)
  const result = await router(new Request(url))
  expect([result.status, result.headers.get('content-type')]).toEqual([200, 'image/jpeg'])
  const direct = await send(router, coffee, { model: 'local/duotone' })
  expect(new Uint8Array(await result.arrayBuffer())).toEqual(direct.images[0])
  time += 60 * 60_000 - 1
  expect((await router(new Request(url))).status).toBe(200)
  time += 1
  expect((await router(new Request(url))).status).toBe(403)
})

test('url results follow publicURL, and the oldest makes room', async () => {
  const router = createLocalRouter({ publicURL: 'http://localhost:5173/api/', maxResults: 2 })
  const { body } = await send(router, coffee, {
    model: 'local/duotone',
    response_format: 'url',
    n: 3,
  })
  const statuses = []
  for (const { url } of body.data) {
    expect(url).toMatch(/^http:\/\/localhost:5173\/api\/results\//)
    statuses.push((await router(new Request(url!))).status)
  }
  expect(statuses).toEqual([403, 200, 200])

  const relative = createLocalRouter({ publicURL: '/api' })
  const answer = await send(relative, coffee, { model: 'local/duotone', response_format: 'url' })
  expect(answer.body.data[0]!.url).toMatch(/^\/api\/results\//)
})

test('an image that would decode to a gigabyte is rejected by its header', async () => {
  const bomb = new Blob([png(16_384, 16_384)])
  expect(bomb.size).toBeLessThan(50_000)
  const before = process.memoryUsage().rss
  const { status, body } = await send(createLocalRouter(), bomb, { model: 'local/duotone' })
  expect([status, body.error.code]).toEqual([400, 'image_too_large'])
  expect(process.memoryUsage().rss - before).toBeLessThan(500_000_000)
})

test.each(['note.txt', 'script.svg', 'phone.heic', 'animated.gif', 'animated.webp'])(
  '%s is rejected with a sentence',
  async (name) => {
    const { status, body } = await send(createLocalRouter(), await photo(name), { model: 'm' })
    expect(status).toBe(400)
    expect(body.error.message).toMatch(/^The image .+\.$/)
  },
)

test.each(['coffee.png', 'coffee-square.jpg', 'cat.webp', 'animated.webp'])(
  '%s is rejected with a sentence wherever it is cut, and the process lives on',
  async (name) => {
    const whole = await photo(name)
    for (const length of [12, 20, 26, 33, 50, 100, 200, 300, 500, 4000, whole.size - 1]) {
      const cut = whole.slice(0, length)
      const { status, body } = await send(createLocalRouter(), cut, { model: 'local/duotone' })
      expect([length, status, body.error?.code]).toEqual([length, 400, 'invalid_request_body'])
      expect(body.error.message).toMatch(/^The image .+\.$/)
    }
  },
)

test.each(['coffee.png', 'coffee-square.jpg'])(
  '%s without its middle is rejected by the decoder, and the process lives on',
  async (name) => {
    const whole = new Uint8Array(await (await photo(name)).arrayBuffer())
    const damaged = new Blob([whole.fill(0, 200, -12)])
    const { status, body } = await send(createLocalRouter(), damaged, { model: 'local/duotone' })
    expect([status, body.error?.code]).toEqual([400, 'invalid_request_body'])
  },
)

test('bytes behind the end of a image do no harm', async () => {
  for (const whole of [coffee, astronaut, await photo('cat.webp')]) {
    const longer = new Blob([whole, new Uint8Array(5000)])
    expect((await send(createLocalRouter(), longer, { model: 'local/duotone' })).status).toBe(200)
  }
})

test.each([
  ['no image', null, { model: 'local/duotone' }, 'The image is missing'],
  ['no model', coffee, {}, 'Name a model'],
  ['an unknown field', coffee, { model: 'm', modle: 'm' }, 'modle'],
  ['too many images', coffee, { model: 'm', n: 11 }, '1 to 10'],
])('%s is rejected with a sentence', async (_what, image, fields, sentence) => {
  const { status, body } = await send(createLocalRouter(), image, fields)
  expect([status, body.error.code]).toEqual([400, 'invalid_request_body'])
  expect(body.error.message).toContain(sentence)
})

test('the path /edits wants a prompt, any other path lets the prompt decide', async () => {
  const router = createLocalRouter()
  const url = 'https://router.test/v2/router/images/edits'
  expect((await send(router, coffee, { model: 'm' }, { url })).body.error.message).toContain(
    'prompt',
  )
  expect((await send(router, coffee, { model: 'm', prompt: 'again' }, { url })).status).toBe(200)
})

test('other bodies and methods are rejected', async () => {
  const router = createLocalRouter()
  const url = 'https://router.test/'
  const json = await router(new Request(url, { method: 'POST', body: '{}' }))
  expect([json.status, (await json.json()).error.code]).toEqual([400, 'invalid_request_body'])
  const put = await router(new Request(url, { method: 'PUT' }))
  expect([put.status, put.headers.get('allow')]).toEqual([405, 'POST'])
  const twice = await request(coffee, { model: 'm' }).formData()
  twice.append('model', 'n')
  const double = await router(new Request(url, { method: 'POST', body: twice }))
  expect(double.status).toBe(400)
})

test('in production it is made without an error, and rejects requests unless it is allowed', async () => {
  vi.stubEnv('NODE_ENV', 'production')
  const rejected = await send(createLocalRouter(), coffee, { model: 'local/duotone' })
  expect([rejected.status, rejected.body.error.code]).toEqual([500, 'configuration'])
  expect(rejected.body.error.message).toContain('ORQ_API_KEY')
  const demo = createLocalRouter({ allowProduction: true })
  expect((await send(demo, coffee, { model: 'local/duotone' })).status).toBe(200)
})

test.each([
  ['half a surrogate pair', 'local/\ud83d'],
  ['a line break', 'local/a\nb'],
  ['100,000 letters', 'x'.repeat(100_000)],
])('a model name with %s gets images, also as a fallback', async (_what, model) => {
  const router = createLocalRouter()
  const direct = await send(router, coffee, { model })
  const asFallback = await send(router, coffee, {
    model: 'local/fail-503',
    fallbacks: [{ model }],
  })
  expect([direct.status, asFallback.status]).toEqual([200, 200])
})

test('local/slow waits 8 seconds, then paints', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'Date'] })
  try {
    const simulate = createSimulator()
    let isDone = false
    const settings = { model: 'local/slow', n: 1 }
    const done = simulate(
      'local/slow',
      { settings, bytes: new Uint8Array() },
      new AbortController().signal,
    ).then(() => (isDone = true))
    await vi.advanceTimersByTimeAsync(7999)
    expect(isDone).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    await done
  } finally {
    vi.useRealTimers()
  }
})

test('every listed model paints', async () => {
  const router = createLocalRouter()
  const ids = localModels.map(({ id }) => id)
  expect(ids).toEqual([...styles.map((style) => `local/${style}`), 'local/slow'])
  for (const { label } of localModels) expect(label).not.toBe('')
  for (const style of styles) {
    expect((await send(router, coffee, { model: `local/${style}` })).status).toBe(200)
  }
})

test('the cache is bounded by count and by bytes, and drops what has expired', () => {
  let time = 0
  const cache = createResponseCache({ now: () => time })
  const small = new Uint8Array(1)
  for (let i = 0; i < 1000; i++) cache.set(`small ${i}`, small, 60)
  const kept = Array.from({ length: 1000 }, (_, i) => cache.get(`small ${i}`)).filter(Boolean)
  expect(kept).toHaveLength(200)
  expect(cache.get('small 999')).toBe(small)
  const large = new Uint8Array(60_000_000)
  cache.set('large 1', large, 60)
  cache.set('large 2', large, 60)
  expect(cache.get('large 2')).toBe(large)
  expect([cache.get('large 1'), cache.get('small 999')]).toEqual([undefined, undefined])
  time = 60_000
  cache.set('new', small, 60)
  expect([cache.get('large 2'), cache.get('new')]).toEqual([undefined, small])
})

test('local/flaky forgets the oldest of very many inputs', async () => {
  const simulate = createSimulator()
  const { signal } = new AbortController()
  const call = (prompt: string) =>
    simulate(
      'local/flaky-1',
      { settings: { model: 'local/flaky-1', n: 1, prompt }, bytes: new Uint8Array() },
      signal,
    ).then(
      () => 'works',
      () => 'fails',
    )
  expect(await call('first')).toBe('fails')
  for (let i = 0; i < 1000; i++) await call(`prompt ${i}`)
  // It was forgotten, so it fails like a new one. The newest are known.
  expect([await call('first'), await call('prompt 999')]).toEqual(['fails', 'works'])
})

/** A black PNG with one bit for each pixel. */
function png(width: number, height: number): Uint8Array<ArrayBuffer> {
  const chunk = (name: string, data: Uint8Array) => {
    const body = Buffer.concat([Buffer.from(name), data])
    const frame = Buffer.alloc(8)
    frame.writeUInt32BE(data.length, 0)
    frame.writeUInt32BE(crc32(body), 4)
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header[8] = 1
  const rows = deflateSync(Buffer.alloc((1 + width / 8) * height))
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')
  return new Uint8Array(
    Buffer.concat([
      signature,
      chunk('IHDR', header),
      chunk('IDAT', rows),
      chunk('IEND', Buffer.alloc(0)),
    ]),
  )
}
