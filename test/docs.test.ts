import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { defaultLabels } from 'react-image-variation'
import { expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const filesIn = (folder: string, pattern: RegExp) =>
  readdirSync(join(root, folder), { recursive: folder !== '', encoding: 'utf8' })
    .map((path) => join(folder, path))
    .filter((path) => pattern.test(path) && !/node_modules|\.next/.test(path))
const pages = [
  ...filesIn('', /\.md$|^llms\.txt$/),
  ...filesIn('docs', /\.md$/),
  ...filesIn('examples', /\.md$/),
  ...filesIn('stories', /\.mdx$/),
]

/** What a block of code may use without saying where it comes from. */
const placeholders: { [name: string]: string } = {
  app: "import('hono').Hono & import('express').Express",
  Bun: 'any',
  client: "Parameters<typeof import('react-image-variation/server').createRedisRunStore>[0]",
  Deno: '{ serve(handle: (request: Request) => unknown): void }',
  file: 'File',
  form: '{ current: any }',
  handler: "ReturnType<typeof import('react-image-variation/server').createVariationHandler>",
  history: "import('react-image-variation').VariationHistory",
  image: "File & import('react-image-variation').VariationImage",
  isSignedIn: 'boolean',
  options: "import('react-image-variation/server').VariationHandlerOptions",
  redis: "Parameters<typeof import('react-image-variation/server').createRedisRunStore>[0]",
  readSession: '(request: Request) => Promise<{ id: string } | null>',
  sessionOf: '(request: Request) => Promise<{ id: string } | null>',
}
const modules: { [name: string]: string } = {
  "{ createClient } from 'redis'": 'createClient',
  "{ defineConfig } from 'vite'": 'defineConfig',
  "react from '@vitejs/plugin-react'": 'react',
  "{ createServer } from 'node:http'": 'createServer',
  "* as z from 'zod/mini'": 'z',
  "{ labels as de } from 'react-image-variation/locales/de'": 'de',
}
let entryPoint = ''
for (const line of read('test/publicNames.txt').split('\n')) {
  if (/^\w/.test(line)) entryPoint = line === 'index' ? '' : `/${line}`
  const name = line.trim()
  if (line.startsWith(' ')) {
    modules[`{ ${name} } from 'react-image-variation${entryPoint}'`] ??= name
  }
}

/** A block as a module of its own: markup is wrapped, and names that stand for themselves are declared. */
function toModule(block: string): string {
  const code = block.replace(/ \/\* … \*\/|, …(?= })/g, ', ...options')
  const lines = code.split('\n')
  const markup = lines.findIndex((line) => line.startsWith('<'))
  const complete =
    markup < 0
      ? code
      : [...lines.slice(0, markup), 'export const markup = <>', ...lines.slice(markup), '</>'].join(
          '\n',
        )
  const isMissing = (name: string) => {
    const isUsed = new RegExp(`(?<![\\w'/-])(?<!(?<!\\.\\.)\\.)${name}\\b(?!['?:])`)
    const isDeclared = new RegExp(
      `import [^'\n]*\\b${name}\\b|(const|let|function) (${name}\\b|[{[][^=\n]*\\b${name}\\b[^=\n]* =)`,
    )
    return isUsed.test(code) && !isDeclared.test(code)
  }
  const known = new Set<string>()
  const imports = Object.entries(modules).flatMap(([from, name]) => {
    if (known.has(name) || !isMissing(name)) return []
    known.add(name)
    return [`import ${from}`]
  })
  const declared = Object.entries(placeholders)
    .filter(([name]) => isMissing(name))
    .map(([name, type]) => `declare const ${name}: ${type}`)
  return [...imports, ...declared, complete, 'export {}'].join('\n')
}

/** Paragraphs that each begin with a comment are examples of their own. */
function examplesOf(block: string): string[] {
  const paragraphs = block.trim().split(/\n\n(?=\/\/ )/)
  return paragraphs.length > 2 ? paragraphs : [block]
}

function blocksOf(page: string): string[] {
  return [...read(page).matchAll(/^```tsx?\n(.*?)^```/gms)].flatMap(([, block = '']) =>
    examplesOf(block),
  )
}

