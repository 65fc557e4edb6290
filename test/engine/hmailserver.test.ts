import { join } from 'node:path'
import { expect, test } from 'vitest'
import { messagesOf } from './imported-messages.ts'

test('a log of hMailServer joins sessions with the mails that they are about', async () => {
  const messages = await messagesOf(join(import.meta.dirname, '../fixtures/hmailserver/session.log'))
  const told = messages.map(({ sender, client, deliveries }) => [
    sender,
    client.ip,
    ...deliveries.map(({ recipient, fate, class: cause }) => [recipient, fate, cause].filter(Boolean).join(' ')),
  ])
  expect(told).toEqual([
    ['app@corp.example', '192.0.2.33', 'nobody@acme.example bounced recipient-unknown', 'alice@acme.example relayed'],
    ['', null, 'app@corp.example delivered'],
    ['jane@corp.example', null, 'carol@slow.example deferred rate-limited'],
    ['spam@elsewhere.example', '203.0.113.9', 'victim@elsewhere.example rejected auth-required'],
    [null, '203.0.113.12', 'rejected auth-failed'],
  ])
})
