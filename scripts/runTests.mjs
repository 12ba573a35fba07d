// Runs Vitest and prints the counts of its report as the last line.
import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'

/**
 * Ends the process with Vitest's status.
 *
 * @param {object} run
 * @param {string} run.report where the JSON report goes
 * @param {string[]} [run.args] of Vitest, before those of the command line
 * @param {Record<string, string>} [run.env]
 * @param {string[]} [run.notes] lines before the counts
 */
export function runTests({ report, args = [], env, notes = [] }) {
  rmSync(report, { force: true })
  const { status } = spawnSync(
    process.execPath,
    [
      'node_modules/vitest/vitest.mjs',
      'run',
      ...args,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
      ...process.argv.slice(2),
    ],
    { stdio: 'inherit', env: { ...process.env, ...env } },
  )
  for (const note of notes) console.log(note)
  const { passed, failed } = readCounts(report, status)
  console.log(`${passed} passed, ${failed} failed`)
  process.exit(status ?? 1)
}

/** A run that ended badly counts as a failure, even if no test failed: a file that cannot be loaded has no tests. */
function readCounts(report, status) {
  try {
    const { numPassedTests, numFailedTests, success } = JSON.parse(readFileSync(report, 'utf8'))
    return { passed: numPassedTests, failed: numFailedTests || (success && status === 0 ? 0 : 1) }
  } catch {
    return { passed: 0, failed: 1 }
  }
}
