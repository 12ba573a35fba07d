// Ten thousand mixed requests: ordinary, hostile, aborted, with and without keys, over HTTP/1 and HTTP/2. Prints what the
// handler's process holds before and after. `--check` fails if something was left, `--count 1000` sends fewer.
import { build } from 'esbuild'
import { fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, request as httpRequest } from 'node:http'
import { connect as connectHttp2, createServer as createHttp2Server } from 'node:http2'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'

const script = fileURLToPath(import.meta.url)
const MB = 1e6
/** What may be left at the end: of memory because collections are lazy, and of timers because stored runs expire. */
const budgets = { heapBytes: 20 * MB, sockets: 0, timers: 2, unhandled: 0 }

// --- the handler, in a process of its own -------------------------------------------------------------------------

async function serve(bundle, router) {
  const { createMemoryRunStore, createVariationHandler, toNodeListener } = await import(bundle)
  let unhandled = 0
  process.on('unhandledRejection', () => unhandled++)
  process.on('uncaughtException', () => unhandled++)
  let ended = 0
  const listener = toNodeListener(
    createVariationHandler({
      models: ['bench/*'],
      apiKey: 'soak',
      serverURL: router,
      timeoutMs: 3000,
      idleTimeoutMs: 1000,
      runTtlMs: 1000,
      runs: createMemoryRunStore({ maxBytes: 10 * MB }),
      authorize: (request) => (request.headers.get('x-nobody') ? null : { user: 'soak' }),
      reserve: () => ({ settle() {} }),
      onEvent: ({ type }) => void (type === 'ended' && ended++),
    }),
  )
  const servers = [createServer(listener), createHttp2Server(listener)]
  for (const server of servers) await once(server.listen(0, '127.0.0.1'), 'listening')
  process.on('disconnect', () => process.exit())
  process.on('message', () => {
    for (let count = 0; count < 3; count++) globalThis.gc()
    const open = process.getActiveResourcesInfo()
    const count = (name) => open.filter((one) => one === name).length
    const { heapUsed, arrayBuffers } = process.memoryUsage()
    process.send({
      heapBytes: heapUsed + arrayBuffers,
      sockets: count('TCPSocketWrap'),
      timers: count('Timeout'),
      unhandled,
      ended,
    })
  })
  process.send({ ports: servers.map((server) => server.address().port) })
}

// --- the router ---------------------------------------------------------------------------------------------------

