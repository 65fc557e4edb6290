import { describe, expect, test } from 'vitest'
import type { FailureId, Hop } from '../shared/failures/failure.ts'
import { allFailures, failureOf } from '../shared/failures/index.ts'
import { allFormats } from '../shared/formats/index.ts'
import type { Delivery, Message, Step } from '../shared/message.ts'
import { type Mta, mtas } from '../shared/mtas/index.ts'
import { proseParts } from '../shared/prose.ts'
import { remedyFor, remedyOf } from '../shared/remedy.ts'
import { serverName, stepSentence, surenessOf, verdictSentence } from '../shared/sentences.ts'

const message: Message = {
  id: 'k3v9q2m7x1ta',
  messageId: '<1@printer.example.org>',
  queueIds: ['relay1/4Zx2lq1Wk3z9', 'relay1/4Zx2lr0'],
  sender: 'printer@example.org',
  senderRegistration: null,
  client: { ip: '192.0.2.10', name: 'printer.example.org', helo: 'printer', user: null, device: null },
  direction: 'own',
  subject: null,
  sizeBytes: 18_234,
  firstSeen: '2026-11-23T22:13:01.123Z',
  lastSeen: '2026-11-23T22:13:04.000Z',
  sources: ['mail.log'],
  deliveries: [],
  bounceOf: null,
  bounces: [],
  echoOf: null,
  aliases: [],
}

const delivery: Delivery = {
  recipient: 'x@example.net',
  originalRecipient: null,
  fate: 'bounced',
  placement: 'not-known',
  consequence: 'lost',
  evidence: 'proved',
  class: 'relay-denied',
  cause: null,
  ownClass: null,
  hop: 'own-relay→google',
  mta: 'postfix',
  attempts: 1,
  firstAttempt: '2026-11-23T22:13:02.000Z',
  lastAttempt: '2026-11-23T22:13:02.000Z',
  smtpCode: 550,
  enhancedCode: '5.7.0',
  reply: '550 5.7.0 Mail relay denied [192.0.2.25].',
  nextHop: 'smtp-relay.gmail.com[142.250.1.28]:587',
  rule: 'google/relay-denied',
  sign: 'mail relay denied',
  confidence: 'text',
  scope: 'ip',
  permanent: true,
  clears: 'config',
  stage: 'mail',
  provider: 'google',
  lines: [{ source: 'mail.log', sourceId: 's1', line: 41 }],
}

const step: Step = {
  time: '2026-11-23T22:13:02.000Z',
  host: 'relay1',
  program: 'postfix/smtp',
  queueId: '4Zx2lr0',
  kind: 'attempt',
  action: 'bounced',
  recipient: 'x@example.net',
  client: null,
  nextHop: delivery.nextHop,
  reply: delivery.reply,
  code: 550,
  dsn: '5.7.0',
  linkedId: null,
  delaySeconds: 1.6,
  line: { source: 'mail.log', sourceId: 's1', line: 41 },
  raw: '',
}

const verdict = (part: Partial<Delivery>, of: Partial<Message> = {}) => verdictSentence({ ...message, ...of }, { ...delivery, ...part })

