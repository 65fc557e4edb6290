import { defineConfig } from 'vitest/config'

/** Whole logs against their ground truth, kills, processes, packages and patterns: too long for `npm run check`. */
export const longTests = [
  'test/engine/truth.test.ts',
  'test/engine/servers-truth.test.ts',
  'test/engine/counts.test.ts',
  'test/engine/kill.test.ts',
  'test/engine/sample-orders.test.ts',
  'test/engine/sample-formats.test.ts',
  'test/engine/reports-truth.test.ts',
  'test/bounces-truth.test.ts',
  'test/corpora/mails.test.ts',
  'test/mutants-many.test.ts',
  'test/patterns.test.ts',
  'test/desktop/engine-link.test.ts',
  'test/desktop/package.test.ts',
]

/** A case for each test, and programs: left to `npm test` as well, where they run side by side. */
const slowTests = [
  'test/cli.test.ts',
  'test/engine/api.test.ts',
  'test/engine/alias-bounce.test.ts',
  'test/engine/backscatter.test.ts',
  'test/engine/broken-tables.test.ts',
  'test/engine/clock.test.ts',
  'test/engine/database.test.ts',
  'test/engine/containers.test.ts',
  'test/engine/derive.test.ts',
  'test/engine/derive-exim.test.ts',
  'test/engine/device-names.test.ts',
  'test/engine/duplicates.test.ts',
  'test/engine/expected-flags.test.ts',
  'test/engine/facets.test.ts',
  'test/engine/filters-and-mailboxes.test.ts',
  'test/engine/flags.test.ts',
  'test/engine/google-exports.test.ts',
  'test/engine/haraka.test.ts',
  'test/engine/headline.test.ts',
  'test/engine/hidden-sources.test.ts',
  'test/engine/hours.test.ts',
  'test/engine/import.test.ts',
  'test/engine/hmailserver.test.ts',
  'test/engine/kumomta.test.ts',
  'test/engine/mapping.test.ts',
  'test/engine/own-mappings.test.ts',
  'test/engine/msmtp.test.ts',
  'test/engine/microsoft-exports.test.ts',
  'test/engine/next-hops.test.ts',
  'test/engine/open-case.test.ts',
  'test/engine/overview.test.ts',
  'test/engine/own-rules.test.ts',
  'test/engine/qmail.test.ts',
  'test/engine/queries.test.ts',
  'test/engine/report.test.ts',
  'test/engine/report-choice.test.ts',
  'test/engine/report-ties.test.ts',
  'test/engine/reported-sending.test.ts',
  'test/engine/reports.test.ts',
  'test/engine/sample.test.ts',
  'test/engine/search-results.test.ts',
  'test/engine/sending-services.test.ts',
  'test/engine/users.test.ts',
]

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // The long ones run with those that need a browser: vitest.app.config.ts.
    exclude: ['test/app/**', ...longTests, ...(process.env['QUICK_TESTS'] === '1' ? slowTests : []), 'node_modules/**'],
    maxWorkers: '100%',
    // Modules keep nothing from one test to the next, as the engine has many cases in one process: loading them once takes half of the time.
    isolate: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
