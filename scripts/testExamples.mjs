// `npm run test:examples`: installs the packed package in each example, builds it, starts it and uses it in Chromium.
import { ensureBrowser } from './browser.mjs'
import { runTests } from './runTests.mjs'

runTests({
  report: 'reports/examples.json',
  args: ['--config', 'test/examples/vitest.config.ts'],
  env: { CHROMIUM_PATH: await ensureBrowser() },
})
