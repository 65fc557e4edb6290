import { afterEach, describe, expect, test } from 'vitest'
import { type CaseDb, closeCase } from '../../electron/engine/database.ts'
import { derive } from '../../electron/engine/derive.ts'
import { caseReport } from '../../electron/engine/queries/case-report.ts'
import { coverage } from '../../electron/engine/queries/coverage.ts'
import { allMessages } from '../../electron/engine/queries/messages.ts'
import { suspicionsOf } from '../../shared/coverage.ts'
import type { Message } from '../../shared/message.ts'
import { redactReport } from '../../shared/redaction/redact-report.ts'
import { addFiles, caseOf } from './small-case.ts'

const open: CaseDb[] = []
afterEach(async () => {
  for (const db of open.splice(0)) await closeCase(db)
})

/** Lines of one host: `program: text`, or `program@seconds: text`; without seconds the second of the line before. */
function log(text: string, host = 'mx1', start = '2026-03-02T10:00:00'): string {
  let seconds = 0
  return text
    .trim()
    .split('\n')
    .map((line) => {
      const [, program, at, said] = /^ *([^:@]+)(?:@(\d+))?: (.*)$/.exec(line) ?? []
      if (at !== undefined) seconds = Number(at)
      const stamp = new Date(Date.parse(`${start}Z`) + seconds * 1000).toISOString().slice(0, 19)
      const [name, pid = '7'] = program!.split('/')
      return `${stamp}+00:00 ${host} postfix/${name}[${pid}]: ${said}\n`
    })
    .join('')
}

async function messages(db: CaseDb): Promise<Message[]> {
  const all: Message[] = []
  for await (const batch of allMessages(db)) all.push(...batch)
  return all
}

async function read(files: Readonly<Record<string, string>>): Promise<Message[]> {
  const db = await caseOf(files)
  open.push(db)
  return messages(db)
}

/** A message in a few words: queue ids, direction, and per recipient fate, class or cause, evidence where it is not proved. */
function inWords(message: Message): string {
  const ids = message.queueIds.map((id) => id.slice(id.indexOf('/') + 1)).join('+') || 'NOQUEUE'
  const answers = message.deliveries.map((delivery) => {
    const why = [delivery.class, delivery.cause].filter((name) => name !== null).join('<')
    const recipient = delivery.originalRecipient === null ? delivery.recipient : `${delivery.originalRecipient}>${delivery.recipient}`
    return [recipient, delivery.fate, why, delivery.evidence === 'proved' ? '' : delivery.evidence].filter((word) => word !== '').join(' ')
  })
  return `${ids} ${message.direction}: ${answers.join(', ')}`
}

const client = 'client=pc.lan[10.0.0.5]'
const relay = 'relay=mx.example.net[198.51.100.9]:25, delay=1, delays=0/0/1/0'
const sent = `${relay}, dsn=2.0.0, status=sent (250 2.0.0 Ok)`
const deferred = `${relay}, dsn=4.7.1, status=deferred (host mx.example.net[198.51.100.9] said: 450 4.7.1 Greylisted, try again later (in reply to RCPT TO command))`
const bounced = `${relay}, dsn=5.1.1, status=bounced (host mx.example.net[198.51.100.9] said: 550 5.1.1 User unknown (in reply to RCPT TO command))`
const mail = (id: string, from = 'ann@corp.example', recipients = 1): string => `smtpd: ${id}: ${client}
  cleanup: ${id}: message-id=<${id}@corp.example>
  qmgr: ${id}: from=<${from}>, size=900, nrcpt=${recipients} (queue active)`

