import { describe, expect, test } from 'vitest'
import { closeCase } from '../../electron/engine/database.ts'
import { caseReport } from '../../electron/engine/queries/case-report.ts'
import { devices } from '../../electron/engine/queries/devices.ts'
import { changeOrganisation } from '../../electron/engine/queries/organisation.ts'
import { queryReport } from '../../electron/engine/queries/report.ts'
import { reportText } from '../../report/format.ts'
import { redactReport } from '../../shared/redaction/redact-report.ts'
import { syslogLine } from './logs.ts'
import { caseOf } from './small-case.ts'

const HOUR = 3_600_000

const at = (day: number, hour: number, minute = 0, second = 0) => Date.UTC(2026, 2, day, hour, minute, second)
const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, nth) => nth)

interface Mail {
  readonly from?: string
  readonly to?: readonly string[]
  readonly size?: number
  readonly messageId?: string
  readonly client?: string
  /** Whether its recipients' server refuses it. */
  readonly bounces?: boolean
}

/** One mail of another device: whose domain is the organisation's is known by what it sends. */
const neighbour = () => mail(at(2, 8), { client: 'pc.example.org[10.0.0.11]' })

let queued = 0

const sent = 'dsn=2.0.0, status=sent (250 Ok)'
const bounced =
  'dsn=5.4.5, status=bounced (host mx.example.net[198.51.100.9] said: 550 5.4.5 Daily sending quota exceeded (in reply to DATA command))'

/** The lines of one mail of the device. */
function mail(time: number, { from = 'ann@example.org', to = ['bob@example.net'], ...given }: Mail = {}): readonly string[] {
  queued += 1
  const id = (0xa00000 + queued).toString(16).toUpperCase()
  const line = (program: string, text: string) => syslogLine(time, `${id}: ${text}`, { shape: 'iso', program: `postfix/${program}` })
  return [
    line('smtpd', `client=${given.client ?? 'ws.example.org[10.0.0.10]'}`),
    line('cleanup', `message-id=<${given.messageId ?? `${queued}@example.org`}>`),
    line('qmgr', `from=<${from}>, size=${given.size ?? 1000 + queued}, nrcpt=${to.length} (queue active)`),
    ...to.map((each) =>
      line('smtp', `to=<${each}>, relay=mx.example.net[198.51.100.9]:25, delay=0.5, delays=0/0/0/0, ${given.bounces ? bounced : sent}`),
    ),
    line('qmgr', 'removed'),
  ]
}

/** The lines of a mail of the device that the server puts off after its content. */
function refusedMail(time: number, id: number, messageId: string): readonly string[] {
  const line = (program: string, text: string) =>
    syslogLine(time, `${id.toString(16).toUpperCase()}: ${text}`, { shape: 'iso', program: `postfix/${program}` })
  return [
    line('smtpd', 'client=ws.example.org[10.0.0.10]'),
    line('cleanup', `message-id=<${messageId}>`),
    line(
      'cleanup',
      'milter-reject: END-OF-MESSAGE from ws.example.org[10.0.0.10]: 4.7.1 Service unavailable - try again later; from=<ann@example.org> to=<bob@example.net> proto=ESMTP helo=<ws>',
    ),
  ]
}

/** One mail at nine and one at three on each of so many days. */
const workdays = (count: number): readonly string[] => numbers(count).flatMap((day) => [...mail(at(2 + day, 9)), ...mail(at(2 + day, 15))])

/** What is unusual of the device of a log: each mark, how often its query finds a message, and the sentence. */
async function flagsIn(lines: readonly string[], zone = 'UTC') {
  const db = await caseOf({ 'mail.log': lines.join('\n') })
  await db.transaction((connection) => changeOrganisation(connection, { zone }))
  const [row] = (await devices(db, { query: '' })).rows
  const found = []
  for (const { flag, why, query } of row?.flags ?? []) found.push([flag, (await queryReport(db, query)).messages, why] as const)
  await closeCase(db)
  return found
}

describe('off hours', () => {
  const night = (day: number, count = 20) => numbers(count).flatMap((nth) => mail(at(day, 2, nth * 3)))

  test('are those around which it sends on fewer than half of its days', async () => {
    expect(await flagsIn([...workdays(8), ...night(5)])).toEqual([
      ['off hours', 20, 'On 2026-03-05 it sent 20 at 02:00–02:59, around which it sends on no more than 1 of its 8 days.'],
    ])
  })

  test('are the hours of the zone of the case, whose day of 23 hours is left out', async () => {
    expect(await flagsIn([...workdays(8), ...night(5)], 'America/New_York')).toEqual([
      ['off hours', 20, 'On 2026-03-04 it sent 20 at 21:00–21:59, around which it sends on no more than 1 of its 7 days.'],
    ])
  })

  test('are not known of few days, nor of who has no hours of its own', async () => {
    expect(await flagsIn([...workdays(6), ...night(5)])).toEqual([])
    const anywhen = numbers(8).flatMap((day) => mail(at(2 + day, (day * 5) % 24)))
    expect(await flagsIn([...anywhen, ...night(5)])).toEqual([])
  })

  test('are nothing with few messages, and become usual', async () => {
    expect(await flagsIn([...workdays(8), ...night(5, 19)])).toEqual([])
    expect(await flagsIn([...workdays(8), ...numbers(4).flatMap((day) => night(2 + day))])).toEqual([])
  })
})

