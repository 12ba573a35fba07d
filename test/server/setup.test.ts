import { createMemoryRunStore, createVariationHandler } from 'react-image-variation/server'
import { expect, test, vi } from 'vitest'
import { canaryKey, field, image, multipart, post, startHandler } from './harness.js'

const complete = { authorize: () => ({}), models: ['openai/gpt-image-2'], apiKey: canaryKey }
const body = multipart([field('model', 'openai/gpt-image-2'), image()])

test.for<[options: unknown, message: RegExp]>([
  [undefined, /needs options: at least `authorize`, `models`/],
  [{ serverURL: 'my.orq.ai' }, /`serverURL` must be a whole address with https/],
  [{ models: ['openai/gpt*'] }, /"openai\/gpt\*".*write "provider\/\*"/],
  [{ models: ['*/x'] }, /write "provider\/\*"/],
  [{ models: ['/*'] }, /write "provider\/\*"/],
  [{ models: [undefined] }, /holds undefined, where a name/],
  [{ models: 'openai/gpt-image-2' }, /must list the models/],
  [{ models: [{ id: 'a/b', lable: 'B' }] }, /"lable"; did you mean "label"/],
  [{ models: [{ id: 'a/b', prompt: 'always' }] }, /'required', 'optional' or 'none'/],
  [{ maxImages: 0 }, /`maxImages` must be a whole number from 1 to 10/],
  [{ maxImages: 20 }, /`maxImages` must be a whole number from 1 to 10/],
  [{ maxBilledImages: '4' }, /`maxBilledImages` must be a whole number/],
  [{ maxCost: 4 }, /"maxCost"; did you mean "maxBilledImages"/],
  [{ timeout: 4 }, /"timeout"; did you mean "timeoutMs"/],
  [{ whatever: 4 }, /no option "whatever"; it takes models/],
  [{ prompts: 'text' }, /`prompts` must be a list/],
  [{ cache: 'false' }, /`cache` must be true or false/],
  [{ identity: null }, /`identity` must be an object with an id/],
  [{ identity: { id: 'a', passwordHash: 'x' } }, /`identity` .*identity.passwordHash/],
  [{ sizes: [] }, /`sizes` must not be empty/],
  [{ qualities: ['best'] }, /`qualities` must list some of: auto/],
  [{ onEvent: 'log' }, /`onEvent` must be a function/],
  [{ reserve: true }, /`reserve` must be a function/],
  [{ runs: true }, /`runs` must be a run store/],
  [{ maxConcurrentUploads: 0 }, /`maxConcurrentUploads`/],
  [{ allowedOrigins: ['https://*.example.com'] }, /"https:\/\/\*\.example\.com".*without "\*"/],
  [{ allowedOrigins: 'https://app.test' }, /must be a list of origins/],
  [{ allowedOrigins: ['file:///etc'] }, /no origin/],
  [{ allowedOrigins: ['null'] }, /no origin/],
  [{ allowedHosts: ['https://app.test'] }, /host names/],
])('%o is rejected with a sentence when the handler is made', ([options, message]) => {
  const all = options === undefined ? undefined : { ...complete, ...(options as object) }
  expect(() => createVariationHandler(all as never)).toThrow(message)
})

test('runs in memory are warned of where the host starts several instances', () => {
  const warned = vi.spyOn(console, 'warn').mockImplementation(() => {})
  createVariationHandler(complete)
  vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'images')
  createVariationHandler({ ...complete, runs: createMemoryRunStore() })
  createVariationHandler({ ...complete, runs: false })
  expect(warned).not.toHaveBeenCalled()
  createVariationHandler(complete)
  expect(warned).toHaveBeenCalledExactlyOnceWith(
    expect.stringMatching(/AWS Lambda.*createRedisRunStore/),
  )
  vi.unstubAllEnvs()
  warned.mockRestore()
})

test('origins of apps and extensions are allowed', async () => {
  const origins = [
    'capacitor://localhost',
    'tauri://localhost',
    'chrome-extension://abcdefghijklmnop',
  ]
  const { url } = await startHandler({ allowedOrigins: origins })
  for (const origin of origins) {
    const reply = await post(url, body, { origin, 'sec-fetch-site': 'cross-site' })
    expect(reply).toMatchObject({
      status: 200,
      headers: { 'access-control-allow-origin': origin },
    })
  }
})

