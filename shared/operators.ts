import type { Provider } from './failures/failure.ts'

/** Ends of host names, and the operator that answers there. */
const hostOperators: readonly (readonly [string, Provider])[] = [
  ['google.com', 'google'],
  ['gmail.com', 'google'],
  ['googlemail.com', 'google'],
  ['outlook.com', 'microsoft'],
  ['outlook.cn', 'microsoft'],
  ['office365.com', 'microsoft'],
  ['office365.us', 'microsoft'],
  ['hotmail.com', 'microsoft'],
  ['yahoodns.net', 'yahoo'],
  ['yahoo.com', 'yahoo'],
  ['aol.com', 'yahoo'],
  ['icloud.com', 'apple'],
  ['me.com', 'apple'],
  ['mac.com', 'apple'],
  ['amazonses.com', 'amazon-ses'],
  ['amazonaws.com', 'amazon-ses'],
  ['mimecast.com', 'mimecast'],
  ['pphosted.com', 'proofpoint'],
  ['ppe-hosted.com', 'proofpoint'],
  ['barracudanetworks.com', 'barracuda'],
  ['iphmx.com', 'cisco'],
  ['mx.cloudflare.net', 'cloudflare'],
  ['messagelabs.com', 'messagelabs'],
  // Under the names of Internet providers stand customers as well: only their mail servers.
  ['mx1.comcast.net', 'comcast'],
  ['mx2.comcast.net', 'comcast'],
  ['mx.cox.net', 'cox'],
  ['mx0.charter.net', 'spectrum'],
  ['mx1.charter.net', 'spectrum'],
  ['mx00.t-online.de', 't-online'],
  ['mx01.t-online.de', 't-online'],
  ['mx02.t-online.de', 't-online'],
  ['mx03.t-online.de', 't-online'],
  ['mx1.free.fr', 'free'],
  ['mx2.free.fr', 'free'],
  ['smtp-in.orange.fr', 'orange'],
  ['smtp.orange.fr', 'orange'],
  ['smtp.secureserver.net', 'godaddy'],
  ['mailstore1.secureserver.net', 'godaddy'],
  ['smtpout.secureserver.net', 'godaddy'],
  ['laposte.net', 'laposte'],
  ['gmx.net', 'united-internet'],
  ['gmx.com', 'united-internet'],
  ['web.de', 'united-internet'],
  ['mail.com', 'united-internet'],
  ['kundenserver.de', 'united-internet'],
  ['mx00.ionos.com', 'united-internet'],
  ['mx01.ionos.com', 'united-internet'],
  ['mx00.ionos.de', 'united-internet'],
  ['mx01.ionos.de', 'united-internet'],
  ['mail.ru', 'mail-ru'],
  ['mx.yandex.ru', 'yandex'],
  ['mx.yandex.net', 'yandex'],
  ['smtp.yandex.ru', 'yandex'],
  ['smtp.yandex.com', 'yandex'],
  ['mail.yandex.net', 'yandex'],
  ['qq.com', 'tencent'],
  ['163.com', 'netease'],
  ['126.com', 'netease'],
  ['yeah.net', 'netease'],
  ['netease.com', 'netease'],
]

/** Operator of a host name (`aspmx.l.google.com`), or null. */
export function operatorOf(host: string): Provider | null {
  for (const [end, provider] of hostOperators) {
    if (host.endsWith(end) && (host.length === end.length || host.charCodeAt(host.length - end.length - 1) === 46)) return provider
  }
  return null
}

/** Names of services, besides those operators, through whose servers others send. */
const senders =
  /(?:^|[.])(?:sendgrid|mailgun|mandrillapp|mailchannels|mailjet|sparkpostmail|postmarkapp|mtasv|smtp2go|zoho|ionos|secureserver|gandi|ovh|hornetsecurity|emailsrvr|messagingengine|fastmail|protonmail|proton|rzone|kasserver|strato|hostinger|one|hostedemail|exchangelabs|yandex|orange|free|t-online|comcast|cox|charter)[.](?:com|net|org|eu|ru|de|fr|ch|me)$/

/** Whether a host is of an operator or a service through whom anybody may send. `host`: in lower case. */
export function sendsForOthers(host: string): boolean {
  return operatorOf(host) !== null || senders.test(host)
}

