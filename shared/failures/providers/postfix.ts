import type { ProviderSign } from '../failure.ts'

type Row = Omit<ProviderSign, 'provider'>

/** What the SMTP client says of its own: src/smtp of https://github.com/vdukhovni/postfix and https://www.postfix.org/smtp.8.html */
const client: readonly Row[] = [
  {
    failure: 'network-failure',
    rule: 'connect',
    phrases: ['connect to '],
    example: 'connect to mx.example.net[192.0.2.55]:25: Connection refused',
  },
  {
    failure: 'network-failure',
    rule: 'lost-connection',
    phrases: ['lost connection with '],
    example: 'lost connection with mx.example.net[192.0.2.57] while sending RCPT TO',
  },
  {
    failure: 'network-failure',
    rule: 'conversation',
    phrases: ['conversation with ', 'timed out'],
    example: 'conversation with mx.example.net[192.0.2.54] timed out while sending end of data -- message may be sent more than once',
  },
  {
    failure: 'tls-required',
    rule: 'tls-not-offered',
    phrases: ['tls is required, but was not offered'],
    clears: 'config',
    example: 'TLS is required, but was not offered by host mx.example.net[192.0.2.51]',
  },
  {
    failure: 'message-too-large',
    rule: 'server-limit',
    phrases: ['message size ', ' exceeds size limit '],
    example: 'message size 123456 exceeds size limit 65536 of server mx.small.example[192.0.2.61]',
  },
]

/** What the SMTP server refuses: https://www.postfix.org/SMTPD_ACCESS_README.html */
const server: readonly Row[] = [
  { failure: 'relay-denied', phrases: ['relay access denied'], example: '554 5.7.1 <x@example.net>: Relay access denied' },
  {
    failure: 'relay-denied',
    rule: 'client-access',
    phrases: ['client host rejected: access denied'],
    example: '554 5.7.1 <unknown[192.0.2.67]>: Client host rejected: Access denied',
  },
  {
    failure: 'sender-dns',
    rule: 'client-name',
    phrases: ['client host rejected: cannot find'],
    scope: 'ip',
    example: '450 4.7.25 Client host rejected: cannot find your hostname, [192.0.2.5]',
  },
  {
    failure: 'recipient-unknown',
    phrases: ['recipient address rejected: user unknown'],
    example: '550 5.1.1 <x@example.net>: Recipient address rejected: User unknown in virtual mailbox table',
  },
  {
    failure: 'recipient-domain-bad',
    phrases: ['recipient address rejected: domain not found'],
    example: '450 4.1.2 <x@example.net>: Recipient address rejected: Domain not found',
  },
  {
    failure: 'sender-dns',
    rule: 'sender-domain',
    phrases: ['sender address rejected: domain not found'],
    example: '450 4.1.8 <x@example.org>: Sender address rejected: Domain not found',
  },
  {
    failure: 'relay-sender-unregistered',
    rule: 'sender-login',
    phrases: ['sender address rejected: not owned by user'],
    example: '553 5.7.1 <x@example.org>: Sender address rejected: not owned by user y',
  },
  {
    failure: 'relay-sender-unregistered',
    rule: 'sender-not-logged-in',
    phrases: ['sender address rejected: not logged in'],
    example: '553 5.7.1 <x@example.org>: Sender address rejected: not logged in',
  },
  {
    failure: 'relay-sender-unregistered',
    rule: 'sender-unlisted',
    phrases: ['sender address rejected: user unknown'],
    example: '550 5.1.0 <x@example.org>: Sender address rejected: User unknown in local recipient table',
  },
  {
    failure: 'relay-sender-unregistered',
    rule: 'sender-access',
    phrases: ['sender address rejected: access denied'],
    example: '554 5.7.1 <x@example.org>: Sender address rejected: Access denied',
  },
  {
    failure: 'message-malformed',
    rule: 'sender-syntax',
    phrases: ['sender address rejected: need fully-qualified'],
    scope: 'user',
    example: '504 5.5.2 <printer>: Sender address rejected: need fully-qualified address',
  },
  {
    failure: 'recipient-unknown',
    rule: 'recipient-syntax',
    phrases: ['recipient address rejected: need fully-qualified'],
    example: '504 5.5.2 <printer>: Recipient address rejected: need fully-qualified address',
  },
  {
    failure: 'recipient-policy',
    rule: 'recipient-access',
    phrases: ['recipient address rejected: access denied'],
    example: '554 5.7.1 <x@example.net>: Recipient address rejected: Access denied',
  },
  {
    failure: 'relay-helo-rejected',
    phrases: ['helo command rejected: need fully-qualified'],
    example: '504 5.5.2 <printer>: Helo command rejected: need fully-qualified hostname',
  },
  {
    failure: 'relay-helo-rejected',
    rule: 'helo-invalid',
    phrases: ['helo command rejected: invalid name'],
    example: '501 5.5.2 <a_b>: Helo command rejected: invalid name',
  },
  {
    failure: 'relay-helo-rejected',
    rule: 'helo-unresolved',
    phrases: ['helo command rejected: host not found'],
    example: '450 4.7.1 <foo.example.org>: Helo command rejected: Host not found',
  },
]

/** Postfix's own causes and refusals, whichever operator runs it. */
export const postfixSigns: readonly ProviderSign[] = [...client, ...server].map((row) => ({ ...row, provider: 'postfix' }))