describe('the verdict of a delivery', () => {
  test('names who refused and why', () => {
    expect(verdict({})).toBe('Refused by smtp-relay.gmail.com: the relay does not know this IP or domain.')
  })

  test('claims no more than the evidence of the cause', () => {
    const generic = { class: 'mailbox-full', rule: 'generic/mailbox-full', nextHop: 'mx.example.net[192.0.2.9]:25' } as const
    expect(verdict(generic)).toBe('Refused by mx.example.net: most likely the mailbox is full.')
    expect(verdict({ ...generic, rule: 'iana/x.2.2', confidence: 'code' })).toBe(
      'Refused by mx.example.net: it looks as if the mailbox is full (only a status code says so).',
    )
    expect(verdict({ class: 'unknown', rule: null, sign: null, confidence: 'none' })).toBe(
      "Refused by smtp-relay.gmail.com: the reason is not recognised; read the server's own words.",
    )
    const wordless = { class: 'unknown', rule: null, sign: null, confidence: 'none', nextHop: null, smtpCode: null } as const
    expect(verdict({ ...wordless, reply: '' })).toBe('Not delivered: no reason is written.')
    expect(verdict({ ...wordless, reply: '550' })).toBe('Not delivered: no reason is written.')
  })

  test('does not say that a server refused which never answered', () => {
    expect(verdict({ class: 'network-failure', rule: 'postfix/connect', smtpCode: null, nextHop: 'mx.example.net[192.0.2.9]:25' })).toBe(
      'Not delivered: the connection to mx.example.net could not be made or was lost.',
    )
  })

  test('does not turn a final refusal into a plea to try again, only because the own server keeps the mail', () => {
    const login = { fate: 'deferred', class: 'auth-failed', rule: 'google/auth-failed', smtpCode: 535 } as const
    expect(verdict(login)).toBe('Waiting, though smtp-relay.gmail.com refused: the user name or password is wrong.')
    expect(verdict({ ...login, smtpCode: 454 })).toBe(
      'Waiting: smtp-relay.gmail.com asks to try again later; the user name or password is wrong.',
    )
  })

  test('does not call handed over delivered', () => {
    const relayed = { fate: 'relayed', class: null, confidence: 'none', rule: null } as const
    expect(verdict(relayed)).toBe('Handed over to smtp-relay.gmail.com; what happened there is not in these logs.')
    expect(verdict({ ...relayed, evidence: 'inferred' })).toContain('Inferred: the logs share no exact id for this mail.')
    expect(verdict({ fate: 'unknown', class: null, evidence: 'open' })).toBe('Unknown: no line says what became of it.')
  })

  test('gives the last cause of what was given up, and the client of what was refused on entry', () => {
    expect(verdict({ fate: 'expired', class: 'expired', cause: 'relay-peak-limit', attempts: 12 })).toBe(
      'Given up after 12 attempts: too much mail was sent within ten minutes.',
    )
    expect(verdict({ fate: 'rejected', nextHop: null, hop: 'device→own-relay' }, { queueIds: [] })).toBe(
      'Refused on entry from printer.example.org: the relay does not know this IP or domain.',
    )
    expect(verdict({ fate: 'rejected', nextHop: null }, { direction: 'stranger' })).toContain('somebody outside, not your mail')
  })
})

test('a generic sign is likely, a provider’s is certain, a number is a guess', () => {
  expect(surenessOf(delivery)).toBe('certain')
  expect(surenessOf({ ...delivery, rule: 'generic/relay-denied' })).toBe('likely')
  expect(surenessOf({ ...delivery, rule: 'iana/x.7.1', confidence: 'code' })).toBe('guess')
  expect(surenessOf({ ...delivery, rule: null, confidence: 'none' })).toBeNull()
})

test.each([
  ['smtp-relay.gmail.com[142.250.1.28]:587', 'smtp-relay.gmail.com'],
  ['unknown[192.0.2.9]:25', '192.0.2.9'],
  ['[2001:db8::1]:25', '2001:db8::1'],
  ['mx.example.net:25', 'mx.example.net'],
  ['local', null],
  ['none', null],
])('the server in %s is %s', (nextHop, name) => {
  expect(serverName(nextHop)).toBe(name)
})

