import { build, transform } from 'esbuild'
import { execFile, execFileSync } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { createLocalRouter } from 'react-image-variation/local'
import { toNodeListener } from 'react-image-variation/server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { describeApi } from '../.storybook/describeApi.js'

const run = promisify(execFile)
const root = resolve(import.meta.dirname, '..')
const built = (file: string) => readFileSync(resolve(root, 'dist', file), 'utf8')
const entryPoints = ['index.js', 'client.js', 'server.js', 'local.js', 'vite.js']

/** A built file with all that it imports statically from beside it. */
function reachable(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen
  seen.add(file)
  for (const [, target = ''] of built(file).matchAll(/(?:from|import)\s*"(\.[^"]+)"/g)) {
    reachable(new URL(target, `file:///${file}`).pathname.slice(1), seen)
  }
  return seen
}

type Pack = { filename: string; files: { path: string }[] }
let pack: Pack

/** Holds the packed package and the apps that use it. Inside of the repository, where apps find its node_modules. */
const scratch = resolve(root, 'reports', `package-${process.pid}`)
beforeAll(() => {
  execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: root, stdio: 'pipe' })
  mkdirSync(scratch, { recursive: true })
  const output = execFileSync('npm', ['pack', '--json', '--pack-destination', scratch], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  ;[pack] = JSON.parse(output) as [Pack]
})
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

