// `npm test`: finds or fetches a Chromium and a Redis, runs every test and prints the counts. Arguments go to Vitest.
import { ensureBrowser } from './browser.mjs'
import { ensureRedis } from './redis.mjs'
import { runTests } from './runTests.mjs'

let path
try {
  ensureRedis()
  path = await ensureBrowser()
} catch (error) {
  console.error(error)
  console.log('0 passed, 1 failed')
  process.exit(1)
}
runTests({ report: 'reports/tests.json', env: { CHROMIUM_PATH: path } })