describe('a remedy', () => {
  const hop = 'own-relay→google'
  const stepsOf = (mta: Mta | null, id: FailureId = 'relay-denied') =>
    remedyOf(id, { hop, mta, queueIds: message.queueIds, own: [] }).steps.join('\n')

  test('takes the steps of the hop and puts the last queue id in', () => {
    const remedy = remedyOf('unknown', { hop, mta: null, queueIds: message.queueIds, own: [] })
    expect(remedy.title).toBe(failureOf('unknown').title)
    expect(remedy.steps.length).toBeGreaterThan(0)
    expect(remedy.steps.join('\n')).not.toContain('QUEUEID')
  })

  test('asks for no queue id in brackets where none is known', () => {
    const steps = remedyOf('unknown', { hop: null, mta: null, own: [] }).steps.join('\n')
    expect(steps).toContain('the queue id to the administrator')
  })

  test('names the commands of the server whose log it is, and of none where that is not known', () => {
    expect(stepsOf('postfix')).toMatch(/inet_protocols = ipv4 in main\.cf.*postqueue -f\. .*postsuper -d 4Zx2lr0\./s)
    expect(stepsOf('exim')).toMatch(/disable_ipv6 = true.*helo_data.*exim -qff\. .*exim -Mrm 4Zx2lr0\./s)
    expect(stepsOf('sendmail')).toMatch(/Family=inet.*confHELO_NAME.*sendmail -q -v\. .*qf4Zx2lr0 and df4Zx2lr0/s)
    expect(stepsOf('opensmtpd')).toMatch(/smtpctl schedule all\. .*smtpctl remove 4Zx2lr0\./s)
    expect(stepsOf(null)).toMatch(/let the server try its queue now\. .*delete 4Zx2lr0 from the queue\./s)
  })

  test('is for the administrator where the own relay’s login, name or encryption was refused, and for the device’s owner where the device’s was', () => {
    const ids: readonly FailureId[] = [
      'auth-failed',
      'auth-required',
      'auth-throttled',
      'tls-required',
      'tls-failure',
      'relay-helo-rejected',
    ]
    const actors = (hop: Hop) => [...new Set(ids.map((id) => remedyOf(id, { hop, mta: null, own: [] }).actor))]
    for (const own of ['own-relay→google', 'own-relay→relay', 'own-relay→destination'] as const)
      expect(actors(own)).toEqual(['sender-admin'])
    for (const theirs of ['device→own-relay', 'device→google'] as const) expect(actors(theirs)).toEqual(['device-owner'])
    expect(remedyOf('network-failure', { hop: 'own-relay→google', mta: null, own: [] }).actor).toBe('sender-admin')
    expect(remedyOf('network-failure', { hop: 'own-relay→destination', mta: null, own: [] }).actor).toBe('wait')
  })

  test('tells the administrator of a relay that logs in what to do on the relay, whatever it connects to', () => {
    const ids: readonly FailureId[] = ['auth-failed', 'auth-required', 'auth-throttled']
    const advice = (id: FailureId, hop: Hop | null) => remedyOf(id, { hop, mta: 'postfix', own: [] })
    for (const hop of ['own-relay→google', 'own-relay→relay', 'own-relay→destination'] as const) {
      for (const id of ids) {
        const { steps, doNot } = advice(id, hop)
        expect(steps, `${id} ${hop}`).not.toEqual(advice(id, null).steps)
        expect([...steps, doNot].join('\n'), `${id} ${hop}`).not.toMatch(/device/)
      }
    }
    expect(advice('auth-failed', 'own-relay→destination').steps).toEqual(advice('auth-failed', 'own-relay→relay').steps)
    expect(advice('auth-required', 'own-relay→destination').steps.join('\n')).toMatch(/wrong next hop.*Enter a login/s)
  })

  test('never puts the id of this mail where the mail of somebody else is deleted or held', () => {
    const others: readonly FailureId[] = ['reputation-block', 'spam-content', 'relay-daily-limit', 'rate-limited', 'user-sending-limit']
    const steps = others.flatMap((id) => stepsOf('postfix', id))
    expect(steps.join('\n')).toContain('delete its mail: postsuper -d ID')
    expect(steps.join('\n')).not.toContain('4Zx2lr0')
  })

  test('names the queue id of a mail only while the mail is in the queue', () => {
    const stepsFor = (given: Partial<Delivery>) =>
      remedyFor(message, { ...delivery, ...given }, { queueIds: message.queueIds })?.steps.join('\n')
    expect(stepsFor({ fate: 'deferred' })).toContain('postsuper -d 4Zx2lr0')
    expect(stepsFor({ fate: 'bounced' })).toContain('postsuper -d QUEUEID')
    expect(stepsFor({ fate: 'bounced', class: 'unknown' })).toContain('the queue id (4Zx2lr0)')
  })

  test('fits the fate: what was given back or given up is not tried again', () => {
    const advice = (given: Partial<Delivery>) => remedyFor(message, { ...delivery, hop: 'own-relay→destination', mta: null, ...given })
    const full = (fate: Delivery['fate']) => advice({ fate, class: 'mailbox-full' })?.steps.join('\n')
    expect(full('deferred')).toMatch(/deferred mail is tried again/)
    expect(full('bounced')).toMatch(/went back to its sender.*sends again/)
    expect(full('bounced')).not.toMatch(/tried again/)
    expect(advice({ fate: 'deferred', class: 'system-temporary' })?.actor).toBe('wait')
    expect(advice({ fate: 'expired', class: 'expired', cause: 'system-temporary' })?.actor).toBe('sender')
    const lost = allFailures
      .filter(({ actor, hopActors }) => actor === 'wait' || hopActors !== undefined)
      .flatMap(({ id, steps }) =>
        Object.keys(steps)
          .filter((hop) => !hop.startsWith('device→'))
          .flatMap((hop) => remedyOf(id, { hop: hop === 'any' ? null : (hop as Hop), mta: null, lost: true, own: [] }).steps),
      )
    expect(
      lost.filter((step) =>
        /\bwait[:;]|(?:the relay|a queue) tries again|is tried again|keeps trying|leave the queue alone|goes out by itself/i.test(step),
      ),
    ).toEqual([])
  })

  test('offers what is to be typed for copying, of every server', () => {
    const copied = (mta: Mta | null) =>
      proseParts(stepsOf(mta, 'routing-failure'))
        .filter(({ kind }) => kind === 'command')
        .map(({ text }) => text)
    expect(copied('postfix')).toEqual(['postsuper -h 4Zx2lr0', 'postsuper -H 4Zx2lr0', 'postsuper -d 4Zx2lr0'])
    expect(copied('exim')).toEqual(['exim -bt ADDRESS', 'exim -Mf 4Zx2lr0', 'exim -Mt 4Zx2lr0', 'exim -Mrm 4Zx2lr0'])
    expect(copied('sendmail')).toEqual(['sendmail -Qhold -qI4Zx2lr0', 'sendmail -qQ -qI4Zx2lr0 -Q'])
    expect(copied('opensmtpd')).toEqual(['smtpctl pause envelope 4Zx2lr0', 'smtpctl resume envelope 4Zx2lr0', 'smtpctl remove 4Zx2lr0'])
    expect(copied(null)).toEqual([])
  })

  test('of any class and hop names no other server’s words, and leaves no brace', () => {
    const words: Readonly<Record<Mta, RegExp>> = {
      postfix:
        /[Pp]ostfix|post(?:queue|super|cat|map|conf)|ma(?:in|ster)\.cf|relayhost|mynetworks|\b(?:smtpd?|permit|reject)_(?!accept_max)[a-z_]+|client=|orig_to/,
      exim: /\bexim\b|manualroute|relay_from_hosts/i,
      sendmail: /sendmail(?!\.com)|\bconf[A-Z]|mailertable|SMART_HOST/,
      opensmtpd: /smtpctl|smtpd\.conf|opensmtpd/i,
      exchange: /Exchange(?! Online)|Receive connector|Send connector|(?:Get|Set|Retry|Remove|Suspend|Resume)-[A-Z]/,
    }
    const wrong = allFailures.flatMap(({ id, steps, doNot, meaning }) =>
      Object.keys(steps).flatMap((key) =>
        [...mtas, null].flatMap((mta) => {
          const of = { hop: key === 'any' ? null : (key as Hop), mta, own: [] }
          const remedy = remedyOf(id, of)
          return [...remedy.steps, ...remedyOf(id, { ...of, lost: true }).steps, doNot, meaning].filter(
            (text) => /[{}]/.test(text) || mtas.some((other) => other !== mta && words[other].test(text)),
          )
        }),
      ),
    )
    expect(wrong).toEqual([])
  })
})

