import type { ProviderSign } from '../failure.ts'

type Row = Omit<ProviderSign, 'provider'>

/*
 * Google's wording changes (“G Suite” became “Workspace”, “disabled” became “inactive”), so a row has the few words that stay.
 * Its enhanced codes collide with the registry (X.7.27 to X.7.30, X.4.5, X.2.1, X.7.0, X.7.1); only those with one meaning are rows.
 */

/** SMTP relay service: https://support.google.com/a/answer/6140680 and https://support.google.com/a/answer/2956491 */
const relay: readonly Row[] = [
  // “Mail relay denied [IP]. Invalid credentials for relay for one of the domains in: … (as obtained from HELO and MAIL FROM).”
  { failure: 'relay-denied', phrases: ['mail relay denied'], scope: 'ip', example: '550 5.7.0 Mail relay denied [203.0.113.7]. - gsmtp' },
  {
    failure: 'relay-denied',
    rule: 'relay-denied-domains',
    // Sendmail writes no more than this first line.
    phrases: ['invalid credentials for relay for one of'],
    scope: 'ip',
    example:
      '550 5.7.0 Invalid credentials for relay for one of the domains in: example.org (as obtained from HELO and MAIL FROM). - gsmtp',
  },
  {
    failure: 'relay-denied',
    rule: 'relay-denied-unmanaged',
    phrases: ['unmanaged work accounts'],
    scope: 'customer',
    example: "550 5.7.0 SMTP relay isn't supported for unmanaged work accounts. - gsmtp",
  },
  // “Invalid credentials for relay [IP]. The IP address you've registered in your Workspace SMTP Relay service doesn't match the domain of the account …”
  {
    failure: 'relay-credentials',
    phrases: ['invalid credentials for relay'],
    scope: 'domain',
    example: '550 5.7.1 Invalid credentials for relay [203.0.113.7]. - gsmtp',
  },
  {
    failure: 'relay-credentials',
    rule: 'relay-credentials-domain',
    phrases: ['smtp relay service', 'match the domain of'],
    scope: 'domain',
    example:
      "550 5.7.1 The IP address in your SMTP Relay service doesn't match the domain of the account this email is being sent from. - gsmtp",
  },
  {
    failure: 'relay-sender-unregistered',
    phrases: ['mail sending denied'],
    scope: 'user',
    example: '550 5.7.0 Mail Sending denied. - gsmtp',
  },
  {
    failure: 'relay-daily-limit',
    rule: 'relay-daily-limit-customer',
    phrases: ['daily smtp relay limit exceeded for customer'],
    scope: 'customer',
    example: '550 5.7.1 Daily SMTP relay limit exceeded for customer. - gsmtp',
  },
  {
    failure: 'relay-daily-limit',
    rule: 'relay-daily-limit-this-customer',
    phrases: ['daily smtp relay limit exceeded for this customer'],
    scope: 'customer',
    example: '550 5.7.1 Daily SMTP relay limit exceeded for this customer. - gsmtp',
  },
  {
    failure: 'relay-daily-limit',
    rule: 'relay-daily-limit-sending',
    phrases: ['daily smtp relay sending limit exceeded'],
    scope: 'customer',
    example: '550 5.7.1 Daily SMTP relay sending limit exceeded for customer. - gsmtp',
  },
  {
    failure: 'relay-daily-limit',
    rule: 'relay-daily-limit-user',
    phrases: ['daily smtp relay limit exceeded for user'],
    scope: 'user',
    example: '550 5.4.5 Daily SMTP relay limit exceeded for user. - gsmtp',
  },
  {
    failure: 'relay-peak-limit',
    phrases: ['peak smtp relay limit exceeded'],
    scope: 'customer',
    example: '450 4.2.1 Peak SMTP relay limit exceeded for customer. - gsmtp',
  },
  {
    failure: 'relay-helo-rejected',
    phrases: ['try again later, closing connection'],
    example: '421 4.7.0 Try again later, closing connection. (EHLO) - gsmtp',
  },
  {
    failure: 'relay-helo-rejected',
    rule: 'helo-empty',
    phrases: ['empty helo/ehlo argument'],
    example: '501 5.5.4 Empty HELO/EHLO argument not allowed, closing connection. - gsmtp',
  },
  {
    failure: 'relay-helo-rejected',
    rule: 'helo-invalid',
    phrases: ['helo/ehlo argument', 'invalid'],
    example: '501 5.5.4 HELO/EHLO argument my_printer is invalid, closing connection. - gsmtp',
  },
  { failure: 'protocol-error', rule: 'helo-first', phrases: ['ehlo/helo first'], example: '503 5.5.1 EHLO/HELO first. - gsmtp' },
  {
    failure: 'recipient-policy',
    rule: 'ip-allow-list',
    phrases: ['ip not in whitelist for rcpt domain'],
    example: '421 4.7.0 IP not in whitelist for RCPT domain, closing connection. - gsmtp',
  },
  {
    failure: 'tls-required',
    rule: 'tls-rcpt-domain',
    phrases: ['tls required for rcpt domain'],
    scope: 'domain',
    example: '421 4.7.0 TLS required for RCPT domain, closing connection. - gsmtp',
  },
  {
    failure: 'tls-required',
    phrases: ['must issue a starttls command first'],
    example: '530 5.7.0 Must issue a STARTTLS command first. - gsmtp',
  },
  {
    failure: 'too-many-recipients',
    phrases: ['message has too many recipients'],
    example: '452 4.5.3 Your message has too many recipients. - gsmtp',
  },
  {
    failure: 'too-many-recipients',
    rule: 'too-many-recipients-sender',
    phrases: ['too many recipients for this sender'],
    example: '550 5.5.3 Too many recipients for this sender. - gsmtp',
  },
  {
    failure: 'too-many-recipients',
    rule: 'policy-size',
    phrases: ['domain policy size per transaction exceeded'],
    example: '452 4.5.3 Domain policy size per transaction exceeded. - gsmtp',
  },
  {
    failure: 'too-many-recipients',
    rule: 'one-domain',
    phrases: ['multiple destination domains per transaction'],
    example: '451 4.3.0 Multiple destination domains per transaction is unsupported. - gsmtp',
  },
]

