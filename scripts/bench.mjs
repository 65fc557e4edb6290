// Measures import and questions on a large Postfix log, beside pflogsumm and ripgrep on the same file in the same run.
// Before that, texts made to take long, and the reading of bounces from one mbox; --bounces N alone measures only these.
// --formats: what a line of each format costs. --mutants N: changed lines are read by all formats, with the test that reads fewer of them
// in `npm test`.
// usage: npm run bench -- [--messages 1000000] [--log FILE] [--keep] | --bounces 100000 | --formats | --mutants 1000000
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import { bundle, root } from './build.mjs'

const { values } = parseArgs({
  options: {
    messages: { type: 'string', default: '1000000' },
    bounces: { type: 'string' },
    formats: { type: 'boolean' },
    mutants: { type: 'string' },
    log: { type: 'string' },
    keep: { type: 'boolean' },
  },
})
const generator = join(root, '../shared/mta/scale.mjs')
const folder = mkdtempSync(join(tmpdir(), 'relayscope-bench-'))

/** The gates of the engine: parts of pflogsumm's time, and megabytes. */
const GATE_RATIO = 0.75
const GATE_MEGABYTES = 1500
/** The gates of bounces: mails a second and megabytes, from one mbox of 100,000. */
const GATE_BOUNCES = 2000
const GATE_BOUNCES_MEGABYTES = 500
/** The gates of texts made to take long, ms. */
const GATES_HOSTILE = {
  'hostile: a reply of 200,000 characters': 300,
  'hostile: 200,000 characters redacted': 2000,
  'hostile: a reply under 500 own rules': 100,
}
/** The gate of each format: times of what a line of Postfix's costs. */
const GATE_FORMAT = 2

function fail(sentence) {
  console.error(`bench: ${sentence}`)
  process.exit(2)
}

function makeLog() {
  if (values.log !== undefined) return existsSync(values.log) ? values.log : fail(`${values.log}: no such file`)
  if (!existsSync(generator)) fail('the log generator is absent: name a Postfix log with --log FILE')
  const log = join(folder, 'mail.log')
  run(process.execPath, [
    generator,
    '--messages',
    values.messages,
    '--days',
    '30',
    '--devices',
    '200',
    '--seed',
    '1',
    '--out',
    log,
    '--truth',
    join(folder, 'truth.jsonl'),
  ])
  rmSync(join(folder, 'truth.jsonl'))
  return log
}

function run(command, args, options = {}) {
  const result = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 28, ...options })
  if (result.error !== undefined || result.status !== 0) fail(`${command} failed: ${result.error?.message ?? result.stderr}`)
  return result.stdout
}

/** Wall seconds of a command, or null where it is not installed. */
function seconds(command, args) {
  const start = performance.now()
  const { error } = spawnSync(command, args, { stdio: 'ignore' })
  return error === undefined ? (performance.now() - start) / 1000 : null
}

function measure(...args) {
  const output = run(process.execPath, [join(root, 'out/bench/measure.js'), ...args], { env: { ...process.env, UV_THREADPOOL_SIZE: '16' } })
  return output
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
}

function show({ name, value, unit }) {
  console.log(`  ${name.padEnd(48)} ${value.toFixed(unit === 's' ? 2 : 0).padStart(9)} ${unit}`)
}

function benchHostile() {
  for (const figure of measure('hostile')) {
    show(figure)
    if (figure.value > GATES_HOSTILE[figure.name]) process.exitCode = 1
  }
}

function benchBounces(number) {
  const mbox = join(folder, 'bounces.mbox')
  measure('write-bounces', mbox, String(number))
  console.log(
    `${number} bounces in one mbox: ${(statSync(mbox).size / 1e6).toFixed(0)} MB (gates ${GATE_BOUNCES} mails/s, ${GATE_BOUNCES_MEGABYTES} MB)`,
  )
  const figures = measure('bounces', mbox)
  figures.forEach(show)
  const measured = (wanted) => figures.find(({ name }) => name === wanted).value
  if (measured('bounces: rate') < GATE_BOUNCES || measured('bounces: peak memory') > GATE_BOUNCES_MEGABYTES) process.exitCode = 1
  rmSync(mbox)
}

/** Lines of text and rows of tables; records of JSON and XML are shown beside them. */
function benchFormats() {
  console.log(`a line of each format, in processor time beside Postfix's (gate ${GATE_FORMAT} for text and tables)`)
  for (const { id, unit, micros, ratio } of measure('formats', join(root, 'test/fixtures'))) {
    const over = (unit === 'line' || unit === 'csv') && ratio > GATE_FORMAT
    console.log(
      `  ${id.padEnd(32)} ${unit.padEnd(5)} ${micros.toFixed(1).padStart(6)} µs ${ratio.toFixed(2).padStart(6)}${over ? '  over' : ''}`,
    )
    if (over) process.exitCode = 1
  }
}

function readMutants(number) {
  const args = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'vitest.app.config.ts', 'test/mutants-many.test.ts']
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit', env: { ...process.env, MUTANTS: number } })
  if (status !== 0) process.exitCode = 1
}

function benchLog() {
  const log = makeLog()
  console.log(`${log}: ${(statSync(log).size / 1e6).toFixed(0)} MB`)
  seconds('cat', [log])
  const before = seconds('pflogsumm', [log])
  const found = join(folder, 'bench.relayscope')
  const imported = measure('import', found, log)
  const after = before === null ? null : seconds('pflogsumm', [log])
  imported.forEach(show)
  console.log(`  case file ${(statSync(found).size / 1e6).toFixed(0)} MB`)
  const took = imported.find(({ name }) => name === 'import').value
  const memory = imported.find(({ name }) => name === 'import: peak memory').value
  if (before === null) console.log('  pflogsumm is not installed (apt-get install pflogsumm): no ratio')
  else {
    const other = (before + after) / 2
    console.log(
      `  pflogsumm ${before.toFixed(1)} s before, ${after.toFixed(1)} s after: import takes ${(took / other).toFixed(2)} of it (gate ${GATE_RATIO})`,
    )
    if (took / other > GATE_RATIO) process.exitCode = 1
  }
  if (memory > GATE_MEGABYTES) process.exitCode = 1
  measure('questions', found).forEach(show)
  const scan = seconds('rg', ['-c', 'out of storage space', log])
  console.log(
    scan === null
      ? '  ripgrep is not installed: no comparison'
      : `  ripgrep for the same words ${(scan * 1000).toFixed(0).padStart(30)} ms`,
  )
}

try {
  if (values.mutants !== undefined) readMutants(values.mutants)
  else {
    await bundle('out/bench', { measure: 'test/bench/measure.ts', 'parse-worker': 'electron/engine/parse-worker.ts' })
    if (values.formats) benchFormats()
    else {
      benchHostile()
      benchBounces(Number(values.bounces ?? 100_000))
      if (values.bounces === undefined) benchLog()
    }
  }
} finally {
  if (values.keep) console.log(`kept: ${folder}`)
  else rmSync(folder, { recursive: true, force: true })
}
