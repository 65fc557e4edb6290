import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
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

/** The lines of a session of a client: what each side said. */
function session(time: string, ip: string, lines: readonly string[]): readonly string[] {
  return lines.map((line) => ['"SMTPD"', '4532', '7', `"2026-03-02 ${time}"`, `"${ip}"`, `"${line}"`].join('\t'))
}

const loggedIn = [
  'SENT: 220 mail.corp.example ESMTP',
  'RECEIVED: EHLO ws7',
  'SENT: 250 HELP',
  'RECEIVED: AUTH LOGIN',
  'SENT: 334 VXNlcm5hbWU6',
  'RECEIVED: amFuZUBjb3JwLmV4YW1wbGU=',
  'SENT: 334 UGFzc3dvcmQ6',
  'RECEIVED: ***',
  'SENT: 235 authenticated.',
]
const refused = [
  'RECEIVED: MAIL FROM:<app@corp.example>',
  'SENT: 250 OK',
  'RECEIVED: RCPT TO:<v@x.example>',
  'SENT: 550 Delivery is not allowed',
]

test.each([
  ['by its greeting', session('10:00:00.000', '192.0.2.33', ['SENT: 220 mail.corp.example ESMTP', 'RECEIVED: HELO web1', ...refused])],
  ['by its client', session('10:00:00.000', '192.0.2.34', refused)],
])('a session whose number the service gives again after a restart is another, known %s', async (_, again) => {
  const folder = mkdtempSync(join(tmpdir(), 'relayscope-hmailserver-'))
  const log = join(folder, 'hmailserver.log')
  writeFileSync(log, [...session('09:00:00.000', '192.0.2.33', [...loggedIn, ...refused]), ...again].join('\n'))
  try {
    const messages = await messagesOf(log)
    expect(messages.map(({ client }) => client.user)).toEqual(['jane@corp.example', null])
  } finally {
    rmSync(folder, { recursive: true })
  }
})