test.for<[grant: unknown, why: RegExp]>([
  [{ id: 'alice', name: 'Alice' }, /no option "id".*\{ identity: \{ id \} \}/],
  [{ identity: null }, /`identity` must be an object/],
  [{ identity: { id: 'alice', passwordHash: 'hash' } }, /passwordHash/],
  [{ prompts: 'text' }, /`prompts`/],
  [{ cache: 'false' }, /`cache`/],
  [{ models: ['openai/gpt*'] }, /write "provider/],
  [{ maxImages: 0 }, /`maxImages`/],
  [{ user: 7 }, /`user`/],
])('the grant %o is our mistake, and nothing is sent', async ([grant, why]) => {
  const { url, router, events } = await startHandler({ authorize: () => grant as never })
  const reply = await post(url, body)
  expect(reply).toMatchObject({ status: 500, json: { error: { code: 'configuration' } } })
  expect(reply.text).not.toMatch(/alice|hash|identity|models|grant/i)
  expect(router.requests).toEqual([])
  await vi.waitFor(() => expect(events).toHaveLength(1), 10_000)
  expect(String(events[0]?.cause)).toMatch(why)
})

test.for([
  ['nothing', undefined, /unset: set ORQ_API_KEY/],
  ['an empty text', '', /unset: set ORQ_API_KEY/],
  ['two words', `${canaryKey} x`, /malformed/],
] as const)('a key function that returns %s says what to set', async ([, key, message]) => {
  const { url, router } = await startHandler({ apiKey: () => key })
  const reply = await post(url, body)
  expect(reply).toMatchObject({
    status: 500,
    json: { error: { code: 'configuration', sent: false } },
  })
  expect(reply.json.error?.message).toMatch(message)
  expect(reply.text).not.toContain(canaryKey)
  expect(router.requests).toEqual([])
})

test('without onEvent each cause is printed once', async ({ onTestFinished }) => {
  const print = vi.spyOn(console, 'error').mockImplementation(() => {})
  onTestFinished(() => print.mockRestore())
  const { url } = await startHandler({ apiKey: () => undefined, onEvent: undefined })
  for (let count = 0; count < 3; count++) await post(url, body)
  await vi.waitFor(() => expect(print).toHaveBeenCalledTimes(1), 10_000)
  expect(String(print.mock.calls[0])).toContain('ORQ_API_KEY')
  // What callers do wrong is not printed.
  await post(url, multipart([image()]))
  expect(print).toHaveBeenCalledTimes(1)
})

test('a path in serverURL is kept', async () => {
  const { router } = await startHandler()
  for (const [path, expected] of [
    ['/orq', '/orq/v2/router/images/variations'],
    ['/orq/', '/orq/v2/router/images/variations'],
    ['/', '/v2/router/images/variations'],
  ] as const) {
    const { url } = await startHandler({ serverURL: `${router.url}${path}` })
    await post(url, body)
    expect(router.requests.at(-1)?.url).toBe(expected)
  }
})

test('allowedHosts stops names that lead here without being ours', async () => {
  const { url, router } = await startHandler({ allowedHosts: ['127.0.0.1', 'app.test:8080'] })
  expect(await post(url, body)).toMatchObject({ status: 200 })
  expect(await post(url, body, { host: 'app.test:8080' })).toMatchObject({ status: 200 })
  for (const host of ['evil.test', 'app.test', 'app.test:1', '127.0.0.1.evil.test']) {
    expect(await post(url, body, { host })).toMatchObject({
      status: 403,
      json: { error: { code: 'host_not_allowed' } },
    })
  }
  expect(router.requests).toHaveLength(2)
})

test('events of rejected requests name the model', async () => {
  const { url, events } = await startHandler()
  await post(url, multipart([field('model', 'x/y'), image()]))
  await post(url, multipart([field('model', 'google/a'), field('n', '99'), image()]))
  await vi.waitFor(() => expect(events).toHaveLength(2), 10_000)
  expect(events).toMatchObject([
    { status: 403, model: 'x/y' },
    { status: 400, model: 'google/a' },
  ])
})
