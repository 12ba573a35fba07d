// `npm test`: finds or fetches a Chromium and a Redis, runs every test and prints the counts. Arguments go to Vitest.
import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { ensureBrowser } from './browser.mjs'
import { ensureRedis } from './redis.mjs'

const report = 'reports/tests.json'
rmSync(report, { force: true })

let status = 1
try {
  ensureRedis()
  const env = { ...process.env, CHROMIUM_PATH: await ensureBrowser() }
  const vitest = ['node_modules/vitest/vitest.mjs', 'run']
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const run = spawnSync(process.execPath, [...vitest, ...reporters, ...process.argv.slice(2)], {
    stdio: 'inherit',
    env,
  })
  status = run.status ?? 1
} catch (error) {
  console.error(error)
}
const { passed, failed } = readCounts()
console.log(`${passed} passed, ${failed} failed`)
process.exit(status || (failed > 0 ? 1 : 0))

/** A run that ended badly counts as a failure, even if no test failed: a file that cannot be loaded has no tests. */
function readCounts() {
  try {
    const { numPassedTests, numFailedTests, success } = JSON.parse(readFileSync(report, 'utf8'))
    return { passed: numPassedTests, failed: numFailedTests || (success && status === 0 ? 0 : 1) }
  } catch {
    return { passed: 0, failed: 1 }
  }
}
