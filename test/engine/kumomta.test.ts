import { join } from 'node:path'
import { expect, test } from 'vitest'
import { closeCase } from '../../electron/engine/database.ts'
import { messagesOf } from './imported-messages.ts'
import { caseOf } from './small-case.ts'

test('a log of KumoMTA gives client, subject and the fate of every recipient', async () => {
  const messages = await messagesOf(join(import.meta.dirname, '../fixtures/kumomta/log.log'))
  const told = messages.map(({ client, subject, deliveries }) => [
    client.ip,
    subject,
    ...deliveries.map(({ recipient, fate, class: cause }) => [recipient, fate, cause].filter(Boolean).join(' ')),
  ])
  expect(told).toEqual([
    ['192.0.2.33', 'Invoice 7', 'alice@acme.example relayed'],
    ['192.0.2.33', null, 'nobody@acme.example bounced recipient-unknown'],
    ['203.0.113.9', null, 'victim@elsewhere.example rejected relay-denied'],
    [null, null, 'carol@slow.example expired expired', 'dave@slow.example expired expired'],
  ])
})

test('a record names any number of recipients, and numbers that nothing is as large as', async () => {
  const recipients = Array.from({ length: 200 }, (_, i) => `user${i}@acme.example`)
  const record = (response: object, recipient: unknown) => ({
    type: 'TransientFailure',
    id: 'd7ef132b5d7711eea8c8000c29c33806',
    queue: 'acme.example',
    num_attempts: 1,
    sender: 'app@example.com',
    recipient,
    size: 10_000_000_000_000_000,
    timestamp: 1_772_442_847,
    response,
  })
  const log = [record({ code: 250, content: 'ok' }, recipients), record({ code: 70_000, content: 'odd' }, 'odd@acme.example')]
  const db = await caseOf({ 'kumo.log': log.map((each) => `${JSON.stringify(each)}\n`).join('') })
  expect(await db.rows('SELECT count(DISTINCT recipient) AS count, max(code) AS code FROM deliveries')).toEqual([{ count: 201, code: 250 }])
  await closeCase(db)
})
