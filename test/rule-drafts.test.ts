import { describe, expect, test } from 'vitest'
import { classify } from '../shared/failures/classify.ts'
import { draftRule } from '../shared/rules/draft.ts'
import { nearestRule } from '../shared/rules/nearest.ts'
import { readRules, verdictOf } from '../shared/rules/rules.ts'
import { parseReply } from '../shared/smtp.ts'

/** Replies of servers of our own invention that no shipped rule knows. */
const leftovers = [
  [
    'host mx.odd.example[198.51.100.41] said: 554 5.0.0 Zzyzx: frobnicated mailbox (in reply to RCPT TO command)',
    ['zzyzx: frobnicated mailbox'],
  ],
  ['550 5.0.0 <jon@example.org>: the gremlins have eaten it, ref 7f3a9c', ['the gremlins have eaten it, ref']],
  ['554 5.0.0 Ticket 4711; Quixotic', ['quixotic', 'ticket']],
  ['554 5.0.0 配送できません', ['配送できません']],
] as const

describe('a draft', () => {
  test.each(leftovers)('of %s', (reply, phrases) => {
    expect(classify(parseReply(reply)).confidence).toBe('none')
    const draft = draftRule(reply, [], [])
    expect(draft?.phrases).toEqual(phrases)
    const rules = readRules(JSON.stringify({ rules: [{ ...draft, class: 'spam-content' }] }), 'draft')
    expect(verdictOf(parseReply(reply), rules)).toMatchObject({ class: 'spam-content', rule: `own/${draft?.name}`, confidence: 'text' })
  })

  test('keeps no name, address or number of the mail', () => {
    expect(draftRule(leftovers[0][0], [], [])?.example).not.toMatch(/odd\.example|198\.51\.100\.41/)
    expect(draftRule(leftovers[1][0], [], [])?.example).not.toContain('jon')
    expect(draftRule(leftovers[2][0], [], [])?.example).not.toContain('4711')
  })

  test('keeps no personal name that stands in an address or is that of the recipient', () => {
    const reply = '550 5.0.0 "Roe, Mary" <mary.roe@example.org> jon.doe: Jon Doe and Mary have left the quixotic building'
    const draft = draftRule(reply, [], ['Jon.Doe@example.net', 'zo\u00c3\u00ab@example.net'])
    expect(draft?.phrases).toEqual(['have left the quixotic building'])
    expect(draft?.example).not.toMatch(/jon|doe|mary|roe/i)
    const rules = readRules(JSON.stringify({ rules: [{ ...draft, class: 'mailbox-disabled' }] }), 'draft')
    expect(verdictOf(parseReply(reply), rules).class).toBe('mailbox-disabled')
    expect(draftRule('550 5.0.0 Zo\u00c3\u00ab is on the gremlin list', [], ['zo\u00c3\u00ab@example.net'])?.phrases).toEqual([
      'is on the gremlin list',
    ])
  })

  test('takes no ordinary words of an address for names', () => {
    expect(draftRule('550 5.1.1 <no.such.user@example.net>: No such user here', [], [])?.phrases).toEqual(['no such user here'])
  })

  test('has a name that no other rule has', () => {
    const [[reply]] = leftovers
    expect(draftRule(reply, ['zzyzx-frobnicated-mailbox'], [])?.name).toBe('zzyzx-frobnicated-mailbox-2')
  })

  test.each(['554 5.0.0', '550 5.7.1 [192.0.2.1] 4711', ''])('is none where there are no words: %s', (reply) => {
    expect(draftRule(reply, [], [])).toBeNull()
  })
})

describe('the nearest rule', () => {
  test('is that whose rare words the reply shares, with those that it lacks', () => {
    const near = nearestRule('554 5.0.0 Greylist policy of this site')
    expect(near?.class).toBe('greylisted')
    expect(near?.shared.length).toBeGreaterThan(0)
  })

  test('is none where no words are alike', () => {
    expect(nearestRule('554 5.0.0 Zzyzx qwxz')).toBeNull()
    expect(nearestRule('554')).toBeNull()
  })
})
