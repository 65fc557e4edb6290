import { join } from 'node:path'
import { expect, test } from 'vitest'
import { messagesOf } from './imported-messages.ts'

async function told(name: string) {
  const messages = await messagesOf(join(import.meta.dirname, '../fixtures/haraka', name))
  return messages.map(({ sender, client, bounces, deliveries }) => [
    sender,
    client.ip,
    bounces.length,
    ...deliveries.map(({ recipient, fate, class: cause }) => [recipient, fate, cause].filter(Boolean).join(' ')),
  ])
}

test('a log of Haraka joins deliveries with the session that took the mail', async () => {
  expect(await told('default.log')).toEqual([
    [
      'app@corp.example',
      '192.0.2.33',
      1,
      'nobody@acme.example bounced recipient-unknown',
      'alice@acme.example relayed',
      'carol@slow.example deferred network-failure',
    ],
    ['', null, 0, 'app@corp.example delivered'],
    ['spam@elsewhere.example', '203.0.113.9', 0, 'victim@elsewhere.example rejected relay-denied'],
    [null, '203.0.113.10', 0, 'rejected reputation-block'],
  ])
})

test('logfmt and JSON say the same', async () => {
  expect(await told('logfmt-and-json.log')).toEqual([
    ['app@corp.example', '192.0.2.33', 0, 'alice@acme.example relayed'],
    ['app@corp.example', '192.0.2.33', 0, 'bob@acme.example bounced spam-content'],
  ])
})
