import { describe, expect, test } from 'vitest'
import { failureOf } from '../shared/failures/index.ts'
import { allFormats } from '../shared/formats/index.ts'
import type { Delivery, Message, Step } from '../shared/message.ts'
import { remedyOf, serverName, stepSentence, surenessOf, verdictSentence } from '../shared/sentences.ts'

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
  hop: 'own-relay→google',
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
  })

  test('does not say that a server refused which never answered', () => {
    expect(verdict({ class: 'network-failure', rule: 'postfix/connect', smtpCode: null, nextHop: 'mx.example.net[192.0.2.9]:25' })).toBe(
      'Not delivered: the connection to mx.example.net could not be made or was lost.',
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

test('a remedy takes the steps of the hop and puts the last queue id in', () => {
  const remedy = remedyOf('unknown', 'own-relay→google', message.queueIds)
  expect(remedy.title).toBe(failureOf('unknown').title)
  expect(remedy.steps.length).toBeGreaterThan(0)
  expect(remedy.steps.join('\n')).not.toContain('QUEUEID')
})

describe('a step of the trail', () => {
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
    expect(stepSentence({ ...step, kind: 'later', action: null })).toBe('postfix/smtp said something else.')
  })
})
