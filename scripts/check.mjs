// `npm run check`: what CI runs beside the tests, cheapest first. Prints a step's output only when it fails.
import { spawnSync } from 'node:child_process'

const steps = [
  ['format', 'prettier --check .'],
  ['lint', 'oxlint --type-aware --deny-warnings'],
  ['types', 'tsc -p tsconfig.json'],
  ['unused code', 'knip'],
  ['build', 'node scripts/build.mjs'],
  ['package', 'publint --strict'],
  [
    'package types',
    'attw --pack . --profile esm-only --exclude-entrypoints ./styles.css ./styles.layer.css',
  ],
  ['size', 'node scripts/size.mjs'],
  ['storybook', 'storybook build --quiet'],
]

let failed = 0
for (const [name, command] of steps) {
  const start = performance.now()
  const run = spawnSync(command, {
    shell: true,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  const ok = run.status === 0
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  console.log(`${ok ? '✓' : '✗'} ${name.padEnd(14)} ${seconds} s`)
  if (!ok) {
    failed += 1
    console.log(`\n$ ${command}\n${run.stdout}${run.stderr}\n`)
  } else if (name === 'size') console.log(run.stdout)
}
process.exit(failed ? 1 : 0)
