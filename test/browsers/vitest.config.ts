import { defineConfig } from 'vitest/config'
import { alias } from '../../vite.config.js'

/** The journeys in every engine, one after the other. */
export default defineConfig({
  resolve: { alias },
  test: {
    name: 'browsers',
    include: ['test/browsers/*.test.ts'],
    // Limits for a busy machine, not waits.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    fileParallelism: false,
  },
})
