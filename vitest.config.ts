import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // The long ones run with those that need a browser: vitest.app.config.ts.
    exclude: ['test/app/**', 'test/engine/truth.test.ts', 'test/engine/kill.test.ts', 'node_modules/**'],
    maxWorkers: '100%',
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
