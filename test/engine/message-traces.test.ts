import { expect, test } from 'vitest'
import { closeCase } from '../../electron/engine/database.ts'
import { allMessages } from '../../electron/engine/queries/messages.ts'
import { sourceReports } from '../../electron/engine/source-row.ts'
import { unreadTime } from '../../shared/zone-names.ts'
import { caseOf } from './small-case.ts'

test.each([
  '2026-03-02',
  '2026/3/2',
  '02.03.2026',
  '3/2/26',
  'Mar 2, 2026',
  '10:00:00',
  '9:14',
  '17:25:30.250',
  '9:14 AM',
  '10:00:00 CET',
  '10:00 UTC+1',
  '10:00:00+01:00',
])('%s is half a time', (text) => {
  expect(unreadTime(text)).toBe('undated')
})

test.each(['', 'soon', '2026-03-02 09:14:05', '12', '192.0.2.10', '1-2-3-4', '10:00:00 user@example.com'])('%s is none', (text) => {
  expect(unreadTime(text)).toBe('unrecognised')
})

test('rows with half a time are kept unread, and the source says why', async () => {
  const row = (date: string, to: string) => `"${date}","a@example.org","${to}","Delivered","<${to}>"`
  const db = await caseOf({
    'trace.csv': [
      '"Received","SenderAddress","RecipientAddress","Status","MessageId"',
      row('2026-03-02 09:14:05', 'b@example.net'),
      row('2026-03-02', 'c@example.net'),
      row('09:20:00', 'd@example.net'),
    ].join('\n'),
  })
  try {
    const [source] = await sourceReports(db)
    expect(source).toMatchObject({ lines: 4, recognised: 1, ignored: 1, unrecognised: 2 })
    expect(source?.warnings).toEqual(['2 lines not read: a day without a time of day, or a time without its day; export it with both'])
    const recipients: (string | null)[] = []
    for await (const batch of allMessages(db))
      for (const { deliveries } of batch) recipients.push(...deliveries.map((each) => each.recipient))
    expect(recipients).toEqual(['b@example.net'])
  } finally {
    await closeCase(db)
  }
})

test('a trace in Japanese is read by its names and words', async () => {
  const db = await caseOf({
    'trace.csv': [
      '日付,送信者,受信者,件名,状態,メッセージ ID',
      '2026/03/02 17:25:30,scanner@example.com,k.lee@example.net,スキャン,検疫済み,<scan-7@mfp3.example.com>',
      '2026/03/02 17:26:02,scanner@example.com,j.poe@example.net,スキャン,失敗,<scan-8@mfp3.example.com>',
      '2026/03/02 17:27:40,a.ito@example.com,b.sato@example.com,議事録,配信済み,<minutes-1@pc-04.example.com>',
    ].join('\n'),
  })
  try {
    const [source] = await sourceReports(db)
    expect(source).toMatchObject({ format: 'microsoft-365-message-trace', recognised: 3, unrecognised: 0 })
    const mails: unknown[] = []
    for await (const batch of allMessages(db))
      for (const { subject, messageId, deliveries } of batch) mails.push([messageId, subject, deliveries[0]?.fate])
    expect(mails).toEqual([
      ['<scan-7@mfp3.example.com>', 'スキャン', 'quarantined'],
      ['<scan-8@mfp3.example.com>', 'スキャン', 'bounced'],
      ['<minutes-1@pc-04.example.com>', '議事録', 'delivered'],
    ])
  } finally {
    await closeCase(db)
  }
})