describe('the life of a queue id', () => {
  test('ends at removed: an id used again in the same second is another message', async () => {
    const found = await read({
      'mail.log': log(`${mail('4F03520E8B1')}
        smtp: 4F03520E8B1: to=<a@example.net>, ${sent}
        qmgr: 4F03520E8B1: removed
        ${mail('4F03520E8B1', 'ben@corp.example')}
        smtp: 4F03520E8B1: to=<b@example.net>, ${bounced}
        qmgr: 4F03520E8B1: removed`),
    })
    expect(found.map(inWords)).toEqual([
      '4F03520E8B1 own: a@example.net relayed',
      '4F03520E8B1 own: b@example.net bounced recipient-unknown',
    ])
    expect(new Set(found.map(({ id }) => id)).size).toBe(2)
  })

  test('takes in a late answer after removed', async () => {
    const found = await read({
      'mail.log': log(`${mail('4F03520E8B1', 'ann@corp.example', 2)}
        smtp: 4F03520E8B1: to=<a@example.net>, ${sent}
        qmgr: 4F03520E8B1: removed
        smtp@1: 4F03520E8B1: to=<b@example.net>, ${sent}`),
    })
    expect(found.map(inWords)).toEqual(['4F03520E8B1 own: a@example.net relayed, b@example.net relayed'])
  })

  test('decides by file order within a second: deferred, then sent', async () => {
    const found = await read({
      'mail.log': log(`${mail('4F03520E8B1')}
        smtp: 4F03520E8B1: to=<a@example.net>, ${deferred}
        smtp: 4F03520E8B1: to=<a@example.net>, ${sent}
        qmgr: 4F03520E8B1: removed`),
    })
    expect(found.map(inWords)).toEqual(['4F03520E8B1 own: a@example.net relayed'])
    expect(found[0]?.deliveries[0]?.attempts).toBe(2)
  })

  test('stays open where the log ends, and needs no head', async () => {
    const found = await read({
      'mail.log': log(`smtp: 4F03520E8B1: to=<late@example.net>, ${sent}
        qmgr: 4F03520E8B1: removed
        ${mail('50BB520E8B8')}
        smtp@5: 50BB520E8B8: to=<a@example.net>, ${deferred}
        ${mail('6769C20E8B8')}`),
    })
    expect(found.map(inWords)).toEqual([
      '4F03520E8B1 own: late@example.net relayed',
      '50BB520E8B8 own: a@example.net deferred greylisted open',
      '6769C20E8B8 own:  unknown open',
    ])
  })
})

