// `npm run test:browsers`: the journeys in Chromium, Firefox and WebKit. Arguments go to Vitest, such as `-t firefox`.
import { ensureEngines } from './engines.mjs'
import { runTests } from './runTests.mjs'

const { found, missing } = await ensureEngines()
runTests({
  report: 'reports/browsers.json',
  args: ['--config', 'test/browsers/vitest.config.ts'],
  env: { ENGINES: JSON.stringify(found) },
  notes: missing.map(({ name, reason }) => `*** NOT TESTED *** ${name}: ${reason}`),
})
