/** Programs of Postfix that never speak of a mail by themselves, besides lines that begin with a queue id. */
const auxiliary = new Set([
  'anvil',
  'scache',
  'master',
  'postfix-script',
  'tlsmgr',
  'tlsproxy',
  'dnsblog',
  'verify',
  'proxymap',
  'proxywrite',
  'trivial-rewrite',
  'showq',
  'flush',
  'postlog',
  'postlogd',
  'postmap',
  'postalias',
  'postqueue',
  'postdrop',
  'sendmail',
  'postfix-wrapper',
  'postmulti',
  'postconf',
  'postcat',
  'postkick',
  'postlock',
  'postlocal',
  'spawn',
  'qmqpd',
  'post-install',
  'postfix-files',
  'postfix-tls-script',
  'postmulti-script',
  'set-permissions',
  'nqmgr',
  'oqmgr',
  'fsstone',
  'smtp-sink',
  'smtp-source',
  'postfix-collate',
  'nbdb_reindexd',
])

/** Programs of Postfix that speak of mails. */
const agents = new Set([
  'smtpd',
  'postscreen',
  'cleanup',
  'pickup',
  'qmgr',
  'smtp',
  'lmtp',
  'local',
  'virtual',
  'pipe',
  'error',
  'retry',
  'discard',
  'bounce',
  'postsuper',
])

/** How lines begin that are understood and say nothing of a mail; the last ones are those of `debug_peer_list` and `-v`. */
const openings = [
  'statistics: ',
  'fatal: ',
  'error: ',
  'panic: ',
  'info: ',
  'Anonymous TLS ',
  'Untrusted TLS ',
  'Trusted TLS ',
  'Verified TLS ',
  'certificate ',
  'SSL_connect ',
  'setting up TLS ',
  'initializing the ',
  'TLS ',
  'Server certificate',
  'Host offered STARTTLS',
  'Peer ',
  'subject_CN=',
  'discarding EHLO ',
  'bare <LF> ',
  'improper command ',
  'non-SMTP command ',
  'table ',
  'using backwards-compatible ',
  'cache ',
  'PASS ',
  'PREGREET ',
  'HANGUP ',
  'DNSBL ',
  'WHITELIST',
  'ALLOWLIST',
  'BLACKLIST',
  'DENYLIST',
  'COMMAND ',
  'NON-SMTP ',
  'BARE ',
  'addr ',
  'daemon started',
  'reload ',
  'terminating on ',
  'refreshing ',
  'starting ',
  'stopping ',
  'waiting ',
  'proxy-accept: ',
  'Deleted: ',
  'Requeued: ',
  'Placed on hold: ',
  'Released from hold: ',
  'Expired: ',
  'Renamed to ',
  'last message ',
  'message repeated ',
  '> ',
  '< ',
  'match_',
  'name_mask: ',
  'SSL3 ',
  'SSL_accept:',
  'dict_',
  'smtpd_',
  'xsasl_',
  'auto_clnt_',
  'send attr ',
  'input attr',
  'rewrite_clnt',
  'vstream_',
  'generic_checks',
  'permit_',
  'check_',
  'reject_',
  'milter8_',
  'maps_',
  'private/',
  'public/',
  'watchdog_',
  'event_',
  'master_notify',
  'connection ',
  'abort ',
  'before ',
  'after ',
  'wanted ',
]
const byLetter = new Map<number, string[]>()
for (const words of openings) byLetter.set(words.charCodeAt(0), [...(byLetter.get(words.charCodeAt(0)) ?? []), words])

/** The last part of a tag: the program's own name. */
export function programOf(tag: string): string {
  return tag.slice(tag.lastIndexOf('/') + 1)
}

/** Whether a tag is Postfix's: `postfix…`, whatever instance, or one of its programs under another syslog_name. */
export function isPostfix(tag: string): boolean {
  if (tag.startsWith('postfix')) return true
  const slash = tag.lastIndexOf('/')
  if (slash < 0) return false
  const name = tag.slice(slash + 1)
  return agents.has(name) || (auxiliary.has(name) && tag.includes('postfix'))
}

/** Whether the program speaks of mails; a bare `postfix` was cut by its carrier, and may be any. */
export function isAgent(tag: string): boolean {
  const name = programOf(tag)
  return agents.has(name) || name === 'postfix'
}

/** Whether a line without queue id is one of those that need no record. */
export function isNoise(text: string): boolean {
  return byLetter.get(text.charCodeAt(0))?.some((words) => text.startsWith(words)) ?? false
}
