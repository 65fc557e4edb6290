import type { LogRecord, Origin, Refusal, Session, Statement } from '../../record.ts'
import { signatureOf } from '../../signature.ts'
import type { LogFormat, Outcome } from '../format.ts'

const civil = Date.UTC(2000, 2, 2, 9, 14, 5) * 1000

/** Every line below is of one second, host and pid. */
function said(program: string, statement: Statement): readonly LogRecord[] {
  const origin: Origin = { stamp: civil, zoned: false, yearless: true, host: 'mx1', program, pid: 811 }
  return [{ ...statement, origin }]
}

function example(program: string, text: string, gives: Statement | 'ignored' | 'unrecognised') {
  const outcome: Outcome = typeof gives === 'string' ? gives : said(program, gives)
  return { text: `Mar  2 09:14:05 mx1 ${program}[811]: ${text}`, gives: [outcome] }
}

const device = { clientIp: '192.0.2.33', clientName: 'mfp3.example.com' }

function session(over: Partial<Session>): Session {
  return { kind: 'session', action: 'connect', ...device, stage: null, queueId: null, ...over }
}

function refusal(over: Partial<Refusal> & Pick<Refusal, 'reply'>): Refusal {
  const { stage = null, dsn = null, code = null, reply } = over
  const signature = signatureOf(reply, { stage, status: dsn, code })
  const absent = { helo: null, login: null, sender: null, recipient: null }
  return { kind: 'refusal', action: 'reject', queueId: null, ...device, ...absent, dsn, code, stage, signature, ...over }
}

const denied =
  'host relay.example.net[198.51.100.27] said: 550-5.7.0 Mail relay denied (a=b, status=sent). 550 5.7.0 See help (in reply to RCPT TO command)'
const relay = 'relay.example.net[198.51.100.27]:587'
const sent = '250 2.0.0 Ok: queued as 358CA20E01C'
const attempt = {
  kind: 'attempt',
  queueId: '4XbF9k0pQxz9Rl',
  originalRecipient: null,
  code: null,
  signature: null,
  linkedId: null,
} as const