describe('a drift', () => {
  const weeks = (...perDay: readonly number[]) =>
    perDay.flatMap((count, week) =>
      numbers(7).flatMap((day) => numbers(count).flatMap((nth) => mail(at(2 + week * 7 + day, 9) + nth * 600_000))),
    )

  test('is a usual day that grows from week to week, and finds the mail of the last three', async () => {
    const lines = [...mail(at(1, 9)), ...weeks(10, 11, 18, 31), ...mail(at(30, 9))]
    expect(await flagsIn(lines)).toEqual([
      [
        'drift',
        7 * (11 + 18 + 31),
        'Its median day grew from 10 messages to 11, 18, then 31 in the last three weeks: by a tenth or more in each of the last two, and to twice or more.',
      ],
    ])
  })

  test('is no burst of three days, and no device that only began to send more', async () => {
    const burst = numbers(3).flatMap((day) => numbers(90).flatMap((nth) => mail(at(24 + day, 9) + nth * 60_000)))
    const few = [...mail(at(1, 9)), ...weeks(10, 11, 13, 15), ...burst, ...mail(at(30, 9))]
    expect((await flagsIn(few)).map(([flag]) => flag)).not.toContain('drift')
    expect(await flagsIn([...mail(at(1, 9)), ...weeks(8, 8, 26, 30), ...mail(at(30, 9))])).toEqual([])
  })
})

describe('a steady retry', () => {
  const again = (count: number, step: number, more: (nth: number) => Mail = () => ({})) =>
    numbers(count).flatMap((nth) => mail(at(2, 9) + nth * step, { size: 412_377, bounces: nth % 5 === 4, ...more(nth) }))

  test('is the same sender, recipients and size twenty times, a quarter of an hour apart at most', async () => {
    expect(await flagsIn([...workdays(2), ...again(20, HOUR / 4)])).toEqual([
      ['steady retry', 20, 'Mail from ann@example.org to bob@example.net of the same 412 kB came 20 times, every 15 m on average.'],
    ])
    expect(await flagsIn([...workdays(2), ...again(19, HOUR / 4)])).toEqual([])
    expect(await flagsIn([...workdays(2), ...again(20, HOUR / 4 + 1000)])).toEqual([])
  })

  test('is no mail that is sent at set times: of different ids, a fifth was put off or failed', async () => {
    const often = (more: (nth: number) => Mail) => flagsIn([...workdays(2), ...again(24, HOUR / 12, more)])
    expect(await often(() => ({ bounces: false }))).toEqual([])
    expect(await often((nth) => ({ bounces: nth % 6 === 5 }))).toEqual([])
    const marks = await often(() => ({ bounces: false, messageId: 'job@example.org' }))
    expect(marks.map(([flag]) => flag)).toEqual(['steady retry', 'loop'])
  })

  test('without a size is one Message-ID', async () => {
    const refused = (messageId: (nth: number) => string) =>
      numbers(20).flatMap((nth) => refusedMail(at(2, 9, nth), 0xb00000 + nth, messageId(nth)))
    expect(await flagsIn([...workdays(2), ...refused((nth) => `${nth}@job.example.org`)])).toEqual([])
    const two = [...refused(() => 'job@example.org'), ...refusedMail(at(2, 10), 0xc00000, 'other@example.org')]
    expect(await flagsIn([...workdays(2), ...two])).toEqual([
      ['steady retry', 25, 'Mail from ann@example.org to bob@example.net came 20 times, every 1 m on average.'],
    ])
  })

  test('stands in reports, and names nobody in those that are redacted', async () => {
    const db = await caseOf({ 'mail.log': again(20, 1000).join('\n') })
    const report = await caseReport(db, { query: '', rows: 5 }, { caseName: 'monday', madeAt: '2026-03-04T08:00:00.000Z' })
    for (const format of ['html', 'markdown', 'json'] as const) {
      const [shown, hidden] = [await reportText[format].write(report), await reportText[format].write(redactReport(report))]
      for (const text of [shown, hidden]) expect(text).toMatch(/steady retry[^\n]{1,200}came 20 times, every 1 s on average/)
      expect(hidden).not.toMatch(/\bann\b|bob@|example\.net/)
    }
    await closeCase(db)
  })

  test('is no newsletter, and nothing whose sizes differ', async () => {
    expect(await flagsIn(again(40, 1000, (nth) => ({ to: [`bob${nth}@example.net`] })))).toEqual([])
    expect(await flagsIn(again(40, 1000, (nth) => ({ size: 5000 + nth })))).toEqual([])
    expect(await flagsIn(again(40, 1000, (nth) => ({ to: nth % 2 ? ['a@example.net', 'c@example.net'] : ['b@example.net'] })))).toEqual([
      ['steady retry', 20, 'Mail from ann@example.org to b@example.net of the same 412 kB came 20 times, every 2 s on average.'],
    ])
  })
})

