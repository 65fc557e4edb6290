import { describe, expect, test } from 'vitest'
import { classify } from '../shared/failures/classify.ts'
import type { FailureId, Scope, Stage } from '../shared/failures/failure.ts'
import { parseReply } from '../shared/smtp.ts'

/** A documented reply of Google: code, status, words (lines of the reply), class, and the scope where the wording names one. */
type Row = readonly [code: number, status: string, words: string, failure: FailureId, scope?: Scope]

const help = (key: string) => `For more information, go to| https://support.google.com/mail/?p=${key}`

const relay: readonly Row[] = [
  [
    550,
    '5.7.0',
    'Mail relay denied [203.0.113.7]. Invalid credentials for relay for one of|the domains in: localhost, example.org (as obtained from HELO and MAIL FROM).| https://support.google.com/a/answer/6140680#maildenied',
    'relay-denied',
    'ip',
  ],
  [550, '5.7.0', "Mail relay denied [203.0.113.7]. SMTP relay isn't supported for unmanaged|work accounts.", 'relay-denied'],
  [
    550,
    '5.7.1',
    "Invalid credentials for relay [203.0.113.7]. The IP address you've|registered in your Workspace SMTP Relay service doesn't match the domain of|the account this email is being sent from.| https://support.google.com/a/answer/6140680#invalidcred",
    'relay-credentials',
    'domain',
  ],
  [
    550,
    '5.7.1',
    "Invalid credentials for relay [203.0.113.7]. The IP address you've|registered in your G Suite SMTP Relay service doesn't match the domain of|the account.",
    'relay-credentials',
    'domain',
  ],
  [
    550,
    '5.7.0',
    'Mail Sending denied. Learn more at| https://support.google.com/a/answer/6140680#maildenied',
    'relay-sender-unregistered',
    'user',
  ],
  [
    550,
    '5.7.1',
    'Daily SMTP relay limit exceeded for customer. For more|information, see https://support.google.com/a/answer/6140680',
    'relay-daily-limit',
    'customer',
  ],
  [550, '5.7.1', 'Daily SMTP relay sending limit exceeded for this|customer.', 'relay-daily-limit', 'customer'],
  [
    550,
    '5.4.5',
    'Daily SMTP relay limit exceeded for user. For more information|on SMTP relay sending limits contact your administrator.',
    'relay-daily-limit',
    'user',
  ],
  [450, '4.2.1', 'Peak SMTP relay limit exceeded for customer. This is a temporary error.', 'relay-peak-limit', 'customer'],
  [450, '4.2.1', 'Peak SMTP relay limit exceeded for this customer.', 'relay-peak-limit', 'customer'],
  [421, '4.7.0', 'Try again later, closing connection. (EHLO)', 'relay-helo-rejected'],
  [421, '4.7.0', 'Try again later, closing connection. (HELO)', 'relay-helo-rejected'],
  [421, '4.7.0', 'Try again later, closing connection.', 'relay-helo-rejected'],
  [501, '5.5.4', 'Empty HELO/EHLO argument not allowed, closing connection.', 'relay-helo-rejected'],
  [501, '5.5.4', 'HELO/EHLO argument my_printer is invalid, closing connection.', 'relay-helo-rejected'],
  [503, '5.5.1', 'EHLO/HELO first.', 'protocol-error'],
  [421, '4.7.0', 'IP not in whitelist for RCPT domain, closing connection.', 'recipient-policy'],
  [421, '4.7.0', 'TLS required for RCPT domain, closing connection.', 'tls-required'],
  [530, '5.7.0', 'Must issue a STARTTLS command first.', 'tls-required'],
  [452, '4.5.3', 'Your message has too many recipients.', 'too-many-recipients'],
  [550, '5.5.3', 'Too many recipients for this sender.', 'too-many-recipients'],
  [452, '4.5.3', 'Domain policy size per transaction exceeded.', 'too-many-recipients'],
  [451, '4.3.0', 'Multiple destination domains per transaction is unsupported.', 'too-many-recipients'],
]

