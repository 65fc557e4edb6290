import { join } from 'node:path'
import { expect, test } from 'vitest'
import { messagesOf } from './imported-messages.ts'

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
