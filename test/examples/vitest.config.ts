import { defineConfig } from 'vitest/config'

/** `npm run test:examples`: limits for a busy machine, not waits. */
export default defineConfig({
  test: {
    name: 'examples',
    include: ['test/examples/*.test.ts'],
    testTimeout: 180_000,
    hookTimeout: 600_000,
  },
})