const login: readonly Row[] = [
  [530, '5.7.0', `Authentication Required. ${help('WantAuthError')}`, 'auth-required'],
  [530, '5.5.1', 'Authentication Required. Learn more at', 'auth-required'],
  [535, '5.7.8', `Username and Password not accepted. ${help('BadCredentials')}`, 'auth-failed'],
  [535, '5.7.1', 'Username and Password not accepted. Learn more at', 'auth-failed'],
  [534, '5.7.9', `Application-specific password required. ${help('InvalidSecondFactor')}`, 'auth-app-password'],
  [535, '5.7.1', 'Application-specific password required. Learn more at', 'auth-app-password'],
  [534, '5.7.14', 'Please log in with your web browser and then try again.', 'auth-app-password'],
  [535, '5.7.1', 'Please log in with your web browser and then try again. Learn more at', 'auth-app-password'],
  [534, '5.7.9', 'Please log in through your web browser and then try again.', 'auth-app-password'],
  [454, '4.7.0', 'Too many login attempts, please try again later.', 'auth-throttled'],
  [454, '4.7.0', 'Cannot authenticate due to a temporary system problem. Try again later.', 'system-temporary'],
  [454, '4.7.0', 'Cannot authenticate due to temporary system problem.', 'system-temporary'],
  [504, '5.7.4', 'Unrecognized Authentication Type.', 'auth-failed'],
  [504, '5.7.4', 'XOAUTH is no longer supported.', 'auth-failed'],
  [501, '5.5.2', 'Cannot Decode response.', 'auth-failed'],
  [535, '5.5.4', 'Optional Argument not permitted for that AUTH mode.', 'protocol-error'],
  [503, '5.7.0', 'No identity changes permitted.', 'protocol-error'],
  [554, '5.7.0', 'Too Many Unauthenticated commands.', 'auth-required'],
  [454, '5.5.1', 'STARTTLS may not be repeated.', 'protocol-error'],
  [451, '4.5.0', 'SMTP protocol violation, no commands allowed to pipeline after STARTTLS.', 'protocol-error'],
]

const accounts: readonly Row[] = [
  [550, '5.4.5', 'Daily user sending limit exceeded.', 'user-sending-limit', 'user'],
  [550, '5.4.5', 'Daily sending quota exceeded.', 'user-sending-limit', 'user'],
  [550, '5.7.1', 'Email quota exceeded.', 'user-sending-limit', 'user'],
  [
    550,
    '5.1.1',
    `The email account that you tried to reach does not exist. Please try|double-checking the recipient's email address for typos or unnecessary|spaces. ${help('NoSuchUser')}`,
    'recipient-unknown',
    'recipient',
  ],
  [
    550,
    '5.2.1',
    `The email account that you tried to reach is disabled. Learn more at| https://support.google.com/mail/?p=DisabledUser`,
    'mailbox-disabled',
    'recipient',
  ],
  [550, '5.2.1', `The email account that you tried to reach is inactive. ${help('DisabledUser')}`, 'mailbox-disabled', 'recipient'],
  [
    553,
    '5.1.2',
    `We weren't able to find the recipient domain. Please check for any|spelling errors, and make sure you didn't enter any spaces, periods, or other|punctuation after the recipient's email address. ${help('BadRcptDomain')}`,
    'recipient-domain-bad',
  ],
  [553, '5.1.3', 'The recipient address <x@> is not a valid RFC 5321 address.', 'recipient-unknown'],
  [553, '5.1.3', 'The recipient address <x@> is not a valid RFC-5321 address.', 'recipient-unknown'],
  [553, '5.1.7', 'The sender address <printer@> is not a valid RFC 5321 address.', 'message-malformed', 'user'],
  [
    452,
    '4.2.2',
    `The recipient's inbox is out of storage space. Please direct the recipient|to| https://support.google.com/mail/?p=OverQuotaTemp`,
    'mailbox-full',
    'recipient',
  ],
  [452, '4.2.2', 'The email account that you tried to reach is over quota.', 'mailbox-full', 'recipient'],
  [552, '5.2.2', "The recipient's inbox is out of storage space and inactive.", 'mailbox-full', 'recipient'],
  [552, '5.2.2', 'The email account that you tried to reach is over quota and inactive.', 'mailbox-full', 'recipient'],
  [450, '4.2.1', `The user you are trying to contact is receiving mail too quickly. ${help('ReceivingRate')}`, 'rate-limited', 'recipient'],
  [
    450,
    '4.2.1',
    'The user you are trying to contact is receiving mail at a rate that|prevents additional messages from being delivered.',
    'rate-limited',
    'recipient',
  ],
  [
    550,
    '5.2.1',
    `The user you are trying to contact is receiving mail at a rate that|prevents additional messages from being delivered. ${help('ReceivingRatePerm')}`,
    'rate-limited',
    'recipient',
  ],
]