/** Login: https://support.google.com/a/answer/3726730 */
const login: readonly Row[] = [
  { failure: 'auth-required', phrases: ['authentication required'], example: '530 5.7.0 Authentication Required. - gsmtp' },
  {
    failure: 'auth-required',
    rule: 'unauthenticated-commands',
    phrases: ['too many unauthenticated commands'],
    example: '554 5.7.0 Too Many Unauthenticated commands. - gsmtp',
  },
  {
    failure: 'auth-failed',
    phrases: ['username and password not accepted'],
    example: '535 5.7.8 Username and Password not accepted. - gsmtp',
  },
  {
    failure: 'auth-failed',
    rule: 'auth-type',
    phrases: ['unrecognized authentication type'],
    example: '504 5.7.4 Unrecognized Authentication Type. - gsmtp',
  },
  {
    failure: 'auth-failed',
    rule: 'auth-xoauth',
    phrases: ['xoauth is no longer supported'],
    example: '504 5.7.4 XOAUTH is no longer supported. - gsmtp',
  },
  {
    failure: 'auth-failed',
    rule: 'auth-decode',
    phrases: ['cannot decode response'],
    example: '501 5.5.2 Cannot Decode response. - gsmtp',
  },
  {
    failure: 'auth-app-password',
    phrases: ['application-specific password required'],
    example: '534 5.7.9 Application-specific password required. - gsmtp',
  },
  {
    failure: 'auth-app-password',
    rule: 'web-login',
    phrases: ['please log in', 'web browser'],
    example: '534 5.7.14 Please log in with your web browser and then try again. - gsmtp',
  },
  {
    failure: 'auth-throttled',
    phrases: ['too many login attempts'],
    example: '454 4.7.0 Too many login attempts, please try again later. - gsmtp',
  },
  {
    failure: 'system-temporary',
    rule: 'auth-system-problem',
    phrases: ['cannot authenticate due to', 'temporary system problem'],
    example: '454 4.7.0 Cannot authenticate due to a temporary system problem. - gsmtp',
  },
  {
    failure: 'protocol-error',
    rule: 'auth-argument',
    phrases: ['optional argument not permitted'],
    example: '535 5.5.4 Optional Argument not permitted for that AUTH mode. - gsmtp',
  },
  {
    failure: 'protocol-error',
    rule: 'auth-identity',
    phrases: ['no identity changes permitted'],
    example: '503 5.7.0 No identity changes permitted. - gsmtp',
  },
  {
    failure: 'protocol-error',
    rule: 'starttls-repeated',
    phrases: ['starttls may not be repeated'],
    example: '454 5.5.1 STARTTLS may not be repeated. - gsmtp',
  },
  {
    failure: 'protocol-error',
    rule: 'starttls-pipeline',
    phrases: ['smtp protocol violation'],
    example: '451 4.5.0 SMTP protocol violation, no commands allowed to pipeline after STARTTLS. - gsmtp',
  },
]

