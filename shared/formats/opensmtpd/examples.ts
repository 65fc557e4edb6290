import type { Attempt, Origin, Refusal, Statement } from '../../record.ts'
import { signatureOf } from '../../signature.ts'
import type { LogFormat, Outcome } from '../format.ts'

/** Every line below is of one second, host and pid. */
const origin: Origin = {
  stamp: Date.UTC(2000, 2, 2, 9, 14, 5) * 1000,
  zoned: false,
  yearless: true,
  host: 'mx1',
  program: 'smtpd',
  pid: 811,
}

function example(text: string, first: Statement | 'ignored' | 'unrecognised', ...others: readonly Statement[]) {
  const outcome: Outcome = typeof first === 'string' ? first : [first, ...others].map((statement) => ({ ...statement, origin }))
  return { text: `Mar  2 09:14:05 mx1 smtpd[811]: ${text}`, gives: [outcome] }
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
const lines = [
  example('cb20e39e95a2b35e smtp connected address=192.0.2.33 host=mfp3.example.com', {
    kind: 'session',
    action: 'connect',
    clientIp: '192.0.2.33',
    clientName: 'mfp3.example.com',
    stage: null,
    queueId: null,
  }),
  example('cb20e39e95a2b35e smtp authentication user=scan result=ok', 'ignored'),
  example('cb20e39e95a2b35e smtp message msgid=5579ac45 size=14944 nrcpt=2 proto=ESMTP', {
    kind: 'arrival',
    queueId: '5579ac45',
    clientIp: '192.0.2.33',
    clientName: 'mfp3.example.com',
    login: 'scan',
    sender: null,
    linkedId: null,
  }),
  example('cb20e39e95a2b35e smtp envelope evpid=5579ac459377a487 from=<scan@example.com> to=<a@example.net>', {
    kind: 'queued',
    queueId: '5579ac45',
    sender: 'scan@example.com',
    sizeBytes: 14944,
    recipients: 2,
  }),
  example('cb20e39e95a2b35e smtp envelope evpid=5579ac459377a488 from=<scan@example.com> to=<b@example.com>', 'ignored'),
  example(
    'cb20e39e95a2b35e smtp failed-command command="RCPT TO:<c@example.com>" result="550 Invalid recipient: <c@example.com>"',
    refusal({
      stage: 'rcpt',
      clientIp: '192.0.2.33',
      clientName: 'mfp3.example.com',
      login: 'scan',
      recipient: 'c@example.com',
      code: 550,
      reply: '550 Invalid recipient: <c@example.com>',
    }),
  ),
  example('cb20e39e95a2b35e smtp failed-command command="FOO 1" result="500 5.5.1 Invalid command: Command unrecognized"', 'ignored'),
  example(
    'cb20e39e95a2b35e smtp authentication user=scan result=permfail',
    refusal({ stage: 'auth', clientIp: '192.0.2.33', clientName: 'mfp3.example.com', login: 'scan', reply: 'authentication permfail' }),
  ),
  example('cb20e39e95a2b35e smtp disconnected reason=quit', 'ignored'),
  example('cb20e3a1538e9855 mta connecting address=smtp+tls://198.51.100.7:587 host=mx.example.net', 'ignored'),
  example(
    'cb20e3a1538e9855 mta delivery evpid=5579ac459377a487 from=<scan@example.com> to=<a@example.net> rcpt=<-> source="192.0.2.1" relay="198.51.100.7 (mx.example.net)" delay=1m3s result="TempFail" stat="451 4.7.1 Greylisted, result="Ok" stat="250 OK"',
    attempt({
      action: 'deferred',
      queueId: '5579ac45',
      agent: 'smtp',
      recipient: 'a@example.net',
      nextHop: 'mx.example.net[198.51.100.7]',
      delaySeconds: 63,
      dsn: '4.7.1',
      code: 451,
      reply: '451 4.7.1 Greylisted, result="Ok" stat="250 OK',
    }),
  ),
  example(
    'cb20e3a1538e9855 mta delivery evpid=5579ac459377a487 from=<scan@example.com> to=<a@example.net> rcpt=<list@example.com> source="192.0.2.1" relay="198.51.100.7 (198.51.100.7)" delay=1h2m result="PermFail" stat="550 5.1.1 User unknown"',
    attempt({
      action: 'bounced',
      queueId: '5579ac45',
      agent: 'smtp',
      recipient: 'a@example.net',
      originalRecipient: 'list@example.com',
      nextHop: '[198.51.100.7]',
      delaySeconds: 3720,
      dsn: '5.1.1',
      code: 550,
      reply: '550 5.1.1 User unknown',
    }),
  ),
  example(
    'cb20e3a1538e9855 mta delivery evpid=5579ac459377a488 from=<scan@example.com> to=<b@example.com> rcpt=<-> source="127.0.0.1" relay="127.0.0.1 (localhost)" delay=1s result="Ok" stat="250 2.0.0 41ab32cd Message accepted for delivery"',
    attempt({
      action: 'sent',
      queueId: '5579ac45',
      agent: 'smtp',
      recipient: 'b@example.com',
      nextHop: 'localhost[127.0.0.1]',
      delaySeconds: 1,
      dsn: '2.0.0',
      code: 250,
      reply: '250 2.0.0 41ab32cd Message accepted for delivery',
      linkedId: '41ab32cd',
    }),
  ),
  example(
    'cb20e3a7f80670e8 mda delivery evpid=035cb0fa213c23c7 from=<> to=<erin@example.com> rcpt=<erin@example.com> user=vmail delay=0s result=Ok stat=Delivered',
    attempt({
      action: 'sent',
      queueId: '035cb0fa',
      agent: 'local',
      recipient: 'erin@example.com',
      nextHop: 'local',
      delaySeconds: 0,
      reply: 'Delivered',
    }),
  ),
  example(
    'relay: Expire for 228ce6b978d0789b: from=<scan@example.com>, to=<d@example.net>, rcpt=<->, delay=4d, stat=Envelope expired',
    attempt({
      action: 'expired',
      queueId: '228ce6b9',
      agent: 'smtp',
      recipient: 'd@example.net',
      nextHop: 'none',
      delaySeconds: 345600,
      reply: 'Envelope expired',
    }),
  ),
  example(
    'cb20e3a1538e9855 mta delivery evpid=228ce6b978d0789c from=<scan@example.com> to=<e@example.net> rcpt=<-> source="-" relay="example.net" delay=4s result="TempFail" stat="Network error on destination MXs"',
    attempt({
      action: 'deferred',
      queueId: '228ce6b9',
      agent: 'smtp',
      recipient: 'e@example.net',
      nextHop: 'example.net',
      delaySeconds: 4,
      reply: 'Network error on destination MXs',
    }),
  ),
  example('relay: Expire for 228ce6b978d0789c: from=<scan@example.com>, to=<e@example.net>, rcpt=<->, delay=4d, stat=Envelope expired', {
    kind: 'expired',
    queueId: '228ce6b9',
  }),
  example(
    'relay: Remove for 228ce6b978d0789d: from=<scan@example.com>, to=<f@example.net>, rcpt=<->, delay=5s, stat=Removed by administrator',
    { kind: 'end', action: 'deleted', queueId: '228ce6b9' },
  ),
  example('smtp-in: New session 08d856b172f69c5c from host mfp4.example.com [192.0.2.34]', {
    kind: 'session',
    action: 'connect',
    clientIp: '192.0.2.34',
    clientName: 'mfp4.example.com',
    stage: null,
    queueId: null,
  }),
  example('smtp-in: Started TLS on session 08d856b172f69c5c: version=TLSv1.2, cipher=AES128-SHA, bits=128', 'ignored'),
  example(
    'smtp-in: Authentication failed for user scan on session 08d856b172f69c5c',
    refusal({ stage: 'auth', clientIp: '192.0.2.34', clientName: 'mfp4.example.com', login: 'scan', reply: 'Authentication failed' }),
  ),
  example('smtp-in: Accepted authentication for user copy on session 08d856b172f69c5c', 'ignored'),
  example(
    'smtp-in: Failed command on session 08d856b172f69c5c: "RCPT TO:<c@example.com>" => 550 5.1.1 Invalid recipient: <c@example.com>',
    refusal({
      stage: 'rcpt',
      clientIp: '192.0.2.34',
      clientName: 'mfp4.example.com',
      login: 'copy',
      recipient: 'c@example.com',
      dsn: '5.1.1',
      code: 550,
      reply: '550 5.1.1 Invalid recipient: <c@example.com>',
    }),
  ),
  example(
    'smtp-in: Accepted message 4296f490 on session 08d856b172f69c5c: from=<copy@example.com>, to=<a@example.net>, size=1746, ndest=1, proto=ESMTP',
    {
      kind: 'arrival',
      queueId: '4296f490',
      clientIp: '192.0.2.34',
      clientName: 'mfp4.example.com',
      login: 'copy',
      sender: null,
      linkedId: null,
    },
    { kind: 'queued', queueId: '4296f490', sender: 'copy@example.com', sizeBytes: 1746, recipients: 1 },
  ),
  example(
    'smtp-in: Accepted message 4296f490 on session 08d856b172f69c5c: from=<copy@example.com>, to=<all@example.com>, size=1746, ndest=2, proto=ESMTP',
    { kind: 'queued', queueId: '4296f490', sender: 'copy@example.com', sizeBytes: 1746, recipients: 3 },
  ),
  example(
    'relay: TempFail for 4296f49013edc1a2: session=08d856b36aa6c1bb, from=<copy@example.com>, to=<a@example.net>, rcpt=<->, source=192.0.2.1, relay=198.51.100.7 (mx.example.net), delay=1m3s, stat=451 4.7.1 Greylisted',
    attempt({
      action: 'deferred',
      queueId: '4296f490',
      agent: 'smtp',
      recipient: 'a@example.net',
      nextHop: 'mx.example.net[198.51.100.7]',
      delaySeconds: 63,
      dsn: '4.7.1',
      code: 451,
      reply: '451 4.7.1 Greylisted',
    }),
  ),
  example(
    'delivery: Ok for 4296f49013edc1a3: from=<copy@example.com>, to=<b@example.com>, rcpt=<all@example.com>, user=b, method=maildir, delay=0s, stat=Delivered',
    attempt({
      action: 'sent',
      queueId: '4296f490',
      agent: 'local',
      recipient: 'b@example.com',
      originalRecipient: 'all@example.com',
      nextHop: 'local',
      delaySeconds: 0,
      reply: 'Delivered',
    }),
  ),
  example('smtp-in: Closing session 08d856b172f69c5c', 'ignored'),
  // Of a session that began before the log.
  example(
    'smtp-in: Accepted message 5296f490 on session 18d856b172f69c5c: from=<copy@example.com>, to=<a@example.net>, size=1746, ndest=1, proto=ESMTP',
    { kind: 'arrival', queueId: '5296f490', clientIp: null, clientName: null, login: null, sender: null, linkedId: null },
    { kind: 'queued', queueId: '5296f490', sender: 'copy@example.com', sizeBytes: 1746, recipients: 1 },
  ),
  example(
    'smtp-in: Accepted message 5296f490 on session 18d856b172f69c5c: from=<copy@example.com>, to=<b@example.net>, size=1746, ndest=1, proto=ESMTP',
    { kind: 'queued', queueId: '5296f490', sender: 'copy@example.com', sizeBytes: 1746, recipients: 2 },
  ),
  example('smtp-in: Failed command on session 08d856b172f69c5c', 'unrecognised'),
  example('smtp-out: Disabling route 192.0.2.1 <-> 198.51.100.7 (mx.example.net) for 15s', 'ignored'),
  example('warn: queue: no return path!', 'ignored'),
  example('cb20e3a7f80670e8 quux', 'unrecognised'),
  example('cb20e39e95a2b35e smtp message msgid=5579ac45 size=-1 nrcpt=2 proto=ESMTP', 'unrecognised'),
  {
    text: 'Mar  2 09:14:05 mx1 sshd[811]: cb20e39e95a2b35e smtp message msgid=5579ac45 size=14944 nrcpt=2 proto=ESMTP',
    gives: ['ignored' as const],
  },
]

/** Sessions and envelopes span lines: all are one example. */
export const examples: LogFormat['examples'] = [
  { text: lines.map(({ text }) => text).join('\n'), gives: lines.flatMap(({ gives }) => gives) },
]
