import { afterEach, expect, test } from 'vitest'
import { type CaseDb, closeCase } from '../../electron/engine/database.ts'
import { allMessages } from '../../electron/engine/queries/messages.ts'
import { keepRules } from '../../electron/engine/rule-keeping.ts'
import { remedyFor } from '../../shared/remedy.ts'
import { readRules } from '../../shared/rules/rules.ts'
import { verdictSentence } from '../../shared/sentences.ts'
import { caseOf } from './small-case.ts'

const open: CaseDb[] = []
afterEach(async () => {
  for (const db of open.splice(0)) await closeCase(db)
})

interface Tried {
  readonly to: string
  readonly name: string
  readonly type?: string
  readonly dsn?: string
}

/** A mail of a printer to each recipient, a minute apart, for which Postfix asks DNS in vain; or, of name `ok`, that is sent. */
function logOf(...tried: readonly Tried[]): string {
  return tried
    .map(({ to, name, type = 'AAAA', dsn = '5.4.4' }, nth) => {
      const id = `4F03520E8B${nth}`
      const line = (program: string, text: string) => `2026-03-02T10:0${nth}:00+00:00 mx1 postfix/${program}[7]: ${id}: ${text}\n`
      const status = dsn.startsWith('5') ? 'bounced' : 'deferred'
      const answer =
        name === 'ok'
          ? 'relay=mx.example.com[198.51.100.9]:25, delay=1, delays=0/0/1/0, dsn=2.0.0, status=sent (250 2.0.0 Ok)'
          : `relay=none, delay=0.1, delays=0.1/0/0/0, dsn=${dsn}, status=${status} (Host or domain name not found. Name service error for name=${name} type=${type}: Host not found)`
      return [
        line('smtpd', 'client=printer.lan[10.0.0.5]'),
        line('qmgr', 'from=<printer@acme.test>, size=900, nrcpt=1 (queue active)'),
        line('smtp', `to=<${to}>, ${answer}`),
      ].join('')
    })
    .join('')
}

async function read(...tried: readonly Tried[]) {
  const db = await caseOf({ 'mail.log': logOf(...tried) })
  open.push(db)
  const found = []
  for await (const batch of allMessages(db))
    found.push(...batch.flatMap((message) => message.deliveries.map((delivery) => ({ message, delivery }))))
  return { db, found }
}

const classesOf = async (...tried: readonly Tried[]) => (await read(...tried)).found.map(({ delivery }) => delivery.class)
const misspelt = 'smtp-relay.gmial.com'

test('a relayhost that DNS does not know is the relay’s fault, not the recipient’s', async () => {
  const { found } = await read({ to: 'amy@example.net', name: misspelt, dsn: '4.3.5' })
  const { message, delivery } = found[0]!
  expect([delivery.fate, delivery.class, delivery.hop, delivery.rule]).toEqual([
    'deferred',
    'next-hop-unknown',
    'own-relay→relay',
    'generic/next-hop-unknown',
  ])
  expect(verdictSentence(message, delivery)).toBe(
    'Waiting after one attempt: most likely your server is told to hand mail to a server whose name is not found.',
  )
  const remedy = remedyFor(message, delivery)
  expect(remedy?.actor).toBe('sender-admin')
  expect(remedy?.steps[1]).toBe(
    'Correct it where your server is told of it: relayhost, or transport_maps and relayhost; then postmap and postfix reload.',
  )
})

test.each([
  { what: 'is looked up for MX', tried: [{ to: 'amy@example.net', name: 'gmial.com', type: 'MX' }] },
  {
    what: 'is the only way for several domains',
    tried: [
      { to: 'amy@example.net', name: misspelt },
      { to: 'bob@example.org', name: misspelt },
    ],
  },
])('another name than the recipient’s domain that $what is the next hop', async ({ tried }) => {
  expect(await classesOf(...tried)).toEqual(tried.map(() => 'next-hop-unknown'))
})

test.each([
  {
    what: 'the domain itself',
    tried: [
      { to: 'amy@example.net', name: 'example.net' },
      { to: 'bob@example.net', name: 'example.net', type: 'MX' },
    ],
  },
  {
    what: 'a server of the domain',
    tried: [
      { to: 'amy@example.net', name: 'mx.example.net' },
      { to: 'bob@mail.example.net', name: 'mx.example.net' },
    ],
  },
  {
    what: 'a server of one domain, perhaps',
    tried: [
      { to: 'amy@example.net', name: 'mx.example.org' },
      { to: 'bob@example.net', name: 'mx.example.org' },
    ],
  },
  {
    what: 'a server of two domains, while other mail is sent',
    tried: [
      { to: 'amy@example.net', name: 'mx.example.org' },
      { to: 'eve@example.com', name: 'ok' },
      { to: 'bob@example.edu', name: 'mx.example.org' },
    ],
  },
])('$what that DNS does not know is the recipient’s fault', async ({ tried }) => {
  expect(new Set(await classesOf(...tried))).toEqual(
    new Set(tried.map(({ name }) => (name === 'ok' ? null : 'recipient-domain-bad'))).add('recipient-domain-bad'),
  )
})

test('rules of the user’s own that say nothing of it leave it, those that do decide', async () => {
  const { db } = await read({ to: 'amy@example.net', name: 'gmial.com', type: 'MX' })
  const told = () => db.rows('SELECT class, hop FROM deliveries')
  const rule = (phrase: string) =>
    readRules(
      JSON.stringify({ rules: [{ name: 'mine', phrases: [phrase], class: 'system-temporary', example: `550 ${phrase}` }] }),
      'rules.json',
    )
  await keepRules(db, rule('nothing like this'))
  expect(await told()).toEqual([{ class: 'next-hop-unknown', hop: 'own-relay→relay' }])
  await keepRules(db, rule('name service error'))
  expect(await told()).toEqual([{ class: 'system-temporary', hop: 'own-relay→destination' }])
  await keepRules(db, rule('nothing like this'))
  expect(await told()).toEqual([{ class: 'next-hop-unknown', hop: 'own-relay→relay' }])
})
