import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { expect, test } from 'vitest'

const src = resolve(import.meta.dirname, '../src')

const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.tsx?$/.test(path))
  .map((path) => path.replaceAll('\\', '/'))

/** What a file imports, types and lazy parts too: `src:` and a path for our own files. */
function importsOf(file: string): string[] {
  const code = readFileSync(join(src, file), 'utf8')
  return [...code.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(([, target = '']) =>
    target.startsWith('.') ? `src:${relative(src, resolve(src, dirname(file), target))}` : target,
  )
}

const ownImportsOf = (file: string) =>
  importsOf(file)
    .filter((target) => target.startsWith('src:'))
    .map((target) => target.slice('src:'.length).replaceAll('\\', '/'))

const roomOf = (path: string) => (path.includes('/') ? dirname(path) : 'door')

/** What each room may import of the others, the lowest first. */
const below: Record<string, string[]> = {
  core: [],
  'react/element': [],
  'react/picture': ['core'],
  'react/state': ['react/picture'],
  'react/provider': ['core'],
  'react/intake': ['react/state', 'react/picture', 'core'],
  'react/run': ['react/provider', 'react/state', 'core'],
  'react/history': ['react/state', 'react/picture', 'core'],
  'react/gallery': ['react/provider', 'react/state', 'react/picture', 'react/element', 'core'],
  'react/form': [
    'react/intake',
    'react/run',
    'react/provider',
    'react/state',
    'react/picture',
    'react/element',
    'core',
  ],
  react: ['react/form', 'react/gallery', 'react/history', 'react/provider', 'core'],
  locales: ['react/provider'],
  server: ['core'],
  local: ['core'],
}

test('arrows point down', () => {
  const upward = files
    .filter((file) => roomOf(file) !== 'door')
    .flatMap((file) =>
      ownImportsOf(file)
        .filter(
          (target) => ![roomOf(file), ...(below[roomOf(file)] ?? [])].includes(roomOf(target)),
        )
        .map((target) => `${file} imports ${target}`),
    )
  expect(upward).toEqual([])
})

test('no imports go in a circle, not even those of types', () => {
  const circles: string[] = []
  const seen = new Set<string>()
  function follow(file: string, path: string[]) {
    if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(' → '))
    if (seen.has(file)) return
    seen.add(file)
    const source = files.find((known) => known.replace(/\.tsx?$/, '.js') === file)
    for (const target of source ? ownImportsOf(source) : []) follow(target, [...path, file])
  }
  for (const file of files) follow(file.replace(/\.tsx?$/, '.js'), [])
  expect(circles).toEqual([])
})

test('every room is known', () => {
  expect(new Set(files.map(roomOf))).toEqual(new Set(['door', ...Object.keys(below)]))
})

test('React stays in the react room', () => {
  const others = files.filter((file) => !/^(react|locales)\//.test(file))
  const offenders = others.filter((file) =>
    importsOf(file).some((target) => /^react($|\/|-dom)|^@tanstack/.test(target)),
  )
  expect(offenders).toEqual([])
})