/** Code of `@example` tags. */
function docstringBlocksOf(file: string): string[] {
  return [...read(file).matchAll(/@example\n(.*?)(?=^ *\*\/|^ *\* @)/gms)]
    .map(([, block = '']) => block.replace(/^ *\* ?/gm, ''))
    .filter((block) => !/import\('\.\/|declare module/.test(block))
}

test('every block of code in pages and docstrings compiles', () => {
  const folder = join(root, 'node_modules/.cache/docs')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const sources = filesIn('src', /\.tsx?$/)
  const blocks = [
    ...pages.flatMap((page) => blocksOf(page).map((block) => [page, block] as const)),
    ...sources.flatMap((file) => docstringBlocksOf(file).map((block) => [file, block] as const)),
  ]
  blocks.forEach(([page, block], index) => {
    const name = `${page.replace(/\W+/g, '-')}-${index}.tsx`
    writeFileSync(join(folder, name), `// ${page}\n${toModule(block)}`)
  })
  writeFileSync(
    join(folder, 'hosts.d.ts'),
    `declare module '@vercel/functions' { export function waitUntil(promise: Promise<unknown>): void }
declare module '*.css'
type LoaderFunctionArgs = { request: Request }
type ActionFunctionArgs = LoaderFunctionArgs
type Env = object
type ExecutionContext = { waitUntil(promise: Promise<unknown>): void }`,
  )
  const options = {
    extends: '../../../tsconfig.json',
    compilerOptions: {
      noUnusedLocals: false,
      noUnusedParameters: false,
      verbatimModuleSyntax: false,
      isolatedModules: false,
    },
    include: ['*'],
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(options))
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  let output = ''
  try {
    execFileSync(process.execPath, [tsc, '-p', folder], { cwd: folder, encoding: 'utf8' })
  } catch (error) {
    output = (error as { stdout: string }).stdout
  }
  expect(output).toBe('')
  expect(blocks.length).toBeGreaterThan(30)
})

const linksOf = (page: string) =>
  [...read(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target)
const slug = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s-]/gu, '')
    .trim()
    .replace(/\s/g, '-')

test('every link between files leads somewhere', () => {
  const broken = pages.flatMap((page) =>
    linksOf(page)
      .filter((target) => !/^(https?:|mailto:|\?path=)/.test(target))
      .filter((target) => {
        const [path = '', anchor] = target.split('#')
        const file = path ? relative(root, resolve(root, dirname(page), path)) : page
        if (!existsSync(join(root, file))) return true
        if (!anchor) return false
        const headings = [...read(file).matchAll(/^#+ (.+)$/gm)].map(([, text = '']) => slug(text))
        return !headings.includes(anchor)
      })
      .map((target) => `${page}: ${target}`),
  )
  expect(broken).toEqual([])
})

test('every link to a page of the Storybook leads to one, and every page of docs is one', () => {
  const blocks = read('.storybook/blocks.tsx')
  const titles = filesIn('stories', /\.(mdx|stories\.tsx)$/).map(
    (file) => /title[=:] ?['"]([^'"]+)['"]/.exec(read(file))?.[1] ?? '',
  )
  const ids = new Set(titles.map((title) => slug(title.replace(/\//g, '-'))))
  const targets = [
    ...pages.flatMap((page) => linksOf(page).filter((target) => target.startsWith('?path='))),
    ...[...blocks.matchAll(/: '([\w-]+--docs)'/g)].map(([, id = '']) => id),
  ].map((target) => target.replace(/^.*\//, '').replace(/--.*$/, ''))
  expect(targets.length).toBeGreaterThan(10)
  expect(targets.filter((id) => !ids.has(id))).toEqual([])
  const listed = pages.filter((page) => page.startsWith('docs/'))
  expect(listed.filter((page) => !blocks.includes(`'${page}'`))).toEqual([])
})

test('every error code has a row in docs/errors.md', () => {
  const rows = [...read('docs/errors.md').matchAll(/^\|[^`\n]*`(\w+)` /gm)].map(([, code]) => code)
  const handler = filesIn('src/server', /\.ts$/).flatMap((file) =>
    [...read(file).matchAll(/new HandlerError\(\s*\d+,\s*'(\w+)'/g)].map(([, code]) => code),
  )
  const codes = [...Object.keys(defaultLabels.errors), ...handler].filter(
    // The first is a reason of labels, and nobody is there to read the second.
    (code) => code !== 'unreachable' && code !== 'caller_left',
  )
  expect(codes.length).toBeGreaterThan(35)
  expect(codes.filter((code) => !rows.includes(code))).toEqual([])
})
