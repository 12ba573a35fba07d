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

const folderOf = (path: string) => (path.includes('/') ? dirname(path) : 'entry')

/** What each folder may import of the others, the lowest first. */
const below: Record<string, string[]> = {
  platform: [],
  contract: ['platform'],
  image: ['contract', 'platform'],
  client: ['contract', 'platform'],
  'react/image': ['client', 'image', 'contract', 'platform'],
  'react/ui': ['react/image', 'client', 'platform'],
  'react/provider': ['react/ui', 'react/image', 'client', 'image', 'contract'],
  'react/intake': ['react/ui', 'react/image', 'image', 'contract'],
  'react/run': [
    'react/provider',
    'react/ui',
    'react/image',
    'client',
    'image',
    'contract',
    'platform',
  ],
  'react/history': [
    'react/run',
    'react/provider',
    'react/ui',
    'react/image',
    'client',
    'image',
    'contract',
    'platform',
  ],
  'react/gallery': ['react/provider', 'react/ui', 'react/image', 'image', 'platform'],
  'react/comparison': ['react/gallery', 'react/run', 'react/provider', 'react/ui', 'react/image'],
  'react/form': [
    'react/intake',
    'react/run',
    'react/provider',
    'react/ui',
    'react/image',
    'client',
    'image',
    'contract',
    'platform',
  ],
  react: [
    'react/form',
    'react/gallery',
    'react/history',
    'react/provider',
    'react/image',
    'react/ui',
    'contract',
  ],
  locales: ['react/provider'],
  'server/runs': ['platform'],
  server: ['server/runs', 'contract', 'platform'],
  local: ['image', 'contract', 'platform'],
  vite: ['entry', 'contract', 'platform'],
}

test('imports point down', () => {
  const upward = files
    .filter((file) => folderOf(file) !== 'entry')
    .flatMap((file) =>
      ownImportsOf(file)
        .filter(
          (target) =>
            ![folderOf(file), ...(below[folderOf(file)] ?? [])].includes(folderOf(target)),
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

test('every folder is known', () => {
  expect(new Set(files.map(folderOf))).toEqual(new Set(['entry', ...Object.keys(below)]))
})

test('only the react folder imports React', () => {
  const others = files.filter((file) => !/^(react|locales)\//.test(file))
  const offenders = others.filter((file) =>
    importsOf(file).some((target) => /^react($|\/|-dom)|^@tanstack/.test(target)),
  )
  expect(offenders).toEqual([])
})