/** One line of each kind, with what it gives. */
export const examples: LogFormat['examples'] = [
  example('postfix/smtpd', 'connect from mfp3.example.com[192.0.2.33]', session({})),
  example(
    'postfix/smtpd',
    'lost connection after DATA (17 bytes) from mfp3.example.com[192.0.2.33]',
    session({ action: 'lost', stage: 'data' }),
  ),
  example(
    'postfix/submission/smtpd',
    '4XbF9k0pQxz9Rl: client=mfp3.example.com[192.0.2.33], sasl_method=LOGIN, sasl_username=scan@example.com',
    {
      kind: 'arrival',
      queueId: '4XbF9k0pQxz9Rl',
      ...device,
      login: 'scan@example.com',
      sender: null,
      linkedId: null,
    },
  ),
  example('postfix/pickup', '4B41F20E7E2: uid=0 from=<root@example.com> orig_id=2951B20E19E', {
    kind: 'arrival',
    queueId: '4B41F20E7E2',
    clientIp: null,
    clientName: null,
    login: 'uid=0',
    sender: 'root@example.com',
    linkedId: '2951B20E19E',
  }),
  example('postfix/cleanup', '4XbF9k0pQxz9Rl: message-id=<scan-0412@mfp3>', {
    kind: 'message-id',
    queueId: '4XbF9k0pQxz9Rl',
    messageId: '<scan-0412@mfp3>',
  }),
  example('postfix/cleanup', '4XbF9k0pQxz9Rl: message-id=<>', { kind: 'message-id', queueId: '4XbF9k0pQxz9Rl', messageId: null }),
  example('postfix/qmgr', '4XbF9k0pQxz9Rl: from=<scan@example.com>, size=482113, nrcpt=2 (queue active)', {
    kind: 'queued',
    queueId: '4XbF9k0pQxz9Rl',
    sender: 'scan@example.com',
    sizeBytes: 482_113,
    recipients: 2,
  }),
  example(
    'postfix/smtp',
    `4XbF9k0pQxz9Rl: to=<a@example.net>, relay=${relay}, delay=1.1, delays=0.1/0/0.6/0.4, dsn=5.7.0, status=bounced (${denied})`,
    {
      ...attempt,
      action: 'bounced',
      agent: 'smtp',
      recipient: 'a@example.net',
      nextHop: relay,
      delaySeconds: 1.1,
      dsn: '5.7.0',
      code: 550,
      reply: denied,
      signature: signatureOf(denied, { host: relay, status: '5.7.0', code: 550 }),
    },
  ),
  example(
    'postfix',
    `4XbF9k0pQxz9Rl: to=<a@example.net>, orig_to=<all@example.com>, relay=::1[::1]:2525, delay=3, delays=1/0/1/1, tls=yes, dsn=2.0.0, status=sent (${sent})`,
    {
      ...attempt,
      action: 'sent',
      agent: 'smtp',
      recipient: 'a@example.net',
      originalRecipient: 'all@example.com',
      nextHop: '::1[::1]:2525',
      delaySeconds: 3,
      dsn: '2.0.0',
      code: 250,
      reply: sent,
      linkedId: '358CA20E01C',
    },
  ),
  example(
    'postfix/smtp',
    '4XbF9k0pQxz9Rl: to=<a@example.net>, relay=127.0.0.1[127.0.0.1]:10024, delay=1, delays=1/0/0/0, dsn=2.7.0, status=sent (250 2.7.0 Ok, discarded, id=1-2 - INFECTED: EICAR)',
    {
      ...attempt,
      action: 'discarded',
      agent: 'smtp',
      recipient: 'a@example.net',
      nextHop: '127.0.0.1[127.0.0.1]:10024',
      delaySeconds: 1,
      dsn: '2.7.0',
      code: 250,
      reply: '250 2.7.0 Ok, discarded, id=1-2 - INFECTED: EICAR',
    },
  ),
  example(
    'postfix/local',
    '4XbF9k0pQxz9Rl: to=<root@example.com>, relay=local, delay=0.05, delays=0.05/0/0/0, dsn=2.0.0, status=sent (forwarded as 358CA20E01C)',
    {
      ...attempt,
      action: 'expanded',
      agent: 'local',
      recipient: 'root@example.com',
      nextHop: 'local',
      delaySeconds: 0.05,
      dsn: '2.0.0',
      reply: 'forwarded as 358CA20E01C',
      linkedId: '358CA20E01C',
    },
  ),
  example('postfix/smtp', 'connect to mx.example.net[198.51.100.9]:25: Connection timed out', {
    kind: 'interim',
    queueId: null,
    reply: 'connect to mx.example.net[198.51.100.9]:25: Connection timed out',
    signature: signatureOf('connect to mx.example.net[198.51.100.9]:25: Connection timed out'),
  }),
  example(
    'postfix/smtpd',
    'NOQUEUE: reject: RCPT from mfp3.example.com[192.0.2.33]: 554 5.7.1 <x@example.org>: Relay access denied; from=<s@example.com> to=<x@example.org> proto=ESMTP helo=<mfp3>',
    refusal({
      stage: 'rcpt',
      helo: 'mfp3',
      sender: 's@example.com',
      recipient: 'x@example.org',
      dsn: '5.7.1',
      code: 554,
      reply: '554 5.7.1 <x@example.org>: Relay access denied',
    }),
  ),
  example(
    'postfix/postscreen',
    'NOQUEUE: reject: RCPT from [192.0.2.33]:4984: 550 5.7.1 Service unavailable; client [192.0.2.33] blocked; from=<>, to=<x@example.org>, proto=ESMTP, helo=<h>',
    refusal({
      stage: 'rcpt',
      clientName: null,
      helo: 'h',
      sender: '',
      recipient: 'x@example.org',
      dsn: '5.7.1',
      code: 550,
      reply: '550 5.7.1 Service unavailable; client [192.0.2.33] blocked',
    }),
  ),
  example(
    'postfix/cleanup',
    '4XbF9k0pQxz9Rl: hold: header Subject: Pay from me; from=<me> now from mfp3.example.com[192.0.2.33]; from=<s@example.com> to=<x@example.org> proto=ESMTP helo=<mfp3>: awaiting approval',
    refusal({
      action: 'hold',
      queueId: '4XbF9k0pQxz9Rl',
      stage: 'eod',
      helo: 'mfp3',
      sender: 's@example.com',
      recipient: 'x@example.org',
      reply: 'awaiting approval',
    }),
  ),
  example(
    'postfix/smtpd',
    'warning: mfp3.example.com[192.0.2.33]: SASL LOGIN authentication failed: authentication failure, sasl_username=scan',
    refusal({ stage: 'auth', login: 'scan', reply: 'SASL LOGIN authentication failed: authentication failure' }),
  ),
  example(
    'postfix/smtpd',
    'warning: Message delivery request rate limit exceeded: 31 from mfp3.example.com[192.0.2.33] for service smtp',
    refusal({
      stage: 'mail',
      reply: 'Message delivery request rate limit exceeded: 31 from mfp3.example.com[192.0.2.33] for service smtp',
    }),
  ),
  example(
    'postfix/smtpd',
    'warning: DC23D20E8B9: queue file size limit exceeded',
    refusal({
      queueId: 'DC23D20E8B9',
      clientIp: null,
      clientName: null,
      stage: 'eod',
      dsn: '5.3.4',
      code: 552,
      reply: 'queue file size limit exceeded',
    }),
  ),
  example('postfix/bounce', '4XbF9k0pQxz9Rl: sender non-delivery notification: 358CA20E01C', {
    kind: 'notice',
    action: 'failure',
    queueId: '4XbF9k0pQxz9Rl',
    linkedId: '358CA20E01C',
  }),
  example('postfix/qmgr', '358CA20E01C: from=<>, status=expired, returned to sender', { kind: 'expired', queueId: '358CA20E01C' }),
  example('postfix/postsuper', '358CA20E01C: removed', { kind: 'end', action: 'deleted', queueId: '358CA20E01C' }),
  example('postfix/qmgr', '358CA20E01C: removed', { kind: 'end', action: 'removed', queueId: '358CA20E01C' }),
  example('postfix/smtpd', 'disconnect from unknown[2001:db8::1] ehlo=1 quit=1 commands=2', 'ignored'),
  example('postfix/smtpd', 'NOQUEUE: client=mfp3.example.com[192.0.2.33]', 'ignored'),
  example('postfix/smtpd', 'warning: SASL authentication failure: Password verification failed', 'ignored'),
  example(
    'postfix/cleanup',
    'warning: 358CA20E01C: virtual_alias_maps map lookup problem for sales@example.com -- message not accepted, try again later',
    refusal({
      queueId: '358CA20E01C',
      clientIp: null,
      clientName: null,
      stage: 'eod',
      dsn: '4.3.0',
      code: 451,
      reply: 'virtual_alias_maps map lookup problem for sales@example.com -- message not accepted, try again later',
    }),
  ),
  example('postfix/smtp', '358CA20E01C: to=<a@example.net>, relay=none, delay=1', 'unrecognised'),
  example('dovecot', 'imap-login: Aborted login', 'ignored'),
  { text: '-- Boot 3f2a8c1d5e6b47a09c8d7e6f5a4b3c2d --', gives: ['ignored'] },
]
