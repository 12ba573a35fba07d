import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { expect, test } from 'vitest'

const src = resolve(import.meta.dirname, '../src')

const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.tsx?$/.test(path))
  .map((path) => path.replaceAll('\\', '/'))

/** What a file imports, type imports too: `src:` and a path for our own files. */
function importsOf(file: string): string[] {
  const code = readFileSync(join(src, file), 'utf8')
  return [...code.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(([, target = '']) =>
    target.startsWith('.') ? `src:${relative(src, resolve(src, dirname(file), target))}` : target,
  )
}

const roomOf = (path: string) => (path.includes('/') ? path.slice(0, path.indexOf('/')) : 'door')

/** What each room may import of the others. */
const below: Record<string, string[]> = {
  core: ['core'],
  react: ['react', 'core'],
  locales: ['locales', 'react', 'core'],
  server: ['server', 'core'],
  local: ['local', 'core'],
}

test('arrows point down', () => {
  const upward = files
    .filter((file) => roomOf(file) !== 'door')
    .flatMap((file) =>
      importsOf(file)
        .filter((target) => target.startsWith('src:'))
        .map((target) => target.slice('src:'.length))
        .filter((target) => !below[roomOf(file)]?.includes(roomOf(target)))
        .map((target) => `${file} imports ${target}`),
    )
  expect(upward).toEqual([])
})

test('every room is known', () => {
  expect(new Set(files.map(roomOf))).toEqual(new Set(['door', ...Object.keys(below)]))
})

test('React stays in the react room', () => {
  const others = files.filter((file) => !['react', 'locales'].includes(roomOf(file)))
  const offenders = others.filter((file) =>
    importsOf(file).some((target) => /^react($|\/|-dom)|^@tanstack/.test(target)),
  )
  expect(offenders).toEqual([])
})