describe('a step of the trail', () => {
  test('says of a final refusal after which the mail stays in the queue that it is one', () => {
    expect(stepSentence({ ...step, action: 'deferred', code: 535 })).toBe(
      'smtp-relay.gmail.com refused, but the mail stays in the queue for x@example.net.',
    )
    expect(stepSentence({ ...step, action: 'deferred', code: 450 })).toBe(
      'smtp-relay.gmail.com asked to try again later for x@example.net.',
    )
  })

  test('says what was done and by whom', () => {
    expect(stepSentence(step)).toBe('Refused by smtp-relay.gmail.com for x@example.net.')
    expect(stepSentence({ ...step, action: 'deferred', code: null })).toBe(
      'Put off for x@example.net: smtp-relay.gmail.com gave no answer.',
    )
    expect(stepSentence({ ...step, action: 'sent', linkedId: 'A1' })).toBe(
      'Handed over to smtp-relay.gmail.com for x@example.net, queued there as A1.',
    )
    expect(stepSentence({ ...step, kind: 'arrival', action: null, client: { ...message.client, user: 'alice' } })).toBe(
      'Accepted from printer.example.org (192.0.2.10), login alice.',
    )
  })

  test('names who reports, for every format of reports', () => {
    const reporters = allFormats.flatMap(({ examples }) =>
      examples.flatMap(({ gives }) =>
        gives.flatMap((outcome) => (typeof outcome === 'string' ? [] : outcome.filter(({ kind }) => kind === 'report'))),
      ),
    )
    const programs = [...new Set(reporters.map(({ origin }) => origin.program))]
    expect(programs.length).toBeGreaterThan(15)
    const told = programs.map((program) => stepSentence({ ...step, kind: 'report', action: 'bounced', program }))
    expect(told.filter((sentence) => sentence.startsWith('A bounce'))).toEqual([])
    expect(stepSentence({ ...step, kind: 'report', action: 'bounced', program: 'failure', host: 'mx1' })).toBe(
      'A bounce of mx1 says of x@example.net: it could not be delivered.',
    )
  })

  test('is a sentence even for a kind of a later version', () => {
    const report = { ...step, kind: 'report', action: 'bounced', host: 'mx.example.net' } as const
    expect(stepSentence({ ...report, program: 'failure' })).toBe(
      'A bounce of mx.example.net says of x@example.net: it could not be delivered.',
    )
    expect(stepSentence({ ...report, program: 'message-trace' })).toBe(
      'Microsoft 365’s message trace says of x@example.net: it could not be delivered.',
    )
    expect(stepSentence({ ...report, program: 'smtp-send' })).toBe(
      'The SMTP log of mx.example.net says of x@example.net: it could not be delivered.',
    )
    expect(stepSentence({ ...step, kind: 'later', action: null })).toBe('postfix/smtp said something else.')
  })
})
