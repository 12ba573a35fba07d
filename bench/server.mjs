// The handler beside a raw `fetch` pass-through and `request.formData()`, each in processes of its own.
// Prints memory and throughput while a slow router reads, and throughput into a fast one. `--check` fails over budget.
import { build } from 'esbuild'
import { fork } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, request as httpRequest } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'

const script = fileURLToPath(import.meta.url)
const MB = 1e6

/** At most what these say; ratios of the same run. */
const budgets = { memoryOfFormData: 1 / 20, throughputOfRaw: 0.9, memoryOfRaw: 1.25 }

// --- the proxies --------------------------------------------------------------------------------------------------

async function runProxy(kind, bundle, router) {
  const { createVariationHandler, toNodeListener } = await import(bundle)
  const forward = (body, headers, options) =>
    fetch(router, { method: 'POST', body, headers, duplex: 'half', ...options })
  /** What somebody writes who wants nothing but to pass the body on. */
  const passOn = (options) => async (incoming, outgoing) => {
    const headers = { 'content-type': incoming.headers['content-type'] }
    const answer = await forward(Readable.toWeb(incoming), headers, options)
    outgoing.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') })
    outgoing.end(await answer.text())
  }
  const listeners = {
    raw: passOn(),
    /** The same, but `fetch` keeps no copy of the body for a redirect: the least that there is to do. */
    'raw, no copy': passOn({ redirect: 'error' }),
    formData: toNodeListener(async (request) => forward(await request.formData())),
    ours: toNodeListener(
      createVariationHandler({
        models: ['bench/model'],
        authorize: () => ({}),
        apiKey: 'bench',
        serverURL: router,
      }),
    ),
  }
  const server = createServer(listeners[kind]).listen(0, '127.0.0.1')
  await once(server, 'listening')
  let peak = 0
  setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 5)
  process.on('disconnect', () => process.exit())
  process.on('message', (message) => {
    if (message === 'idle') globalThis.gc()
    process.send({ rss: process.memoryUsage.rss(), peak })
    peak = 0
  })
  process.send({ port: server.address().port })
}

async function startProxy(kind, bundle, router) {
  const child = fork(script, ['proxy', kind, bundle, router], { execArgv: ['--expose-gc'] })
  const [{ port }] = await once(child, 'message')
  const ask = async (question) => {
    child.send(question)
    const [answer] = await once(child, 'message')
    return answer
  }
  return { url: `http://127.0.0.1:${port}`, ask, stop: () => child.kill() }
}

// --- the router and its callers -----------------------------------------------------------------------------------