/** Sending limits of accounts, and mailboxes: https://support.google.com/a/answer/166852, https://support.google.com/a/answer/3726730 */
const accounts: readonly Row[] = [
  {
    failure: 'user-sending-limit',
    phrases: ['daily user sending limit exceeded'],
    example: '550 5.4.5 Daily user sending limit exceeded. - gsmtp',
  },
  {
    failure: 'user-sending-limit',
    rule: 'sending-quota',
    phrases: ['daily sending quota exceeded'],
    example: '550 5.4.5 Daily sending quota exceeded. - gsmtp',
  },
  {
    failure: 'user-sending-limit',
    rule: 'email-quota',
    phrases: ['email quota exceeded'],
    example: '550 5.7.1 Email quota exceeded. - gsmtp',
  },
  {
    failure: 'user-sending-limit',
    rule: 'sending-limit-reached',
    phrases: ['reached a limit for sending'],
    example: '550 5.4.5 You have reached a limit for sending mail. - gsmtp',
  },
  {
    failure: 'recipient-unknown',
    phrases: ['account that you tried to reach does not exist'],
    example: '550 5.1.1 The email account that you tried to reach does not exist. - gsmtp',
  },
  {
    failure: 'mailbox-disabled',
    phrases: ['account that you tried to reach is disabled'],
    example: '550 5.2.1 The email account that you tried to reach is disabled. - gsmtp',
  },
  {
    failure: 'mailbox-disabled',
    rule: 'mailbox-inactive',
    phrases: ['account that you tried to reach is inactive'],
    example: '550 5.2.1 The email account that you tried to reach is inactive. - gsmtp',
  },
  {
    failure: 'recipient-domain-bad',
    phrases: ['able to find the recipient domain'],
    example: "553 5.1.2 We weren't able to find the recipient domain. - gsmtp",
  },
  {
    failure: 'recipient-unknown',
    rule: 'recipient-syntax',
    phrases: ['recipient address', 'is not a valid rfc'],
    example: '553 5.1.3 The recipient address <x> is not a valid RFC 5321 address. - gsmtp',
  },
  {
    failure: 'message-malformed',
    rule: 'sender-syntax',
    phrases: ['sender address', 'is not a valid rfc'],
    scope: 'user',
    example: '553 5.1.7 The sender address <printer@> is not a valid RFC 5321 address. - gsmtp',
  },
  {
    failure: 'mailbox-full',
    phrases: ['out of storage space'],
    example: "452 4.2.2 The recipient's inbox is out of storage space. - gsmtp",
  },
  {
    failure: 'mailbox-full',
    rule: 'over-quota',
    phrases: ['is over quota'],
    example: '452 4.2.2 The email account that you tried to reach is over quota. - gsmtp',
  },
  {
    failure: 'mailbox-full',
    rule: 'mailbox-full-inactive',
    phrases: ['out of storage space and inactive'],
    example: "552 5.2.2 The recipient's inbox is out of storage space and inactive. - gsmtp",
  },
  {
    failure: 'rate-limited',
    rule: 'recipient-too-quickly',
    phrases: ['receiving mail too quickly'],
    scope: 'recipient',
    example: '450 4.2.1 The user you are trying to contact is receiving mail too quickly. - gsmtp',
  },
  {
    failure: 'rate-limited',
    rule: 'recipient-rate',
    phrases: ['receiving mail at a rate that', 'additional messages'],
    scope: 'recipient',
    example:
      '450 4.2.1 The user you are trying to contact is receiving mail at a rate that prevents additional messages from being delivered. - gsmtp',
  },
]

