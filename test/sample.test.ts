import papaparse from 'papaparse'
import { describe, expect, test } from 'vitest'
import { decodeEncodedWords } from '../electron/mail/mime.ts'
import { parseMail } from '../electron/mail/parse-mail.ts'
import { readBounce } from '../shared/bounces/read-bounce.ts'
import { exportColumns } from '../shared/sample/email-log-search.ts'
import { stories } from '../shared/sample/mail.ts'
import { makeSample } from '../shared/sample/sample.ts'

const sample = makeSample()
const { truth } = sample
const text = (name: string): string => sample.files.find((file) => file.name === name)?.text ?? ''
const log = text('mail.log')
const rows = papaparse.parse<readonly string[]>(text('email-log-search.csv'), { skipEmptyLines: true }).data
const mailFiles = sample.files.filter(({ name }) => /\.(?:mbox|eml)$/.test(name))

test('the same seed gives the same files, another seed others', () => {
  expect(makeSample().files).toEqual(sample.files)
  const other = makeSample(2)
  expect(other.files.map(({ name }) => name).slice(0, 4)).toEqual(sample.files.map(({ name }) => name).slice(0, 4))
  expect(other.files[0]?.text).not.toBe(log)
})

test('it is three days of a small relay, and at most a few megabytes', () => {
  const lines = log.trimEnd().split('\n')
  expect(log.length).toBeLessThan(5_000_000)
  expect(lines[0]).toMatch(/^2026-03-02T0\d:[\d:.]+\+01:00 mail postfix\//)
  expect(lines.at(-1)).toMatch(/^2026-03-04T23:/)
  expect(lines.map((line) => line.slice(0, 32))).toEqual(lines.map((line) => line.slice(0, 32)).sort())
})

test.each([1, 2, 3])('seed %i tells every story', (seed) => {
  const { deliveries: told, strangers } = makeSample(seed).truth
  const counts = new Map(stories.map((story) => [story, told.filter((delivery) => delivery.story === story)]))
  const of = (story: (typeof stories)[number]) => counts.get(story) ?? []
  expect(of('copier-loop').length).toBe(1_000)
  expect(of('copier-loop').filter(({ byLog }) => byLog.class === 'relay-daily-limit').length).toBeGreaterThan(50)
  expect(of('daily-limit').length).toBeGreaterThan(50)
  expect(of('old-password').every(({ byLog, device }) => byLog.class === 'auth-failed' && device === '10.20.5.21')).toBe(true)
  expect(of('old-password').length).toBeGreaterThan(10)
  expect(of('unregistered-ip').length).toBeGreaterThan(5)
  expect(of('greylisted').map(({ byLog, attempts }) => [byLog.fate, attempts])).toEqual(Array(6).fill(['relayed', 2]))
  expect(new Set(of('infected-pc').map(({ byAll }) => byAll.class))).toEqual(new Set([null, 'spam-content', 'relay-sender-unregistered']))
  expect(of('spam-folder').map(({ byLog, byAll }) => [byLog.fate, byAll.fate, byAll.placement])).toEqual(
    Array(4).fill(['relayed', 'delivered', 'spam']),
  )
  expect(strangers.length).toBeGreaterThan(100)
})

test('the mail that somebody misses is in no file', () => {
  expect(sample.files.filter((file) => file.text.includes('offer-4711') || file.text.includes(truth.missing.recipient))).toEqual([])
})

/** Hosts that stand in Google's own words. */
const services = /(?:^|\.)(?:google\.com|googlemail\.com|gmail\.com)$/

test('no name and no address belongs to anybody', () => {
  const names = new Set<string>()
  for (const file of sample.files) {
    for (const [, name] of file.text.matchAll(/[@\s<[]((?:[a-z0-9-]+\.)+[a-z]{2,})(?=[\s>,)\]:;[]|$)/gim)) names.add(name ?? '')
    for (const [address] of file.text.matchAll(/\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b/g)) names.add(address)
  }
  const real = [...names].filter(
    (name) =>
      !services.test(name) &&
      !/\.(?:example|invalid|log)$/.test(name) &&
      !/^(?:10\.20\.|192\.0\.2\.|198\.51\.100\.|203\.0\.113\.)/.test(name),
  )
  expect(names.size).toBeGreaterThan(30)
  expect(real).toEqual([])
})

describe('the export', () => {
  test('has the columns of Email Log Search and several rows per recipient', () => {
    expect(rows[0]).toEqual(exportColumns)
    expect(rows.slice(1).filter((row) => row.length !== exportColumns.length)).toEqual([])
    expect(new Set(rows.slice(1).map((row) => row[9]))).toEqual(new Set(['SMTP_IN', 'SMTP_OUT', 'GMAIL_INBOX', 'GMAIL_SPAM']))
    expect(rows.slice(1).filter((row) => !/^2026\/03\/0\d \d\d:\d\d:\d\d UTC$/.test(row[10] ?? ''))).toEqual([])
  })

  test('names the mail of the log by the same id, and what has none by an id of Google', () => {
    const ids = new Set(rows.slice(1).map((row) => row[0] ?? ''))
    const own = [...ids].filter((id) => !id.includes('SMTPIN_ADDED'))
    expect(own.length).toBeGreaterThan(300)
    expect(own.filter((id) => !log.includes(`message-id=${id}`))).toEqual([])
    for (const mark of ['MISSING', 'BROKEN', 'REJECT_SESSION'])
      expect([...ids].some((id) => id.includes(`.SMTPIN_ADDED_${mark}.`))).toBe(true)
  })
})

describe('the bounces', () => {
  test('say what the log or the export says, of mails that the log knows', async () => {
    const mails = mailFiles.flatMap(({ text: file }) => file.split(/^From MAILER-DAEMON .*\n/m).filter((mail) => mail.trim() !== ''))
    const reports = mails.flatMap((mail) => readBounce(parseMail(Buffer.from(mail)), decodeEncodedWords))
    const known = truth.deliveries.filter(({ inBounce }) => inBounce)
    expect(reports.length).toBe(known.length)
    const key = (id: string | null, recipient: string | null, failure: string | null): string => `${id} ${recipient} ${failure}`
    const expected = known.map(({ messageId, recipient, byAll }) => key(messageId, recipient, byAll.class)).sort()
    expect(reports.map((report) => key(report.originalMessageId, report.recipient, report.class)).sort()).toEqual(expected)
    expect(new Set(reports.map(({ kind }) => kind))).toEqual(new Set(['dsn']))
    expect(reports.filter(({ remoteMta }) => !/^(?:smtp-relay\.gmail\.com|mx\.[a-z]+\.example)$/.test(remoteMta ?? ''))).toEqual([])
  })
})