const unusual = (of: string) =>
  `[203.0.113.7      19] Gmail has detected an unusual rate of unsolicited|mail originating from your ${of}. To protect our users from spam, mail has been temporarily|rate limited. ${help('UnsolicitedRateLimitError')}`

const reputation: readonly Row[] = [
  ...['IP address', 'IP Netblock', 'DKIM domain', 'SPF domain'].map(
    (of): Row => [421, '4.7.28', unusual(of), 'rate-limited', 'reputation'],
  ),
  [421, '4.7.0', unusual('IP address'), 'rate-limited', 'reputation'],
  [421, '4.7.28', 'Gmail has detected an unusual rate of mail containing one of your URL domains.', 'rate-limited', 'reputation'],
  [550, '5.7.1', unusual('IP address'), 'reputation-block', 'reputation'],
  [550, '5.7.28', unusual('IP address'), 'reputation-block', 'reputation'],
  [421, '4.7.28', 'Gmail has detected this message exceeded its quota for sending|messages with the same Message-ID.', 'rate-limited'],
  [
    421,
    '4.7.0',
    '[203.0.113.7      15] Gmail has detected that this message is suspicious due to|the very low reputation of the sending IP address.',
    'reputation-block',
  ],
  [
    550,
    '5.7.1',
    'Gmail has detected that this message is likely suspicious due to the very low|reputation of the sending domain.',
    'reputation-block',
  ],
  [421, '4.7.0', 'This message is suspicious due to the nature of the content or the links within.', 'spam-content'],
  [
    550,
    '5.7.1',
    'Gmail has detected that this message is likely suspicious due to the|nature of the content or the links within.',
    'spam-content',
  ],
  [
    550,
    '5.7.1',
    `[203.0.113.7      12] Our system has detected that this message is likely|unsolicited mail. To reduce the amount of spam sent to Gmail, this message|has been blocked. ${help('UnsolicitedMessageError')}`,
    'spam-content',
  ],
  [
    550,
    '5.7.1',
    `[203.0.113.7] The IP you're using to send mail is not authorized|to send email directly to our servers. Please use the SMTP relay at your|service provider instead. ${help('NotAuthorizedError')}`,
    'reputation-block',
    'ip',
  ],
  [
    550,
    '5.7.26',
    'This mail has been blocked because the sender is unauthenticated.|Gmail requires all senders to authenticate with either SPF or DKIM.',
    'sender-auth-fail',
  ],
  [
    421,
    '4.7.26',
    'This mail has been rate limited because the sender is|unauthenticated. Gmail requires all senders to authenticate with either SPF or DKIM.',
    'sender-auth-fail',
  ],
  [550, '5.7.26', 'This message does not have authentication information or fails to|pass authentication checks.', 'sender-auth-fail'],
  [
    550,
    '5.7.26',
    'The MAIL FROM domain [example.org] has an SPF record with a hard fail|policy (-all) but it fails to pass SPF checks with the ip: [203.0.113.7].',
    'sender-auth-fail',
  ],
  [550, '5.7.26', "Unauthenticated email from example.org is not accepted due to domain's|DMARC policy.", 'sender-auth-fail'],
  [550, '5.7.1', "Unauthenticated email from example.org is not accepted due to domain's|DMARC policy.", 'sender-auth-fail'],
  [
    451,
    '4.7.26',
    "Unauthenticated email from example.org is not accepted due to domain's|DMARC policy, but temporary DNS failures prevent authentication.",
    'sender-auth-fail',
  ],
  [421, '4.7.27', 'Gmail requires all bulk senders to authenticate their email with SPF.', 'sender-auth-fail'],
  [550, '5.7.27', 'Gmail requires all senders to authenticate with SPF.', 'sender-auth-fail'],
  [421, '4.7.30', 'Gmail requires all bulk senders to authenticate their email with DKIM.', 'sender-auth-fail'],
  [550, '5.7.30', 'Gmail requires all senders to authenticate with DKIM.', 'sender-auth-fail'],
  [421, '4.7.31', 'The sending domain has no policy.', 'sender-auth-fail'],
  [550, '5.7.40', 'The sending domain does not have a DMARC record.', 'sender-auth-fail'],
  [421, '4.7.32', 'The From: header is not aligned with either|the authenticated SPF or DKIM organizational domain.', 'sender-auth-fail'],
  [421, '4.7.29', 'Gmail requires all bulk senders to use TLS/SSL for SMTP connections.', 'tls-required'],
  [550, '5.7.29', 'Gmail requires all senders to use TLS/SSL for SMTP connections.', 'tls-required'],
  [421, '4.7.0', '[203.0.113.7] The sending IP address does not have a PTR record.', 'sender-dns'],
  [
    421,
    '4.7.23',
    "The sending IP address doesn't have a PTR record, or the PTR record's|forward DNS entry doesn't match the sending IP address.",
    'sender-dns',
  ],
  [550, '5.7.25', '[203.0.113.7] The IP address sending this message does not have a|PTR record setup.', 'sender-dns'],
  [550, '5.7.25', 'The sending IP address does not match the IP address of the hostname|in the record.', 'sender-dns'],
  [
    550,
    '5.7.1',
    '[2001:db8::7] Our system has detected that this message does not meet|IPv6 sending guidelines regarding PTR records and authentication.',
    'sender-dns',
  ],
  [451, '4.7.24', 'The SPF record of the sending domain has one or more suspicious entries.', 'sender-auth-fail'],
  [550, '5.7.24', 'The SPF record of the sending domain has one or more suspicious entries.', 'sender-auth-fail'],
  [421, '4.7.0', 'Connection expired, try reconnecting.', 'network-failure'],
]

