import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { allFormats } from '../../shared/formats/index.ts'
import { corpora } from './postfix-lines.ts'

/** What a rule of OSSEC's is about, as kinds of record; `ignored`: nothing of a mail. A handshake that fails is a refusal, a client that goes away a session's end. */
const meanings: Readonly<Record<string, readonly string[]>> = {
  '3303': ['refusal'],
  '3306': ['refusal'],
  '3335': ['session', 'refusal'],
  '13006': ['refusal'],
  '13008': ['session'],
  '13009': ['session'],
  '13010': ['session'],
  '53500': ['ignored'],
  '53501': ['refusal'],
  '53502': ['session'],
  '53503': ['ignored'],
  '53504': ['arrival'],
  '53507': ['ignored'],
}

interface Row {
  readonly line: string
  readonly expect: { readonly rule: string }
}

const path = join(corpora, 'ossec/expected.jsonl')

describe.skipIf(!existsSync(path))("the lines of OSSEC's tests (skipped where ../shared/corpora is absent)", () => {
  test.each(
    existsSync(path)
      ? readFileSync(path, 'utf8')
          .trim()
          .split('\n')
          .map((row) => JSON.parse(row) as Row)
      : [],
  )('$line', ({ line, expect: { rule } }) => {
    const owner = allFormats.find((format) => format.owns(line))
    const outcome = owner?.open({ fileName: 'mail.log' })(line)
    expect(meanings[rule]).toContain(typeof outcome === 'string' ? outcome : outcome?.[0]?.kind)
  })
})