/** Answers well, badly, late or not at all. */
async function startRouter() {
  let count = 0
  const success = '{"created":1,"data":[{"url":"https://images.test/1.png"}]}'
  const server = createServer((request, response) => {
    request.resume().on('error', () => {})
    const kind = count++ % 20
    if (kind === 1) return setTimeout(() => request.destroy(), 5)
    request.on('end', async () => {
      if (kind === 2) return response.destroy()
      if (kind === 3)
        return response.writeHead(200).write(success.slice(0, 20), () => response.destroy())
      if (kind === 4) return response.writeHead(429, { 'retry-after': '1' }).end('{}')
      if (kind === 5) return response.writeHead(200).end('<html><title>x</title>')
      if (kind === 6) await wait(200)
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(kind === 7 ? success.replace('1,', `1,"x":"${'x'.repeat(8 * MB)}",`) : success)
    })
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return { url: `http://127.0.0.1:${server.address().port}`, stop: () => server.close() }
}

// --- the callers --------------------------------------------------------------------------------------------------

const boundary = 'soak-boundary'
const contentType = `multipart/form-data; boundary=${boundary}`
const field = (name, value) =>
  `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
const imageStart = `--${boundary}\r\nContent-Disposition: form-data; name="image"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n`
const noise = randomBytes(200_000)

function bodyOf(fields, imageBytes, end = `--${boundary}--\r\n`) {
  return Buffer.concat([
    Buffer.from(
      Object.entries(fields)
        .map((entry) => field(...entry))
        .join('') + imageStart,
    ),
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    noise.subarray(0, imageBytes),
    Buffer.from(`\r\n${end}`),
  ])
}

const model = { model: 'bench/model' }
const kinds = [
  { body: bodyOf(model, 1000) },
  { body: bodyOf(model, 200_000) },
  { body: bodyOf({ ...model, prompt: 'bluer' }, 50_000) },
  { body: bodyOf({ model: 'other/model' }, 100_000) },
  { body: bodyOf({ ...model, n: '99' }, 1000) },
  { body: bodyOf({ ...model, fallbacks: `[${'{},'.repeat(900)}{}]` }, 1000) },
  { body: bodyOf({ ...model, user: 'u'.repeat(100_000) }, 1000) },
  { body: bodyOf(model, 100_000, '') },
  { body: Buffer.alloc(100_000, '\r\n--') },
  { body: Buffer.from(`--${boundary}\r\n${'X: 1\r\n'.repeat(10_000)}`) },
  { body: bodyOf(model, 100_000), headers: { 'x-nobody': '1' } },
  { body: bodyOf(model, 100_000), headers: { 'content-type': 'text/plain' } },
]

/** What a caller does with its request. */
const manners = ['wait', 'wait', 'wait', 'leave early', 'leave after the upload', 'read nothing']

/** Every third request has a key, and some keys come twice or are collected and cancelled. */
function callOf(index) {
  const kind = kinds[index % kinds.length]
  const manner = manners[Math.floor(index / kinds.length) % manners.length]
  const key =
    index % 3 === 0 ? `soak-run-${String(Math.floor(index / 6)).padStart(12, '0')}` : undefined
  const action = key && index % 30 === 0 ? (index % 60 ? 'GET' : 'DELETE') : 'POST'
  return {
    action,
    path: action === 'POST' ? '/api' : `/api/runs/${key}`,
    body: action === 'POST' ? kind.body : undefined,
    manner,
    headers: {
      ...(action === 'POST' ? { 'content-type': contentType } : {}),
      ...(key && action === 'POST' ? { 'idempotency-key': key } : {}),
      ...kind.headers,
    },
  }
}

/** Callers that never read and never leave: the handler has to close these connections itself. */
const held = []

function callHttp1(port, { action, path, body, manner, headers }) {
  return new Promise((resolve) => {
    const request = httpRequest({
      port,
      host: '127.0.0.1',
      method: action,
      path,
      headers,
      agent: false,
    })
    request.on('error', () => resolve('broken')).on('close', () => resolve('closed'))
    request.on('response', (response) => {
      if (manner !== 'read nothing')
        return response.resume().on('end', () => resolve(response.statusCode))
      held.push(request)
      resolve('held')
    })
    if (manner === 'leave early') {
      request.write(body?.subarray(0, body.length / 2) ?? '')
      return void setTimeout(() => request.destroy(), 5)
    }
    request.end(
      body,
      () => manner === 'leave after the upload' && setTimeout(() => request.destroy(), 3),
    )
  })
}

function callHttp2(session, { action, path, body, manner, headers }) {
  return new Promise((resolve) => {
    const stream = session.request({ ':method': action, ':path': path, ...headers })
    let status
    stream.on('response', (response) => {
      status = response[':status']
      if (manner === 'read nothing') resolve('held')
    })
    let reset
    stream
      .on('error', ({ message }) => (reset = message))
      .on('close', () => resolve(status ?? reset ?? 'closed'))
    if (manner !== 'read nothing') stream.resume()
    if (manner === 'leave early') {
      stream.write(body?.subarray(0, body.length / 2) ?? '')
      return void setTimeout(() => stream.close(8), 5)
    }
    stream.end(body)
    if (manner === 'leave after the upload') setTimeout(() => stream.close(8), 5)
  })
}

// --- the run ------------------------------------------------------------------------------------------------------

async function runSoak() {
  const at = process.argv.indexOf('--count')
  const total = at > 0 ? Number(process.argv[at + 1]) : 10_000
  const folder = mkdtempSync(join(tmpdir(), 'soak-'))
  const outfile = join(folder, 'server.mjs')
  await build({
    entryPoints: [fileURLToPath(new URL('../src/server.ts', import.meta.url))],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    logLevel: 'error',
  })
  const router = await startRouter()
  const child = fork(script, ['serve', pathToFileURL(outfile).href, router.url], {
    execArgv: ['--expose-gc'],
  })
  const [{ ports }] = await once(child, 'message')
  const measure = async () => {
    child.send('measure')
    return (await once(child, 'message'))[0]
  }
  const outcomes = new Map()

  async function send(from, to) {
    let next = from
    // Node's client counts what it has not sent of streams that it resets for ever, and calls for calm beyond 10 MB.
    const connect = () =>
      connectHttp2(`http://127.0.0.1:${ports[1]}`, { maxSessionMemory: 10_000 }).on(
        'error',
        () => {},
      )
    let session = connect()
    const work = async () => {
      while (next < to) {
        const index = next++
        const call = callOf(index)
        // The handler closes one that is too busy to answer its ping.
        if (session.destroyed) session = connect()
        const outcome = await (index % 2 ? callHttp2(session, call) : callHttp1(ports[0], call))
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
      }
    }
    await Promise.all(Array.from({ length: 16 }, work))
    // Deadlines, idle limits and the time of stored runs are over then.
    await wait(6000)
    const measured = await measure()
    session.destroy()
    for (const request of held.splice(0)) request.destroy()
    return measured
  }

  const warmups = Math.min(1000, total)
  const before = await send(0, warmups)
  const startedAt = performance.now()
  const after = await send(warmups, warmups + total)
  const seconds = (performance.now() - startedAt) / 1000

  console.log(
    `${total} requests in ${seconds.toFixed(0)} s: ${[...outcomes].map(([what, count]) => `${count} × ${what}`).join(', ')}`,
  )
  let isOver = false
  for (const name of ['heapBytes', 'sockets', 'timers', 'unhandled']) {
    const isWithin = after[name] - (name === 'unhandled' ? 0 : before[name]) <= budgets[name]
    isOver ||= !isWithin
    const show = (value) => (name === 'heapBytes' ? `${(value / MB).toFixed(1)} MB` : String(value))
    console.log(
      `${name.padEnd(12)}${show(before[name]).padStart(10)} → ${show(after[name]).padStart(10)}  ${isWithin ? 'within' : 'OVER'} ${show(budgets[name])} more`,
    )
  }
  console.log(`records of ended requests: ${after.ended}`)
  child.kill()
  router.stop()
  rmSync(folder, { recursive: true, force: true })
  process.exit(isOver && process.argv.includes('--check') ? 1 : 0)
}

if (process.argv[2] === 'serve') await serve(process.argv[3], process.argv[4])
else await runSoak()
