import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { changeKept, faultOfChange, readKept } from '../shared/rules/kept.ts'
import { readRules } from '../shared/rules/rules.ts'

const rule = (name: string, more: object = {}) => ({
  name,
  class: 'mailbox-full',
  phrases: [`zzyzx ${name}`],
  example: `550 Zzyzx ${name}`,
  ...more,
})
const textOf = (...rules: readonly unknown[]) => JSON.stringify({ rules })
const add = (...rules: readonly object[]) => rules.map((each) => ({ list: 'rules' as const, before: null, after: JSON.stringify(each) }))
const many = (count: number, more: object = {}) => Array.from({ length: count }, (_, at) => rule(`r${at}`, more))

describe('rules of a case', () => {
  test('are read each for itself: one that is none says why, and the others decide', () => {
    const misfit = rule('misfit', { example: '550 Something else' })
    const { rules: entries, decide } = readKept(textOf(rule('a'), 7, rule('b', { provider: 'of-later' }), misfit, rule('a'), rule('c')))
    expect(decide?.rules.map(({ name }) => name)).toEqual(['a', 'c'])
    expect(entries.map(({ fault }) => fault)).toEqual([
      null,
      'it is no rule: one stands between { and }.',
      expect.stringMatching(/^provider: it must be who answers: google/),
      'example: it holds no “zzyzx misfit”: it is compared as “something else”; correct the phrase or the example.',
      'name: it is the name of one before; give it another.',
      null,
    ])
  })

  test('are beside classes that are read the same way', () => {
    expect(readKept('{"classes": [null], "rules": []}').classes).toEqual([
      { text: 'null', value: null, fault: 'it is no class: one stands between { and }.' },
    ])
  })

  test('are what a file of rules would be, where none is wrong', () => {
    const text = textOf(rule('a'), rule('b', { status: 'X.2.2', example: '452 4.2.2 Zzyzx b' }))
    expect(readKept(text).decide).toEqual(readRules(text, 'r.jsonc'))
  })

  test('do not decide for a rule that is none: one overruled by it is whole', () => {
    const greedy = rule('greedy', { phrases: ['zzyzx'], example: '550 nothing' })
    expect(readKept(textOf(greedy, rule('x', { phrases: ['zyzx'], example: '550 zzyzx' }))).decide?.rules).toMatchObject([{ name: 'x' }])
  })

  test('do not decide for a rule that another overrules: one overruled by it alone is whole', () => {
    const of = (name: string, phrase: string, example: string) => rule(name, { phrases: [phrase], example })
    const text = textOf(
      of('aaa', 'alpha', '550 alpha beta'),
      of('bbb', 'alpha beta', '550 alpha beta gamma'),
      of('ccc', 'alpha beta gamma', '550 alpha beta gamma'),
    )
    const { rules: entries, decide } = readKept(text)
    expect(decide?.rules.map(({ name }) => name)).toEqual(['aaa', 'ccc'])
    expect(entries.map(({ fault }) => fault?.slice(0, 42) ?? null)).toEqual([null, 'example: the rule ccc decides it before bb', null])
    const ring = textOf(of('ddd', 'delta', '550 delta eps'), of('eee', 'eps', '550 eps'), of('fff', 'delta eps', '550 delta eps'))
    expect(readKept(ring).decide?.rules.map(({ name }) => name)).toEqual(['eee', 'fff'])
  })

  test('are at most as many as a file holds, and as long, and what there is to do is said', () => {
    const full = textOf(...many(500))
    expect(readKept(full).decide?.rows).toHaveLength(500)
    expect(() => changeKept(full, add(rule('more')))).toThrow('A case holds at most 500 rules; these would be 501: delete some first.')
    expect(faultOfChange(full, add(rule('more')))).toContain('at most 500 rules')
    const long = many(400, { example: `550 zzyzx ${'r1 '.repeat(600)}` })
    expect(() => changeKept(textOf(...long), add(...many(100, { example: `550 ${'ü'.repeat(1_900)}` })))).toThrow(
      'The rules of a case hold at most 1 MB together, as a file of them does: shorten examples, or delete some.',
    )
  })

  test('are told the fault of a change, but not those of others that there were', () => {
    const gone = rule('gone', { class: 'of-later' })
    const text = textOf(gone, rule('a'))
    expect(faultOfChange(text, add(rule('b')))).toBeNull()
    expect(faultOfChange(text, add(rule('a')))).toBe('name: it is the name of one before; give it another.')
    expect(faultOfChange(text, [{ list: 'rules' as const, before: JSON.stringify(gone), after: JSON.stringify(gone) }])).toMatch(/^class: /)
    expect(faultOfChange(text, [{ list: 'rules' as const, before: JSON.stringify(gone), after: '{"name": "gone"' }])).toBe(
      'Line 1: a comma or a } is missing.',
    )
    expect(
      faultOfChange(text, [
        { list: 'rules' as const, before: JSON.stringify(gone), after: JSON.stringify({ ...gone, class: 'mailbox-full' }) },
      ]),
    ).toBeNull()
  })

  test('that are as many and as long as may be are one message of a window', () => {
    const { text } = changeKept(null, add(...many(480, { example: `550 "zzyzx" ${'"\\"'.repeat(180)}` })))
    const changes = readKept(text).rules.map((entry) => ({ list: 'rules' as const, before: entry.text, after: entry.text }))
    expect(JSON.stringify({ changes }).length).toBeLessThan(8 * 1024 * 1024)
  })

  test('are whole after a change and its undoing', () => {
    const before = changeKept(null, add(rule('a'), rule('b'), rule('c'))).text
    const change = [
      { list: 'rules' as const, before: JSON.stringify(rule('b')), after: null },
      { list: 'rules' as const, before: JSON.stringify(rule('a')), after: JSON.stringify(rule('d')) },
      ...add(rule('e')),
    ]
    const { text, undo } = changeKept(before, change)
    expect(readKept(text).decide?.rules.map(({ name }) => name)).toEqual(['d', 'c', 'e'])
    expect(changeKept(text, undo).text).toBe(before)
  })

  test('leave what stands beside them as it is', () => {
    const senders = ['of a later version']
    const { text } = changeKept(JSON.stringify({ $schema: 'rules.schema.json', senders, rules: [rule('a')] }), add(rule('b')))
    expect(JSON.parse(text ?? '')).toEqual({ $schema: 'rules.schema.json', senders, rules: [rule('a'), rule('b')] })
    const gone = changeKept(JSON.stringify({ senders, rules: [rule('a')] }), [
      { list: 'rules' as const, before: JSON.stringify(rule('a')), after: null },
    ])
    expect(JSON.parse(gone.text ?? '')).toEqual({ senders, rules: [] })
    expect(readKept(gone.text)).toEqual({ rules: [], classes: [], decide: null, refusal: null })
  })

  test('are not changed where they are longer than is read', () => {
    const long = textOf(rule('a', { note: 'x'.repeat(1024 * 1024) }))
    const sentence = 'The rules that this case keeps are longer than 1 MB, and are not read'
    expect(() => changeKept(long, add(rule('b')))).toThrow(sentence)
    expect(readKept(long).refusal).toContain(sentence)
  })

  test('are never lost, whatever stands among them', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.json(), fc.constant(JSON.stringify(rule('a')))), { maxLength: 6 }), (texts) => {
        const kept = texts.map((each) => JSON.stringify(JSON.parse(each)))
        const { text } = changeKept(textOf(...kept.map((each): unknown => JSON.parse(each))), add(rule('z')))
        expect(readKept(text).rules.map((entry) => entry.text)).toEqual([...kept, JSON.stringify(rule('z'))])
      }),
    )
    fc.assert(
      fc.property(fc.string(), (text) => {
        for (const { value: read, fault } of readKept(text).rules) expect(read === null).toBe(fault !== null)
      }),
    )
  })
})
