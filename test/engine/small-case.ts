import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type CaseDb, openTemporaryCase } from '../../electron/engine/database.ts'
import { derive } from '../../electron/engine/derive.ts'
import { importFiles } from '../../electron/engine/import-job.ts'

const at = (day: number, time: string): string => `2026-03-0${day}T${time}+00:00`

/**
 * Two days of a small office: a mail to two people of whom one does not exist and the other greylists, its notice, a printer's
 * job that is refused by the relay, addresses that would break a careless query, a stranger, a mail that waits.
 */
export const smallLog = [
  `${at(2, '09:00:00.100000')} mx1 postfix/smtpd[100]: 4Zx2lq1Wk3z9: client=ws7.lan[192.0.2.10], sasl_method=PLAIN, sasl_username=jane`,
  `${at(2, '09:00:00.200000')} mx1 postfix/cleanup[101]: 4Zx2lq1Wk3z9: message-id=<first.1@acme.test>`,
  `${at(2, '09:00:00.300000')} mx1 postfix/qmgr[102]: 4Zx2lq1Wk3z9: from=<jane@acme.test>, size=21000000, nrcpt=2 (queue active)`,
  `${at(2, '09:00:01.000000')} mx1 postfix/smtp[103]: 4Zx2lq1Wk3z9: to=<bob@example.net>, relay=mx.example.net[198.51.100.9]:25, delay=0.9, delays=0.2/0/0.3/0.4, dsn=5.1.1, status=bounced (host mx.example.net[198.51.100.9] said: 550 5.1.1 <bob@example.net>: Recipient address rejected: User unknown in virtual mailbox table (in reply to RCPT TO command))`,
  `${at(2, '09:00:01.500000')} mx1 postfix/smtp[104]: 4Zx2lq1Wk3z9: to=<sue@mail.example.com>, relay=mx.example.com[198.51.100.20]:25, delay=1.4, delays=0.2/0/0.6/0.6, dsn=4.2.0, status=deferred (host mx.example.com[198.51.100.20] said: 450 4.2.0 <sue@mail.example.com>: Recipient address rejected: Greylisted, try again later (in reply to RCPT TO command))`,
  `${at(2, '09:00:01.600000')} mx1 postfix/cleanup[101]: 4Zx2lr0AbCd1: message-id=<20260302090001.4Zx2lr0AbCd1@mx1>`,
  `${at(2, '09:00:01.700000')} mx1 postfix/bounce[105]: 4Zx2lq1Wk3z9: sender non-delivery notification: 4Zx2lr0AbCd1`,
  `${at(2, '09:00:01.800000')} mx1 postfix/qmgr[102]: 4Zx2lr0AbCd1: from=<>, size=2800, nrcpt=1 (queue active)`,
  `${at(2, '09:00:01.900000')} mx1 postfix/local[106]: 4Zx2lr0AbCd1: to=<jane@acme.test>, relay=local, delay=0.1, delays=0/0/0/0.1, dsn=2.0.0, status=sent (delivered to mailbox)`,
  `${at(2, '09:00:02.000000')} mx1 postfix/qmgr[102]: 4Zx2lr0AbCd1: removed`,
  `${at(2, '09:20:00.000000')} mx1 postfix/qmgr[102]: 4Zx2lq1Wk3z9: from=<jane@acme.test>, size=21000000, nrcpt=2 (queue active)`,
  `${at(2, '09:20:02.000000')} mx1 postfix/smtp[104]: 4Zx2lq1Wk3z9: to=<sue@mail.example.com>, relay=mx.example.com[198.51.100.20]:25, delay=1202, delays=1200/0/1/1, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 9F3A1C0B77)`,
  `${at(2, '09:20:02.100000')} mx1 postfix/qmgr[102]: 4Zx2lq1Wk3z9: removed`,
  `${at(2, '10:00:00.000000')} mx1 postfix/smtpd[110]: 4Zx2mt3QqRr4: client=printer.lan[10.2.0.44]`,
  `${at(2, '10:00:00.100000')} mx1 postfix/cleanup[101]: 4Zx2mt3QqRr4: message-id=<job.7@printer.acme.test>`,
  `${at(2, '10:00:00.200000')} mx1 postfix/qmgr[102]: 4Zx2mt3QqRr4: from=<printer@print.acme.test>, size=18234, nrcpt=1 (queue active)`,
  `${at(2, '10:00:01.000000')} mx1 postfix/smtp[103]: 4Zx2mt3QqRr4: to=<ann@gmail.com>, relay=smtp-relay.gmail.com[192.0.2.28]:587, delay=1, delays=0.2/0/0.4/0.4, dsn=5.7.1, status=bounced (host smtp-relay.gmail.com[192.0.2.28] said: 550-5.7.1 Invalid credentials for relay [203.0.113.7]. The IP address you've 550 5.7.1 registered does not match - gsmtp (in reply to MAIL FROM command))`,
  `${at(2, '10:00:01.100000')} mx1 postfix/qmgr[102]: 4Zx2mt3QqRr4: removed`,
  `${at(2, '11:00:00.000000')} mx1 postfix/smtpd[111]: 4Zx2nv5SsTt6: client=ws8.lan[10.2.0.45]`,
  `${at(2, '11:00:00.100000')} mx1 postfix/cleanup[101]: 4Zx2nv5SsTt6: message-id=<odd'%_\\1@acme.test>`,
  `${at(2, '11:00:00.200000')} mx1 postfix/qmgr[102]: 4Zx2nv5SsTt6: from=<o'brien@acme.test>, size=900, nrcpt=3 (queue active)`,
  `${at(2, '11:00:00.300000')} mx1 postfix/smtp[103]: 4Zx2nv5SsTt6: to=<100%_sure@example.org>, relay=mx.example.org[198.51.100.30]:25, delay=0.3, delays=0.1/0/0.1/0.1, dsn=2.0.0, status=sent (250 2.0.0 Ok)`,
  `${at(2, '11:00:00.400000')} mx1 postfix/smtp[103]: 4Zx2nv5SsTt6: to=<100xysure@example.org>, relay=mx.example.org[198.51.100.30]:25, delay=0.4, delays=0.1/0/0.1/0.2, dsn=2.0.0, status=sent (250 2.0.0 Ok)`,
  `${at(2, '11:00:00.500000')} mx1 postfix/smtp[103]: 4Zx2nv5SsTt6: to=<back\\slash@example.org>, relay=mx.example.org[198.51.100.30]:25, delay=0.5, delays=0.1/0/0.1/0.3, dsn=2.0.0, status=sent (250 2.0.0 Ok)`,
  `${at(2, '11:00:00.600000')} mx1 postfix/qmgr[102]: 4Zx2nv5SsTt6: removed`,
  `${at(3, '08:00:00.000000')} mx1 postfix/smtpd[120]: connect from unknown[203.0.113.99]`,
  `${at(3, '08:00:01.000000')} mx1 postfix/smtpd[120]: NOQUEUE: reject: RCPT from unknown[203.0.113.99]: 554 5.7.1 <victim@elsewhere.example>: Relay access denied; from=<spam@elsewhere.example> to=<victim@elsewhere.example> proto=ESMTP helo=<evil>`,
  `${at(3, '08:00:02.000000')} mx1 postfix/smtpd[120]: disconnect from unknown[203.0.113.99] ehlo=1 mail=1 rcpt=0/1 quit=1 commands=3/4`,
  `${at(3, '08:30:00.000000')} mx1 postfix/smtpd[121]: something that nobody has ever logged`,
  `${at(3, '08:30:01.000000')} mx1 CRON[77]: (root) CMD (true)`,
  `${at(3, '09:00:00.000000')} mx1 postfix/smtpd[122]: 4Zx3aa7UuVv8: client=ws7.lan[192.0.2.10], sasl_method=PLAIN, sasl_username=jane`,
  `${at(3, '09:00:00.100000')} mx1 postfix/cleanup[101]: 4Zx3aa7UuVv8: message-id=<second.2@acme.test>`,
  `${at(3, '09:00:00.200000')} mx1 postfix/qmgr[102]: 4Zx3aa7UuVv8: from=<jane@acme.test>, size=5000, nrcpt=1 (queue active)`,
  `${at(3, '09:00:30.200000')} mx1 postfix/smtp[103]: 4Zx3aa7UuVv8: to=<jon@slow.example>, relay=none, delay=30, delays=0.2/0/30/0, dsn=4.4.1, status=deferred (connect to mx.slow.example[198.51.100.40]:25: Connection timed out)`,
]

/** The same log of a server to which somebody connects every ten minutes as well. */
export function busyLog(log: readonly string[] = smallLog): readonly string[] {
  const calls = Array.from({ length: 24 }, (_, i) => new Date(Date.UTC(2026, 2, 2, 8, 30 + i * 10)).toISOString().replace('Z', '000+00:00'))
  return [...log, ...calls.map((stamp) => `${stamp} mx1 postfix/smtpd[900]: connect from ws7.lan[192.0.2.10]`)].toSorted()
}

/** Imports texts, or bytes, as files of those names into a new temporary case. */
export async function caseOf(files: Readonly<Record<string, string | Uint8Array>>): Promise<CaseDb> {
  const db = await openTemporaryCase()
  await addFiles(db, files)
  return db
}

/** Imports texts as files of those names. */
export async function addFiles(db: CaseDb, files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'relayscope-test-'))
  try {
    const inputs = Object.entries(files).map(([name, text]) => {
      writeFileSync(join(folder, name), text)
      return { path: join(folder, name), name }
    })
    const reports = await importFiles(db, inputs, { derive })
    for (const report of reports) if (report.kind === 'refused') throw new Error(report.refusal.message)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
