import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { describeApi } from '../.storybook/describeApi.js'

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

describe('the built package', () => {
  beforeAll(() => {
    execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: root, stdio: 'pipe' })
  }, 120_000)

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
    const [pack] = JSON.parse(
      execFileSync('npm', ['pack', '--dry-run', '--json'], { cwd: root, encoding: 'utf8' }),
    ) as [{ files: { path: string }[] }]
    const paths = pack.files.map(({ path }) => path)
    for (const needed of [
      'README.md',
      'LICENSE',
      'CHANGELOG.md',
      'SECURITY.md',
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
    expect(paths.filter((path) => !/^(dist\/|[A-Z]+(\.md)?$|package\.json$)/.test(path))).toEqual(
      [],
    )
    expect(paths.filter((path) => /test|stories|fixtures/.test(path))).toEqual([])
  })

  test('holds no path of a machine', () => {
    const files = readdirSync(resolve(root, 'dist'), { recursive: true, encoding: 'utf8' })
    for (const file of files.filter((path) => /\.(js|css|ts)$/.test(path))) {
      expect(built(file)).not.toContain(root)
    }
  })
})
