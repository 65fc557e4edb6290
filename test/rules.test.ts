import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { AppError } from '../shared/errors.ts'
import { best, classify } from '../shared/failures/classify.ts'
import { allFailures } from '../shared/failures/index.ts'
import { judge, readRules, rulesText } from '../shared/rules/rules.ts'
import { rulesFile } from '../shared/rules/schema.ts'
import { parseReply } from '../shared/smtp.ts'

const docs = new URL('../docs/', import.meta.url)
const manual = readFileSync(new URL('rules.md', docs), 'utf8')
const written = /```jsonc\n([^`]+)```/.exec(manual)?.[1] ?? ''

const rule = (more: object = {}) => ({ name: 'a', class: 'mailbox-full', phrases: ['zzyzx'], example: '550 5.7.1 Zzyzx', ...more })
const fileOf = (...rules: readonly object[]) => JSON.stringify({ rules }, null, 1)
const verdictOf = (text: string, reply: string) => judge(readRules(text, 'r.jsonc'), parseReply(reply))

/** The sentence with which a file is refused. */
function refusal(text: string): string {
  try {
    readRules(text, 'r.jsonc')
  } catch (error) {
    if (error instanceof AppError && error.code === 'file-unreadable') return error.message
    throw error
  }
  return 'accepted'
}

describe('own rules', () => {
  test('of the manual are read, with comments, and decide their examples', () => {
    const rules = readRules(written, 'rules.jsonc')
    const asked = [
      '550 5.1.1 <y@example.net>: user unknown, MOVED to the new\\n550 5.1.1 intranet',
      '554 Refused by Policy LH-7, see page 3',
    ]
    expect(asked.map((reply) => judge(rules, parseReply(reply)))).toMatchObject([
      {
        class: 'mailbox-disabled',
        family: 'recipient',
        rule: 'own/moved-to-intranet',
        sign: 'moved to the new intranet',
        confidence: 'text',
      },
      { class: 'own-legal-hold', family: 'content', rule: 'own/held-by-legal', scope: 'message', permanent: true },
    ])
    expect(judge(rules, parseReply('451 4.3.2 Maintenance until 4 am'))).toMatchObject({ permanent: false, clears: 'rolling-24h' })
    expect(rules.classes.map(({ title }) => title)).toEqual(['Held by the legal department'])
  })

  test('are tried before the shipped ones and leave every other verdict alone', () => {
    const text = fileOf(rule({ status: 'X.2.2', phrases: undefined, class: 'greylisted', example: '452 4.2.2 The mailbox is full' }))
    expect(classify(parseReply('452 4.2.2 The mailbox is full')).class).toBe('mailbox-full')
    expect(verdictOf(text, '552 5.2.2 The mailbox is full')).toMatchObject({
      class: 'greylisted',
      rule: 'own/a',
      confidence: 'code',
      sign: '5.2.2',
    })
    const examples = allFailures.flatMap((failure) => failure.examples)
    const rules = readRules(fileOf(rule({ phrases: ['frobnicated by own gateway'], example: '554 Frobnicated by own gateway' })), 'r.jsonc')
    expect(examples.filter((example) => judge(rules, parseReply(example)) !== null)).toEqual([])
  })

  test('stand in one order: the heavier, the narrower, the earlier', () => {
    const broad = rule({ name: 'broad' })
    const narrow = rule({ name: 'narrow', phrases: ['zzyzx road'], class: 'greylisted', example: '550 5.7.1 Zzyzx road' })
    const status = rule({ name: 'status', phrases: undefined, status: '5.7.1', class: 'expired', example: '550 5.7.1 Qwxz' })
    const text = fileOf(status, broad, narrow)
    expect(['550 5.7.1 Zzyzx', '550 5.7.1 Zzyzx road', '550 5.7.1 else'].map((reply) => verdictOf(text, reply)?.rule)).toEqual([
      'own/broad',
      'own/narrow',
      'own/status',
    ])
    expect(refusal(fileOf(broad, rule({ name: 'late' })))).toBe(
      'r.jsonc, line 17, rules[1].example: the rule broad decides it before late; add to late what is peculiar to it, or put it first.',
    )
  })

  test('are weighed in a few looks at each, however many hold alike', () => {
    let looks = 0
    const rows = Array.from({ length: 500 }, (_, index) => ({
      get sign() {
        looks += 1
        return { phrases: ['zzyzx'] }
      },
      weight: 8,
      order: 0,
      index: 499 - index,
    }))
    expect(best(rows)?.index).toBe(0)
    expect(looks).toBeLessThan(3_000)
  })

  test('need not stand in a file of classes, which are written and read without one', () => {
    const [kept] = readRules(written, 'r.jsonc').classes
    const text = rulesText([], kept === undefined ? [] : [kept])
    expect(readRules(text ?? '', 'r.jsonc')).toEqual({ rows: [], rules: [], classes: [kept] })
    expect(rulesText([], [])).toBeNull()
  })

  test('say nothing about addresses that strangers chose', () => {
    expect(verdictOf(fileOf(rule()), '550 5.1.1 <zzyzx@example.org>: user unknown')).toBeNull()
    expect(refusal(fileOf(rule({ phrases: ['zzyzx@example.org'] })))).toContain('rules[0].phrases[0]: addresses are taken out')
  })
})

describe('a bad file is refused by line and place', () => {
  test.each([
    ['', 'line 1: it ends too early'],
    ['{"rules": [\n{"name": "a" "class": 1}]}', 'line 2: a comma or a } is missing'],
    ['{"rules": [] /* never ends', 'line 1: a comment does not end'],
    ['{"rules": "a\n"}', 'line 1: a string does not end in its line'],
    ['{"rules": ["\\q"]}', 'line 1: a string holds a sign'],
    ['{"rules": yes}', 'line 1: yes is no value'],
    ['{"rules": [],\n"rules": []}', 'line 2: “rules” stands there twice'],
    ['{} {}', 'line 1: something stands behind its end'],
    ['['.repeat(100_000), 'line 1: its brackets are more than 16 deep'],
    ['[]', 'line 1: the file must hold { "rules"'],
    ['{"rules": []}', 'line 1, rules: it holds no rule, and the file no class'],
    ['{"rules": [], "classes": []}', 'line 1, rules: it holds no rule, and the file no class'],
    ['{"__proto__": {}, "rules": []}', 'line 1, __proto__: it is no field here'],
    [
      fileOf(rule({ class: 'mailbox-fool' })),
      'line 5, rules[0].class: it must be a class of Relayscope but unknown (did you mean mailbox-full?)',
    ],
    [fileOf(rule({ class: 'unknown' })), 'line 5, rules[0].class: it must be a class of Relayscope but unknown'],
    [fileOf(rule({ class: 'own-thing' })), 'line 5, rules[0].class: the file makes no class own-thing'],
    [fileOf(rule({ phrases: ['zzyzx', 'ab'] })), 'line 8, rules[0].phrases[1]: a phrase must have 3 to 200 characters'],
    [fileOf(rule({ phrase: 'zzyzx' })), 'line 10, rules[0].phrase: it is no field here'],
    [fileOf(rule({ example: undefined })), 'line 3, rules[0].example: it is missing'],
    [fileOf(rule({ phrases: undefined })), 'line 3, rules[0]: it has neither phrases nor a status nor a code'],
    [fileOf(rule({ code: 250 })), 'line 10, rules[0].code: it must be a reply code from 400 to 599'],
    [fileOf(rule({ phrases: ['zzyzy'] })), 'line 9, rules[0].example: it holds no “zzyzy”: it is compared as “zzyzx”'],
    [fileOf(rule({ status: '5.1.1' })), 'line 9, rules[0].example: the rule does not fit it: it has code 550, status 5.7.1'],
    [fileOf(rule(), rule()), 'line 12, rules[1].name: it is the name of one before'],
  ])('%j', (text, words) => {
    const sentence = refusal(text)
    expect(sentence).toContain(`r.jsonc, ${words}`)
    expect(sentence).toMatch(/[^.]\.$/)
  })

  test('whatever is in it, in one sentence', () => {
    const piece = fc.constantFrom(
      ...(written.match(/"[^"\n]*"|[{}[\],:]|\/\/[^\n]*\n|true/g) ?? []),
      '/*',
      '*/',
      '"',
      '\\',
      '\n',
      '1e9',
      '__proto__',
    )
    fc.assert(
      fc.property(fc.nat(written.length), fc.nat(40), fc.array(piece, { maxLength: 6 }), (at, length, pieces) => {
        expect(refusal(written.slice(0, at) + pieces.join('') + written.slice(at + length))).toMatch(
          /^(accepted|r\.jsonc, line \d+[^\n]*\.)$/,
        )
      }),
    )
  })
})

test('the schema of the manual is the one by which files are read', () => {
  expect(JSON.parse(readFileSync(new URL('rules.schema.json', docs), 'utf8'))).toEqual(z.toJSONSchema(rulesFile))
})
