import { describe, expect, test } from 'vitest'
import { dsn, read } from './bounce-mail.ts'

describe('what stands elsewhere than it should', () => {
  const report = (groups: string, text: string) => dsn(groups).replace('Not delivered.', text)

  test('codes of the last reply in what an expired queue says', async () => {
    const groups =
      'Reporting-MTA: dns; mx.example.org\n\nFinal-Recipient: rfc822; anna@example.net\nAction: failed\nStatus: 4.4.7\nDiagnostic-Code: smtp; 554 4.4.7 Message expired: unable to deliver in 840 minutes.<421 4.4.2 Connection timed out>\n'
    expect(await read(report(groups, 'x'))).toMatchObject([
      { enhancedCode: '4.4.2', smtpCode: 421, class: 'expired', cause: 'network-failure', action: 'failed' },
    ])
  })

  test('a reason that only the text tells, and one that stands behind the status', async () => {
    const text = `   ----- The following addresses had permanent fatal errors -----
"|/usr/local/bin/scan"
    (expanded from: <anna@example.net>)

   ----- Transcript of session follows -----
554 5.3.0 unknown mailer error 255`
    const group = (rest: string) =>
      `Reporting-MTA: dns; mx.example.org\n\nFinal-Recipient: rfc822; anna@example.net\nAction: failed\n${rest}\n`
    expect(await read(report(group('Status: 5.0.0\nDiagnostic-Code: X-Unix; 255'), text))).toMatchObject([
      { recipient: 'anna@example.net', enhancedCode: '5.3.0', smtpCode: 554 },
    ])
    expect(await read(report(group('Status: 5.0.0 (host name lookup failure)'), 'x'))).toMatchObject([
      { diagnostic: 'host name lookup failure', smtpCode: null },
    ])
  })

  test('the recipient of the returned message, where the transcript names a host alone; addresses that led to the recipient', async () => {
    const head = 'From: MAILER-DAEMON@mx.example.org\nSubject: Returned mail\n\n'
    const transcript = `${head}   ----- Transcript of session follows -----\n421 mx.example.net (smtp)... Deferred: Connection timed out\n\n   ----- Unsent message follows -----\nTo: anna@example.net\nSubject: x\n\nText\n`
    expect(await read(transcript)).toMatchObject([{ kind: 'text-bounce', recipient: 'anna@example.net', smtpCode: 421 }])
    const expanded = `${head}   ----- The following addresses had permanent fatal errors -----\nanna@example.net\n    (expanded from: <team@example.org>)\n\n   ----- Transcript of session follows -----\n554 Too many hops\n`
    expect(await read(expanded)).toMatchObject([
      { recipient: 'anna@example.net', originalRecipient: 'team@example.org', class: 'routing-failure' },
    ])
  })

  test('a report without any body', async () => {
    const mail =
      'From: MAILER-DAEMON@mx.example.org\nContent-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n<<< No Message Collected >>>\n'
    expect(await read(mail)).toMatchObject([{ kind: 'dsn', recipient: null, action: 'failed', class: 'unknown' }])
  })
})