/** Authentication of senders, reputation and rate: https://support.google.com/a/answer/81126 */
const reputation: readonly Row[] = [
  {
    failure: 'rate-limited',
    rule: 'unusual-rate',
    phrases: ['an unusual rate of'],
    scope: 'reputation',
    code: 4,
    example: '421 4.7.28 Gmail has detected an unusual rate of unsolicited mail originating from your IP address. - gsmtp',
  },
  {
    failure: 'reputation-block',
    rule: 'unusual-rate-block',
    phrases: ['an unusual rate of'],
    code: 5,
    example: '550 5.7.28 Gmail has detected an unusual rate of unsolicited mail originating from your IP address. - gsmtp',
  },
  {
    failure: 'rate-limited',
    rule: 'duplicate-message-id',
    phrases: ['exceeded its quota', 'same message-id'],
    scope: 'message',
    clears: 'config',
    example: '421 4.7.28 This message exceeded its quota for sending messages with the same Message-ID. - gsmtp',
  },
  {
    failure: 'reputation-block',
    rule: 'low-reputation',
    phrases: ['low reputation of the sending'],
    example: '421 4.7.0 This message is suspicious due to the very low reputation of the sending IP address. - gsmtp',
  },
  {
    failure: 'spam-content',
    rule: 'content-or-links',
    phrases: ['nature of the content', 'links within'],
    example: '550 5.7.1 This message is suspicious due to the nature of the content or the links within. - gsmtp',
  },
  {
    failure: 'spam-content',
    phrases: ['likely unsolicited mail'],
    example: '550 5.7.1 Our system has detected that this message is likely unsolicited mail. - gsmtp',
  },
  {
    failure: 'spam-content',
    rule: 'likely-suspicious',
    phrases: ['this message is likely suspicious'],
    example: '550 5.7.1 Gmail has detected that this message is likely suspicious. - gsmtp',
  },
  {
    failure: 'spam-content',
    rule: 'likely',
    // The first line, which is all that Sendmail writes.
    phrases: ['has detected that this message is likely'],
    example: '550 5.7.1 [203.0.113.7      12] Our system has detected that this message is likely - gsmtp',
  },
  {
    failure: 'reputation-block',
    rule: 'direct-to-mx',
    phrases: ['not authorized to send email directly'],
    scope: 'ip',
    example: "550 5.7.1 The IP you're using to send mail is not authorized to send email directly to our servers. - gsmtp",
  },
  {
    failure: 'reputation-block',
    rule: 'direct-to-mx-relay',
    phrases: ['use the smtp relay at your service provider'],
    scope: 'ip',
    example: '550 5.7.1 Please use the SMTP relay at your service provider instead. - gsmtp',
  },
  {
    failure: 'sender-auth-fail',
    rule: 'spf-or-dkim',
    phrases: ['to authenticate with either spf or dkim'],
    example: '550 5.7.26 Gmail requires all senders to authenticate with either SPF or DKIM. - gsmtp',
  },
  {
    failure: 'sender-auth-fail',
    rule: 'no-authentication',
    phrases: ['authentication information', 'authentication checks'],
    example: '550 5.7.26 This message does not have authentication information or fails to pass authentication checks. - gsmtp',
  },
  {
    failure: 'sender-auth-fail',
    rule: 'spf-hard-fail',
    phrases: ['spf record with a hard fail policy'],
    example:
      '550 5.7.26 The MAIL FROM domain [example.org] has an SPF record with a hard fail policy (-all) but it fails to pass SPF checks. - gsmtp',
  },
  {
    failure: 'sender-auth-fail',
    rule: 'unauthenticated',
    phrases: ['sender is unauthenticated'],
    example: '550 5.7.26 Your email has been blocked because the sender is unauthenticated. - gsmtp',
  },
  {
    failure: 'sender-auth-fail',
    rule: 'dmarc',
    phrases: ['is not accepted due to', 'dmarc policy'],
    example: "550 5.7.26 Unauthenticated email from example.org is not accepted due to domain's DMARC policy. - gsmtp",
  },
  {
    failure: 'sender-auth-fail',
    rule: 'bulk-spf',
    phrases: ['senders to authenticate', 'with spf'],
    example: '421 4.7.27 Gmail requires bulk senders to authenticate their email with SPF. - gsmtp',
  },
  {
    failure: 'sender-auth-fail',
    rule: 'bulk-dkim',
    phrases: ['senders to authenticate', 'with dkim'],
    example: '421 4.7.30 Gmail requires bulk senders to authenticate their email with DKIM. - gsmtp',
  },
  {
    failure: 'sender-auth-fail',
    rule: 'dmarc-record',
    phrases: ['dmarc record'],
    example: '550 5.7.40 The sending domain does not have a DMARC record. - gsmtp',
  },
  {
    failure: 'sender-auth-fail',
    rule: 'dmarc-none',
    phrases: ['dmarc record', 'dmarc policy'],
    example: '421 4.7.40 The DMARC record of the sending domain has no DMARC policy. - gsmtp',
  },
  {
    failure: 'sender-auth-fail',
    rule: 'alignment',
    phrases: ['aligned with either the authenticated spf or dkim'],
    example: '421 4.7.32 The From: header is not aligned with either the authenticated SPF or DKIM organizational domain. - gsmtp',
  },
  {
    failure: 'tls-required',
    rule: 'bulk-tls',
    phrases: ['senders to use tls/ssl'],
    scope: 'domain',
    example: '421 4.7.29 Gmail requires bulk senders to use TLS/SSL for SMTP connections. - gsmtp',
  },
  {
    failure: 'sender-dns',
    phrases: ['ptr record'],
    scope: 'ip',
    example: '421 4.7.23 The sending IP address does not have a PTR record. - gsmtp',
  },
  {
    failure: 'sender-dns',
    rule: 'ptr-mismatch',
    phrases: ['does not match the ip address of the hostname'],
    scope: 'ip',
    example: '550 5.7.25 The name does not match the IP address of the hostname in the record. - gsmtp',
  },
  {
    failure: 'sender-dns',
    rule: 'ipv6-guidelines',
    phrases: ['ipv6 sending guidelines'],
    scope: 'ip',
    example: '550 5.7.1 Our system has detected that this message does not meet IPv6 sending guidelines. - gsmtp',
  },
  {
    failure: 'sender-auth-fail',
    rule: 'spf-suspicious',
    phrases: ['spf record of the sending domain'],
    example: '550 5.7.24 The SPF record of the sending domain has one or more suspicious entries. - gsmtp',
  },
  {
    failure: 'network-failure',
    phrases: ['connection expired, try reconnecting'],
    example: '421 4.7.0 Connection expired, try reconnecting. - gsmtp',
  },
]

