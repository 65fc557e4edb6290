import { describe, expect, it } from 'vitest'
import { commandFor } from '../../renderer/commands.ts'
import { count, duration, share, size } from '../../renderer/numbers.ts'
import { pieces } from '../../renderer/parts/log-text.tsx'
import { readPasted } from '../../renderer/pasted.ts'
import { choose, chosen, toggle, withoutPlace } from '../../renderer/query-text.ts'
import { proseParts } from '../../shared/prose.ts'

describe('text of a log', () => {
  it('shows bidi overrides and controls as marks and leaves the rest as it is', () => {
    expect(pieces('a\u202Egpj.exe\u0007 <b>')).toEqual([
      { at: 0, text: 'a', marked: false },
      { at: 1, text: 'RLO', marked: true },
      { at: 2, text: 'gpj.exe', marked: false },
      { at: 9, text: 'BEL', marked: true },
      { at: 10, text: ' <b>', marked: false },
    ])
  })

  it('loses no visible character of any text', () => {
    const text = 'Grüße, 日本 \u200bzero'
    const shown = pieces(text).filter(({ marked }) => !marked)
    expect(shown.map((piece) => piece.text).join('')).toBe('Grüße, 日本 zero')
  })
})

describe('numbers', () => {
  it('groups counts thinly and never rounds a failure away', () => {
    expect(count(1_284)).toBe('1\u202f284')
    expect(share(1, 1_000_000)).toBe('<0.1 %')
    expect(share(999_999, 1_000_000)).toBe('99 %')
    expect(share(31, 1_000)).toBe('3.1 %')
  })

  it('writes durations and sizes in two units at most', () => {
    expect([0.42, 12, 125, 11_400, 187_200].map(duration)).toEqual(['0.4 s', '12 s', '2 m 5 s', '3 h 10 m', '2 d 4 h'])
    expect([999, 9_940_000].map(size)).toEqual(['999 B', '9.9 MB'])
  })
})

describe('filters write the query', () => {
  it('adds, widens and takes back a clause, and leaves the rest alone', () => {
    const one = toggle('to:bob', 'outcome', 'bounced', true)
    expect(one).toBe('to:bob outcome:bounced')
    const two = toggle(one, 'outcome', 'waiting', false)
    expect(two).toBe('to:bob outcome:(bounced OR waiting)')
    expect(chosen(two, 'outcome')).toEqual(['bounced', 'waiting'])
    expect(choose(two, 'outcome', [])).toBe('to:bob')
  })

  it('removes a part without gluing its neighbours together', () => {
    expect(withoutPlace('a outcome:bounced b', { start: 2, end: 17 })).toBe('a b')
  })
})

describe('advice', () => {
  it('finds commands and settings in a sentence, without its full stop', () => {
    const parts = proseParts('Set smtp_helo_name in main.cf, then postfix reload. Drop it: postsuper -d 4Zx2lq1Wk3z9.')
    expect(parts.filter(({ kind }) => kind !== 'words').map(({ text, kind }) => [kind, text])).toEqual([
      ['code', 'smtp_helo_name'],
      ['code', 'main.cf'],
      ['command', 'postfix reload'],
      ['command', 'postsuper -d 4Zx2lq1Wk3z9'],
    ])
    expect(parts.map(({ text }) => text).join('')).toBe(
      'Set smtp_helo_name in main.cf, then postfix reload. Drop it: postsuper -d 4Zx2lq1Wk3z9.',
    )
  })
})

describe('a pasted error', () => {
  const google = 'Invalid credentials for relay [192.0.2.44]. For more information, please visit'

  it.each([
    ['a bare reply', `550 5.7.1 ${google} https://support.google.com/a/answer/6140680#invalidcred - gsmtp`, 'own-relay→google'],
    ['several lines', `550-5.7.1 ${google}\n550 5.7.1 https://support.google.com/a/answer/6140680 - gsmtp`, 'own-relay→google'],
    [
      'words of Postfix',
      `host smtp-relay.gmail.com[192.0.2.25] said: 550-5.7.1 ${google} 550 5.7.1 - gsmtp (in reply to MAIL FROM command)`,
      'own-relay→google',
    ],
    [
      'a line of a log',
      `Mar  2 06:12:35 relay1 postfix/smtp[2330]: 4Zx2lq1Wk3z9: to=<bob@example.net>, relay=smtp-relay.gmail.com[192.0.2.25]:587, delay=31, dsn=5.7.1, status=bounced (host smtp-relay.gmail.com[192.0.2.25] said: 550-5.7.1 ${google} 550 5.7.1 - gsmtp (in reply to MAIL FROM command))`,
      'own-relay→google',
    ],
    [
      'words of msmtp',
      `smtpstatus=550 smtpmsg='550-5.7.1 ${google}\\n550 5.7.1 - gsmtp' errormsg='recipient address not accepted'`,
      'device→google',
    ],
  ])('is understood as %s', (_, text, hop) => {
    const pasted = readPasted(text)
    expect({ class: pasted?.verdict.class, hop: pasted?.hop }).toEqual({ class: 'relay-credentials', hop })
  })

  it('counts lines of a log, which are better imported', () => {
    expect(readPasted('Mar  2 06:12:35 a postfix/qmgr[1]: x\nMar  2 06:12:36 a postfix/qmgr[1]: y')?.logLines).toBe(2)
    expect(readPasted(' \n ')).toBeNull()
  })

  it('claims nothing of words that no rule knows', () => {
    expect(readPasted('550 computer says no')?.verdict).toMatchObject({ class: 'unknown', confidence: 'none' })
  })
})

describe('keys', () => {
  const offered = ['g m', 'm', '/'].map((keys) => ({ id: keys, label: keys, keys: [keys], group: 'Everywhere' as const, run: () => {} }))

  it('prefers a sequence to the single key that ends it', () => {
    expect(commandFor(offered, 'g', 'm')?.id).toBe('g m')
    expect(commandFor(offered, '', 'm')?.id).toBe('m')
    expect(commandFor(offered, 'x', '/')?.id).toBe('/')
  })
})