const content: readonly Row[] = [
  [
    550,
    '5.7.1',
    'The user or domain that you are sending to (or from) has a policy that|prohibited the mail that you sent.',
    'recipient-policy',
  ],
  [550, '5.7.1', 'This message violates example.com email policy. - gcdp', 'recipient-policy'],
  [552, '5.7.0', 'Illegal attachment on your message.', 'malware-attachment'],
  [
    552,
    '5.7.0',
    `This message was blocked because its content presents a potential security|issue. ${help('BlockedMessage')}`,
    'malware-attachment',
  ],
  [550, '5.7.1', '[203.0.113.7 15] Messages missing a valid address in the From: header|are not accepted.', 'message-malformed'],
  [550, '5.7.1', '[203.0.113.7 15] Messages with multiple addresses in From: header are|not accepted.', 'message-malformed'],
  [550, '5.7.1', '[203.0.113.7 15] Messages missing a valid Message-ID: header are not accepted.', 'message-malformed'],
  [
    550,
    '5.7.1',
    `This message is not RFC 5322 compliant. There are multiple Subject|headers. ${help('RfcMessageNonCompliant')}`,
    'message-malformed',
  ],
  [550, '5.7.1', 'This message has a Unicode character in a disallowed header.', 'message-malformed'],
  [550, '5.7.1', 'Encoded-word syntax is not permitted in the From: header.', 'message-malformed'],
  [554, '5.6.0', 'Mail message is malformed. Not accepted.', 'message-malformed'],
  [554, '5.4.6', `Message exceeded 50 hops, this may indicate a mail loop. ${help('MailLoop')}`, 'routing-failure'],
  [554, '5.6.0', 'Message exceeded 50 hops.', 'routing-failure'],
  [552, '5.3.4', `Your message exceeded Google's message size limits. ${help('MaxSizeError')}`, 'message-too-large'],
  [552, '5.2.3', "Your message exceeded Google's message size limits.", 'message-too-large'],
  [552, '5.3.4', "The number of attachments (512) exceeds Google's limit of 500|attachments.", 'message-too-large'],
  [552, '5.3.4', "The size of the header exceeds Google's limit of 256 KB.", 'message-too-large'],
  [421, '4.3.0', 'Temporary System Problem. Try again later (5).', 'system-temporary'],
  [421, '4.7.0', 'Temporary System Problem. Try again later.', 'system-temporary'],
  [421, '4.4.5', 'Server busy, try again later.', 'system-temporary'],
  [451, '4.3.0', 'Mail server temporarily rejected message.', 'system-temporary'],
  [451, '4.3.0', 'Mail server has temporarily rejected this message.', 'system-temporary'],
  [451, '4.4.2', 'Timeout - closing connection.', 'network-failure'],
  [502, '5.5.1', 'Unimplemented command.', 'protocol-error'],
  [502, '5.5.1', 'Unrecognized command.', 'protocol-error'],
  [502, '5.5.1', 'Too many unrecognized commands, goodbye.', 'protocol-error'],
  [503, '5.5.1', 'Bad sequence of commands.', 'protocol-error'],
  [503, '5.5.1', 'MAIL first.', 'protocol-error'],
  [503, '5.5.1', 'RCPT first.', 'protocol-error'],
  [503, '5.5.1', 'No DATA after BDAT.', 'protocol-error'],
  [555, '5.5.2', 'Syntax error.', 'protocol-error'],
]

