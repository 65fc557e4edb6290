// Everything that needs no browser, in at most a minute: lock, types, format and lint, dead code, tests.
import { spawnSync } from 'node:child_process'
import { performance } from 'node:perf_hooks'

const steps = [
  ['lock', ['scripts/check-lock.mjs']],
  ['types', ['node_modules/typescript/bin/tsc', '-b']],
  ['format and lint', ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.']],
  ['type-aware lint', ['node_modules/oxlint/bin/oxlint', '--type-aware', '--deny-warnings']],
  ['dead code', ['node_modules/knip/bin/knip.js', '--no-progress']],
  ['tests', ['node_modules/vitest/vitest.mjs', 'run', '--reporter=dot']],
]

for (const [name, args] of steps) {
  const start = performance.now()
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' })
  if (status !== 0) {
    console.error(`check: ${name} failed`)
    process.exit(status ?? 1)
  }
  console.log(`check: ${name} ${((performance.now() - start) / 1000).toFixed(1)} s`)
}
