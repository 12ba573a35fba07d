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

let over = 0
for (const [name, file, imports, budget] of budgets) {
  const { outputFiles, metafile } = await build({
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
    splitting: Boolean(imports),
    outdir: 'weighed',
    write: false,
    metafile: true,
    logLevel: 'error',
    external: ['react', 'react-dom', 'react/*', '@tanstack/react-query', '@napi-rs/canvas'],
  })
  // The entry and what it imports at once; what is loaded on demand (persistence) is not part of the first download.
  const outputs = metafile.outputs
  const wanted = new Set([Object.keys(outputs).find((path) => outputs[path].entryPoint)])
  for (const path of wanted) {
    for (const { path: imported, kind } of outputs[path].imports) {
      if (kind === 'import-statement' && imported in outputs) wanted.add(imported)
    }
  }
  const bytes = outputFiles
    .filter(({ path }) => [...wanted].some((output) => path.endsWith(output)))
    .reduce((sum, { contents }) => sum + brotliCompressSync(contents).length, 0)
  const kilobytes = bytes / 1000
  if (kilobytes > budget) over += 1
  console.log(
    `${kilobytes > budget ? '✗' : '✓'} ${name.padEnd(16)} ${kilobytes.toFixed(2).padStart(6)} kB of ${budget} kB`,
  )
}
process.exit(over ? 1 : 0)