describe('a mail under several queue ids is one message', () => {
  const onward = 'relay=127.0.0.1[127.0.0.1]:10024, delay=1, delays=0/0/1/0, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 50BB520E8B8)'

  test('through a content filter, with the answer of the last hop', async () => {
    const found = await read({
      'mail.log': log(`${mail('4F03520E8B1')}
        smtpd@1: 50BB520E8B8: client=localhost[127.0.0.1]
        cleanup: 50BB520E8B8: message-id=<4F03520E8B1@corp.example>
        qmgr: 50BB520E8B8: from=<ann@corp.example>, size=1200, nrcpt=1 (queue active)
        smtp: 4F03520E8B1: to=<a@example.net>, orig_to=<all@corp.example>, ${onward}
        qmgr: 4F03520E8B1: removed
        smtp@2: 50BB520E8B8: to=<a@example.net>, ${bounced}
        qmgr: 50BB520E8B8: removed`),
    })
    expect(found.map(inWords)).toEqual(['4F03520E8B1+50BB520E8B8 own: all@corp.example>a@example.net bounced recipient-unknown'])
  })

  test('through a filter that the server calls by its outer address, and not through a stranger with the same id', async () => {
    const outer = onward.replace('127.0.0.1[127.0.0.1]:10024', 'mx1.example[203.0.113.25]:2501')
    const far = onward.replace('127.0.0.1[127.0.0.1]:10024', 'mx.example.net[198.51.100.9]:25')
    const follows = (relay: string): string => `${mail('4F03520E8B1')}
        smtpd@1: 50BB520E8B8: client=mx1.example[203.0.113.25]
        cleanup: 50BB520E8B8: message-id=<4F03520E8B1@corp.example>
        qmgr: 50BB520E8B8: from=<ann@corp.example>, size=1200, nrcpt=1 (queue active)
        smtp: 4F03520E8B1: to=<a@example.net>, ${relay}
        qmgr: 4F03520E8B1: removed
        smtp@2: 50BB520E8B8: to=<a@example.net>, ${sent}`
    expect((await read({ 'mail.log': log(follows(outer), 'relay') })).map(inWords)).toEqual([
      '4F03520E8B1+50BB520E8B8 own: a@example.net relayed',
    ])
    expect(await read({ 'mail.log': log(follows(far), 'relay') })).toHaveLength(2)
  })

  test('through an alias that is forwarded', async () => {
    const found = await read({
      'mail.log': log(`${mail('4F03520E8B1')}
        cleanup@1: 50BB520E8B8: message-id=<4F03520E8B1@corp.example>
        qmgr: 50BB520E8B8: from=<ann@corp.example>, size=1200, nrcpt=1 (queue active)
        local: 4F03520E8B1: to=<team@corp.example>, relay=local, delay=0, delays=0/0/0/0, dsn=2.0.0, status=sent (forwarded as 50BB520E8B8)
        qmgr: 4F03520E8B1: removed
        smtp@2: 50BB520E8B8: to=<ann@gmail.com>, orig_to=<team@corp.example>, ${sent}
        qmgr: 50BB520E8B8: removed`),
    })
    expect(found.map(inWords)).toEqual(['4F03520E8B1+50BB520E8B8 own: team@corp.example expanded, team@corp.example>ann@gmail.com relayed'])
  })

  test('when an operator puts it back into the queue', async () => {
    const found = await read({
      'mail.log': log(`${mail('4F03520E8B1')}
        smtp: 4F03520E8B1: to=<a@example.net>, ${deferred}
        postsuper@60: 4F03520E8B1: requeued
        pickup@61: 50BB520E8B8: uid=103 from=<ann@corp.example> orig_id=4F03520E8B1
        cleanup: 50BB520E8B8: message-id=<4F03520E8B1@corp.example>
        qmgr: 50BB520E8B8: from=<ann@corp.example>, size=900, nrcpt=1 (queue active)
        smtp: 50BB520E8B8: to=<a@example.net>, ${sent}
        qmgr: 50BB520E8B8: removed`),
    })
    expect(found.map(inWords)).toEqual(['4F03520E8B1+50BB520E8B8 own: a@example.net relayed'])
    expect(found[0]?.deliveries).toMatchObject([{ attempts: 2, firstAttempt: '2026-03-02T10:00:00.000Z' }])
  })

  test('with the attempts of each copy that went to one recipient, but not those to the filter', async () => {
    const copy = (id: string, second: number): string => `smtpd@${second}: ${id}: client=localhost[127.0.0.1]
        cleanup: ${id}: message-id=<4F03520E8B1@corp.example>
        qmgr: ${id}: from=<ann@corp.example>, size=1200, nrcpt=1 (queue active)`
    const found = await read({
      'mail.log': log(`${mail('4F03520E8B1', 'ann@corp.example', 2)}
        ${copy('50BB520E8B8', 1)}
        smtp: 4F03520E8B1: to=<a@example.net>, orig_to=<one@corp.example>, ${onward}
        ${copy('6769C20E8B4', 2)}
        smtp: 4F03520E8B1: to=<a@example.net>, orig_to=<two@corp.example>, ${onward.replace('50BB520E8B8', '6769C20E8B4')}
        qmgr: 4F03520E8B1: removed
        smtp@3: 50BB520E8B8: to=<a@example.net>, ${deferred}
        smtp@4: 6769C20E8B4: to=<a@example.net>, ${deferred}
        smtp@9: 50BB520E8B8: to=<a@example.net>, ${sent}
        smtp@10: 6769C20E8B4: to=<a@example.net>, ${sent}`),
    })
    expect(found.map(inWords)).toEqual(['4F03520E8B1+50BB520E8B8+6769C20E8B4 own: one@corp.example>a@example.net relayed'])
    expect(found[0]?.deliveries).toMatchObject([
      { attempts: 4, firstAttempt: '2026-03-02T10:00:03.000Z', lastAttempt: '2026-03-02T10:00:10.000Z' },
    ])
  })

  const handedOver = {
    first: log(
      `${mail('4F03520E8B1')}
      smtp@1: 4F03520E8B1: to=<a@example.net>, relay=mx2.corp.example[10.0.0.2]:25, delay=1, delays=0/0/1/0, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 9F3A1C0B77A)
      qmgr: 4F03520E8B1: removed`,
    ),
    second: (start?: string) =>
      log(
        `smtpd@1: 9F3A1C0B77A: client=mx1.corp.example[10.0.0.1]
      cleanup: 9F3A1C0B77A: message-id=<4F03520E8B1@corp.example>
      qmgr: 9F3A1C0B77A: from=<ann@corp.example>, size=1200, nrcpt=1 (queue active)
      smtp@4: 9F3A1C0B77A: to=<a@example.net>, ${bounced}
      qmgr: 9F3A1C0B77A: removed`,
        'mx2',
        start,
      ),
  }

  test('over two servers, each with its own log', async () => {
    const db = await caseOf({ 'mx1.log': handedOver.first, 'mx2.log': handedOver.second() })
    open.push(db)
    const found = await messages(db)
    expect((await coverage(db)).flatMap(suspicionsOf)).toEqual([])
    expect(found.map(inWords)).toEqual(['4F03520E8B1+9F3A1C0B77A own: a@example.net bounced recipient-unknown'])
    expect(found[0]?.sources).toEqual(['mx1.log', 'mx2.log'])
  })

  test.each([
    ['ahead of', '2026-03-02T11:00:00'],
    ['behind', '2026-03-02T09:00:00'],
  ])('over two servers of which one has a clock an hour %s: queue id and Message-ID are the same', async (way, start) => {
    const db = await caseOf({ 'mx1.log': handedOver.first, 'mx2.log': handedOver.second(start) })
    open.push(db)
    expect((await messages(db)).map(inWords)).toEqual(['4F03520E8B1+9F3A1C0B77A own: a@example.net bounced recipient-unknown'])
    const said = `the clock of mx2 is about 60 minutes ${way} that of mx1, as 1 mail handed from mx1 to mx2 shows: their times do not compare`
    expect((await coverage(db)).filter((each) => suspicionsOf(each).includes(said)).map(({ source }) => source)).toEqual(['mx2.log', null])
  })

  test('over two servers of which one is behind, counted from when the mail was handed over, and once for two files', async () => {
    const waited = log(
      `${mail('4F03520E8B1')}
      smtp@10800: 4F03520E8B1: to=<a@example.net>, relay=mx2.corp.example[10.0.0.2]:25, delay=1, delays=0/0/1/0, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 9F3A1C0B77A)
      qmgr: 4F03520E8B1: removed`,
    )
    const second = handedOver.second('2026-03-02T08:00:00').split('\n')
    const db = await caseOf({ 'mx1.log': waited, 'mx2.log': second.slice(0, 3).join('\n'), 'mx2.log.1': second.slice(3).join('\n') })
    open.push(db)
    expect(suspicionsOf((await coverage(db)).at(-1)!).filter((said) => said.includes('clock'))).toEqual([
      'the clock of mx2 is about 300 minutes behind that of mx1, as 1 mail handed from mx1 to mx2 shows: their times do not compare',
    ])
    const report = redactReport(await caseReport(db, { query: 'from:nobody@x.example', rows: 10 }, { caseName: 'case', madeAt: '' }))
    expect(JSON.stringify(report.coverage)).not.toMatch(/mx1|mx2/)
  })

  test('not over two servers an hour apart when the Message-IDs differ', async () => {
    const other = handedOver.second('2026-03-02T11:00:00').replace('message-id=<4F', 'message-id=<5F')
    expect(await read({ 'mx1.log': handedOver.first, 'mx2.log': other })).toHaveLength(2)
  })
})

