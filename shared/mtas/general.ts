/**
 * What the steps of the failure classes name by `{term}`: commands and settings of the own mail server, in general words. Each
 * server's own table replaces those that it knows; QUEUEID stands for the message's queue id.
 */
export const generalTerms = {
  server: 'the relay',
  flush: 'let the server try its queue now',
  delete: 'delete QUEUEID from the queue',
  hold: 'put QUEUEID on hold',
  release: 'release QUEUEID',
  show: 'open QUEUEID in the queue',
  list: 'the list of the queue',
  status: 'the state of its services',
  reload: 'reload the server’s configuration',
  'reload-tables': 'reload the server’s configuration',
  'reload-passwords': 'reload the server’s configuration',
  // Clients
  trusted: 'the list of clients that the relay serves',
  'login-relaying': 'relaying for clients that log in',
  exempt: 'accept own networks and logins before the check',
  'exempt-helo': 'let the relay skip this check for its address',
  'exempt-sender': 'accept own networks before sender domains are checked',
  'exempt-blocklist': 'accept own networks and logins before the blocklist is asked',
  'client-limits': 'the relay’s limits per client',
  'sender-rules': 'the list of senders that the relay allows',
  'client-field': 'the client',
  'size-limit': 'the size limit of the relay',
  'size-25': 'the size limit of the relay to 25 MB (26,214,400 bytes)',
  'recipients-in': 'the limit of recipients per message in the relay',
  'tls-optional': 'encryption optional there',
  'ehlo-in': 'what the relay offers in EHLO',
  complete: 'add the headers that are missing for its address',
  'add-headers': 'let the relay add them',
  'own-rules': 'the rules and filters of the relay',
  // The way out
  'next-hop': 'the next hop of the relay',
  'google-relay': 'smtp-relay.gmail.com, port 587, as next hop',
  routes: 'the routes of the relay',
  login: 'user name and password for this next hop, in the configuration of the relay',
  'login-key': 'The login must be stored for the very name and port that the relay connects to.',
  passwords: 'the place where the relay keeps the password of its next hop',
  helo: 'the name that the relay gives in HELO',
  'host-name': 'hostname -f',
  rewrite: 'a rule of the relay',
  ipv4: 'let the relay send over IPv4 only',
  'prefer-ipv4': 'let the relay prefer IPv4',
  slow: 'fewer connections and messages at once to this next hop',
  'slow-one': 'fewer connections and messages at once to it',
  'recipients-out': 'the limit of recipients per message to this next hop',
  'tls-required': 'encryption for this next hop',
  'tls-offered': 'encryption wherever the other side offers it',
  'tls-policy': 'the relay’s rules for encryption',
  'tls-verified': 'DANE, MTA-STS, a rule of the relay',
  'tls-trust': 'the certificates that the relay trusts, the TLS versions that it allows',
  dkim: 'OpenDKIM or rspamd',
  'ehlo-out': 'pipelining, chunking',
  'ehlo-one': 'pipelining, chunking',
  // The queue and the mailboxes
  lifetime: 'the lifetime of its queue (often 5 days)',
  backoff: 'some minutes',
  warning: 'a warning after 4 hours in the queue',
  'mailbox-limits': 'the limit of mailboxes together with that of messages',
  quota: 'of the server or of its mail store',
  'own-domains': 'the server’s own domains',
  'accepted-domains': 'the domains that the server takes',
  'recipient-tables': 'the lists of users and aliases',
  aliases: 'the alias or the forwarding',
  'alias-sign': '',
  'lost-part': '',
  chroot: '',
} as const

/** A name that a step gives in braces. */
export type Term = keyof typeof generalTerms

/** What a server calls the terms; one that is absent stays in general words. */
export type MtaTerms = Readonly<Partial<Record<Term, string>>>