/** Content, format, size and system: https://support.google.com/a/answer/3726730 */
const content: readonly Row[] = [
  {
    failure: 'recipient-policy',
    phrases: ['policy that prohibited the mail that you sent'],
    example: '550 5.7.1 The user or domain that you are sending to (or from) has a policy that prohibited the mail that you sent. - gsmtp',
  },
  // `gcdp` marks a rule that an administrator made: the recipient's, or one's own for outgoing mail.
  {
    failure: 'recipient-policy',
    rule: 'gcdp',
    phrases: ['- gcdp'],
    example: '550 5.7.1 This message violates example.com rules. - gcdp a1sm3175645oou.1 - gsmtp',
  },
  {
    failure: 'recipient-policy',
    rule: 'email-policy',
    phrases: ['message violates', 'email policy'],
    example: '550 5.7.1 This message violates example.com email policy. - gsmtp',
  },
  { failure: 'malware-attachment', phrases: ['illegal attachment'], example: '552 5.7.0 Illegal attachment on your message. - gsmtp' },
  {
    failure: 'malware-attachment',
    rule: 'blocked-content',
    phrases: ['blocked because its content presents a potential'],
    example: '552 5.7.0 This message was blocked because its content presents a potential security issue. - gsmtp',
  },
  {
    failure: 'message-malformed',
    rule: 'from-missing',
    phrases: ['missing a valid address in'],
    example: '550 5.7.1 Messages missing a valid address in the From: header are not accepted. - gsmtp',
  },
  {
    failure: 'message-malformed',
    rule: 'from-multiple',
    phrases: ['multiple addresses in from'],
    example: '550 5.7.1 Messages with multiple addresses in From: header are not accepted. - gsmtp',
  },
  {
    failure: 'message-malformed',
    rule: 'message-id-missing',
    phrases: ['missing a valid message-id'],
    example: '550 5.7.1 Messages missing a valid Message-ID: header are not accepted. - gsmtp',
  },
  {
    failure: 'message-malformed',
    rule: 'not-compliant',
    phrases: ['this message is not rfc', 'compliant'],
    example: '550 5.7.1 This message is not RFC 5322 compliant. - gsmtp',
  },
  {
    failure: 'message-malformed',
    rule: 'header-unicode',
    phrases: ['disallowed header'],
    example: '550 5.7.1 Messages with a Unicode character in a disallowed header are not accepted. - gsmtp',
  },
  {
    failure: 'message-malformed',
    rule: 'encoded-word',
    phrases: ['encoded-word syntax is not permitted'],
    example: '550 5.7.1 Encoded-word syntax is not permitted in this header. - gsmtp',
  },
  {
    failure: 'message-malformed',
    rule: 'malformed',
    phrases: ['mail message is malformed'],
    example: '554 5.6.0 Mail message is malformed. - gsmtp',
  },
  {
    failure: 'routing-failure',
    rule: 'loop',
    phrases: ['message exceeded', ' hops'],
    example: '554 5.4.6 Message exceeded 50 hops, this may indicate a mail loop. - gsmtp',
  },
  {
    failure: 'message-too-large',
    phrases: ["google's message size limits"],
    example: "552 5.3.4 Your message exceeded Google's message size limits. - gsmtp",
  },
  {
    failure: 'message-too-large',
    rule: 'attachments',
    phrases: ['exceeds google', 'limit of', 'attachments'],
    example: "552 5.3.4 The number of attachments (600) exceeds Google's limit of 500 attachments. - gsmtp",
  },
  {
    failure: 'message-too-large',
    rule: 'header-size',
    phrases: ['header', 'exceeds google', 'limit of'],
    example: "552 5.3.4 The size of the header exceeds Google's limit of 10 KB. - gsmtp",
  },
  {
    failure: 'system-temporary',
    phrases: ['temporary system problem'],
    example: '421 4.3.0 Temporary System Problem. Try again later. - gsmtp',
  },
  {
    failure: 'system-temporary',
    rule: 'server-busy',
    phrases: ['server busy, try again later'],
    example: '421 4.4.5 Server busy, try again later. - gsmtp',
  },
  {
    failure: 'system-temporary',
    rule: 'temporarily-rejected',
    phrases: ['temporarily rejected'],
    example: '451 4.3.0 Mail server temporarily rejected message. - gsmtp',
  },
  {
    failure: 'network-failure',
    rule: 'timeout',
    phrases: ['timeout - closing connection'],
    example: '451 4.4.2 Timeout - closing connection. - gsmtp',
  },
  {
    failure: 'protocol-error',
    rule: 'unimplemented',
    phrases: ['unimplemented command'],
    example: '502 5.5.1 Unimplemented command. - gsmtp',
  },
  {
    failure: 'protocol-error',
    rule: 'unrecognized',
    phrases: ['unrecognized command'],
    example: '502 5.5.1 Unrecognized command. - gsmtp',
  },
  {
    failure: 'protocol-error',
    rule: 'too-many-unrecognized',
    phrases: ['too many unrecognized commands'],
    example: '502 5.5.1 Too many unrecognized commands, goodbye. - gsmtp',
  },
  {
    failure: 'protocol-error',
    rule: 'bad-sequence',
    phrases: ['bad sequence of commands'],
    example: '503 5.5.1 Bad sequence of commands. - gsmtp',
  },
  { failure: 'protocol-error', rule: 'mail-first', phrases: ['mail first'], example: '503 5.5.1 MAIL first. - gsmtp' },
  { failure: 'protocol-error', rule: 'rcpt-first', phrases: ['rcpt first'], example: '503 5.5.1 RCPT first. - gsmtp' },
  { failure: 'protocol-error', rule: 'bdat', phrases: ['no data after bdat'], example: '503 5.5.1 No DATA after BDAT. - gsmtp' },
  { failure: 'protocol-error', rule: 'syntax', phrases: ['syntax error'], example: '555 5.5.2 Syntax error. - gsmtp' },
]