describe('a refusal before the queue', () => {
  const reject = (recipient: string): string =>
    `smtpd/9: NOQUEUE: reject: RCPT from evil.example[203.0.113.9]: 554 5.7.1 <${recipient}>: Relay access denied; from=<x@y.example> to=<${recipient}> proto=ESMTP helo=<evil>`

  test('is one message per transaction: a recipient refused again is another mail', async () => {
    const found = await read({
      'mail.log': log(`smtpd/9: connect from evil.example[203.0.113.9]
        ${reject('a@example.net')}
        ${reject('b@example.net')}
        ${reject('b@example.net')}
        smtpd/9@70: connect from evil.example[203.0.113.9]
        ${reject('a@example.net')}`),
    })
    expect(found.map(inWords)).toEqual([
      'NOQUEUE stranger: a@example.net rejected relay-denied, b@example.net rejected relay-denied',
      'NOQUEUE stranger: b@example.net rejected relay-denied',
      'NOQUEUE stranger: a@example.net rejected relay-denied',
    ])
    expect(found[0]?.deliveries.map(({ consequence, hop }) => `${consequence} ${hop}`)).toEqual([
      'noise device→own-relay',
      'noise device→own-relay',
    ])
  })

  test('of a login is one per session, and none when a later try succeeds', async () => {
    const failed = (pid: number): string =>
      `smtpd/${pid}: warning: pc.lan[10.0.0.5]: SASL LOGIN authentication failed: authentication failure, sasl_username=ann`
    const found = await read({
      'mail.log': log(`smtpd/9: connect from pc.lan[10.0.0.5]
        ${failed(9)}
        ${failed(9)}
        smtpd/10: connect from pc.lan[10.0.0.5]
        ${failed(10)}
        smtpd/10@1: 4F03520E8B1: ${client}, sasl_method=LOGIN, sasl_username=ann
        cleanup: 4F03520E8B1: message-id=<a@corp.example>
        qmgr: 4F03520E8B1: from=<ann@corp.example>, size=900, nrcpt=1 (queue active)
        smtp: 4F03520E8B1: to=<a@example.net>, ${sent}`),
    })
    expect(found.map(inWords)).toEqual(['NOQUEUE own:  rejected auth-failed', '4F03520E8B1 own: a@example.net relayed'])
  })
})

