import { build } from 'esbuild'
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { afterAll, onTestFinished } from 'vitest'
import type { Order } from './storeProcess.js'

const root = new URL('../../', import.meta.url).pathname
const folder = `${root}node_modules/.cache/processes-${process.pid}`
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const built = new Map<string, Promise<string>>()

/** Builds a script of this folder for a Node process, once. */
function buildScript(name: string): Promise<string> {
  const existing = built.get(name)
  if (existing) return existing
  const outfile = `${folder}/${name}.mjs`
  const building = build({
    entryPoints: [`${import.meta.dirname}/${name}.ts`],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    // The package's own names are paths there.
    tsconfig: `${root}tsconfig.json`,
    logLevel: 'error',
  }).then(() => outfile)
  built.set(name, building)
  return building
}

/** Starts a script of this folder and waits for its first message. It ends with the test. */
async function startProcess(
  name: string,
  args: string[],
): Promise<{ child: ChildProcess; message: unknown }> {
  const child = fork(await buildScript(name), args)
  onTestFinished(() => void child.kill('SIGKILL'))
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`${name} ended with ${code}.`)
  })
  ended.catch(() => {})
  const [message] = await Promise.race([once(child, 'message'), ended])
  return { child, message }
}

/** A process that serves the handler, with its runs in Redis. */
export async function startHandlerProcess(
  url: string,
  options: { prefix: string; routerURL: string; leaseMs: number },
) {
  const { prefix, routerURL, leaseMs } = options
  const args = [url, prefix, routerURL, String(leaseMs)]
  const { child, message } = await startProcess('handlerProcess', args)
  return { child, endpoint: (message as { endpoint: string }).endpoint }
}

/** A process that keeps runs in Redis, and a function that tells it what to do. */
export async function startStoreProcess(url: string, prefix: string) {
  const { child } = await startProcess('storeProcess', [url, prefix])
  let number = 0
  type Answer = { number: number; reply?: unknown; error?: string }
  const waiting = new Map<number, (answer: Answer) => void>()
  child.on('message', (answer: Answer) => waiting.get(answer.number)?.(answer))
  return {
    child,
    do(order: Order): Promise<unknown> {
      number += 1
      child.send({ order, number })
      return new Promise((resolve, reject) => {
        waiting.set(number, ({ reply, error }) => {
          if (error === undefined) resolve(reply)
          else reject(new Error(error))
        })
      })
    },
  }
}
