// Before the tests of vitest.app.config.ts: bundles, once for all, the programs that they run in processes of their own.
// From its sources each process would read hundreds of files first.
import { bundle } from './build.mjs'

export async function setup() {
  await bundle('out/tests', {
    'engine-child': 'test/desktop/engine-child.ts',
    'kill-child': 'test/engine/kill-child.ts',
    'parse-worker': 'electron/engine/parse-worker.ts',
  })
}
