import { join } from 'node:path'
import { expect, test } from 'vitest'
import { messagesOf } from './imported-messages.ts'

test('a qmail log gives the fate of every recipient, over forwards, notices and numbers used again', async () => {
  const log = join(import.meta.dirname, '../fixtures/qmail/send.log')
  const messages = await messagesOf(log)
  const told = messages.map(({ sender, queueIds, deliveries, bounces }) => [
    sender,
    queueIds.length,
    bounces.length,
    ...deliveries.map(({ recipient, fate, class: cause }) => [recipient, fate, cause].filter(Boolean).join(' ')),
  ])
  expect(told).toEqual([
    [
      'app@corp.example',
      2,
      1,
      'alice@acme.example relayed',
      'info@corp.example expanded',
      'bob@corp.example delivered',
      'nobody@globex.example bounced recipient-unknown',
    ],
    ['', 1, 0, 'app@corp.example delivered'],
    ['jane@corp.example', 1, 0, 'carol@slow.example deferred system-temporary'],
    ['', 0, 0, 'nobody@corp.example rejected unknown'],
  ])
})
