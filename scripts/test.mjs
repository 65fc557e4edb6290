// `npm test`: installs what is missing, checks, builds, and tests the built app in a real browser. Last line: `N passed, N failed`.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { installPackages } from './install.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
process.chdir(root)
installPackages(root)

const results = ['test-results/unit.json', 'test-results/app.json']
mkdirSync('test-results', { recursive: true })
for (const file of results) rmSync(file, { force: true })

const env = { ...process.env, UV_THREADPOOL_SIZE: '16' }
const node = (args, more = {}) => spawnSync(process.execPath, args, { stdio: 'inherit', env: { ...env, ...more } }).status === 0

/** What failed that is not a test. */
const broken = []
if (!node(['scripts/check.mjs', '--keep-going', '--all'])) broken.push('check')
if (!node(['scripts/build.mjs'])) broken.push('build')
else {
  const { findChromium } = await import('./find-chromium.mjs')
  const chromium = await findChromium()
  if (chromium === null) {
    console.error('No Chromium was found: install chromium or Google Chrome, or set CHROME_PATH to one.')
    broken.push('browser')
  } else if (!node(['node_modules/vitest/vitest.mjs', 'run', '--config', 'vitest.app.config.ts'], { CHROME_PATH: chromium })) {
    broken.push('app')
  }
}

let passed = 0
let failed = 0
for (const file of results.filter((path) => existsSync(path))) {
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(file, 'utf8'))
  passed += numPassedTests
  // A file that could not be loaded has no test that failed.
  failed += numFailedTests + testResults.filter((suite) => suite.status === 'failed' && suite.assertionResults.length === 0).length
}
if (broken.length > 0) {
  console.error(`failed: ${broken.join(', ')}`)
  failed = Math.max(failed, 1)
}
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)
