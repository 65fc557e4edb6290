import type { OwnClass } from '../rules/schema.ts'
import { authAppPassword } from './auth-app-password.ts'
import { authFailed } from './auth-failed.ts'
import { authRequired } from './auth-required.ts'
import { authThrottled } from './auth-throttled.ts'
import { expired } from './expired.ts'
import type { Advice, ClassId, FailureClass, FailureId, OwnClassId, ProviderSign } from './failure.ts'
import { greylisted } from './greylisted.ts'
import { mailboxDisabled } from './mailbox-disabled.ts'
import { mailboxFull } from './mailbox-full.ts'
import { malwareAttachment } from './malware-attachment.ts'
import { messageMalformed } from './message-malformed.ts'
import { messageTooLarge } from './message-too-large.ts'
import { networkFailure } from './network-failure.ts'
import { nextHopUnknown } from './next-hop-unknown.ts'
import { protocolError } from './protocol-error.ts'
import { amazonSesSigns } from './providers/amazon-ses.ts'
import { appleSigns } from './providers/apple.ts'
import { barracudaSigns } from './providers/barracuda.ts'
import { ciscoSigns } from './providers/cisco.ts'
import { cloudflareSigns } from './providers/cloudflare.ts'
import { comcastSigns } from './providers/comcast.ts'
import { coxSigns } from './providers/cox.ts'
import { eximSigns } from './providers/exim.ts'
import { freeSigns } from './providers/free.ts'
import { godaddySigns } from './providers/godaddy.ts'
import { googleSigns } from './providers/google.ts'
import { laposteSigns } from './providers/laposte.ts'
import { mailRuSigns } from './providers/mail-ru.ts'
import { messagelabsSigns } from './providers/messagelabs.ts'
import { microsoftSigns } from './providers/microsoft.ts'
import { mimecastSigns } from './providers/mimecast.ts'
import { neteaseSigns } from './providers/netease.ts'
import { orangeSigns } from './providers/orange.ts'
import { postfixSigns } from './providers/postfix.ts'
import { proofpointSigns } from './providers/proofpoint.ts'
import { sendmailSigns } from './providers/sendmail.ts'
import { spectrumSigns } from './providers/spectrum.ts'
import { tOnlineSigns } from './providers/t-online.ts'
import { tencentSigns } from './providers/tencent.ts'
import { unitedInternetSigns } from './providers/united-internet.ts'
import { yahooSigns } from './providers/yahoo.ts'
import { yandexSigns } from './providers/yandex.ts'
import { rateLimited } from './rate-limited.ts'
import { recipientDomainBad } from './recipient-domain-bad.ts'
import { recipientPolicy } from './recipient-policy.ts'
import { recipientUnknown } from './recipient-unknown.ts'
import { relayCredentials } from './relay-credentials.ts'
import { relayDailyLimit } from './relay-daily-limit.ts'
import { relayDenied } from './relay-denied.ts'
import { relayHeloRejected } from './relay-helo-rejected.ts'
import { relayPeakLimit } from './relay-peak-limit.ts'
import { relaySenderUnregistered } from './relay-sender-unregistered.ts'
import { reputationBlock } from './reputation-block.ts'
import { routingFailure } from './routing-failure.ts'
import { senderAuthFail } from './sender-auth-fail.ts'
import { senderDns } from './sender-dns.ts'
import { senderSuspended } from './sender-suspended.ts'
import { spamContent } from './spam-content.ts'
import { suppressed } from './suppressed.ts'
import { systemTemporary } from './system-temporary.ts'
import { tlsFailure } from './tls-failure.ts'
import { tlsRequired } from './tls-required.ts'
import { tooManyRecipients } from './too-many-recipients.ts'
import { unknown } from './unknown.ts'
import { userSendingLimit } from './user-sending-limit.ts'

/** Every failure class in the order that settles equal evidence: narrow before broad, `unknown` last. */
export const allFailures: readonly FailureClass[] = [
  relayDailyLimit,
  relayPeakLimit,
  relayCredentials,
  relayHeloRejected,
  authAppPassword,
  authThrottled,
  senderSuspended,
  userSendingLimit,
  greylisted,
  messageTooLarge,
  tooManyRecipients,
  malwareAttachment,
  suppressed,
  expired,
  tlsRequired,
  senderAuthFail,
  senderDns,
  relayDenied,
  authRequired,
  authFailed,
  mailboxFull,
  messageMalformed,
  tlsFailure,
  relaySenderUnregistered,
  rateLimited,
  reputationBlock,
  spamContent,
  nextHopUnknown,
  recipientDomainBad,
  mailboxDisabled,
  recipientUnknown,
  routingFailure,
  protocolError,
  recipientPolicy,
  networkFailure,
  systemTemporary,
  unknown,
]

/** The providers' own wordings and codes. */
export const allProviderSigns: readonly ProviderSign[] = [
  ...amazonSesSigns,
  ...appleSigns,
  ...eximSigns,
  ...googleSigns,
  ...microsoftSigns,
  ...mimecastSigns,
  ...postfixSigns,
  ...proofpointSigns,
  ...sendmailSigns,
  ...yahooSigns,
  ...barracudaSigns,
  ...ciscoSigns,
  ...cloudflareSigns,
  ...comcastSigns,
  ...coxSigns,
  ...freeSigns,
  ...godaddySigns,
  ...laposteSigns,
  ...mailRuSigns,
  ...messagelabsSigns,
  ...neteaseSigns,
  ...orangeSigns,
  ...spectrumSigns,
  ...tOnlineSigns,
  ...tencentSigns,
  ...unitedInternetSigns,
  ...yandexSigns,
]

const byId: ReadonlyMap<ClassId, FailureClass> = new Map(allFailures.map((failure) => [failure.id, failure]))

/** How urgent a failure of the user's own class is taken to be: as most are. */
const OWN_SEVERITY = 3

/** The class of an id, shipped or among these of the user's own, whose title says so; `unknown` for an id of a newer version. */
export function failureOf(id: FailureId): FailureClass
export function failureOf(id: ClassId, own: readonly OwnClass[]): Advice
export function failureOf(id: ClassId, own: readonly OwnClass[] = []): Advice {
  if (!isOwnClass(id)) return byId.get(id) ?? unknown
  const found = own.find((each) => each.id === id)
  if (found === undefined) return unknown
  return {
    ...found,
    title: `${found.title} (own class)`,
    severity: OWN_SEVERITY,
    steps: { any: found.steps },
    source: `your own class ${id}`,
  }
}

/** Whether a class is one of the user's own. */
export function isOwnClass(id: ClassId): id is OwnClassId {
  return id.startsWith('own-')
}
