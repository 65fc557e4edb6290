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
