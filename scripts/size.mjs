// `npm run size`: what a browser downloads, minified and brotli, in kB of 1000 bytes, against the budgets. Peers are left out.
import { build } from 'esbuild'
import { existsSync } from 'node:fs'
import { brotliCompressSync } from 'node:zlib'

const client = `export { createVariationClient, createImageVariation } from './dist/client.js'`
const budgets = [
  ['client', client, 9.5],
  ['client and hook', `${client}; export { useImageVariation } from './dist/index.js'`, 11],
  [
    'everything',
    `export {
      ImageVariationForm,
      VariationGallery,
      useVariationHistory,
      useImageVariation,
      ImageVariationProvider,
    } from './dist/index.js'`,
    24,
  ],
  ['styles.css', `import './dist/styles.css'`, 6.5],
  ['styles.layer.css', `import './dist/styles.layer.css'`, 6.5],
]

if (!existsSync('dist/index.js')) throw new Error('Nothing to weigh: run `npm run build` first.')

/** The client, the large view, the expert settings and persistence come with their first use, not with the page. */
const leaveOutWhatLoadsLater = {
  name: 'leave-out-what-loads-later',
  setup({ onResolve }) {
    onResolve({ filter: /./ }, ({ kind, path }) =>
      kind === 'dynamic-import' ? { path, external: true } : undefined,
    )
  },
}

async function weigh(contents, plugins) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: '.' },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    outdir: 'weighed',
    write: false,
    logLevel: 'error',
    external: ['react', 'react-dom', 'react/*', '@tanstack/react-query', '@napi-rs/canvas'],
    plugins,
  })
  const sizes = outputFiles.map(({ contents: bytes }) => brotliCompressSync(bytes).length)
  return Math.max(...sizes) / 1000
}

let over = 0
for (const [name, contents, budget] of budgets) {
  const first = await weigh(contents, [leaveOutWhatLoadsLater])
  const whole = await weigh(contents, [])
  const isOver = first > budget
  if (isOver) over += 1
  const later = whole > first ? `, ${whole.toFixed(2)} kB with what loads later` : ''
  console.log(
    `${isOver ? '✗' : '✓'} ${name.padEnd(16)} ${first.toFixed(2)} kB of ${budget} kB${later}`,
  )
}
process.exit(over ? 1 : 0)
