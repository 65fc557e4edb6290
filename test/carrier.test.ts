import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readOrigin } from '../shared/carrier.ts'

const march = Date.UTC(2026, 2, 2, 9, 14, 5) * 1000
const yearless = Date.UTC(2000, 2, 2, 9, 14, 5) * 1000
const place = { host: 'mx1', program: 'postfix/smtp', pid: 9 }
const tag = 'mx1 postfix/smtp[9]: text'

function read(line: string) {
  const carried = readOrigin(line)
  return carried && { ...carried.origin, text: line.slice(carried.textStart) }
}

describe('a carrier', () => {
  const bsd = { stamp: yearless, zoned: false, yearless: true, ...place, text: 'text' }
  const dated = { stamp: march, zoned: false, yearless: false, ...place, text: 'text' }
  const iso = { ...dated, zoned: true }
  test.each([
    [`Mar  2 09:14:05 ${tag}`, bsd],
    [`Mar 2 09:14:05 ${tag}`, bsd],
    [`Mar 02 09:14:05 ${tag}`, bsd],
    [`<22>Mar  2 09:14:05 ${tag}`, bsd],
    [`Mar  2 09:14:05.25 ${tag}`, { ...bsd, stamp: yearless + 250_000 }],
    [`Mar  2 2026 09:14:05 ${tag}`, dated],
    [`2026 Mar  2 09:14:05 ${tag}`, dated],
    [`Mar  2 09:14:05 2026 ${tag}`, dated],
    ['Mar  2 09:14:05 2026 postfix/smtp[9]: text', { ...bsd, host: '2026' }],
    ['Mar  2 09:14:05 postfix/smtp[9]: text', { ...bsd, host: '' }],
    ['Mar  2 09:14:05 <mail.info> mx1 postfix/smtp[9]: [ID 197553 mail.info] text', bsd],
    ['Mar  2 09:14:05 mx1 mail.info postfix/smtp[9]: text', bsd],
    ['Mar  2 09:14:05 mx1 postfix/127.0.0.1:10025/smtpd[9]: text', { ...bsd, program: 'postfix/127.0.0.1:10025/smtpd' }],
    ['Mar  2 09:14:05 mx1 kernel: text', { ...bsd, program: 'kernel', pid: 0 }],
    ['Mar  2 09:14:05 mx1 last message repeated 3 times', { ...bsd, program: '', pid: 0, text: 'last message repeated 3 times' }],
    ['Feb 29 09:14:05 mx1 postfix/smtp[9]: text', { ...bsd, stamp: Date.UTC(2000, 1, 29, 9, 14, 5) * 1000 }],
    [`2026-03-02T09:14:05Z ${tag}`, iso],
    [`2026-03-02T10:14:05.123456+01:00 ${tag}`, { ...iso, stamp: march + 123_456 }],
    [`2026-03-02T10:14:05.1234567+0100 ${tag}`, { ...iso, stamp: march + 123_456 }],
    [`2026-03-02 03:44:05,5-05:30 ${tag}`, { ...iso, stamp: march + 500_000 }],
    [`2026-03-02 10:14:05 +0100 ${tag}`, iso],
    [`2026-03-02T09:14:05.5 ${tag}`, { ...dated, stamp: march + 500_000 }],
    ['<22>1 2026-03-02T09:14:05Z mx1 postfix/smtp 9 - - text', iso],
    ['<22>1 2026-03-02T09:14:05Z mx1 postfix 9 - -  text', { ...iso, program: 'postfix' }],
    ['<22>1 2026-03-02T09:14:05Z - - - - - text', { ...iso, host: '', program: '', pid: 0 }],
    ['<22>1 2026-03-02T09:14:05Z mx1 postfix/smtp 9 ID47 [a@1 k="v\\]\\"]"][b@1 k="]"] text', iso],
    ['<22>1 2026-03-02T09:14:05Z mx1 postfix/smtp 9 - - \u00ef\u00bb\u00bftext', iso],
    ['<22>1 2026-03-02T09:14:05Z mx1 postfix/smtp 9 - - \ufefftext', iso],
    [`Mon 2026-03-02 09:14:05 UTC ${tag}`, iso],
    [`Mon 2026-03-02 10:14:05.5 CET ${tag}`, { ...dated, stamp: march + 3_600_500_000 }],
    [`Mon 2026-03-02 06:14:05 -03 ${tag}`, iso],
    [`1772442845.123456 ${tag}`, { ...iso, stamp: march + 123_456 }],
    [`2026-03-02T09:14:05.123456789Z stdout F Mar  2 10:14:05 ${tag}`, { ...iso, stamp: march + 123_456 }],
    [`2026-03-02T10:14:05+01:00 stderr F ${tag}`, iso],
    [`2026-03-02T09:14:05.5Z Mar  2 10:14:05 ${tag}`, { ...iso, stamp: march + 500_000 }],
    ['2026-03-02T09:14:05Z stdout postfix/smtp[9]: text', { ...iso, host: 'stdout' }],
    ['Mon 2026-03-02 09:14:05', null],
    ['Mon 2026-03-02 09:14:05 UTC', null],
    ['1772442845.123456', null],
    ['17724428x5.123456 mx1 postfix/smtp[9]: text', null],
    ['<22>1 - mx1 postfix/smtp 9 - - text', null],
    ['Feb 30 09:14:05 mx1 postfix/smtp[9]: text', null],
    ['2026-02-29T09:14:05Z mx1 postfix/smtp[9]: text', null],
    ['Mar  2 24:14:05 mx1 postfix/smtp[9]: text', null],
    ['Max  2 09:14:05 mx1 postfix/smtp[9]: text', null],
    ['  continued', null],
    ['', null],
  ])('reads %s', (line, want) => {
    expect(read(line)).toEqual(want)
  })

  test('never throws, and says the same when it has just read another line', () => {
    const lines = [
      `Mar  2 09:14:05 ${tag}`,
      `2026-03-02T10:14:05.1+01:00 ${tag}`,
      '<22>1 2026-03-02T09:14:05Z mx1 postfix 9 - [a k="v"] text',
    ]
    const mutated = fc
      .tuple(fc.constantFrom(...lines), fc.nat(60), fc.nat(3), fc.string({ maxLength: 3 }))
      .map(([line, at, cut, put]) => line.slice(0, at) + put + line.slice(at + cut))
    fc.assert(
      fc.property(mutated, mutated, (line, other) => {
        const before = read(line)
        read(other)
        expect(read(line)).toEqual(before)
      }),
      { numRuns: 2000 },
    )
  })
})
