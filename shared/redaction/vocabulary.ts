import { allFailures, allProviderSigns } from '../failures/index.ts'

/** What mail programs write around names, and names of things: no person, host or organisation is told apart by these. */
const logWords = `postfix smtp smtpd lmtp lmtpd qmgr cleanup bounce local virtual pickup error discard pipe trivial rewrite proxymap anvil scache
  verify postscreen dnsblog tlsproxy postsuper amavis amavisd dovecot rspamd opendkim spamassassin policyd milter status sent deferred bounced
  expired undeliverable deliverable relay delay delays dsn from to orig_to conn_use size nrcpt queue active removed client message id uid
  connect disconnect connection host said in reply command rcpt mail data end of user users unknown mailbox mailboxes the and for not with
  root postmaster mailer daemon abuse hostmaster webmaster localhost localdomain helo ehlo proto esmtp noqueue reject warning header subject
  info admin test none com net org www mx ns server servers sender senders recipient recipients address addresses domain domains ip port tls
  ssl auth login plain sasl_method sasl_username cram md5 ok queued as example support office noreply no do undelivered returned report
  system failure delivery notification spam virus filter gateway firewall router printer scanner copier device backup monitor alert alerts
  service services sales contact billing help team list lists newsletter news`

let known: ReadonlySet<string> | null = null

function words(text: string): readonly string[] {
  return text.toLowerCase().match(/[a-z0-9_]+/g) ?? []
}

/** Whether a word is one of mail programs, or of the plain English of our own advice: it names nobody. */
export function isCommonWord(word: string): boolean {
  known ??= new Set([
    ...words(logWords),
    ...[...allFailures.flatMap(({ signs }) => signs), ...allProviderSigns].flatMap((sign) => (sign.phrases ?? []).flatMap(words)),
    ...allFailures.flatMap(({ title, meaning, doNot, steps }) =>
      words(`${title} ${meaning} ${doNot} ${Object.values(steps).flat().join(' ')}`),
    ),
  ])
  return known.has(word.toLowerCase())
}