const id = 'd2e1a72fcca58-842822222ccsm30363112b3a.3 - gsmtp'

/** The lines of a reply as they go over the wire. */
function lines([code, status, words]: Row): string[] {
  const parts = `${words} ${id}`.split('|')
  return parts.map((part, index) => `${code}${index < parts.length - 1 ? '-' : ' '}${status} ${part}`)
}

/** Every dress in which programs log the same reply, and the stage that the dress names. */
const dresses: readonly (readonly [string, (row: Row) => string, Stage | null])[] = [
  ['joined with blanks', (row) => lines(row).join(' '), null],
  ['with line ends', (row) => lines(row).join('\r\n'), null],
  ['with escaped line ends', (row) => lines(row).join('\\n'), null],
  ['Postfix', (row) => `host smtp-relay.gmail.com[142.250.27.28] said: ${lines(row).join(' ')} (in reply to MAIL FROM command)`, 'mail'],
  [
    'Postfix, in its parentheses',
    (row) => `(host smtp-relay.gmail.com[142.250.27.28] said: ${lines(row).join(' ')} (in reply to RCPT TO command))`,
    'rcpt',
  ],
  [
    'Postfix, at the greeting',
    (row) => `host smtp-relay.gmail.com[142.250.27.28] refused to talk to me: ${lines(row).join(' ')}`,
    'connect',
  ],
  [
    'Postfix, put off',
    (row) =>
      `delivery temporarily suspended: host smtp-relay.gmail.com[142.250.27.28] said: ${lines(row).join(' ')} (in reply to end of DATA command)`,
    'eod',
  ],
  ['Postfix, login', (row) => `SASL authentication failed; server smtp.gmail.com[142.250.27.108] said: ${lines(row).join('?')}`, 'auth'],
  ['Exim', (row) => `SMTP error from remote mail server after RCPT TO:<x@example.net>: ${lines(row).join('\\n')}`, 'rcpt'],
  [
    'Exim, with host',
    (row) =>
      `R=smarthost T=remote_smtp H=smtp-relay.gmail.com [142.250.27.28]: SMTP error from remote mail server after end of data: ${lines(row).join('\\n')}`,
    'eod',
  ],
  [
    'msmtp',
    (row) =>
      `host=smtp-relay.gmail.com tls=on auth=off from=x@example.org recipients=y@example.net smtpstatus=${row[0]} smtpmsg='${lines(row).join('\\n').replaceAll("'", '?')}' errormsg='the server did not accept the mail' exitcode=EX_UNAVAILABLE`,
    'eod',
  ],
  [
    'OpenSMTPD',
    (row) =>
      lines(row)
        .map((line, index) => (index === 0 ? line : line.slice(4)))
        .join(''),
    null,
  ],
  ['a bounce', (row) => `smtp; ${lines(row).join(' ')}`, null],
]

describe.each([
  ['the relay service', relay],
  ['login', login],
  ['limits and mailboxes', accounts],
  ['reputation and authentication', reputation],
  ['content, format, system', content],
])("Google's replies: %s", (_, rows) => {
  test.each(dresses)('%s', (_name, dress, stage) => {
    const got = rows.map((row) => {
      const verdict = classify(parseReply(dress(row)))
      return {
        words: row[2],
        class: verdict.class,
        scope: row[4] ? verdict.scope : undefined,
        stage: verdict.stage,
        provider: verdict.provider,
      }
    })
    expect(got).toEqual(rows.map((row) => ({ words: row[2], class: row[3], scope: row[4], stage, provider: 'google' })))
  })

  test('permanence follows the first digit', () => {
    expect(rows.map((row) => classify(parseReply(lines(row).join(' '))).permanent)).toEqual(rows.map(([code]) => code >= 500))
  })
})

test('daily limits clear by themselves, peaks in minutes, registrations by a change', () => {
  const clears = (raw: string) => classify(parseReply(`${raw} - gsmtp`)).clears
  expect(clears('550 5.7.1 Daily SMTP relay limit exceeded for customer.')).toBe('rolling-24h')
  expect(clears('450 4.2.1 Peak SMTP relay limit exceeded for customer.')).toBe('minutes')
  expect(clears('550 5.7.0 Mail relay denied [203.0.113.7].')).toBe('config')
})
