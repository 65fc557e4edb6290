import type { ClassId, FailureId } from './failures/failure.ts'
import { failureOf, isOwnClass } from './failures/index.ts'
import type { OwnClass } from './rules/schema.ts'

/** The cause as a clause that fits behind a colon. `{host}` is who refused or could not be reached. */
const causeClauses: Readonly<Record<FailureId, string>> = {
  'relay-denied': 'the relay does not know this IP or domain',
  'relay-credentials': 'the relay knows the IP, but not for this sender domain',
  'relay-sender-unregistered': 'this sender address is not allowed to send',
  'relay-helo-rejected': 'the sending side introduces itself with a wrong name (HELO)',
  'relay-daily-limit': 'the daily limit of the relay is used up',
  'relay-peak-limit': 'too much mail was sent within ten minutes',
  'sender-suspended': 'the sending account or organisation is blocked for spam',
  'user-sending-limit': 'the sending account has reached its quota',
  'rate-limited': 'mail is being sent too fast',
  'too-many-recipients': 'the message has too many recipients',
  'tls-required': 'the connection must be encrypted',
  'auth-required': 'the server wants a login',
  'auth-failed': 'the user name or password is wrong',
  'auth-app-password': 'this account needs an app password or a modern login',
  'auth-throttled': 'there were too many failed logins',
  'recipient-unknown': 'the mailbox does not exist',
  'recipient-domain-bad': "the recipient's domain does not exist or takes no mail",
  'recipient-policy': "the recipient's organisation refuses this sender or message",
  'mailbox-full': 'the mailbox is full',
  'mailbox-disabled': 'the mailbox is switched off or has moved',
  'spam-content': 'the message looks like spam to the server',
  'malware-attachment': 'the message holds a virus or a forbidden attachment',
  'message-malformed': 'the message is not built correctly',
  'reputation-block': 'the sending IP or domain is on a blocklist or has a bad reputation',
  'sender-auth-fail': 'SPF, DKIM or DMARC of the sender failed',
  'sender-dns': "the sender's DNS is wrong",
  'routing-failure': 'no route to the recipient was found, or the mail went in a circle',
  'next-hop-unknown': 'your server is told to hand mail to a server whose name is not found',
  'network-failure': 'the connection to {host} could not be made or was lost',
  'tls-failure': 'the encrypted connection to {host} could not be set up',
  'message-too-large': 'the message is too big',
  greylisted: 'the server asks unknown senders to try again later (greylisting)',
  'system-temporary': 'there is a temporary fault at {host}',
  'protocol-error': 'the sending side speaks SMTP wrongly',
  expired: 'it was tried for too long',
  suppressed: 'the address is on a suppression list',
  unknown: "the reason is not recognised; read the server's own words",
}

/** Why mail failed, as a clause; a class of the user's own (`own`: those of the case) by its title. `host`: who answered. */
export function causeClause(id: ClassId, own: readonly OwnClass[], host: string): string {
  if (isOwnClass(id)) return `the cause is “${failureOf(id, own).title}”`
  return causeClauses[id].replace('{host}', () => host)
}

/** In place of a cause that is not recognised, where there are no words to recognise. */
export const wordlessClause = 'no reason is written'

/** Whether a reply is a number, or nothing at all. */
export function isWordless(reply: string | null): boolean {
  return !/[A-Za-z]/.test(reply ?? '')
}
