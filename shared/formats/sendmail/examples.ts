import type { Attempt, Origin, Refusal, Statement } from '../../record.ts'
import { signatureOf } from '../../signature.ts'
import type { LogFormat, Outcome } from '../format.ts'

/** Every line below is of one second, host and pid. */
const origin: Origin = {
  stamp: Date.UTC(2000, 2, 2, 9, 14, 5) * 1000,
  zoned: false,
  yearless: true,
  host: 'mx1',
  program: 'sm-mta',
  pid: 811,
}

function example(text: string, first: Statement | 'ignored' | 'unrecognised', ...others: readonly Statement[]) {
  const outcome: Outcome = typeof first === 'string' ? first : [first, ...others].map((statement) => ({ ...statement, origin }))
  return { text: `Mar  2 09:14:05 mx1 sm-mta[811]: ${text}`, gives: [outcome] }
}

function refusal(over: Partial<Refusal> & Pick<Refusal, 'reply'>): Refusal {
  const { stage = null, dsn = null, code = null, reply } = over
  const absent = { queueId: null, clientIp: null, clientName: null, helo: null, login: null, sender: null, recipient: null }
  return {
    kind: 'refusal',
    action: 'reject',
    ...absent,
    stage,
    dsn,
    code,
    signature: signatureOf(reply, { stage, status: dsn, code }),
    ...over,
  }
}

function attempt(over: Partial<Attempt> & Pick<Attempt, 'action' | 'queueId' | 'agent' | 'recipient' | 'nextHop' | 'reply'>): Attempt {
  const { dsn = null, code = null, reply, nextHop } = over
  const signature = over.action === 'sent' ? null : signatureOf(reply, { host: nextHop.includes('.') ? nextHop : null, status: dsn, code })
  return { kind: 'attempt', originalRecipient: null, delaySeconds: null, dsn, code, linkedId: null, signature, ...over }
}

