import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { allFormats } from '../../shared/formats/index.ts'
import { messagesOf } from './imported-messages.ts'

const folder = mkdtempSync(join(tmpdir(), 'relayscope-services-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const services = [
  'amazon-ses',
  'sendgrid',
  'mailgun',
  'postmark',
  'sparkpost',
  'brevo',
  'mandrill',
  'mailjet',
  'resend',
  'mailersend',
  'postal',
]

test.each(services)('a file of %s, a list over several lines, gives the recipient and the cause of its failure', async (id) => {
  const { examples } = allFormats.find((format) => format.id === id)!
  // All are of one second: one without a server's words could come last.
  const worded = examples.filter(
    ({ gives: [outcome] }) => typeof outcome === 'string' || outcome?.some((record) => 'code' in record && record.code),
  )
  const events = worded.map(({ text }) => JSON.parse(text) as unknown)
  const path = join(folder, `${id}.json`)
  writeFileSync(path, JSON.stringify(events, null, 2))
  const deliveries = (await messagesOf(path)).flatMap((message) => message.deliveries)
  expect(new Set(deliveries.map(({ recipient }) => recipient))).toEqual(new Set(['k.lee@example.net']))
  expect(deliveries.map((delivery) => delivery.class ?? delivery.cause)).toContain('recipient-unknown')
})

test('a bounce of Resend that names several recipients and not whose it is fails none of them', async () => {
  const to = ['amy@example.net', 'bob@example.net', 'eve@example.net']
  const event = (type: string, second: number, data: object) =>
    JSON.stringify({
      type,
      created_at: `2024-03-02T09:14:0${second}.000Z`,
      data: { email_id: '5676', from: 'scan@example.com', to, ...data },
    })
  const bounce = (message: string) => ({ bounce: { type: 'Permanent', message } })
  const lines = [
    event('email.sent', 1, {}),
    event('email.bounced', 2, bounce('550 5.1.1 No such user')),
    event('email.bounced', 3, bounce('552 5.2.2 <bob@example.net>: over quota')),
  ]
  const path = join(folder, 'several.json')
  writeFileSync(path, `${lines.join('\n')}\n`)
  const [message] = await messagesOf(path)
  expect(message?.deliveries.map(({ recipient, fate, class: cause }) => [recipient, fate, cause])).toEqual([
    ['amy@example.net', 'unknown', null],
    ['bob@example.net', 'bounced', 'mailbox-full'],
    ['eve@example.net', 'unknown', null],
  ])
})
