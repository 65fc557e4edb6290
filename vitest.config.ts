import { defineConfig } from 'vitest/config'

/** Whole logs against their ground truth, kills, processes, packages and patterns: too long for `npm run check`. */
export const longTests = [
  'test/engine/truth.test.ts',
  'test/engine/counts.test.ts',
  'test/engine/kill.test.ts',
  'test/engine/reports-truth.test.ts',
  'test/bounces-truth.test.ts',
  'test/corpora/mails.test.ts',
  'test/patterns.test.ts',
  'test/desktop/engine-link.test.ts',
  'test/desktop/package.test.ts',
]

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // The long ones run with those that need a browser: vitest.app.config.ts.
    exclude: ['test/app/**', ...longTests, 'node_modules/**'],
    maxWorkers: '100%',
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
