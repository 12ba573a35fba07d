// `npm run size`: what a browser downloads, minified and brotli, in kB of 1000 bytes, against the budgets.
// Zod is weighed; React and React Query are peers and are not.
import { build } from 'esbuild'
import { existsSync, readdirSync } from 'node:fs'
import { brotliCompressSync } from 'node:zlib'

const client = `export { createVariationClient, createImageVariation } from './dist/client.js'`
const page = `export {
  ImageVariationForm,
  ImageVariationProvider,
  VariationGallery,
  useImageVariation,
  useVariationHistory,
} from './dist/index.js'`
const everything = `export * from './dist/index.js'; export * from './dist/client.js'`
const maxChunks = 8

if (!existsSync('dist/index.js')) throw new Error('Run `npm run build` first.')

const withoutLaterChunks = {
  name: 'without-later-chunks',
  setup({ onResolve }) {
    onResolve({ filter: /./ }, ({ kind, path }) =>
      kind === 'dynamic-import' ? { path, external: true } : undefined,
    )
  },
}

const options = {
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  outdir: 'weighed',
  write: false,
  metafile: true,
  logLevel: 'error',
  external: ['react', 'react-dom', 'react/*', '@tanstack/react-query', '@napi-rs/canvas'],
}

/** The size in kB of one file that holds all of `contents`, with or without what loads later. */
async function weigh(contents, { plugins = [] } = {}) {
  const { outputFiles } = await build({
    ...options,
    stdin: { contents, resolveDir: '.' },
    plugins,
  })
  return Math.max(...outputFiles.map(kilobytesOf))
}

/** What `contents` loads with `import()`: the name of each module, and the kB that it adds to the first load. */
async function findChunks(contents) {
  const { outputFiles, metafile } = await build({
    ...options,
    stdin: { contents, resolveDir: '.' },
    splitting: true,
  })
  const { outputs } = metafile
  const sizes = new Map(
    Object.keys(outputs).map((path) => {
      const file = outputFiles.find((output) => output.path.endsWith(`/${path}`))
      return [path, kilobytesOf(file)]
    }),
  )
  const isLocal = ({ external }) => !external
  function closureOf(path, seen = new Set()) {
    if (seen.has(path)) return seen
    seen.add(path)
    for (const { path: target } of outputs[path].imports.filter(isLocal).filter(isStatic)) {
      closureOf(target, seen)
    }
    return seen
  }
  const entry = Object.keys(outputs).find((path) => outputs[path].entryPoint === '<stdin>')
  const first = closureOf(entry)
  const targets = new Set(
    Object.values(outputs).flatMap(({ imports }) =>
      imports
        .filter(isLocal)
        .filter((one) => !isStatic(one))
        .map(({ path }) => path),
    ),
  )
  return [...targets]
    .filter((path) => !first.has(path))
    .map((path) => ({
      name: (outputs[path].entryPoint ?? path).replace(/^dist\//, ''),
      size: [...closureOf(path)]
        .filter((file) => !first.has(file))
        .reduce((sum, file) => sum + sizes.get(file), 0),
    }))
    .toSorted((a, b) => b.size - a.size)
}

const isStatic = ({ kind }) => kind === 'import-statement'
const kilobytesOf = ({ contents }) => brotliCompressSync(contents).length / 1000

let over = 0
function print(name, value, budget, unit = ' kB') {
  const isOver = value > budget
  if (isOver) over += 1
  const figure = unit ? value.toFixed(2) : String(value)
  console.log(`${isOver ? '✗' : '✓'} ${name.padEnd(36)} ${figure.padStart(6)} of ${budget}${unit}`)
}

const plugins = [withoutLaterChunks]
print('client', await weigh(client), 18)
print(
  'client and hook',
  await weigh(`${client}; export { useImageVariation } from './dist/index.js'`),
  24,
)
print('first load: form, gallery, history', await weigh(page, { plugins }), 34)
print('everything', await weigh(everything), 70)
for (const file of readdirSync('dist').filter((name) => /^styles.*\.css$/.test(name))) {
  print(file, await weigh(`import './dist/${file}'`), 6.5)
}
const chunks = await findChunks(`export * from './dist/index.js'`)
print('chunks that load later', chunks.length, maxChunks, '')
for (const { name, size } of chunks) console.log(`    ${name.padEnd(32)} ${size.toFixed(2)} kB`)
process.exit(over ? 1 : 0)
