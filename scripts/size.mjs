// `npm run size`: what a browser downloads, minified and brotli, against the budgets. Peers are left out, zod is in.
import { build } from 'esbuild'
import { existsSync } from 'node:fs'
import { brotliCompressSync } from 'node:zlib'

const budgets = [
  ['client', 'dist/client.js', 'createVariationClient, createImageVariation', 9.5],
  ['client and hook', 'dist/index.js', 'useImageVariation', 11],
  [
    'everything',
    'dist/index.js',
    'ImageVariationForm, VariationGallery, useVariationHistory, useImageVariation, ImageVariationProvider',
    24,
  ],
  ['styles.css', 'dist/styles.css', null, 4],
]

if (!existsSync('dist/index.js')) throw new Error('Nothing to weigh: run `npm run build` first.')

/** The large view, the expert settings and persistence are fetched when somebody opens them, not with the page. */
const leaveOutWhatLoadsLater = {
  name: 'leave-out-what-loads-later',
  setup({ onResolve }) {
    onResolve({ filter: /./ }, ({ kind, path }) =>
      kind === 'dynamic-import' ? { path, external: true } : undefined,
    )
  },
}

let over = 0
for (const [name, file, imports, budget] of budgets) {
  const { outputFiles } = await build({
    ...(imports
      ? {
          stdin: {
            contents: `import { ${imports} } from './${file}'; console.log(${imports})`,
            resolveDir: '.',
          },
        }
      : { entryPoints: [file] }),
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    write: false,
    logLevel: 'error',
    external: ['react', 'react-dom', 'react/*', '@tanstack/react-query', '@napi-rs/canvas'],
    plugins: [leaveOutWhatLoadsLater],
  })
  const bytes = brotliCompressSync(outputFiles[0].contents).length
  const kilobytes = bytes / 1000
  if (kilobytes > budget) over += 1
  console.log(
    `${kilobytes > budget ? '✗' : '✓'} ${name.padEnd(16)} ${kilobytes.toFixed(2).padStart(6)} kB of ${budget} kB`,
  )
}
process.exit(over ? 1 : 0)
