// `npm test`: finds or fetches a Chromium and a Redis, runs every test and prints the counts. Arguments go to Vitest.
import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { ensureBrowser } from './browser.mjs'
import { ensureRedis } from './redis.mjs'

const report = 'reports/tests.json'
const executable = await ensureBrowser()
ensureRedis()
rmSync(report, { force: true })
const run = spawnSync(
  process.execPath,
  [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...process.argv.slice(2),
  ],
  { stdio: 'inherit', env: { ...process.env, CHROMIUM_PATH: executable } },
)
const { numPassedTests, numFailedTests, success } = JSON.parse(readFileSync(report, 'utf8'))
// A file that cannot even be loaded has no tests of its own to fail.
const failed = numFailedTests || (success ? 0 : 1)
console.log(`${numPassedTests} passed, ${failed} failed`)
process.exit(run.status ?? 1)
