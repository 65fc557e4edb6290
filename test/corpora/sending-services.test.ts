import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { allFormats } from '../../shared/formats/index.ts'
import type { Report } from '../../shared/record.ts'

const file = join(import.meta.dirname, '../../../shared/corpora/django-anymail/events.jsonl')

interface Sample {
  readonly esp: string
  readonly test: string
  readonly payload: object
  readonly outer: { readonly raw_sns_message?: object } | null
  readonly expect: { readonly event_type: string; readonly recipient?: string; readonly mta_response?: string | null }
}

/** What the other project calls what we call so; the rest is what a recipient did later. */
const actions: Readonly<Record<string, Report['action']>> = {
  queued: 'accepted',
  sent: 'accepted',
  delivered: 'relayed',
  bounced: 'bounced',
  rejected: 'rejected',
  failed: 'rejected',
  deferred: 'deferred',
}

const formats: Readonly<Record<string, string>> = {
  amazon_ses: 'amazon-ses',
  sendgrid: 'sendgrid',
  mailgun: 'mailgun',
  postmark: 'postmark',
  sparkpost: 'sparkpost',
  brevo: 'brevo',
  mandrill: 'mandrill',
  mailjet: 'mailjet',
  resend: 'resend',
  mailersend: 'mailersend',
}

test.skipIf(!existsSync(file))('events of django-anymail are read as it expects (skipped where ../shared/corpora is absent)', () => {
  const samples = readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Sample)
    .filter(({ esp }) => formats[esp] !== undefined)
  const wrong = samples.flatMap((sample) => {
    const read = allFormats.find(({ id }) => id === formats[sample.esp])!.open({ fileName: '' })
    const [record] = [sample.outer?.raw_sns_message ?? sample.payload].flat()
    const outcome = read(JSON.stringify(record))
    const action = actions[sample.expect.event_type]
    const [got] = typeof outcome === 'string' ? [] : outcome
    const { recipient, mta_response: response } = sample.expect
    const isRight =
      action === undefined
        ? outcome === 'ignored'
        : got?.kind === 'report' &&
          got.action === action &&
          (recipient === undefined || got.recipient === recipient) &&
          (!response || (got.reply !== '' && response.includes(got.reply)))
    return isRight ? [] : [`${sample.esp}: ${sample.test}`]
  })
  expect([samples.length, wrong]).toEqual([
    46,
    ['mailgun: MailgunLegacyTestCase.test_dropped_timed_out', 'mailgun: MailgunLegacyTestCase.test_invalid_mailbox'],
  ])
})