/** Words that only one operator's servers write. */
const operatorMarks: readonly (readonly [string, Provider])[] = [
  ['gsmtp', 'google'],
  ['- gcdp', 'google'],
  ['support.google.com/', 'google'],
  ['.prod.outlook.com', 'microsoft'],
  ['.protection.outlook.com', 'microsoft'],
  ['sender.office.com', 'microsoft'],
  ['storedrv.', 'microsoft'],
  ['resolver.', 'microsoft'],
  ['aka.ms/', 'microsoft'],
  ['fwlink/?linkid=', 'microsoft'],
  ['postmaster.yahooinc.com', 'yahoo'],
  ['postmaster.verizonmedia.com', 'yahoo'],
  ['senders.yahooinc.com', 'yahoo'],
  ['postmaster.yahoo.com', 'yahoo'],
  ['postmaster.aol.com', 'yahoo'],
  ['help.yahoo.com', 'yahoo'],
  ['[tss0', 'yahoo'],
  ['support.apple.com', 'apple'],
  ['amazonses.com', 'amazon-ses'],
  ['mimecast.com', 'mimecast'],
  ['proofpoint.com', 'proofpoint'],
  ['barracudanetworks.com/reputation', 'barracuda'],
  ['permanent failure for one or more recipients', 'barracuda'],
  ['temporary failure for one or more recipients', 'barracuda'],
  ["the sending mta's poor reputation", 'cisco'],
  ['poor reputation of a domain used in message transfer', 'cisco'],
  ['access to submit messages to this e-mail system', 'cisco'],
  ['spf unauthorized mail is prohibited', 'cisco'],
  ['recipients received this hour', 'cisco'],
  ['developers.cloudflare.com/email-routing', 'cloudflare'],
  ['messagelabs.com', 'messagelabs'],
  ['symanteccloud.com', 'messagelabs'],
  ['postmaster.comcast.net', 'comcast'],
  ['comcast.net/help', 'comcast'],
  ['xfinity.com/', 'comcast'],
  ['aup#cx', 'cox'],
  ['aup#cdrbl', 'cox'],
  ['aup#ipbl', 'cox'],
  ['aup#urlbl', 'cox'],
  ['aup#i', 'spectrum'],
  ['aup#o', 'spectrum'],
  ['spectrum.net/', 'spectrum'],
  ['ask your postmaster for help or to contact', 't-online'],
  ['dialup/transient ip not allowed', 't-online'],
  ['postmaster.free.fr', 'free'],
  [' ofr_', 'orange'],
  [' ofr0', 'orange'],
  [' ouk_', 'orange'],
  [' lpn0', 'laposte'],
  [' lpn1', 'laposte'],
  [' lpn4', 'laposte'],
  ['nemesis esmtp', 'united-internet'],
  ['postmaster.gmx.', 'united-internet'],
  ['postmaster.web.de', 'united-internet'],
  ['postmaster.mail.com', 'united-internet'],
  ['postmaster.1und1.de', 'united-internet'],
  ['postmaster.ionos.', 'united-internet'],
  ['help.mail.ru', 'mail-ru'],
  ['yandex.ru/', 'yandex'],
  ['yandex.com/', 'yandex'],
  ['ya.cc/', 'yandex'],
  ['mail.qq.com/', 'tencent'],
  ['exmail.qq.com/', 'tencent'],
  ['mail.163.com/', 'netease'],
]

/** Words that one mail program writes, whoever runs it. */
const programMarks: readonly (readonly [string, Provider])[] = [
  ['address rejected: ', 'postfix'],
  ['helo command rejected: ', 'postfix'],
  ['client host rejected: ', 'postfix'],
  ['relay access denied', 'postfix'],
  ['unrouteable address', 'exim'],
  ['relay not permitted', 'exim'],
  ['... user unknown', 'sendmail'],
  ['... relaying denied', 'sendmail'],
]

/** Who speaks: by the words that only one operator uses, else by the host's name. `text` is normalised and without addresses: they are strangers'. */
export function operatorIn(host: string | null, text: string): Provider | null {
  for (const [mark, provider] of operatorMarks) if (text.includes(mark)) return provider
  return host === null ? null : operatorOf(host)
}

/** The mail program whose wording the normalised `text` is, whoever runs it. */
export function programIn(text: string): Provider | null {
  for (const [mark, program] of programMarks) if (text.includes(mark)) return program
  return null
}
