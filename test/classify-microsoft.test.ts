import { expect, test } from 'vitest'
import { classify } from '../shared/failures/classify.ts'
import type { FailureId } from '../shared/failures/failure.ts'
import { parseReply } from '../shared/smtp.ts'

/**
 * What Exchange Online and Exchange Server write, and what it means. Codes and words:
 * https://learn.microsoft.com/exchange/mail-flow-best-practices/non-delivery-reports-in-exchange-online/non-delivery-reports-in-exchange-online
 */
const replies: readonly (readonly [reply: string, failure: FailureId])[] = [
  ['550 5.7.1 Unable to relay', 'relay-denied'],
  ['550 5.7.1 Client was not authenticated', 'auth-required'],
  ['530 5.7.1 Client was not authenticated', 'auth-required'],
  [
    '530 5.7.57 SMTP; Client was not authenticated to send anonymous mail during MAIL FROM [AM4PEPF0001.eurprd04.prod.outlook.com]',
    'auth-required',
  ],
  ['550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain', 'relay-denied'],
  ['550 5.7.64 TenantAttribution; Relay Access Denied [AM4PEPF0001.prod.protection.outlook.com]', 'relay-denied'],
  ['550 5.7.12 Sender was not authenticated by organization [AM4PEPF0001.eurprd04.prod.outlook.com]', 'recipient-policy'],
  ['550 5.7.13 Sender was not authenticated for public folder [AM4PEPF0001.eurprd04.prod.outlook.com]', 'recipient-policy'],
  ['550 5.7.135 Sender was not authenticated for public folder [AM4PEPF0001.eurprd04.prod.outlook.com]', 'recipient-policy'],
  [
    '550 5.7.23 The message was rejected because of Sender Policy Framework violation -> 550 5.7.1 SPF check failed [AM4PEPF0001.eurprd04.prod.outlook.com]',
    'sender-auth-fail',
  ],
  ['550 5.7.501 Access denied, spam abuse detected from [192.0.2.1] [AM4PEPF0001.eurprd04.prod.outlook.com]', 'sender-suspended'],
  ['550 5.7.504 [x@example.com]: Recipient address rejected: Access denied [AM4PEPF0001.eurprd04.prod.outlook.com]', 'recipient-unknown'],
  ['550 5.7.505 Access denied, banned recipient [AM4PEPF0001.eurprd04.prod.outlook.com]', 'recipient-policy'],
  ['550 5.7.506 Access Denied, Bad HELO [AM4PEPF0001.eurprd04.prod.outlook.com]', 'relay-helo-rejected'],
  ['550 5.7.507 Access denied, rejected by recipient [AM4PEPF0001.eurprd04.prod.outlook.com]', 'recipient-policy'],
  [
    '550 5.7.508 Access denied, [192.0.2.1] has exceeded permitted limits within /64 range [AM4PEPF0001.eurprd04.prod.outlook.com]',
    'rate-limited',
  ],
  [
    '550 5.7.512 Access denied, message must be RFC 5322 section 3.6.2 compliant [AM4PEPF0001.eurprd04.prod.outlook.com]',
    'message-malformed',
  ],
  [
    '550 5.7.513 Service unavailable, Client host [192.0.2.1] blocked by example.com using Customer Block list (AS16012607) [AM4PEPF0001.eurprd04.prod.outlook.com]',
    'recipient-policy',
  ],
  [
    '550 5.7.511 Access denied, banned sender[192.0.2.1]. To request removal from this list please forward this message to delist@microsoft.com [AM4PEPF0001.eurprd04.prod.outlook.com]',
    'reputation-block',
  ],
  ['550 5.7.610 Access denied, banned sending IP [192.0.2.1] [AM4PEPF0001.eurprd04.prod.outlook.com]', 'reputation-block'],
  ['550 5.7.700 Access denied [AM4PEPF0001.eurprd04.prod.outlook.com]', 'sender-suspended'],
  [
    "550 5.7.703 Your message can't be delivered because messages to x, y aren't allowed [AM4PEPF0001.eurprd04.prod.outlook.com]",
    'recipient-policy',
  ],
  [
    '550 5.7.750 Service unavailable. Client blocked from sending from unregistered domain [AM4PEPF0001.eurprd04.prod.outlook.com]',
    'relay-sender-unregistered',
  ],
  ['451 4.7.500 Access denied, please try again later [AM4PEPF0001.eurprd04.prod.outlook.com]', 'rate-limited'],
  ['451 4.7.501 Access denied, please try again later [AM4PEPF0001.eurprd04.prod.outlook.com]', 'rate-limited'],
  ['451 4.7.550 Access denied, please try again later [AM4PEPF0001.eurprd04.prod.outlook.com]', 'rate-limited'],
  [
    '451 4.7.651 The mail server [192.0.2.1] has been temporarily rate limited due to IP reputation [AM4PEPF0001.eurprd04.prod.outlook.com]',
    'rate-limited',
  ],
  ['451 4.7.860 Access denied, please try again later [AM4PEPF0001.eurprd04.prod.outlook.com]', 'rate-limited'],
  [
    '451 4.7.26 Access denied, a message sent over IPv6 [2001:db8::1] must pass either SPF or DKIM validation, this message is not signed [AM4PEPF0001.eurprd04.prod.outlook.com]',
    'sender-auth-fail',
  ],
  [
    '451 4.7.25 Access denied, the sending IPv6 address [2001:db8::1] must have a reverse DNS record [AM4PEPF0001.eurprd04.prod.outlook.com]',
    'sender-dns',
  ],
  ['450 4.7.320 Certificate validation failed [Message=UntrustedRoot] [AM4PEPF0001.eurprd04.prod.outlook.com]', 'tls-failure'],
  [
    '450 4.7.321 starttls-not-supported: Destination mail server must support TLS to receive mail. [AM4PEPF0001.eurprd04.prod.outlook.com]',
    'tls-failure',
  ],
  [
    "450 4.7.322 certificate-expired: Destination mail server's certificate is expired. [AM4PEPF0001.eurprd04.prod.outlook.com]",
    'tls-failure',
  ],
  ['450 4.7.323 tlsa-invalid: The domain failed DANE validation [AM4PEPF0001.eurprd04.prod.outlook.com]', 'tls-failure'],
  ['451 4.7.0 Temporary server error. Please try again later. PRX2 [AM4PEPF0001.eurprd04.prod.outlook.com]', 'system-temporary'],
  ['451 4.7.0 Timeout waiting for client input [AM4PEPF0001.eurprd04.prod.outlook.com]', 'network-failure'],
  [
    '421 4.7.66 TLS 1.0 and 1.1 are not supported. Please upgrade/update your client to support TLS 1.2. [AM4PEPF0001.eurprd04.prod.outlook.com]',
    'tls-failure',
  ],
  ['550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup', 'recipient-unknown'],
  ['550 5.1.1 RESOLVER.ADR.RecipNotFound; not found', 'recipient-unknown'],
  ["550 5.1.0 Sender denied as sender's email address is on SenderFilterConfig list", 'relay-sender-unregistered'],
  [
    '550 5.1.20 Multiple From addresses are not allowed without Sender address [AM4PEPF0001.eurprd04.prod.outlook.com]',
    'message-malformed',
  ],
  ['550 5.1.8 Access denied, bad outbound sender [AM4PEPF0001.eurprd04.prod.outlook.com]', 'sender-suspended'],
  [
    "550 5.1.90 Your message can't be sent because you've reached your daily limit for message recipients [AM4PEPF0001.eurprd04.prod.outlook.com]",
    'user-sending-limit',
  ],
  [
    "550 5.2.121 Recipient's per hour message receive limit from specific sender exceeded. [AM4PEPF0001.eurprd04.prod.outlook.com]",
    'rate-limited',
  ],
  ['550 5.4.300 Message expired [AM4PEPF0001.eurprd04.prod.outlook.com]', 'expired'],
  ['550 4.4.7 QUEUE.Expired; message expired', 'expired'],
  ['550 5.4.1 Relay Access Denied [AM4PEPF0001.eurprd04.prod.outlook.com]', 'relay-denied'],
  ['550 5.5.0 Requested action not taken: mailbox unavailable [AM4PEPF0001.eurprd04.prod.outlook.com]', 'recipient-unknown'],
  [
    "550 5.7.232 Your message can't be sent because your trial tenant has exceeded its daily limit for sending email to external recipients (tenant external recipient rate limit) [AM4PEPF0001.eurprd04.prod.outlook.com]",
    'user-sending-limit',
  ],
  [
    "550 5.7.233 Your message can't be sent because your tenant exceeded its daily limit for sending email to external recipients [AM4PEPF0001.eurprd04.prod.outlook.com]",
    'user-sending-limit',
  ],
  [
    "550 5.7.236 Your message can't be sent because your tenant's onmicrosoft.com domain exceeded its daily limit [AM4PEPF0001.eurprd04.prod.outlook.com]",
    'user-sending-limit',
  ],
  ['550 5.7.30 Basic authentication is not supported for Client Submission. [AM4PEPF0001.eurprd04.prod.outlook.com]', 'auth-app-password'],
  ['535 5.7.139 Authentication unsuccessful, the user credentials were incorrect. [AM4PEPF0001.eurprd04.prod.outlook.com]', 'auth-failed'],
  [
    '535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox. [AM4PEPF0001.eurprd04.prod.outlook.com]',
    'auth-app-password',
  ],
  ['535 5.7.3 Authentication unsuccessful', 'auth-failed'],
  [
    '550 5.7.68 TenantInboundAttribution; Direct Send not allowed for this organization from unauthorized sources [AM4PEPF0001.eurprd04.prod.outlook.com]',
    'relay-denied',
  ],
  ['550 5.7.129 RESOLVER.RST.RestrictedToRecipientsPermission; not authorized [AM4PEPF0001.eurprd04.prod.outlook.com]', 'recipient-policy'],
  ["550 5.7.105 Sender denied as sender's email address is on SenderFilterConfig list", 'relay-sender-unregistered'],
  ['552 5.3.4 Message size exceeds fixed maximum message size', 'message-too-large'],
  ['550 5.2.3 RESOLVER.RST.RecipSizeLimit; message too large for this recipient', 'message-too-large'],
  ['554 5.2.2 mailbox full; STOREDRV.Deliver.Exception:QuotaExceededException.MapiExceptionShutoffQuotaExceeded', 'mailbox-full'],
  ['550 5.2.1 STOREDRV.Deliver.Exception:AccountDisabledException; mailbox disabled', 'mailbox-disabled'],
  ['452 4.3.1 Insufficient system resources', 'system-temporary'],
  ['450 4.4.317 Cannot connect to remote server [Message=451 4.4.0] [AM4PEPF0001.eurprd04.prod.outlook.com]', 'network-failure'],
  ['450 4.4.312 DNS query failed [Message=InfoNoRecords] [AM4PEPF0001.eurprd04.prod.outlook.com]', 'routing-failure'],
  ['450 4.4.316 Connection refused [Message=Socket error code 10061] [AM4PEPF0001.eurprd04.prod.outlook.com]', 'network-failure'],
  ['451 4.4.0 DNS query failed', 'routing-failure'],
  [
    '550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required; Delivery restriction check failed because the sender was not authenticated when sending to this group [AM4PEPF0001.eurprd04.prod.outlook.com]',
    'recipient-policy',
  ],
  ['550 5.7.134 RESOLVER.RST.SenderNotAuthenticatedForMailbox; authentication required', 'recipient-policy'],
  ['550 5.7.1 RESOLVER.RST.NotAuthorized; not authorized', 'recipient-policy'],
  ['550 5.7.1 TRANSPORT.RULES.RejectMessage; the message was rejected by organization policy', 'recipient-policy'],
  [
    'Failed to connect. Winsock error code: 10061, Win32 error code: 10061, Destination domain: example.net, Error Message: No connection could be made because the target machine actively refused it 198.51.100.20:25.',
    'network-failure',
  ],
  [
    'Failed to connect. Winsock error code: 10060, Win32 error code: 10060, Destination domain: example.net, Error Message: A connection attempt failed because the connected party did not properly respond 198.51.100.20:25.',
    'network-failure',
  ],
]

test.each(replies)('%s means %s', (reply, failure) => {
  expect(classify(parseReply(reply)).class).toBe(failure)
})
