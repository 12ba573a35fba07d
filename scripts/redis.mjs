// Finds a Redis for the tests, or starts one. Order: REDIS_URL, `redis-server` on the PATH, `apt-get install` as root.
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'

/** Whether there is a Redis for the tests. Installs one where it can; throws in CI if there is none. */
export function ensureRedis() {
  if (process.env.REDIS_URL || isInstalled() || install()) return true
  const message =
    'No Redis: tests of the Redis run store need `redis-server` on the PATH, or REDIS_URL.'
  if (process.env.CI) throw new Error(message)
  process.stderr.write(`\n*** SKIPPED *** ${message}\n\n`)
  return false
}

/**
 * A Redis for one test file: its URL, and a function that stops it. Undefined where there is none.
 * A started server keeps nothing on disk and ends together with this process.
 */
export async function startRedis() {
  if (process.env.REDIS_URL) return { url: process.env.REDIS_URL, stop: async () => {} }
  if (!ensureRedis()) return undefined
  const port = await freePort()
  const server = spawn(
    'redis-server',
    ['--bind', '127.0.0.1', '--port', String(port), '--save', '', '--appendonly', 'no'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const kill = () => server.kill()
  process.once('exit', kill)
  await ready(server)
  return {
    url: `redis://127.0.0.1:${port}`,
    async stop() {
      process.off('exit', kill)
      kill()
      if (server.exitCode === null) await once(server, 'exit')
    },
  }
}

function isInstalled() {
  return spawnSync('redis-server', ['--version']).status === 0
}

function install() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false
  process.stderr.write('Installing redis-server with apt-get …\n')
  const options = {
    stdio: 'ignore',
    timeout: 300_000,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  }
  try {
    execFileSync('apt-get', ['update'], options)
    execFileSync('apt-get', ['install', '-y', '--no-install-recommends', 'redis-server'], options)
  } catch {
    return false
  }
  return isInstalled()
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}

function ready(server) {
  return new Promise((resolve, reject) => {
    let output = ''
    server.stdout.on('data', (text) => {
      output += text
      if (/Ready to accept connections/.test(output)) resolve()
    })
    server.once('error', reject)
    server.once('exit', (code) => reject(new Error(`redis-server ended with ${code}:\n${output}`)))
  })
}
