import { existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { corpora, sets, tally } from './postfix-lines.ts'

/** The least share of the fields that Relayscope keeps, of lines that it does not ignore; docs/formats.md says what the rest is. */
const least: Readonly<Record<string, number>> = {
  'postfix-grok': 0.99,
  'postfix-parser': 0.87,
  'sekoia-intake': 0.93,
  lightmeter: 0.91,
  'crowdsec-hub': 0.97,
  fail2ban: 1,
}

describe.skipIf(!existsSync(corpora))("the lines of other projects' tests (skipped where ../shared/corpora is absent)", () => {
  test.each(Object.entries(sets))('of %s', (name, lines) => {
    const { kept, ofIgnored, right, wrong } = tally(lines())
    expect(right).toBeGreaterThan(40)
    expect(right / (kept - ofIgnored), wrong.join('\n')).toBeGreaterThanOrEqual(least[name] ?? 1)
  })
})
