import type { FailureClass } from './failure.ts'

/** DNS does not know the server to which the own one is told to hand its mail. */
export const nextHopUnknown: FailureClass = {
  id: 'next-hop-unknown',
  title: 'The next server of the relay does not exist in DNS',
  family: 'network',
  meaning:
    'Your mail server is told to hand its mail to another one, whose name is not found: it is misspelt, or gone. The addresses of the recipients are not at fault.',
  scope: 'ip',
  permanent: false,
  clears: 'config',
  severity: 5,
  actor: 'sender-admin',
  steps: {
    any: [
      'Read the server’s name in the reply letter by letter (smtp-relay.gmial.com), and look it up on the relay: dig A NAME.',
      'Correct it where your server is told of it: {next-hop}, or {routes}; then {reload-tables}.',
      'If the name is right, the resolver of the relay is at fault: check /etc/resolv.conf.{chroot}',
      'When the look-up works: {flush}. What has bounced must be sent again.',
    ],
  },
  doNot: 'Do not correct or remove recipients: their addresses were not even tried.',
  source: 'https://www.postfix.org/postconf.5.html#relayhost',
  signs: [{ phrases: ['host or domain name not found'], status: 'X.3.5' }],
  examples: ['4.3.5 Host or domain name not found. Name service error for name=smtp-relay.gmial.com type=AAAA: Host not found'],
}
