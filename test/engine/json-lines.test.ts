import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { plainLine, plainLines } from '../../electron/engine/json-lines.ts'
import { asBytes } from '../as-bytes.ts'

const stamp = '2026-03-02T09:14:05.123456+00:00'
/** Keys in the order in which journalctl writes them, more or less. */
const entry = {
  _SOURCE_REALTIME_TIMESTAMP: '1772442845123456',
  SYSLOG_FACILITY: '2',
  _COMM: 'smtp',
  PRIORITY: '6',
  SYSLOG_IDENTIFIER: 'postfix/smtp',
  __CURSOR: 's=1f;i=2;b=3;m=4;t=5;x=6',
  _HOSTNAME: 'mx1',
  MESSAGE: '4F1C22A0: removed',
  _PID: '9',
  SYSLOG_PID: '8',
  __REALTIME_TIMESTAMP: '1772442845999999',
  _TRANSPORT: 'syslog',
}

/** The rewritten line as people read it. */
function shown(value: unknown): string | null {
  const line = asBytes(typeof value === 'string' ? value : JSON.stringify(value))
  const plain = plainLine(line)
  return plain === null ? null : Buffer.from(plain, 'latin1').toString('utf8')
}

describe('an entry of journalctl -o json', () => {
  test.each([
    ['as journalctl writes it', entry, `${stamp} mx1 postfix/smtp[8]: 4F1C22A0: removed`],
    [
      'without the time it was sent, the number in the tag, or a host',
      { MESSAGE: 'x', SYSLOG_IDENTIFIER: 'postfix/qmgr', _PID: '9', __REALTIME_TIMESTAMP: '1772442845999999' },
      '2026-03-02T09:14:05.999999+00:00 postfix/qmgr[9]: x',
    ],
    ['without an identifier', { ...entry, SYSLOG_IDENTIFIER: undefined }, `${stamp} mx1 smtp[8]: 4F1C22A0: removed`],
    [
      'without a program or a process',
      { MESSAGE: 'x', _HOSTNAME: 'mx1', __REALTIME_TIMESTAMP: '1772442845123456' },
      `${stamp} mx1 unknown: x`,
    ],
    [
      'of bytes',
      { ...entry, MESSAGE: [...Buffer.from('to=<jürgen@example.org>')] },
      `${stamp} mx1 postfix/smtp[8]: to=<jürgen@example.org>`,
    ],
    ['of bytes that are not UTF-8', { ...entry, MESSAGE: [97, 0xff, 92, 9, 98] }, `${stamp} mx1 postfix/smtp[8]: a\ufffd\\#011b`],
    ['of several texts', { ...entry, MESSAGE: ['first', 'second'] }, `${stamp} mx1 postfix/smtp[8]: first`],
    ['of several texts in bytes', { ...entry, MESSAGE: [[97, 98], 'second'] }, `${stamp} mx1 postfix/smtp[8]: ab`],
    ['of several processes', { ...entry, SYSLOG_PID: ['7', '8'] }, `${stamp} mx1 postfix/smtp[7]: 4F1C22A0: removed`],
    [
      'whose text was too long for the export',
      { ...entry, MESSAGE: null },
      `${stamp} mx1 postfix/smtp[8]: (left out of this export as longer than 4096 bytes: export again with journalctl --all)`,
    ],
    ['without a text', { ...entry, MESSAGE: undefined }, `${stamp} mx1 postfix/smtp[8]: `],
    [
      'with quotes and backslashes',
      { ...entry, MESSAGE: 'to=<"a\\"b\\\\"@example.org>' },
      `${stamp} mx1 postfix/smtp[8]: to=<"a\\"b\\\\"@example.org>`,
    ],
    [
      'with other letters',
      { ...entry, MESSAGE: 'from=<jürgen@пример.example>' },
      `${stamp} mx1 postfix/smtp[8]: from=<jürgen@пример.example>`,
    ],
    [
      'that would forge a line',
      { ...entry, MESSAGE: 'a\nMar  2 09:14:05 mx1 b' },
      `${stamp} mx1 postfix/smtp[8]: a#012Mar  2 09:14:05 mx1 b`,
    ],
    [
      'that would forge a host',
      { ...entry, _HOSTNAME: 'mx2 postfix/smtp[9]: x' },
      `${stamp} mx2_postfix/smtp[9]:_x postfix/smtp[8]: 4F1C22A0: removed`,
    ],
    [
      'that holds keys in a text',
      { ...entry, _CMDLINE: '"MESSAGE":"x"', _EXE: 'MESSAGE' },
      `${stamp} mx1 postfix/smtp[8]: 4F1C22A0: removed`,
    ],
    ['whose moment is none', { ...entry, _SOURCE_REALTIME_TIMESTAMP: 'soon' }, null],
    ['without a moment', { ...entry, __REALTIME_TIMESTAMP: undefined }, null],
  ])('%s', (_, value, want) => {
    expect(shown(value)).toBe(want)
  })

  test.each([
    [
      'with escapes for all but ASCII',
      `{"__REALTIME_TIMESTAMP":"1772442845123456","MESSAGE":"j\\u00fcrgen \\ud83d\\ude00 \\ud83d"}`,
      'jürgen 😀 \ufffd',
    ],
    ['with blanks and numbers', `{"__REALTIME_TIMESTAMP": 1772442845123456, "MESSAGE" : "x"}`, 'x'],
  ])('as other programs write it again, %s', (_, line, want) => {
    expect(shown(line)).toBe(`${stamp} unknown: ${want}`)
  })

  test('that is cut anywhere is left as it is, or misses nothing of what it says', () => {
    const line = JSON.stringify(entry)
    const whole = shown(line)
    for (let end = 1; end < line.length; end += 1) {
      const cut = shown(line.slice(0, end))
      if (cut !== null && line.slice(0, end).includes('"__REALTIME_TIMESTAMP":"1772442845999999"')) expect(cut).toBe(whole)
      else expect(cut).toBeNull()
    }
  })
})