describe('the built package', () => {
  test("only the entry point '.' says 'use client'", () => {
    const clients = entryPoints.filter((entryPoint) =>
      /^['"]use client['"]/.test(built(entryPoint)),
    )
    expect(clients).toEqual(['index.js'])
  })

  test.each(['client.js', 'server.js', 'local.js', 'vite.js'])(
    '%s reaches no React',
    (entryPoint) => {
      for (const file of reachable(entryPoint)) {
        expect(built(file)).not.toMatch(/from\s*"(react|react-dom|react\/[^"]+|@tanstack\/[^"]+)"/)
      }
    },
  )

  test('importing an entry point on the server runs nothing and needs no DOM', () => {
    const code = entryPoints
      .filter((entryPoint) => entryPoint !== 'vite.js')
      .map((entryPoint) => `await import('./dist/${entryPoint}')`)
      .join(';')
    const before = 'const before = new Set(Object.getOwnPropertyNames(globalThis));'
    const after =
      'const added = Object.getOwnPropertyNames(globalThis).filter((key) => !before.has(key) && !key.startsWith("__zod")); console.log(JSON.stringify(added))'
    const output = execFileSync(
      process.execPath,
      ['--input-type=module', '-e', `${before}${code};${after}`],
      { cwd: root, encoding: 'utf8' },
    )
    expect(output.trim()).toBe('[]')
  })

  describe('the public names', () => {
    const names = entryPoints.map((entryPoint) => entryPoint.replace('.js', ''))
    let api: ReturnType<typeof describeApi>
    beforeAll(() => {
      api = describeApi('dist', names)
    })

    test('an editor shows a sentence for every name, prop, option, field and label', () => {
      const undocumented = Object.entries(api).flatMap(([entryPoint, exported]) =>
        exported.flatMap(({ name, sentence, fields, result }) => [
          ...(sentence ? [] : [`${entryPoint}: ${name}`]),
          ...[...fields, ...result]
            .filter((field) => !field.sentence)
            .map((field) => `${entryPoint}: ${name}.${field.name}`),
        ]),
      )
      expect(undocumented).toEqual([])
    })

    test('are those of the reviewed list: `npx vitest run test/package.test.ts -u` rewrites it', async () => {
      const list = Object.entries(api).map(([entryPoint, exported]) =>
        [entryPoint, ...exported.map(({ name }) => `  ${name}`).sort()].join('\n'),
      )
      await expect(`${list.join('\n')}\n`).toMatchFileSnapshot('publicNames.txt')
    })
  })

  test('npm pack holds what a user needs and nothing else', () => {
    const paths = pack.files.map(({ path }) => path)
    for (const needed of [
      'README.md',
      'LICENSE',
      'CHANGELOG.md',
      'SECURITY.md',
      'llms.txt',
      'docs/errors.md',
      'dist/client/errors.js.map',
      'package.json',
      'dist/styles.css',
      'dist/styles.layer.css',
      ...entryPoints.flatMap((entryPoint) => [
        `dist/${entryPoint}`,
        `dist/${entryPoint.replace('.js', '.d.ts')}`,
      ]),
    ]) {
      expect(paths).toContain(needed)
    }
    expect(
      paths.filter(
        (path) =>
          !/^(dist\/|docs\/[\w-]+\.md$|llms\.txt$|[A-Z]+(\.md)?$|package\.json$)/.test(path),
      ),
    ).toEqual([])
    expect(paths.filter((path) => /\b(test|stories|fixtures)\b/.test(path))).toEqual([])
  })

  test.each([
    ["import './dist/index.js'", 0, /./],
    ["export { VariationError } from './dist/client.js'", 4000, /zod|FormData/],
    ["export { useObjectURL } from './dist/index.js'", 4000, /zod|dialog|FormData/],
    ["export { useImageVariation } from './dist/index.js'", Infinity, /dropzone|lightbox/],
  ])('a bundler drops what %s does not use', async (contents, maxBytes, unused) => {
    const { outputFiles } = await build({
      stdin: { contents, resolveDir: root },
      bundle: true,
      minify: true,
      format: 'esm',
      write: false,
      logLevel: 'error',
      external: ['react', 'react/*', '@tanstack/react-query'],
    })
    const text = outputFiles[0]?.text.trim() ?? '?'
    expect(text.length).toBeLessThanOrEqual(maxBytes)
    expect(text).not.toMatch(unused)
  })

  test('source maps hold their sources', () => {
    const map = JSON.parse(built('client/errors.js.map')) as { sourcesContent: string[] }
    expect(map.sourcesContent[0]).toContain('export class VariationError')
  })

  test('holds no path of a machine', () => {
    const files = readdirSync(resolve(root, 'dist'), { recursive: true, encoding: 'utf8' })
    for (const file of files.filter((path) => /\.(js|css|ts)$/.test(path))) {
      expect(built(file)).not.toContain(root)
    }
  })
})

describe.concurrent('the packed package', () => {
  const app = join(scratch, 'next-app')
  const readme = readFileSync(resolve(root, 'README.md'), 'utf8')
  const route = `${blockOf(readme, 'createVariationHandler')}
async function sessionOf(_request: Request) {
  return { id: 'visitor' }
}
`
  beforeAll(() => {
    const installed = join(app, 'node_modules/react-image-variation')
    mkdirSync(installed, { recursive: true })
    const tarball = join(scratch, pack.filename)
    execFileSync('tar', ['-xzf', tarball, '-C', installed, '--strip-components=1'])
    // Next.js checks types with TypeScript's JavaScript API, which version 7 has not.
    symlinkSync(resolve(root, 'node_modules/typescript-5'), join(app, 'node_modules/typescript'))
    // A fresh app has both; Next.js completes the options.
    writeInto(
      app,
      'tsconfig.json',
      '{ "compilerOptions": { "strict": true, "skipLibCheck": true } }',
    )
    writeInto(app, 'app/layout.tsx', layout)
    writeInto(app, 'app/page.tsx', blockOf(readme, '<ImageVariationStudio'))
    writeInto(app, 'app/api/image-variations/[[...path]]/route.ts', route)
  })

  test(
    "README's blocks build in a fresh Next.js app without a key",
    { timeout: 300_000 },
    async () => {
      const next = resolve(root, 'node_modules/next/dist/bin/next')
      const { stdout } = await run(process.execPath, [next, 'build'], { cwd: app, env: keyless() })
      expect(stdout).toMatch(/○ \/\n/)
      expect(stdout).toContain('ƒ /api/image-variations/[[...path]]')
    },
  )

  test("README's route makes images without a key while developing, and in production says what is missing", async () => {
    const { code } = await transform(route, { loader: 'ts', format: 'esm' })
    writeInto(app, 'route.mjs', code)
    const send = `
      import { openAsBlob } from 'node:fs'
      import { POST } from './route.mjs'
      const body = new FormData()
      body.set('model', 'openai/gpt-image-2')
      body.set('response_format', 'b64_json')
      body.set('image', await openAsBlob(${JSON.stringify(resolve(root, 'test/fixtures/coffee-square.jpg'))}), 'a.jpg')
      const request = new Request('http://localhost/api/image-variations', { method: 'POST', body })
      console.log(await (await POST(request)).text())`
    const respond = async (mode: string): Promise<unknown> => {
      const args = ['--input-type=module', '-e', send]
      const env = { ...keyless(), NODE_ENV: mode }
      return JSON.parse((await run(process.execPath, args, { cwd: app, env })).stdout)
    }
    expect(await respond('development')).toMatchObject({
      data: [{ b64_json: expect.stringMatching(/^\/9j\//) }],
    })
    expect(await respond('production')).toMatchObject({
      error: { code: 'configuration', message: expect.stringContaining('set ORQ_API_KEY') },
    })
  })

  test('a server without React installs it without React, and without a warning', async () => {
    const server = mkdtempSync(join(tmpdir(), 'server-only-'))
    try {
      writeInto(server, 'package.json', '{ "private": true }')
      const quiet = ['--no-audit', '--no-fund', '--prefer-offline']
      const tarball = join(scratch, pack.filename)
      const { stdout, stderr } = await run('npm', ['install', tarball, '--omit=peer', ...quiet], {
        cwd: server,
      })
      expect(`${stdout}${stderr}`).not.toMatch(/warn/i)
      expect(readdirSync(join(server, 'node_modules'))).not.toContain('react')
      const use =
        "import('react-image-variation/server').then((all) => console.log(Object.keys(all)))"
      expect((await run(process.execPath, ['-e', use], { cwd: server })).stdout).toContain(
        'createVariationHandler',
      )
    } finally {
      rmSync(server, { recursive: true, force: true })
    }
  })
})

describe('npm run check:orq', () => {
  const key = 'sk-canary-of-the-check'
  const requests: Request[] = []
  let serverURL = ''
  let server: Server
  beforeAll(async () => {
    const router = createLocalRouter()
    /** The local router, which takes any key and any model, behind what Orq does about both, and with a field of its own. */
    const orq = async (request: Request) => {
      if (request.method !== 'POST') return router(request)
      requests.push(request.clone())
      if (request.headers.get('authorization') !== `Bearer ${key}`) {
        return Response.json({ error: { code: 'unauthorized', message: 'No.' } }, { status: 401 })
      }
      const { model } = Object.fromEntries(await request.clone().formData())
      if (model === 'local/does-not-exist') return Response.json({}, { status: 404 })
      const response = await router(request)
      const { headers } = response
      return Response.json({ ...(await response.json()), color: 'sRGB' }, { headers })
    }
    server = createServer(toNodeListener(orq))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    serverURL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(() => server.close())

  function check(...args: string[]) {
    requests.length = 0
    const script = ['scripts/check-orq.mjs', '--server-url', serverURL, ...args]
    const env = { ...process.env, ORQ_API_KEY: key }
    return run(process.execPath, script, { cwd: root, env })
  }

  test('calls the router directly and through the handler, and prints what differs from the contract', async () => {
    const { stdout } = await check('--model', 'local/duotone', '--variation', '--yes')
    const seen = requests.map(({ url, headers }) => [
      new URL(url).pathname.split('/').at(-1),
      headers.get('authorization') === `Bearer ${key}`,
    ])
    expect(seen).toEqual([
      ['edits', true],
      ['variations', true],
      ['edits', true],
      ['variations', true],
      ['edits', false],
      ['edits', true],
    ])
    expect(stdout).toContain('This sends 4 requests for one image each with local/duotone')
    expect(stdout).toMatch(/## edits, direct: status 200, \d+ ms/)
    expect(stdout).toContain('Request id in: x-request-id')
    expect(stdout).toContain('Result URL: status 200, CORS none')
    expect(stdout).toContain('## variations, through the handler: 1 image')
    expect(stdout.slice(stdout.indexOf('Differences')).trim().split('\n')).toEqual([
      'Differences from the contract:',
      '- edits: fields of the response: also color',
      '- variations: fields of the response: also color',
      expect.stringMatching(/^- unknown model: the body has a code: /),
    ])
    expect(stdout).not.toContain(key)
  })

  test('asks first, and without a yes sends nothing', async () => {
    const checked = check('--model', 'local/duotone')
    checked.child.stdin?.end('n\n')
    expect((await checked).stdout).toContain('Go on? [y/N]')
    expect(requests).toEqual([])
  })

  test.each([
    [['--model', 'local/duotone'], { ORQ_API_KEY: '' }, 'Set ORQ_API_KEY'],
    [[], { ORQ_API_KEY: key }, 'Name a model'],
  ])('with %j and %o it says what is missing', async (args, env, message) => {
    const checked = run(process.execPath, ['scripts/check-orq.mjs', ...args], {
      cwd: root,
      env: { ...process.env, ...env },
    })
    await expect(checked).rejects.toMatchObject({ stderr: expect.stringContaining(message) })
  })
})

const layout = `export default function Layout({ children }: { children: React.ReactNode }) {
  return <html lang="en"><body>{children}</body></html>
}
`

/** The first block of code in a page that contains a text. */
function blockOf(page: string, text: string): string {
  const blocks = [...page.matchAll(/^```tsx?\n(.*?)^```/gms)].map(([, code = '']) => code)
  const block = blocks.find((code) => code.includes(text))
  if (block === undefined) throw new Error(`No block of code contains ${text}.`)
  return block
}

function writeInto(folder: string, path: string, content: string) {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), content)
}

/** The environment of somebody who has no key, outside of a test runner. */
function keyless() {
  const { ORQ_API_KEY: _key, NODE_ENV: _mode, VITEST: _vitest, ...env } = process.env
  return { ...env, NEXT_TELEMETRY_DISABLED: '1' }
}
