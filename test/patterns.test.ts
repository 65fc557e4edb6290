import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const { version: recheckVersion } = JSON.parse(readFileSync(join(root, 'node_modules/recheck/package.json'), 'utf8')) as { version: string }

/** Files whose patterns meet text that strangers wrote: replies, lines of logs, bounces. */
const files = [
  ...['smtp', 'wrappers', 'operators', 'signature', 'failures/lookup-pages', 'failures/facts', 'failures/classify', 'failures/failure'].map(
    (name) => `shared/${name}.ts`,
  ),
  ...below('shared/bounces'),
  ...below('shared/rules'),
  ...below('electron/mail'),
  ...below('electron/engine/containers'),
  'shared/xml-records.ts',
  'shared/formats/dmarc-aggregate.ts',
  'electron/engine/secrets.ts',
  'electron/engine/json-lines.ts',
]

function below(folder: string): string[] {
  const names = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
  return names.filter((name) => name.endsWith('.ts')).map((name) => `${folder}/${name}`)
}

/** Regular expressions as they are written: behind a sign that an operand follows, or at the beginning of a line. */
const literal = /(?<=[=(,:?&|] ?|\n *)\/(?![/*])((?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+)\/([a-z]*)(?=[.,);\s])/g

/** What this version of recheck found safe in an earlier run: it would take its time, and find it safe again. */
const memory = join(root, 'test-results', `safe-patterns-${recheckVersion}.json`)
const known = new Set<string>(existsSync(memory) ? (JSON.parse(readFileSync(memory, 'utf8')) as string[]) : [])

// Of its own accord it takes the fastest program that it finds. One that needs minutes to judge a pattern does not say that it is safe.
test('patterns are linear on hostile text', { timeout: 600_000 }, async () => {
  const { check } = await import('recheck')
  const found = files.flatMap((file) => [...readFileSync(join(root, file), 'utf8').matchAll(literal)])
  expect(found.length).toBeGreaterThan(90)
  const bad: string[] = []
  const safe: string[] = []
  for (const [pattern, source = '', flags = ''] of found) {
    const status = known.has(pattern) ? 'safe' : (await check(source, flags, { timeout: 120_000 })).status
    if (status === 'safe') safe.push(pattern)
    else bad.push(`${status}: ${pattern}`)
  }
  mkdirSync(join(root, 'test-results'), { recursive: true })
  writeFileSync(memory, JSON.stringify(safe))
  expect(bad).toEqual([])
})