/** One line of each kind, with what it gives. */
export const examples: LogFormat['examples'] = [
  example(
    '622EeT5g000811: from=<scan@example.com>, size=51588, class=0, nrcpts=2, msgid=<d152@mfp3.example.com>, proto=ESMTP, daemon=MTA-v4, relay=mfp3.example.com [192.0.2.33]',
    {
      kind: 'arrival',
      queueId: '622EeT5g000811',
      clientIp: '192.0.2.33',
      clientName: 'mfp3.example.com',
      login: null,
      sender: 'scan@example.com',
      linkedId: null,
    },
    { kind: 'message-id', queueId: '622EeT5g000811', messageId: '<d152@mfp3.example.com>' },
    { kind: 'queued', queueId: '622EeT5g000811', sender: 'scan@example.com', sizeBytes: 51588, recipients: 2 },
  ),
  example(
    '622EeT5g000812: from=root, size=310, class=0, nrcpts=1, msgid=<2026.622EeT5g000812@mx1.example.com>, relay=root@localhost',
    { kind: 'arrival', queueId: '622EeT5g000812', clientIp: null, clientName: null, login: 'root', sender: 'root', linkedId: null },
    { kind: 'message-id', queueId: '622EeT5g000812', messageId: '<2026.622EeT5g000812@mx1.example.com>' },
    { kind: 'queued', queueId: '622EeT5g000812', sender: 'root', sizeBytes: 310, recipients: 1 },
  ),
  example(
    '622EeT5g000813: from=<scan@example.com>, size=9000000, class=0, nrcpts=0, proto=ESMTP, daemon=MTA-v4, relay=[IPv6:2001:db8::33]',
    {
      kind: 'arrival',
      queueId: '622EeT5g000813',
      clientIp: '2001:db8::33',
      clientName: null,
      login: null,
      sender: 'scan@example.com',
      linkedId: null,
    },
    { kind: 'end', action: 'canceled', queueId: '622EeT5g000813' },
  ),
  example(
    '622EeT5g000811: to=<a@example.net>,<"b, c"@example.net>, ctladdr=<scan@example.com> (1001/1001), delay=1+00:00:02, xdelay=00:00:01, mailer=esmtp, pri=81588, relay=mx.example.net. [198.51.100.7], dsn=5.1.1, reply=550 5.1.1 <a@example.net>: User unknown in table, stat=x, stat=User unknown',
    attempt({
      action: 'bounced',
      queueId: '622EeT5g000811',
      agent: 'smtp',
      recipient: 'a@example.net',
      nextHop: 'mx.example.net[198.51.100.7]',
      delaySeconds: 86402,
      dsn: '5.1.1',
      code: 550,
      reply: '550 5.1.1 <a@example.net>: User unknown in table, stat=x',
    }),
    attempt({
      action: 'bounced',
      queueId: '622EeT5g000811',
      agent: 'smtp',
      recipient: '"b, c"@example.net',
      nextHop: 'mx.example.net[198.51.100.7]',
      delaySeconds: 86402,
      dsn: '5.1.1',
      code: 550,
      reply: '550 5.1.1 <a@example.net>: User unknown in table, stat=x',
    }),
  ),
  example(
    '622EeT5g000811: to=<d@example.net>, delay=00:00:02, xdelay=00:00:01, mailer=relay, pri=81588, relay=smtp-relay.gmail.com. [198.51.100.9], dsn=2.0.0, stat=Sent (OK  1795476212 b59babb00064f-4ee5a35eb89sm5667043khj.99 - gsmtp)',
    attempt({
      action: 'sent',
      queueId: '622EeT5g000811',
      agent: 'smtp',
      recipient: 'd@example.net',
      nextHop: 'smtp-relay.gmail.com[198.51.100.9]',
      delaySeconds: 2,
      dsn: '2.0.0',
      reply: 'OK  1795476212 b59babb00064f-4ee5a35eb89sm5667043khj.99 - gsmtp',
    }),
  ),
  example(
    "622EeT5g000811: to=<d@example.net>, delay=00:00:02, xdelay=00:00:01, mailer=relay, pri=81588, relay=smtp-relay.gmail.com. [198.51.100.9], dsn=5.7.1, reply=550-5.7.1 Invalid credentials for relay [203.0.113.7]. The IP address you've, stat=User unknown",
    attempt({
      action: 'bounced',
      queueId: '622EeT5g000811',
      agent: 'smtp',
      recipient: 'd@example.net',
      nextHop: 'smtp-relay.gmail.com[198.51.100.9]',
      delaySeconds: 2,
      dsn: '5.7.1',
      code: 550,
      reply: "550-5.7.1 Invalid credentials for relay [203.0.113.7]. The IP address you've",
    }),
  ),
  example(
    '622EeT5g000811: to=<e@example.org>, delay=00:00:10, xdelay=00:00:00, mailer=esmtp, pri=81588, relay=mx.example.org., dsn=4.0.0, reply=250 OK, stat=Deferred: Connection refused by mx.example.org.',
    attempt({
      action: 'deferred',
      queueId: '622EeT5g000811',
      agent: 'smtp',
      recipient: 'e@example.org',
      nextHop: 'mx.example.org',
      delaySeconds: 10,
      dsn: '4.0.0',
      reply: 'Connection refused by mx.example.org.',
    }),
  ),
  example(
    `622EeT5g000811: to="|/bin/sh -c 'exit 75, now'", ctladdr=<robot@mx1.example.com> (8/0), delay=00:00:00, xdelay=00:00:00, mailer=prog, pri=83674, dsn=4.0.0, stat=Deferred: prog mailer (/bin/sh) exited with EX_TEMPFAIL`,
    attempt({
      action: 'deferred',
      queueId: '622EeT5g000811',
      agent: 'pipe',
      recipient: `"|/bin/sh -c 'exit 75, now'"`,
      originalRecipient: 'robot@mx1.example.com',
      nextHop: 'prog',
      delaySeconds: 0,
      dsn: '4.0.0',
      reply: 'prog mailer (/bin/sh) exited with EX_TEMPFAIL',
    }),
  ),
  example(
    '622EeT5g000811: to=vmail, delay=00:00:00, xdelay=00:00:00, mailer=local, pri=33229, dsn=2.0.0, stat=Sent',
    attempt({
      action: 'sent',
      queueId: '622EeT5g000811',
      agent: 'local',
      recipient: 'vmail',
      nextHop: 'local',
      delaySeconds: 0,
      dsn: '2.0.0',
      reply: 'Sent',
    }),
  ),
  example(
    '622EeT5g000812: to=scan@example.com, ctladdr=root (0/0), delay=00:00:01, xdelay=00:00:01, mailer=relay, pri=30310, relay=[127.0.0.1] [127.0.0.1], dsn=2.0.0, stat=Sent (622EeT5g000814 Message accepted for delivery)',
    attempt({
      action: 'sent',
      queueId: '622EeT5g000812',
      agent: 'smtp',
      recipient: 'scan@example.com',
      nextHop: '[127.0.0.1]',
      delaySeconds: 1,
      dsn: '2.0.0',
      reply: '622EeT5g000814 Message accepted for delivery',
      linkedId: '622EeT5g000814',
    }),
  ),
  example(
    '622EeT5g000812: to=old@example.com, delay=00:00:01, mailer=esmtp, relay=mx.example.com. [192.0.2.7], stat=Host unknown (Name server: mx.example.com.: host not found)',
    attempt({
      action: 'bounced',
      queueId: '622EeT5g000812',
      agent: 'smtp',
      recipient: 'old@example.com',
      nextHop: 'mx.example.com[192.0.2.7]',
      delaySeconds: 1,
      reply: 'Host unknown (Name server: mx.example.com.: host not found)',
    }),
  ),
  example('622EeT5g000811: to=<a@example.net>, delay=00:00:00, mailer=esmtp, pri=30310, dsn=4.0.0, stat=queued', 'ignored'),
  example('622EeT5g000811: 622EeT5g000820: DSN: User unknown', {
    kind: 'notice',
    action: 'failure',
    queueId: '622EeT5g000811',
    linkedId: '622EeT5g000820',
  }),
  example('622EeT5g000811: 622EeT5g000821: sender notify: Warning: could not send message for past 4 hours', {
    kind: 'notice',
    action: 'delay',
    queueId: '622EeT5g000811',
    linkedId: '622EeT5g000821',
  }),
  example(
    '622EeT5g000811: 622EeT5g000822: sender notify: Cannot send message for 5 days',
    { kind: 'expired', queueId: '622EeT5g000811' },
    { kind: 'notice', action: 'failure', queueId: '622EeT5g000811', linkedId: '622EeT5g000822' },
  ),
  example(
    '622EeT5g000815: ruleset=check_rcpt, arg1=<victim@example.org>, relay=outside.example.org [203.0.113.9] (may be forged), reject=550 5.7.1 <victim@example.org>... Relaying denied',
    refusal({
      queueId: '622EeT5g000815',
      stage: 'rcpt',
      clientIp: '203.0.113.9',
      clientName: 'outside.example.org',
      recipient: 'victim@example.org',
      dsn: '5.7.1',
      code: 550,
      reply: '550 5.7.1 <victim@example.org>... Relaying denied',
    }),
  ),
  example(
    'ruleset=check_relay, arg1=[203.0.113.9], arg2=203.0.113.9, relay=[203.0.113.9], reject=421 4.3.2 Connection rate limit exceeded.',
    refusal({ stage: 'connect', clientIp: '203.0.113.9', dsn: '4.3.2', code: 421, reply: '421 4.3.2 Connection rate limit exceeded.' }),
  ),
  example(
    '622EeT5g000815: ruleset=check_rcpt, arg1=<trap@example.com>, relay=[203.0.113.9], discard',
    refusal({
      action: 'discard',
      queueId: '622EeT5g000815',
      stage: 'rcpt',
      clientIp: '203.0.113.9',
      recipient: 'trap@example.com',
      reply: 'discard',
    }),
  ),
  example('ruleset=tls_server, arg1=SOFTWARE, relay=mx.example.net, reject=403 4.7.0 TLS handshake failed.', 'ignored'),
  example(
    '622EeT5g000815: Milter: to=<x@example.com>, reject=450 4.7.1 Greylisted',
    refusal({
      queueId: '622EeT5g000815',
      stage: 'rcpt',
      recipient: 'x@example.com',
      dsn: '4.7.1',
      code: 450,
      reply: '450 4.7.1 Greylisted',
    }),
  ),
  example(
    '622EeT5g000815: Milter: data, reject=554 5.7.1 Virus found',
    refusal({ queueId: '622EeT5g000815', stage: 'eod', dsn: '5.7.1', code: 554, reply: '554 5.7.1 Virus found' }),
  ),
  example(
    '622EeT5g000816: lost input channel from mfp3.example.com [192.0.2.33] to MTA-v4 after rcpt',
    refusal({
      queueId: '622EeT5g000816',
      stage: 'rcpt',
      clientIp: '192.0.2.33',
      clientName: 'mfp3.example.com',
      reply: 'lost input channel from mfp3.example.com [192.0.2.33] to MTA-v4 after rcpt',
    }),
  ),
  example(
    '622EeT5g000816: collect: relay=mfp3.example.com, from=<scan@example.com>, info=unexpected close',
    refusal({ queueId: '622EeT5g000816', stage: 'eod', sender: 'scan@example.com', reply: 'unexpected close' }),
  ),
  example(
    '622EeT5g000816: AUTH failure (LOGIN): authentication failure (-13) SASL(-13): authentication failure: checkpass failed, user=x, relay=[192.0.2.1], relay=outside.example.org [203.0.113.9] (may be forged)',
    refusal({
      stage: 'auth',
      clientIp: '203.0.113.9',
      clientName: 'outside.example.org',
      login: 'x, relay=[192.0.2.1]',
      reply: 'AUTH failure (LOGIN): authentication failure (-13) SASL(-13): authentication failure: checkpass failed',
    }),
  ),
  example(
    'AUTH failure (CRAM-MD5): user not found (-20) SASL(-13): user not found, relay=[203.0.113.9]',
    refusal({
      stage: 'auth',
      clientIp: '203.0.113.9',
      reply: 'AUTH failure (CRAM-MD5): user not found (-20) SASL(-13): user not found',
    }),
  ),
  example('622EeT5g000816: AUTH failure (LOGIN): authentication failure (-13) SASL(-13): checkpass failed', 'ignored'),
  example(
    '622EeT5g000817: <nobody@example.com>... User unknown',
    refusal({ queueId: '622EeT5g000817', stage: 'rcpt', recipient: 'nobody@example.com', reply: 'User unknown' }),
  ),
  example('622EeT5g000817: [203.0.113.9] did not issue MAIL/EXPN/VRFY/ETRN during connection to MTA-v4', 'ignored'),
  example('622EeT5g000817: quux', 'unrecognised'),
  example(
    '622EeT5g000817: from=<jane@example.org>, size=-1, class=0, nrcpts=1, msgid=<1@example.org>, relay=pc.lan [10.0.0.5]',
    'unrecognised',
  ),
  { text: 'Mar  2 09:14:05 mx1 sshd[811]: 622EeT5g000817: to=<a@example.net>, stat=Sent', gives: ['ignored'] },
  example(
    '622EeT5g000818: message size (1679758) exceeds maximum (1500000)',
    refusal({ queueId: '622EeT5g000818', stage: 'eod', reply: 'message size (1679758) exceeds maximum (1500000)' }),
  ),
  example(
    '622EeT5g000819: [203.0.113.9]: probable open proxy: command=GET / HTTP/1.1',
    refusal({
      queueId: '622EeT5g000819',
      stage: 'connect',
      clientIp: '203.0.113.9',
      reply: '[203.0.113.9]: probable open proxy: command=GET / HTTP/1.1',
    }),
  ),
  example(
    '622EeT5g000818: to=<a@example.net>, delay=00:00:00, pri=1709758, stat=Message exceeds maximum fixed size (1500000)',
    refusal({ queueId: '622EeT5g000818', stage: 'eod', recipient: 'a@example.net', reply: 'Message exceeds maximum fixed size (1500000)' }),
  ),
]