describe('a loop', () => {
  const copies = (sizes: readonly number[], to: (nth: number) => string = () => 'bob@example.net') =>
    sizes.flatMap((size, nth) => mail(at(2, 9, nth), { messageId: 'job@example.org', size, to: [to(nth)] }))

  test('is one Message-ID three times to the same recipients, never smaller', async () => {
    expect(await flagsIn(copies([900, 1000, 1100]))).toEqual([
      ['loop', 3, 'The mail <job@example.org> came 3 times, to the same recipients and never smaller.'],
    ])
    expect(await flagsIn(copies([900, 1000]))).toEqual([])
  })

  test('counts no copy that was refused: who is told to come again does so', async () => {
    const thrice = [1, 2, 3].flatMap((nth) => refusedMail(at(2, 8, nth), 0xb00000 + nth, 'job@example.org'))
    expect(await flagsIn([...thrice, ...copies([900])])).toEqual([])
    expect(await flagsIn([...thrice, ...copies([900, 1000, 1100])])).toEqual([
      ['loop', 3, 'The mail <job@example.org> came 3 times, to the same recipients and never smaller.'],
    ])
  })

  test('is no list that writes to each member, and no program that gives all its mails one id', async () => {
    expect(await flagsIn(copies([900, 900, 900], (nth) => `bob${nth}@example.net`))).toEqual([])
    expect(await flagsIn(copies([900, 2000, 1000]))).toEqual([])
  })
})

describe('a mix of senders', () => {
  const senders = (day: number, count: number, domain: (nth: number) => string) =>
    numbers(count).flatMap((nth) => mail(at(day, 9, nth), { from: `user${nth}@${domain(nth)}` }))

  test('is ten domains on a day and five times the usual', async () => {
    expect(await flagsIn([...workdays(3), ...senders(4, 10, (nth) => `d${nth}.example`)])).toEqual([
      ['sender mix', 12, 'On 2026-03-04 it used sender addresses of 11 domains, 11 times its usual 1: 5 times or more, and at least 10.'],
    ])
  })

  test('counts no day on which no sender has a domain', async () => {
    const roots = numbers(3).flatMap((day) => mail(at(2 + day, 9), { from: 'root' }))
    const many = (day: number) => senders(day, 12, (nth) => `d${nth}.example`)
    expect(await flagsIn([...roots, ...many(5)])).toEqual([])
    expect(await flagsIn([...roots, ...numbers(3).flatMap((day) => mail(at(5 + day, 9))), ...many(8)])).toEqual([
      ['sender mix', 12, 'On 2026-03-08 it used sender addresses of 12 domains, 12 times its usual 1: 5 times or more, and at least 10.'],
    ])
  })

  test('is no program that gives each mail a sender of its own, no server of many domains, and not known of few days', async () => {
    expect(await flagsIn([...workdays(3), ...senders(4, 40, () => 'bounces.example')])).toEqual([])
    const hosting = numbers(4).flatMap((day) => senders(2 + day, 10 + day, (nth) => `d${nth}.example`))
    expect(await flagsIn(hosting)).toEqual([])
    expect(await flagsIn([...workdays(2), ...senders(3, 10, (nth) => `d${nth}.example`)])).toEqual([])
  })
})

describe('one subject', () => {
  const subjects = (count: number, of: (nth: number) => string, to: (nth: number) => string) =>
    numbers(count).flatMap((nth) => {
      const stamp = new Date(at(2, 9, 0, nth)).toISOString().slice(0, 19).replace('T', ' ')
      const id = `1tABCD-0000${(100 + nth).toString(36).toUpperCase().padStart(2, '0')}-${String(nth).padStart(2, '0')}`
      return [
        `${stamp} ${id} <= ann@example.org H=ws.example.org [10.0.0.10] P=esmtp S=1200 id=${nth}@example.org T="${of(nth)}" from <ann@example.org> for ${to(nth)}`,
        `${stamp} ${id} => ${to(nth)} R=dnslookup T=remote_smtp H=mx.example.net [198.51.100.9] C="250 Ok"`,
        `${stamp} ${id} Completed`,
      ]
    })
  const each = (nth: number) => `bob${nth}@example.net`

  test('is half of what has a subject, to fifty recipients', async () => {
    expect(await flagsIn(subjects(99, (nth) => (nth < 50 ? 'You have won' : `Report ${nth}`), each))).toEqual([
      [
        'one subject',
        50,
        '50 of 99 messages with a known subject have the same, and went to 50 different recipients: half or more, and at least 50.',
      ],
    ])
    expect(await flagsIn(subjects(99, (nth) => (nth < 49 ? 'You have won' : `Report ${nth}`), each))).toEqual([])
  })

  test('is no scanner that writes to few', async () => {
    expect(
      await flagsIn(
        subjects(
          90,
          () => 'Scanned document',
          (nth) => each(nth % 49),
        ),
      ),
    ).toEqual([])
  })
})

