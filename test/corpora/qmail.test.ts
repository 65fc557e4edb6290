import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { qmail } from '../../shared/formats/qmail.ts'

const corpora = join(import.meta.dirname, '../../../shared/corpora')

test.skipIf(!existsSync(corpora))('logs of qmail that others collected are read (skipped where ../shared/corpora is absent)', () => {
  const folder = join(corpora, 'qmail_log/spec/helper/files/log')
  const logs = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.log'))
    .map((name) => join(folder, name))
  const texts = [...logs, join(corpora, 'snippets/qmail-indimail.log')].map((path) => readFileSync(path, 'latin1'))
  const kinds: Record<string, number> = {}
  for (const text of texts) {
    const read = qmail.open({ fileName: '' })
    for (const line of text.split('\n')) {
      const outcome = read(line)
      for (const kind of typeof outcome === 'string' ? [outcome] : outcome.map((record) => record.kind))
        kinds[kind] = (kinds[kind] ?? 0) + 1
    }
  }
  expect(kinds).toEqual({ arrival: 5, queued: 5, attempt: 4, end: 5, ignored: 27 })
})
