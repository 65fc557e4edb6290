import { describe, expect, it } from 'vitest'
import { clockOf } from '../../renderer/clock.ts'
import { commandFor, keyName } from '../../renderer/commands.ts'
import { corrected, doubts } from '../../renderer/did-you-mean.ts'
import { nearestIn } from '../../renderer/nearest.ts'
import { pieces } from '../../renderer/parts/log-text.tsx'
import { readPasted } from '../../renderer/pasted.ts'
import { choose, chosen, exclude, excluded, hasTime, toggle, withoutPlace, withTime } from '../../renderer/query-text.ts'
import { reportClock } from '../../report/clock.ts'
import { allFailures } from '../../shared/failures/index.ts'
import { inTermsOf, mtas } from '../../shared/mtas/index.ts'
import { count, duration, share, size } from '../../shared/numbers.ts'
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

describe('times', () => {
  it('are those of an offset too, in windows and in reports', () => {
    const clock = clockOf('-03:30')
    expect(clock.full('2026-03-02T01:14:05.118Z')).toBe('Sun 1 Mar 2026, 21:44:05.118 (UTC-3:30)')
    expect(clock.range('2026-03-02T01:00:00Z', '2026-03-03T12:00:00Z')).toBe('1–3 Mar 2026')
    expect(clock.date('2026-03-02T01:14:05Z')).toBe('1 Mar 2026')
    expect(reportClock('+01:00').stamp('2026-03-02T23:14:05Z')).toBe('2026-03-03 00:14:05')
    expect(clockOf('Europe/Berlin').full('2026-07-02T01:14:05Z')).toBe('Thu 2 Jul 2026, 03:14:05 (UTC+2)')
    expect(clockOf('Nowhere/Atall').zone).toBe('UTC')
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

  it('quotes what a log says, and leaves alone what was typed by hand', () => {
    const one = toggle('device:printer to:"a b@x.test"', 'device', '10.2.0.44', true)
    expect(one).toBe('device:printer to:"a b@x.test" device:"10.2.0.44"')
    expect(chosen(one, 'device')).toEqual(['10.2.0.44'])
    expect(toggle(one, 'device', '10.2.0.44', true)).toBe('device:printer to:"a b@x.test"')
    const odd = toggle('', 'login', 'j"o\\e', true)
    expect(chosen(odd, 'login')).toEqual(['j"o\\e'])
  })

  it('leaves a value out, and lets it in again', () => {
    const out = exclude('domain:"a.test" x', 'domain', 'b.test')
    expect(out).toBe('domain:"a.test" x -domain:"b.test"')
    expect(excluded(out, 'domain')).toEqual(['b.test'])
    expect(exclude(exclude(out, 'domain', 'a.test'), 'domain', 'b.test')).toBe('x -domain:"a.test"')
    expect(toggle(out, 'domain', 'b.test', true)).toBe('domain:"a.test" x')
    expect(exclude('', 'direction', 'notice')).toBe('-direction:notice')
  })

  it('replaces the time, however it was written', () => {
    expect(withTime('at:"3 mar 10:00..10:30" to:bob before:-7d', 'after:2026-03-02')).toBe('to:bob after:2026-03-02')
    expect([hasTime('to:bob after:-7d'), hasTime(withTime('to:bob after:-7d', ''))]).toEqual([true, false])
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

  it('leaves no setting of a mail server among the words', () => {
    const parts = allFailures
      .flatMap(({ steps }) => Object.values(steps).flat())
      .flatMap((step) => [...mtas, null].flatMap((mta) => proseParts(inTermsOf(mta, step))))
    const words = parts.filter(({ kind }) => kind === 'words').map(({ text }) => text)
    expect(words.filter((text) => /(?:^|[A-Za-z])_/.test(text))).toEqual([])
    const typed = new Set(parts.map(({ kind, text }) => `${kind}: ${text}`))
    for (const setting of ['command: NAME_destination_rate_delay = 2s', 'code: smtp_tls_CAfile', 'code: Try_TLS', 'code: SMART_HOST'])
      expect(typed).toContain(setting)
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

  it('knows whose line of a log it is', () => {
    const line =
      'Mar  2 06:12:35 a TAG[1]: 4Zx2lr0: to=<x@example.net>, status=deferred (connect to mx.example.net[192.0.2.1]:25: timed out)'
    const tags = ['postfix/smtp', 'exim', 'sm-mta', 'smtpd', 'cron']
    expect(tags.map((tag) => readPasted(line.replace('TAG', tag))?.mta)).toEqual(['postfix', 'exim', 'sendmail', 'opensmtpd', null])
    expect(readPasted('550 5.7.1 Relay access denied')?.mta).toBeNull()
  })

  it('claims nothing of words that no rule knows', () => {
    expect(readPasted('550 computer says no')?.verdict).toMatchObject({ class: 'unknown', confidence: 'none' })
  })
})

describe('a misspelt value', () => {
  it('is looked for where it may belong, beside the rest of the query', () => {
    const [first, second, ...others] = doubts('from:jnae@acme.test outcome:bounced "said no" scaner to:* ab')
    expect(first).toMatchObject({ text: 'jnae@acme.test', fields: ['from'], rest: 'outcome:bounced "said no" scaner to:* ab' })
    expect(second).toMatchObject({ text: 'scaner', clause: 'scaner', fields: ['from', 'to', 'device', 'class'] })
    expect(others).toEqual([])
    expect(corrected(first!, 'from', 'jane@acme.test')).toBe('outcome:bounced "said no" scaner to:* ab from:"jane@acme.test"')
    expect(corrected(doubts('mailbx')[0]!, 'class', 'recipient-unknown')).toBe('class:recipient-unknown')
  })

  it('is near to what has one wrong letter of four; of equals the one that is written most alike comes first', () => {
    const near = nearestIn(['june@acme.test', 'jane@acme.test', 'No such mailbox', 'a.mailbox.of.a.long.name@stark.example'], (text) => [
      text,
    ])
    expect(near.find('jnae@acme.test', 1)).toEqual(['jane@acme.test'])
    expect(near.find('mailbx', 3)).toEqual(['No such mailbox', 'a.mailbox.of.a.long.name@stark.example'])
    expect(near.find('zebra', 3)).toEqual([])
  })
})

describe('keys', () => {
  const offered = ['g m', 'm', '/'].map((keys) => ({ id: keys, label: keys, keys: [keys], group: 'Everywhere' as const, run: () => {} }))

  it('are named as they are offered', () => {
    const none = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false }
    expect(keyName({ ...none, key: '?', shiftKey: true })).toBe('?')
    expect(keyName({ ...none, key: 'K', ctrlKey: true })).toBe('Mod+k')
    expect(keyName({ ...none, key: 'C', metaKey: true, shiftKey: true })).toBe('Mod+Shift+c')
    expect(keyName({ ...none, key: 'F6', shiftKey: true })).toBe('Shift+F6')
  })

  it('prefers a sequence to the single key that ends it', () => {
    expect(commandFor(offered, 'g', 'm')?.id).toBe('g m')
    expect(commandFor(offered, '', 'm')?.id).toBe('m')
    expect(commandFor(offered, 'x', '/')?.id).toBe('/')
  })
})