/** Reads at most `bytesPerSecond` of each request. */
async function startRouter(bytesPerSecond = Infinity) {
  const server = createServer((request, response) => {
    request.on('data', (chunk) => {
      if (bytesPerSecond === Infinity) return
      request.pause()
      setTimeout(() => request.resume(), (chunk.length / bytesPerSecond) * 1000)
    })
    request.on('end', () => {
      response.setHeader('content-type', 'application/json')
      response.end('{"created":1,"data":[{"url":"https://images.test/1.png"}]}')
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { url: `http://127.0.0.1:${server.address().port}`, stop: () => server.close() }
}

/** Random, as compressed images are. */
const chunk = randomBytes(65_536)
const boundary = '----bench-boundary-0123456789abcdef'
const part = (name, rest, content) =>
  `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${rest}\r\n\r\n${content}`
const model = Buffer.from(part('model', '', 'bench/model\r\n'))
const image = Buffer.from(
  part('image', '; filename="a.png"\r\nContent-Type: image/png', '\x89PNG\r\n\x1a\n'),
  'latin1',
)
const line = Buffer.from('\r\n')
const end = Buffer.from(`--${boundary}--\r\n`)

/** One upload, written only as fast as it is taken. */
async function upload(url, { imageBytes, isImageFirst, isStored }) {
  const chunks = Math.ceil(imageBytes / chunk.length)
  const [before, after] = isImageFirst
    ? [[image], [line, model, end]]
    : [
        [model, image],
        [line, end],
      ]
  const rest = [...before, ...after].reduce((sum, { length }) => sum + length, 0)
  const request = httpRequest(url, {
    method: 'POST',
    agent: false,
    headers: {
      'content-type': `multipart/form-data; boundary=${boundary}`,
      'content-length': rest + chunks * chunk.length,
      ...(isStored ? { 'idempotency-key': randomUUID() } : {}),
    },
  })
  const answered = once(request, 'response')
  for (const bytes of before) request.write(bytes)
  for (let count = 0; count < chunks; count++) {
    if (!request.write(chunk)) await once(request, 'drain')
  }
  for (const bytes of after) request.write(bytes)
  request.end()
  const [response] = await answered
  response.resume()
  await once(response, 'end')
  if (response.statusCode !== 200) throw new Error(`${url} answered ${response.statusCode}`)
}

async function uploadAll(url, count, what) {
  await Promise.all(Array.from({ length: count }, () => upload(url, what)))
}

// --- the measurements ---------------------------------------------------------------------------------------------

/** MB of RSS over idle while so many uploads are under way, and MB/s of all of them together. */
async function load(kind, bundle, { count, ...what }) {
  const router = await startRouter(8 * MB)
  const proxy = await startProxy(kind, bundle, router.url)
  await uploadAll(proxy.url, 4, { ...what, imageBytes: MB })
  await wait(200)
  const idle = (await proxy.ask('idle')).rss
  await proxy.ask('peak')
  const startedAt = performance.now()
  await uploadAll(proxy.url, count, what)
  const seconds = (performance.now() - startedAt) / 1000
  const { peak } = await proxy.ask('peak')
  proxy.stop()
  router.stop()
  return { over: (peak - idle) / MB, rate: (count * what.imageBytes) / MB / seconds }
}

/**
 * Medians over heats of rounds in which each has its turn, so that what else the machine does meets all of them. Every heat
 * has new processes in another order: of two that run the same code one is often a tenth faster to its end.
 */
async function throughputOf(bundle, router, kinds, { heats = 6, warmups = 4, rounds = 8 } = {}) {
  const rates = Object.fromEntries(kinds.map((kind) => [kind, []]))
  for (let heat = 0; heat < heats; heat++) {
    const order = kinds.map((_, index) => kinds[(index + heat) % kinds.length])
    const proxies = {}
    for (const kind of order) proxies[kind] = await startProxy(kind, bundle, router.url)
    for (let round = 0; round < warmups + rounds; round++) {
      for (const kind of round % 2 ? order.toReversed() : order) {
        const startedAt = performance.now()
        await uploadAll(proxies[kind].url, 4, { imageBytes: 20 * MB })
        const seconds = (performance.now() - startedAt) / 1000
        if (round >= warmups) rates[kind].push(80 / seconds)
      }
    }
    for (const kind of kinds) proxies[kind].stop()
  }
  return Object.fromEntries(kinds.map((kind) => [kind, median(rates[kind])]))
}

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]
}

async function runBench() {
  const folder = mkdtempSync(join(tmpdir(), 'bench-server-'))
  const outfile = join(folder, 'server.mjs')
  await build({
    entryPoints: [fileURLToPath(new URL('../src/server.ts', import.meta.url))],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    logLevel: 'error',
  })
  const bundle = pathToFileURL(outfile).href
  let isOver = false
  function row(what, value, unit, verdict = '') {
    console.log(
      `${what.padEnd(44)}${value.toFixed(unit === '×' ? 3 : 0).padStart(8)} ${unit} ${verdict}`,
    )
  }
  function ratio(what, value, isWithin, budget) {
    isOver ||= !isWithin
    row(what, value, '×', `${isWithin ? 'within' : 'OVER'} ${budget}`)
  }

  const twenty = { count: 20, imageBytes: 20 * MB }
  console.log(
    '20 uploads of 20 MB at once, router reads 8 MB/s each: RSS over idle, and MB/s of all',
  )
  const shown = [
    ['raw', twenty],
    ['raw, no copy', twenty],
    ['ours', twenty],
    ['ours', { ...twenty, isImageFirst: true }],
    ['ours', { ...twenty, isStored: true }],
    ['formData', twenty],
  ]
  const loads = []
  for (const [kind, what] of shown) {
    const { over, rate } = await load(kind, bundle, what)
    loads.push({ over, rate })
    const name = `  ${kind}${what.isImageFirst ? ', image first' : ''}${what.isStored ? ', stored' : ''}`
    row(name, over, 'MB', `${rate.toFixed(0).padStart(6)} MB/s`)
  }
  const [, noCopy, ours, imageFirst, stored, formData] = loads
  const all = [ours, imageFirst, stored]
  const most = Math.max(...all.map(({ over }) => over)) / formData.over
  ratio('  ours / formData', most, most <= budgets.memoryOfFormData, budgets.memoryOfFormData)
  const slow = Math.min(...all.map(({ rate }) => rate)) / noCopy.rate
  row('  formData / raw, no copy: throughput', formData.rate / noCopy.rate, '×')
  const leastRate = budgets.throughputOfRaw
  ratio('  ours / raw, no copy: throughput', slow, slow >= leastRate, leastRate)

  console.log('10 uploads at once, router reads 8 MB/s each: RSS over idle, medians of 3')
  const largestOf = async (kind) => {
    let over = 0
    for (const imageBytes of [5 * MB, 49 * MB]) {
      const each = []
      while (each.length < 3) {
        each.push((await load(kind, bundle, { count: 10, imageBytes })).over)
      }
      over = median(each)
      row(`  ${kind}, ${imageBytes / MB} MB each`, over, 'MB')
    }
    return over
  }
  const growth = (await largestOf('ours')) / (await largestOf('raw, no copy'))
  const mostGrowth = budgets.memoryOfRaw
  ratio('  ours / raw, no copy, at 49 MB', growth, growth <= mostGrowth, mostGrowth)

  console.log('4 uploads of 20 MB at once, fast router: MB/s')
  const router = await startRouter()
  const rates = await throughputOf(bundle, router, ['raw', 'raw, no copy', 'ours', 'formData'])
  router.stop()
  for (const [kind, rate] of Object.entries(rates)) row(`  ${kind}`, rate, 'MB/s')
  // No budget: here nothing but the processor is measured, of which a reader of every byte needs more than one who looks away.
  row('  ours / raw', rates.ours / rates.raw, '×')
  row('  ours / raw, no copy', rates.ours / rates['raw, no copy'], '×')

  rmSync(folder, { recursive: true, force: true })
  process.exit(isOver && process.argv.includes('--check') ? 1 : 0)
}

if (process.argv[2] === 'proxy') await runProxy(process.argv[3], process.argv[4], process.argv[5])
else await runBench()