describe('what ends a mail otherwise', () => {
  test('expiry holds for everybody still open, with the last cause', async () => {
    const found = await read({
      'mail.log': log(`${mail('4F03520E8B1', 'ann@corp.example', 2)}
        smtp: 4F03520E8B1: to=<a@example.net>, ${deferred}
        smtp: 4F03520E8B1: to=<b@example.net>, ${sent}
        qmgr@90: 4F03520E8B1: from=<ann@corp.example>, status=expired, returned to sender
        qmgr: 4F03520E8B1: removed`),
    })
    expect(found.map(inWords)).toEqual(['4F03520E8B1 own: a@example.net expired expired<greylisted, b@example.net relayed'])
  })

  test('an operator deletes it; the cut program name of RFC 5424 is told by the pid', async () => {
    const lines = log(`qmgr/5: 50BB520E8B8: from=<x@corp.example>, size=1, nrcpt=1 (queue active)
      ${mail('4F03520E8B1').replace('qmgr:', 'qmgr/5:')}
      smtp: 4F03520E8B1: to=<a@example.net>, ${deferred}
      postsuper/99@9: 4F03520E8B1: removed
      smtp: 50BB520E8B8: to=<b@example.net>, ${sent}
      qmgr/5: 50BB520E8B8: removed`)
    const cut = lines.replaceAll(/^(\S+) (\S+) postfix\/\w+\[(\d+)\]: /gm, '<22>1 $1 $2 postfix $3 - - ')
    const expected = ['50BB520E8B8 own: b@example.net relayed', '4F03520E8B1 own: a@example.net removed greylisted']
    expect((await read({ 'mail.log': lines })).map(inWords)).toEqual(expected)
    expect((await read({ 'mail.log': cut })).map(inWords)).toEqual(expected)
    const excerpt = cut.split('\n').filter((line) => line.includes('4F03520E8B1') && !line.includes('queue active'))
    expect((await read({ 'mail.log': excerpt.join('\n') })).map(inWords)).toEqual([
      '4F03520E8B1 own: a@example.net unknown greylisted open',
    ])
  })

  test('a queue manager that ends where the log begins is not taken for an operator', async () => {
    const lines = log(`smtp: 4F03520E8B1: to=<a@example.net>, ${deferred}
      qmgr/4@5: 4F03520E8B1: removed
      qmgr/5@60: 50BB520E8B8: from=<x@corp.example>, size=1, nrcpt=1 (queue active)
      smtp: 50BB520E8B8: to=<b@example.net>, ${sent}
      qmgr/5: 50BB520E8B8: removed`)
    const cut = lines.replaceAll(/^(\S+) (\S+) postfix\/\w+\[(\d+)\]: /gm, '<22>1 $1 $2 postfix $3 - - ')
    expect((await read({ 'mail.log': cut })).map(inWords)).toEqual((await read({ 'mail.log': lines })).map(inWords))
  })

  test('discards that the client never hears of, holds, and a client that goes away', async () => {
    const found = await read({
      'mail.log': log(`smtpd/9: connect from pc.lan[10.0.0.5]
        smtpd/9: NOQUEUE: discard: RCPT from pc.lan[10.0.0.5]: <fax@corp.example>: Recipient address fax trash; from=<ann@corp.example> to=<fax@corp.example> proto=ESMTP helo=<pc>
        smtpd/9: 4F03520E8B1: ${client}
        smtpd/10@10: 50BB520E8B8: ${client}
        cleanup: 50BB520E8B8: hold: header Subject: HOLDME from pc.lan[10.0.0.5]; from=<ann@corp.example> to=<b@example.net> proto=ESMTP helo=<pc>: awaiting approval
        cleanup: 50BB520E8B8: message-id=<b@corp.example>
        smtpd/11@20: connect from pc.lan[10.0.0.5]
        smtpd/11: 6769C20E8B8: ${client}
        smtpd/11@21: lost connection after DATA (152 bytes) from pc.lan[10.0.0.5]`),
    })
    expect(found.map(inWords)).toEqual([
      '4F03520E8B1 own: fax@corp.example discarded',
      '50BB520E8B8 own: b@example.net held unknown',
      '6769C20E8B8 own:  rejected network-failure',
    ])
  })
})