/** Keys of help pages (`?p=…`): they outlive the wording, and decide when only they are left. */
const helpKeys: readonly Row[] = (
  [
    ['WantAuthError', 'auth-required'],
    ['BadCredentials', 'auth-failed'],
    ['InvalidSecondFactor', 'auth-app-password'],
    ['WebLoginRequired', 'auth-app-password'],
    ['TooManyLoginAttempts', 'auth-throttled'],
    ['NoSuchUser', 'recipient-unknown'],
    ['DisabledUser', 'mailbox-disabled'],
    ['BadRcptDomain', 'recipient-domain-bad'],
    ['OverQuotaTemp', 'mailbox-full'],
    ['OverQuotaPerm', 'mailbox-full'],
    ['ReceivingRate', 'rate-limited'],
    ['UnsolicitedRateLimitError', 'rate-limited'],
    ['UnsolicitedIPError', 'rate-limited'],
    ['UnsolicitedMessageError', 'spam-content'],
    ['NotAuthorizedError', 'reputation-block'],
    ['BlockedMessage', 'malware-attachment'],
    ['RfcMessageNonCompliant', 'message-malformed'],
    ['MailLoop', 'routing-failure'],
    ['MaxSizeError', 'message-too-large'],
  ] as const
).map(([key, failure]) => ({
  failure,
  rule: `help-${key.toLowerCase()}`,
  phrases: [`p=${key.toLowerCase()}`],
  example: `550 5.7.1 See https://support.google.com/mail/?p=${key} - gsmtp`,
}))