describe("a line of Docker's json-file", () => {
  const of = (log: string): unknown => ({ log, stream: 'stdout', time: '2026-03-02T09:14:05.123456789Z' })
  const time = '2026-03-02T09:14:05.123456789Z'
  test.each([
    ['around a line with a stamp of its own', of('Mar  2 10:14:05 mx1 postfix/smtp[9]: removed\n'), `${time} mx1 postfix/smtp[9]: removed`],
    ['around a line without one', of('postfix/smtp[9]: removed\n'), `${time} postfix/smtp[9]: removed`],
    ['around a line without a number', of('Mar  2 10:14:05 mx1 dovecot: lmtp\r\n'), `${time} mx1 dovecot: lmtp#015`],
    ['without a time', { log: 'x\n', stream: 'stdout' }, null],
  ])('%s', (_, value, want) => {
    expect(shown(value)).toBe(want)
  })
})

test('lines that are no such JSON stay, byte for byte, and the number of lines too', () => {
  const others = 'Mar  2 09:14:05 mx1 a: b\r\n{"level":"info"}\n\n{\n'
  expect(plainLines(Buffer.from(others)).bytes.toString()).toBe(others)
  const mixed = plainLines(Buffer.from(`${others}${JSON.stringify(entry)}\n`))
  expect([mixed.rewritten, mixed.bytes.toString()]).toEqual([1, `${others}${stamp} mx1 postfix/smtp[8]: 4F1C22A0: removed\n`])
})

test('never throws, and gives one line of UTF-8 whatever it is given', () => {
  const piece = fc.constantFrom('"', '\\', '[', ']', '{', '}', ',', ':', '\\u0', 'null', '9', '\u00ff', '')
  const line = fc.constantFrom(asBytes(JSON.stringify(entry)), JSON.stringify({ ...entry, MESSAGE: [1, 255, 92] }))
  fc.assert(
    fc.property(line, fc.nat(400), fc.nat(20), piece, (text, at, cut, put) => {
      const plain = plainLine(text.slice(0, at) + put + text.slice(at + cut))
      return plain === null || (!plain.includes('\n') && !plain.includes('\t') && /^[0-9]{4}-[0-9]{2}-[0-9]{2}T/.test(plain))
    }),
    { numRuns: 3000 },
  )
})

test('nested lists without end and labels of a container are no fields of it', () => {
  const deep = `{"__REALTIME_TIMESTAMP":"1772442845123456","MESSAGE":${'['.repeat(30_000)}1${']'.repeat(30_000)}}`
  expect(shown(deep)).toBeNull()
  const labelled = { log: 'hello\n', stream: 'stdout', attrs: { time: 'noon', log: 'no' }, time: '2026-03-02T09:14:05.123456Z' }
  expect(shown(labelled)).toBe('2026-03-02T09:14:05.123456Z hello')
})
