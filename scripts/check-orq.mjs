// `npm run check:orq -- --model <provider/model>`: calls the real router with ORQ_API_KEY and prints where its wire differs
// from the contract. It says what it will send and asks first. Options: --variation (also without a prompt), --yes (do not
// ask), --server-url <url> (another router).
import { existsSync, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline/promises'
import { parseArgs } from 'node:util'

if (!existsSync('dist/client.js')) throw new Error('Nothing to check: run `npm run build` first.')
const { createVariationClient, isVariationError, imageVariationResponseSchema } =
  await import('../dist/client.js')
const { createVariationHandler } = await import('../dist/server.js')

const { values: options } = parseArgs({
  options: {
    model: { type: 'string' },
    variation: { type: 'boolean', default: false },
    yes: { type: 'boolean', default: false },
    'server-url': { type: 'string' },
    image: { type: 'string', default: 'test/fixtures/coffee-square.jpg' },
  },
})
const apiKey = process.env.ORQ_API_KEY
const { model, 'server-url': serverURL } = options
if (!apiKey) fail('Set ORQ_API_KEY to a key of your Orq workspace.')
if (!model) fail('Name a model: npm run check:orq -- --model <provider/model>')

const operations = options.variation ? ['edits', 'variations'] : ['edits']
const billed = operations.length * 2
console.log(
  `This sends ${billed} requests for one image each with ${model} (directly and through the handler), which Orq bills, and 2 requests that it should reject: one with a wrong key, one for a model that does not exist.`,
)
if (!options.yes) {
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  const reply = await terminal.question('Go on? [y/N] ')
  terminal.close()
  if (!/^y(es)?$/i.test(reply.trim())) process.exit(0)
}

const image = new File([readFileSync(options.image)], 'check.jpg', { type: 'image/jpeg' })
const findings = []
const differs = (fact, seen) => findings.push(`${fact}: ${seen}`)

/** Calls the router and keeps what came over the wire. */
async function call(name, key, request) {
  const wire = {}
  const recordingFetch = async (url, init) => {
    const response = await fetch(url, init)
    wire.status = response.status
    wire.headers = Object.fromEntries(response.headers)
    const text = await response.text()
    wire.body = text
    return new Response(text, { status: response.status, headers: response.headers })
  }
  const client = createVariationClient({
    apiKey: key,
    fetch: recordingFetch,
    ...(serverURL ? { serverURL } : {}),
  })
  const startedAt = performance.now()
  const outcome = await client.create({ image, n: 1, ...request }).then(
    (response) => ({ response }),
    (error) => ({ error }),
  )
  print(name, wire, performance.now() - startedAt)
  return { ...outcome, wire }
}

function print(name, { status, headers = {}, body = '' }, durationMs) {
  console.log(`\n## ${name}: status ${status ?? 'none'}, ${Math.round(durationMs)} ms`)
  const telling = /request|trace|cache|ratelimit|retry|content-type/
  for (const [header, value] of Object.entries(headers)) {
    if (telling.test(header)) console.log(`${header}: ${redact(value)}`)
  }
  console.log(redact(shorten(body)))
}

/** The body without its image. */
function shorten(body) {
  return body.replace(/"b64_json"\s*:\s*"([^"]{0,20})[^"]*"/g, '"b64_json": "$1…"').slice(0, 2000)
}

function redact(text) {
  return text.replaceAll(apiKey, '<key>')
}

const requestOf = (operation) => ({
  model,
  ...(operation === 'edits' ? { prompt: 'Make a variation of this image.' } : { size: '256x256' }),
})

for (const operation of operations) {
  const { wire, response, error } = await call(`${operation}, direct`, apiKey, requestOf(operation))
  if (error) {
    differs(`${operation} answers 200`, `${wire.status} ${redact(error.message)}`)
    continue
  }
  checkFields(operation, wire)
  const url = response.data.find((item) => item.url?.startsWith('http'))?.url
  if (url) await checkResultURL(operation, url, response.created)
  else console.log('No result URL: this model gives bytes.')
}

const handler = createVariationHandler({
  apiKey,
  models: [model],
  authorize: () => ({}),
  ...(serverURL ? { serverURL } : {}),
})
for (const operation of operations) {
  const client = createVariationClient({
    endpoint: 'http://localhost/api/image-variations',
    fetch: (url, init) => handler(new Request(url, init)),
  })
  const outcome = await client.create({ image, n: 1, ...requestOf(operation) }).then(
    ({ data }) => `${data.length} image`,
    (error) => {
      differs(`${operation} through the handler succeeds`, redact(error.message))
      return redact(error.message)
    },
  )
  console.log(`\n## ${operation}, through the handler: ${outcome}`)
}

const wrongKey = await call('wrong key', `${apiKey.slice(0, 4)}-wrong`, requestOf('edits'))
if (wrongKey.wire.status !== 401) differs('a wrong key gets 401', wrongKey.wire.status)
checkError('wrong key', wrongKey)
const unknownModel = await call('unknown model', apiKey, {
  ...requestOf('edits'),
  model: `${model.split('/')[0]}/does-not-exist`,
})
if (!(unknownModel.wire.status >= 400 && unknownModel.wire.status < 500)) {
  differs('an unknown model gets a 4xx', unknownModel.wire.status)
}
checkError('unknown model', unknownModel)

console.log(
  findings.length === 0
    ? '\nNo difference from the contract.'
    : `\nDifferences from the contract:\n${findings.map((finding) => `- ${finding}`).join('\n')}`,
)

function checkFields(operation, { headers, body }) {
  const known = ['created', 'data', 'output_format', 'size', 'quality', 'usage']
  const wire = JSON.parse(body)
  const unknown = Object.keys(wire).filter((key) => !known.includes(key))
  if (unknown.length > 0) differs(`${operation}: fields of the response`, `also ${unknown}`)
  const parsed = imageVariationResponseSchema.safeParse(wire)
  if (!parsed.success) differs(`${operation}: shape of the response`, parsed.error.message)
  const requestId = Object.keys(headers).filter((name) => /request|trace/.test(name))
  console.log(`Request id in: ${requestId.join(', ') || 'no header'}`)
}

async function checkResultURL(operation, url, created) {
  const response = await fetch(url, { headers: { origin: 'https://app.example.com' } })
  await response.body?.cancel()
  const allowed = response.headers.get('access-control-allow-origin')
  console.log(
    `Result URL: status ${response.status}, CORS ${allowed ?? 'none'}, expires ${expiryOf(url) ?? 'unknown'}`,
  )
  if (!response.ok) differs(`${operation}: a result URL answers 200`, response.status)
  if (allowed) differs(`${operation}: result URLs send no CORS header`, allowed)
  const expiry = expiryOf(url)
  if (expiry && Math.abs(Date.parse(expiry) / 1000 - created - 3600) > 300) {
    differs(`${operation}: a result URL lives 60 minutes`, expiry)
  }
}

function expiryOf(url) {
  return new URL(url).searchParams.get('se')
}

function checkError(name, { error }) {
  if (!isVariationError(error)) return differs(`${name} is an error`, 'it succeeded')
  if (!error.details?.code) differs(`${name}: the body has a code`, redact(error.message))
}

function fail(message) {
  console.error(message)
  process.exit(1)
}
