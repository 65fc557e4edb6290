import { defineConfig } from 'vitest/config'

// End to end: the built app in a real Chromium (CHROME_PATH, or /usr/bin/chromium), ground truth of whole logs, kills.
export default defineConfig({
  test: {
    include: ['test/app/**/*.test.ts', 'test/engine/truth.test.ts', 'test/engine/kill.test.ts'],
    passWithNoTests: false,
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    reporters: ['default', 'json'],
    outputFile: { json: 'test-results/app.json' },
  },
})