describe('no auth or TLS', () => {
  const refused = (count: number, reply: string) =>
    numbers(count).map((nth) =>
      syslogLine(
        at(2, 9, nth),
        `NOQUEUE: reject: MAIL from ws.example.org[10.0.0.10]: ${reply}; from=<ann@example.org> proto=ESMTP helo=<ws>`,
        { shape: 'iso', program: 'postfix/smtpd', pid: 500 + nth },
      ),
    )

  test('is what the server refused for that on entry', async () => {
    const lines = [...refused(3, '530 5.7.0 Must issue a STARTTLS command first'), ...refused(2, '530 5.7.0 Authentication required')]
    expect(await flagsIn([...workdays(1), ...lines])).toEqual([
      ['no auth or TLS', 5, '5 recipients were refused since it had not logged in or used no TLS: at least 5.'],
    ])
    expect(await flagsIn([...workdays(1), ...lines.slice(1)])).toEqual([])
    expect(await flagsIn([...workdays(1), ...refused(5, '550 5.7.1 Client host rejected: Access denied')])).toEqual([])
  })

  test('of a device that tries at one pace is a steady retry too, though no mail of it gets in', async () => {
    const [retry, ...others] = await flagsIn([...neighbour(), ...refused(20, '530 5.7.0 Must issue a STARTTLS command first')])
    expect(retry).toEqual([
      'steady retry',
      20,
      'It was refused before its mail was taken 20 times, from ann@example.org, every 1 m at one pace: at least 20 times, every 5 s to 15 m.',
    ])
    expect(others.map(([flag]) => flag)).toEqual(['no auth or TLS'])
    const few = await flagsIn([...neighbour(), ...refused(19, '530 5.7.0 Must issue a STARTTLS command first')])
    expect(few.map(([flag]) => flag)).toEqual(['no auth or TLS'])
  })
})

describe('refusals before the queue', () => {
  const tries = (times: readonly number[], to: (nth: number) => string = () => 'bob@example.net') => [
    ...neighbour(),
    ...times.map((time, nth) =>
      syslogLine(
        time,
        `NOQUEUE: reject: RCPT from ws.example.org[10.0.0.10]: 454 4.7.1 <${to(nth)}>: Relay access denied; from=<ann@example.org> to=<${to(nth)}> proto=ESMTP helo=<ws>`,
        { shape: 'iso', program: 'postfix/smtpd', pid: 500 + nth },
      ),
    ),
  ]
  const everyMinute = numbers(30).map((nth) => at(2, 9, nth, nth % 7))

  test('at one pace, to the same recipient, are a steady retry', async () => {
    expect(await flagsIn(tries(everyMinute))).toEqual([
      [
        'steady retry',
        30,
        'It was refused before its mail was taken 30 times, from ann@example.org to bob@example.net, every 1 m 1 s at one pace: at least 20 times, every 5 s to 15 m.',
      ],
    ])
    const overnight = [...everyMinute.slice(0, 15), ...everyMinute.slice(15).map((time) => time + 12 * HOUR)]
    expect((await flagsIn(tries(overnight))).map(([flag]) => flag)).toEqual(['steady retry'])
  })

  test('are none where people try, who keep no pace, nor where each is about somebody else', async () => {
    let seed = 7
    const gaps = numbers(40).map(() => {
      seed = (seed * 16_807) % 2_147_483_647
      return -Math.log(seed / 2_147_483_647) * 60_000
    })
    let time = at(2, 9)
    const anywhen = gaps.map((gap) => {
      time += gap
      return Math.floor(time)
    })
    expect(await flagsIn(tries(anywhen))).toEqual([])
    expect(await flagsIn(tries(everyMinute, (nth) => `bob${nth}@example.net`))).toEqual([])
    expect(await flagsIn(tries(numbers(30).map((nth) => at(2, 0) + nth * 16 * 60_000)))).toEqual([])
    expect(await flagsIn(tries(numbers(30).map((nth) => at(2, 9, 0, Math.floor(nth / 4)))))).toEqual([])
  })
})
