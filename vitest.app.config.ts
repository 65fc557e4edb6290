import { defineConfig } from 'vitest/config'
import { longTests } from './vitest.config.ts'

// End to end: the built app in a real Chromium (CHROME_PATH, or /usr/bin/chromium), ground truth of whole logs, kills.
export default defineConfig({
  test: {
    include: ['test/app/**/*.test.ts', ...longTests],
    passWithNoTests: false,
    globalSetup: ['scripts/test-programs.mjs'],
    maxWorkers: 2,
    // See vitest.config.ts; the files of a process share its Chromium too.
    isolate: false,
    // The browser of a shared machine loses a click once in some thousand; what fails twice is a fault. `npm test` by hand hides none.
    retry: process.env['CI'] === undefined ? 0 : 1,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // A second is too little for a slow machine; as patient as the pages (test/app/browser.ts).
    expect: { poll: { timeout: 60_000 } },
    reporters: ['default', 'json'],
    outputFile: { json: 'test-results/app.json' },
  },
})