describe('bounce notices', () => {
  test('are tied to what they report; one refused for the same cause is an echo', async () => {
    const found = await read({
      'mail.log': log(`${mail('4F03520E8B1', 'gone@corp.example')}
        smtp: 4F03520E8B1: to=<a@example.net>, ${bounced}
        cleanup@1: 50BB520E8B8: message-id=<notice@mx1>
        bounce: 4F03520E8B1: sender non-delivery notification: 50BB520E8B8
        qmgr: 50BB520E8B8: from=<>, size=2000, nrcpt=1 (queue active)
        qmgr: 4F03520E8B1: removed
        smtp@2: 50BB520E8B8: to=<gone@corp.example>, ${bounced}
        qmgr: 50BB520E8B8: removed`),
    })
    expect(found.map(inWords)).toEqual([
      '4F03520E8B1 own: a@example.net bounced recipient-unknown',
      '50BB520E8B8 notice: gone@corp.example bounced recipient-unknown',
    ])
    const [reported, notice] = found
    expect([reported?.bounces, notice?.bounceOf, notice?.echoOf]).toEqual([[notice?.id], reported?.id, reported?.id])
    expect(notice?.deliveries[0]?.consequence).toBe('noise')
  })
})

describe('ids and directions', () => {
  test('an id goes on as an alias when an earlier log extends the message', async () => {
    const head = log(mail('4F03520E8B1'))
    const tail = log(`smtp@30: 4F03520E8B1: to=<a@example.net>, ${sent}\nqmgr: 4F03520E8B1: removed`)
    const db = await caseOf({ 'mail.log': tail })
    open.push(db)
    const [before] = await messages(db)
    await addFiles(db, { 'mail.log.1': head })
    const [after, ...others] = await messages(db)
    expect(others).toEqual([])
    expect(after?.id).not.toBe(before?.id)
    expect(after?.aliases).toEqual([before?.id])
    expect((await read({ 'mail.log.1': head, 'mail.log': tail }))[0]?.id).toBe(after?.id)
  })

  test('own networks and domains are guessed, and follow what the user says', async () => {
    const inbound = `smtpd: 50BB520E8B8: client=mx.partner.example[198.51.100.77]
      cleanup: 50BB520E8B8: message-id=<in@partner.example>
      qmgr: 50BB520E8B8: from=<joe@partner.example>, size=900, nrcpt=1 (queue active)
      virtual: 50BB520E8B8: to=<ann@corp.example>, relay=virtual, delay=0, delays=0/0/0/0, dsn=2.0.0, status=sent (delivered to maildir)`
    const db = await caseOf({
      'mail.log': log(`${inbound}
        ${mail('4F03520E8B1')}
        virtual: 4F03520E8B1: to=<ben@corp.example>, relay=virtual, delay=0, delays=0/0/0/0, dsn=2.0.0, status=sent (delivered to maildir)`),
    })
    open.push(db)
    expect((await messages(db)).map(({ direction }) => direction)).toEqual(['inbound', 'internal'])
    await db.transaction(async (connection) => {
      await connection.run(`INSERT INTO settings VALUES ('ownNetworks', '["198.51.100.0/24"]'), ('ownDomains', '["elsewhere.example"]')`)
      await derive.workOut(connection)
      await derive.write(connection)
    })
    expect((await messages(db)).map(({ direction }) => direction)).toEqual(['own', 'inbound'])
  })

  test('a domain that is sent from is own only where some of its mail was taken', async () => {
    const five = (domain: string, answer: string): string =>
      [1, 2, 3, 4, 5]
        .map((n) => {
          const id = `4F03520E8${domain.length}${n}`
          return `${mail(id, `x@${domain}`)}\nsmtp: ${id}: to=<a@example.net>, ${answer}\nqmgr: ${id}: removed`
        })
        .join('\n')
    const db = await caseOf({ 'mail.log': log(`${five('corp.example', sent)}\n${five('y.example', bounced)}`) })
    open.push(db)
    const [guessed] = await db.rows<{ value: string }>(`SELECT value FROM settings WHERE key = 'guessedDomains'`)
    expect(guessed?.value).toBe('["corp.example"]')
  })

  test('a named server on another loopback address is a destination, a filter on 127.0.0.1 the relay itself', async () => {
    const refusal = 'dsn=5.3.4, status=bounced (message size 20214 exceeds size limit 10240 of server x)'
    const db = await caseOf({
      'mail.log': log(`${mail('4F03520E8B1', 'ann@corp.example', 2)}
        smtp: 4F03520E8B1: to=<a@example.net>, relay=mx.example.net[127.0.2.61]:25, delay=0, delays=0/0/0/0, ${refusal}
        smtp: 4F03520E8B1: to=<b@example.net>, relay=127.0.0.1[127.0.0.1]:10024, delay=0, delays=0/0/0/0, ${refusal}`),
    })
    open.push(db)
    const [message] = await messages(db)
    expect(message?.deliveries.map(({ hop }) => hop)).toEqual(['own-relay→destination', 'own-relay'])
  })
})
