// `npm test`: finds or fetches a Chromium, then runs every test. Arguments go to Vitest.
import { spawnSync } from 'node:child_process'
import { ensureBrowser } from './browser.mjs'

const executable = await ensureBrowser()
const run = spawnSync(
  process.execPath,
  ['node_modules/vitest/vitest.mjs', 'run', ...process.argv.slice(2)],
  { stdio: 'inherit', env: { ...process.env, CHROMIUM_PATH: executable } },
)
process.exit(run.status ?? 1)
