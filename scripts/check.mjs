// What needs no browser, in at most a minute: lock, types, format and lint, dead code, the quick tests.
// Stops at the first failure; `--keep-going` runs all and fails at the end. `--all`: the slow tests as well.
import { spawnSync } from 'node:child_process'
import { performance } from 'node:perf_hooks'

const steps = [
  ['lock', ['scripts/check-lock.mjs']],
  ['types', ['node_modules/typescript/bin/tsc', '-b']],
  ['format and lint', ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.']],
  ['type-aware lint', ['node_modules/oxlint/bin/oxlint', '--type-aware', '--deny-warnings']],
  ['dead code', ['node_modules/knip/bin/knip.js', '--no-progress']],
  ['tests', ['node_modules/vitest/vitest.mjs', 'run', '--reporter=dot', '--reporter=json', '--outputFile.json=test-results/unit.json']],
]

const keepGoing = process.argv.includes('--keep-going')
const quick = process.argv.includes('--all') ? {} : { QUICK_TESTS: '1' }
const failures = []
for (const [name, args] of steps) {
  const start = performance.now()
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit', env: { ...process.env, ...quick, UV_THREADPOOL_SIZE: '16' } })
  if (status === 0) console.log(`check: ${name} ${((performance.now() - start) / 1000).toFixed(1)} s`)
  else {
    console.error(`check: ${name} failed`)
    failures.push(name)
    if (!keepGoing) break
  }
}
process.exit(failures.length === 0 ? 0 : 1)