/** Codes that mean one thing at Google, whatever the registry says: https://support.google.com/a/answer/3726730 */
const codes: readonly Row[] = [
  { failure: 'sender-dns', rule: 'x.7.23', status: 'X.7.23', scope: 'ip', example: '421 4.7.23 Refused. - gsmtp' },
  { failure: 'sender-dns', rule: 'x.7.25', status: 'X.7.25', scope: 'ip', example: '550 5.7.25 Refused. - gsmtp' },
  { failure: 'sender-auth-fail', rule: 'x.7.24', status: 'X.7.24', example: '550 5.7.24 Refused. - gsmtp' },
  { failure: 'sender-auth-fail', rule: 'x.7.26', status: 'X.7.26', example: '550 5.7.26 Refused. - gsmtp' },
  { failure: 'sender-auth-fail', rule: 'x.7.27', status: 'X.7.27', example: '550 5.7.27 Refused. - gsmtp' },
  { failure: 'rate-limited', rule: '4.7.28', status: '4.7.28', scope: 'reputation', example: '421 4.7.28 Refused. - gsmtp' },
  { failure: 'reputation-block', rule: '5.7.28', status: '5.7.28', example: '550 5.7.28 Refused. - gsmtp' },
  { failure: 'tls-required', rule: 'x.7.29', status: 'X.7.29', scope: 'domain', example: '550 5.7.29 Refused. - gsmtp' },
  { failure: 'sender-auth-fail', rule: 'x.7.30', status: 'X.7.30', example: '550 5.7.30 Refused. - gsmtp' },
  { failure: 'sender-auth-fail', rule: 'x.7.31', status: 'X.7.31', example: '550 5.7.31 Refused. - gsmtp' },
  { failure: 'sender-auth-fail', rule: 'x.7.32', status: 'X.7.32', example: '550 5.7.32 Refused. - gsmtp' },
  { failure: 'sender-auth-fail', rule: 'x.7.40', status: 'X.7.40', example: '550 5.7.40 Refused. - gsmtp' },
  { failure: 'rate-limited', rule: '4.2.1', status: '4.2.1', scope: 'recipient', example: '450 4.2.1 Refused. - gsmtp' },
  { failure: 'auth-app-password', rule: '5.7.9', status: '5.7.9', example: '534 5.7.9 Refused. - gsmtp' },
  { failure: 'auth-app-password', rule: '5.7.14', status: '5.7.14', example: '534 5.7.14 Refused. - gsmtp' },
  { failure: 'user-sending-limit', rule: '5.4.5', status: '5.4.5', example: '550 5.4.5 Refused. - gsmtp' },
]

/** What Google's servers write: the SMTP relay service, Gmail's submission, and Gmail as the recipient's server. */
export const googleSigns: readonly ProviderSign[] = [...relay, ...login, ...accounts, ...reputation, ...content, ...helpKeys, ...codes].map(
  (row) => ({
    ...row,
    provider: 'google',
  }),
)
