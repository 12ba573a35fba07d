// `node bench/client.mjs`: our client, raw fetch, the official SDK and openai in turn, each in a process of its own.
// Prints ratios against the budgets and exits with 1 where one is missed. Figures of one machine compare with nothing else.
import { build } from 'esbuild'
import { fork } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync } from 'node:zlib'

const here = fileURLToPath(import.meta.url)
const ours = new URL('../node_modules/.cache/bench/client.mjs', import.meta.url)
/** What users import, where it has been built. */
const built = new URL('../dist/client.js', import.meta.url)
const settings = { model: 'a/b', n: 1, size: '1024x1024' }
const answer = JSON.stringify({ created: 1, data: [{ url: 'https://example.com/1.png' }] })

/** Each makes a function that posts one image and reads the answer. */
const callers = {
  'raw fetch': () => async (url, image) => {
    const form = new FormData()
    for (const [name, value] of Object.entries(settings)) form.append(name, String(value))
    form.append('response_format', 'url')
    form.append('image', image)
    const headers = { accept: 'application/json', authorization: 'Bearer key' }
    const response = await fetch(url, { method: 'POST', headers, body: form })
    return response.json()
  },
  ours: async () => {
    const { createVariationClient } = await import(ours)
    let client
    return (url, image) => {
      client ??= createVariationClient({ apiKey: 'key', serverURL: url })
      return client.create({ ...settings, image })
    }
  },
  '@orq-ai/node': async () => {
    const { Orq } = await import('@orq-ai/node')
    let orq
    return (url, image) => {
      orq ??= new Orq({ apiKey: 'key', serverURL: url })
      return orq.router.images.variations.create({ ...settings, image })
    }
  },
  openai: async () => {
    const { default: OpenAI } = await import('openai')
    let openai
    return (url, image) => {
      openai ??= new OpenAI({ apiKey: 'key', baseURL: url, maxRetries: 0 })
      return openai.images.createVariation({ ...settings, image })
    }
  },
}

const tasks = {
  /** Median milliseconds of a call with 1 KB. */
  async p50(caller, url) {
    const call = await callers[caller]()
    const image = new File([new Uint8Array(1000)], 'cat.png', { type: 'image/png' })
    for (let count = 0; count < 300; count += 1) await call(url, image)
    const times = []
    for (let count = 0; count < 1000; count += 1) {
      const startedAt = performance.now()
      await call(url, image)
      times.push(performance.now() - startedAt)
    }
    return median(times)
  },
  /** Milliseconds of processor time of a call with 20 MB. */
  async cpu(caller, url) {
    const call = await callers[caller]()
    const image = new File([new Uint8Array(20_000_000)], 'cat.png', { type: 'image/png' })
    await call(url, image)
    const before = process.cpuUsage()
    for (let count = 0; count < 8; count += 1) await call(url, image)
    const { user, system } = process.cpuUsage(before)
    return (user + system) / 1000 / 8
  },
  /** Milliseconds until the first import is there. */
  async import(caller) {
    const startedAt = performance.now()
    if (caller === 'ours' && existsSync(built)) await import(built)
    else await callers[caller]()
    return performance.now() - startedAt
  },
}

const [, , task, caller, url] = process.argv
if (task) {
  process.send(await tasks[task](caller, url))
  process.disconnect()
  setTimeout(() => process.exit(), 100).unref()
} else {
  await main()
}

async function main() {
  await build({
    entryPoints: [fileURLToPath(new URL('../src/client.ts', import.meta.url))],
    outfile: fileURLToPath(ours),
    bundle: true,
    format: 'esm',
    target: 'es2022',
    logLevel: 'error',
  })
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      response.setHeader('content-type', 'application/json').end(answer)
    })
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = `http://127.0.0.1:${server.address().port}`

  const p50 = await inTurn('p50', 15, address)
  const cpu = await inTurn('cpu', 5, address)
  const imports = await inTurn('import', 5, address)
  server.close()
  const bytes = await bundleSizes()

  print('p50 of a call with 1 KB', 'ms', p50, 'raw fetch', 1.3)
  print('processor time of a call with 20 MB', 'ms', cpu, 'raw fetch', 1)
  print('import', 'ms', imports, '@orq-ai/node', 1 / 8)
  print('one call, bundled, brotli', 'bytes', bytes, undefined, 18_000)
}

/** Medians of some rounds of new processes, in changing order, so that what else the machine does meets all of them. */
async function inTurn(name, rounds, address) {
  const callerNames = Object.keys(callers)
  const results = Object.fromEntries(callerNames.map((one) => [one, []]))
  for (let round = 0; round < rounds; round += 1) {
    for (const one of round % 2 ? callerNames.toReversed() : callerNames) {
      results[one].push(await inProcess(name, one, address))
    }
  }
  return Object.fromEntries(callerNames.map((one) => [one, median(results[one])]))
}

function inProcess(...args) {
  return new Promise((resolve, reject) => {
    const child = fork(here, args)
    child.on('message', resolve).on('exit', (code) => reject(new Error(`${args}: exit ${code}`)))
  })
}

async function bundleSizes() {
  const entries = {
    ours: `export { createVariationClient, createImageVariation } from '${fileURLToPath(ours)}'`,
    '@orq-ai/node': `export { OrqCore } from '@orq-ai/node/core.js'; export { routerImagesVariationsCreate } from '@orq-ai/node/funcs/routerImagesVariationsCreate.js'`,
    openai: `export { default } from 'openai'`,
  }
  const sizes = {}
  for (const [one, contents] of Object.entries(entries)) {
    const { outputFiles } = await build({
      stdin: { contents, resolveDir: fileURLToPath(new URL('..', import.meta.url)) },
      bundle: true,
      minify: true,
      format: 'esm',
      target: 'es2022',
      external: ['node:*'],
      write: false,
      logLevel: 'silent',
    })
    sizes[one] = brotliCompressSync(outputFiles[0].contents).length
  }
  return sizes
}

function median(values) {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)]
}

/** One table; the budget is a ratio to `base`, or a figure of its own where there is none. */
function print(title, unit, values, base, budget) {
  console.log(`\n${title}`)
  for (const [one, value] of Object.entries(values)) {
    const ratio = base ? `  ${(value / values[base]).toFixed(3)} × ${base}` : ''
    console.log(
      `  ${one.padEnd(14)} ${value.toFixed(unit === 'ms' ? 2 : 0).padStart(9)} ${unit}${ratio}`,
    )
  }
  const figure = base ? values.ours / values[base] : values.ours
  if (figure > budget) process.exitCode = 1
  console.log(`  ${figure > budget ? '✗ over' : '✓ within'} the budget of ${budget}`)
}
