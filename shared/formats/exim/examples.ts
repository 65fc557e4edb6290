import type { LogRecord, Origin, Refusal, Statement } from '../../record.ts'
import { signatureOf } from '../../signature.ts'
import type { LogFormat, Outcome } from '../format.ts'

/** Every line below is of one second, but for its carrier. */
const stamp = Date.UTC(2026, 2, 2, 9, 14, 5) * 1000
const own: Origin = { stamp, zoned: false, yearless: false, host: '', program: '', pid: 0 }

type Gives = readonly Statement[] | 'ignored' | 'unrecognised'

function outcome(gives: Gives, origin: Origin): Outcome {
  return typeof gives === 'string' ? gives : gives.map((statement): LogRecord => ({ ...statement, origin }))
}

function example(text: string, gives: Gives) {
  return { text: `2026-03-02 09:14:05 ${text}`, gives: [outcome(gives, own)] }
}

const id = '1vwDhn-000000001bo-D342'
const queueId = id
const old = '1vwDhn-0003ab-D3'
const device = { clientIp: '192.0.2.33', clientName: 'mfp3.example.com', helo: 'MFP-3' }
const absent = { clientIp: null, clientName: null, helo: null, login: null, sender: null, recipient: null, dsn: null, code: null }

function arrival(over: object): Statement {
  const nothing = { clientIp: null, clientName: null, login: null, sender: null, linkedId: null, helo: null, subject: null }
  return { kind: 'arrival', queueId, ...nothing, ...over }
}

function attempt(over: object): Statement {
  const nothing = { originalRecipient: null, delaySeconds: null, dsn: null, code: null, signature: null, linkedId: null }
  return {
    kind: 'attempt',
    action: 'sent',
    queueId,
    agent: 'smtp',
    recipient: 'k.lee@example.net',
    nextHop: 'mx.example.net[198.51.100.27]',
    reply: '',
    ...nothing,
    ...over,
  }
}

function refusal(over: Partial<Refusal> & Pick<Refusal, 'reply'>): Statement {
  const { stage = null, dsn = null, code = null, reply } = over
  const signature = signatureOf(reply, { stage, status: dsn, code })
  return { kind: 'refusal', action: 'reject', queueId: null, ...absent, stage, signature, ...over }
}

const denied =
  'SMTP error from remote mail server after RCPT TO:<k.lee@example.net>: 550-5.7.1 Invalid credentials for relay [203.0.113.7].\\n550 5.7.1 See help'
const full = 'SMTP error from remote mail server after RCPT TO:<k.lee@example.net>: 452 4.2.2 Mailbox full'
const noMailbox = 'Unrouteable address'
const relay = 'smtp-relay.gmail.com[198.51.100.25]:587'

const arrivals: LogFormat['examples'] = [
  example(
    `${id} <= scan@example.com H=mfp3.example.com (MFP-3) [192.0.2.33]:4711 P=esmtpsa X=TLS1.3:TLS_AES_256_GCM_SHA384:256 CV=no A=plain:mfp3 S=482113 id=scan-0412@mfp3.example.com T="Scan \\"3\\"" from <scan@example.com> for k.lee@example.net a@example.org`,
    [
      arrival({ ...device, login: 'mfp3', subject: 'Scan "3"' }),
      { kind: 'queued', queueId, sender: 'scan@example.com', sizeBytes: 482_113, recipients: 2 },
      { kind: 'message-id', queueId, messageId: '<scan-0412@mfp3.example.com>' },
    ],
  ),
  example(`${old} <= <> R=${id} U=exim P=local S=3828`, [
    arrival({ queueId: old, login: 'uid=exim' }),
    { kind: 'queued', queueId: old, sender: '', sizeBytes: 3828, recipients: 0 },
    { kind: 'notice', action: 'failure', queueId: id, linkedId: old },
  ]),
  example(`${id} Completed`, [{ kind: 'end', action: 'removed', queueId }]),
]

const deliveries: LogFormat['examples'] = [
  example(
    `${id} => k.lee@example.net F=<scan@example.com> R=dnslookup T=remote_smtp H=mx.example.net [198.51.100.27] X=TLS1.3:TLS_AES_256_GCM_SHA384:256 CV=yes DN="/C=US/CN=mx.example.net" C="250 OK id=1vwDi0-0003cd-2x" QT=1m2.5s DT=0.3s`,
    [attempt({ delaySeconds: 62.5, code: 250, reply: '250 OK id=1vwDi0-0003cd-2x', linkedId: '1vwDi0-0003cd-2x' })],
  ),
  example(`${id} -> Erin <erin@example.com> R=localuser T=maildir`, [
    attempt({ agent: 'local', recipient: 'erin@example.com', nextHop: 'maildir' }),
  ]),
  example(`${id} => |"/usr/bin/fax -d" (all@example.com) <fax@example.com> R=aliases T=address_pipe`, [
    attempt({ agent: 'pipe', recipient: '|"/usr/bin/fax -d"', originalRecipient: 'fax@example.com', nextHop: 'address_pipe' }),
  ]),
  example(`${id} *> k.lee@example.net R=dnslookup T=remote_smtp H=mx.example.net [198.51.100.27] C="delivery bypassed by -N option"`, [
    attempt({ action: 'discarded', reply: 'delivery bypassed by -N option' }),
  ]),
  example(`${id} => blackhole (DATA ACL discarded recipients): silently dropped`, [
    refusal({ action: 'discard', queueId, stage: 'eod', reply: '(DATA ACL discarded recipients): silently dropped' }),
  ]),
  example(`${id} ** k.lee@example.net R=smarthost T=smarthost_smtp H=smtp-relay.gmail.com [198.51.100.25]:587* K CV=no: ${denied}`, [
    attempt({
      action: 'bounced',
      nextHop: relay,
      dsn: '5.7.1',
      code: 550,
      reply: denied,
      signature: signatureOf(denied, { host: relay, status: '5.7.1', code: 550 }),
    }),
  ]),
  example(`${id} ** nobody@example.com: ${noMailbox}`, [
    attempt({
      action: 'bounced',
      agent: 'error',
      recipient: 'nobody@example.com',
      nextHop: 'none',
      reply: noMailbox,
      signature: signatureOf(noMailbox),
    }),
  ]),
  example(`${id} == k.lee@example.net R=dnslookup T=remote_smtp defer (-44) H=mx.example.net [198.51.100.27]: ${full}`, [
    attempt({
      action: 'deferred',
      dsn: '4.2.2',
      code: 452,
      reply: full,
      signature: signatureOf(full, { host: 'mx.example.net[198.51.100.27]', status: '4.2.2', code: 452 }),
    }),
  ]),
  example(`${id} == k.lee@example.net R=dnslookup T=remote_smtp defer (111): Connection refused`, [
    attempt({ action: 'deferred', nextHop: 'none', reply: 'Connection refused', signature: signatureOf('Connection refused') }),
  ]),
  example(`${id} == k.lee@example.net R=dnslookup T=remote_smtp defer (-54): retry time not reached for any host for 'example.net'`, [
    attempt({ action: 'deferred', nextHop: 'none', reply: "retry time not reached for any host for 'example.net'" }),
  ]),
  example(`${id} ** k.lee@example.net: retry timeout exceeded`, [
    attempt({ action: 'expired', agent: 'error', nextHop: 'none', reply: 'retry timeout exceeded' }),
  ]),
]

const states: LogFormat['examples'] = [
  example(`${id} Frozen (delivery error message)`, [{ kind: 'held', action: 'hold', queueId }]),
  example(`${id} Unfrozen by errmsg timer`, [{ kind: 'held', action: 'release', queueId }]),
  example(`${id} cancelled by timeout_frozen_after`, [{ kind: 'expired', queueId }]),
  example(`${id} removed by root`, [{ kind: 'end', action: 'deleted', queueId }]),
  example(`${id} H=mx.example.net [198.51.100.27] Connection refused`, [
    {
      kind: 'interim',
      queueId,
      reply: 'H=mx.example.net [198.51.100.27] Connection refused',
      signature: signatureOf('H=mx.example.net [198.51.100.27] Connection refused', { host: 'mx.example.net[198.51.100.27]' }),
    },
  ]),
  example(`${id} scan@example.com: error ignored`, 'ignored'),
  example(`${id} the local part was rewritten by hand`, 'unrecognised'),
]

const refusals: LogFormat['examples'] = [
  example(
    'H=mfp3.example.com (MFP-3) [192.0.2.33] F=<scan@example.com> temporarily rejected RCPT <k.lee@example.net>: RATE: 9.1/1m (max 5)',
    [refusal({ ...device, stage: 'rcpt', sender: 'scan@example.com', recipient: 'k.lee@example.net', reply: 'RATE: 9.1/1m (max 5)' })],
  ),
  example(`${id} H=([10.0.0.5]) [192.0.2.34] F=<> rejected after DATA: Spam not allowed here`, [
    refusal({ queueId, stage: 'eod', clientIp: '192.0.2.34', helo: '[10.0.0.5]', sender: '', reply: 'Spam not allowed here' }),
  ]),
  example('rejected MAIL FROM:<scan@example.com> H=mfp3.example.com (MFP-3) [192.0.2.33]: message too big: size=9000 max=5000', [
    refusal({ ...device, stage: 'mail', sender: 'scan@example.com', reply: 'message too big: size=9000 max=5000' }),
  ]),
  example('rejected EHLO from [192.0.2.34]: syntactically invalid argument(s): a_b', [
    refusal({ clientIp: '192.0.2.34', stage: 'helo', reply: 'syntactically invalid argument(s): a_b' }),
  ]),
  example('H=(MFP-3) [192.0.2.33] F=<scan@example.com> RCPT <fax@example.com>: discarded by RCPT ACL: fax trash', [
    refusal({
      action: 'discard',
      clientIp: '192.0.2.33',
      helo: 'MFP-3',
      stage: 'rcpt',
      sender: 'scan@example.com',
      recipient: 'fax@example.com',
      reply: 'discarded by RCPT ACL: fax trash',
    }),
  ]),
  example('plain authenticator failed for mfp3.example.com (MFP-3) [192.0.2.33]: 535 Incorrect authentication data (set_id=mfp3)', [
    refusal({ ...device, stage: 'auth', login: 'mfp3', code: 535, reply: '535 Incorrect authentication data' }),
  ]),
  example('SMTP connection from mfp3.example.com (MFP-3) [192.0.2.33] lost while reading message data (header)', [
    refusal({ ...device, stage: 'data', reply: 'lost while reading message data (header)' }),
  ]),
  example('unexpected disconnection while reading SMTP command from (MFP-3) [192.0.2.33] D=10s', [
    { kind: 'session', action: 'lost', clientIp: '192.0.2.33', clientName: null, stage: null, queueId: null },
  ]),
  example('H=(MFP-3) [192.0.2.33] Warning: sender is new', 'ignored'),
  example('no host name found for IP address 192.0.2.33', 'ignored'),
]

const syslog: Origin = { stamp, zoned: false, yearless: false, host: 'mx1', program: 'exim', pid: 811 }
const zoned: Origin = { ...own, stamp: stamp - 3_600e6 + 123_000, zoned: true, pid: 811 }
const held = { kind: 'held', action: 'hold', queueId: old } as const

const carriers: LogFormat['examples'] = [
  { text: `2026-03-02 09:14:05.123 +0100 [811] ${old} Message is frozen`, gives: [outcome([held], zoned)] },
  { text: `Mar  2 09:14:07 mx1 exim[811]: 2026-03-02 09:14:05 ${old} Message is frozen`, gives: [outcome([held], syslog)] },
  {
    text: `Mar  2 09:14:05 mx1 exim[811]: [1/2] ${old} Message is frozen`,
    gives: [outcome([held], { ...syslog, stamp: Date.UTC(2000, 2, 2, 9, 14, 5) * 1000, yearless: true })],
  },
  { text: 'Mar  2 09:14:05 mx1 exim[811]: [2/2]  and what followed it', gives: ['ignored'] },
  { text: '2026-03-02 09:14:05 mx1 cron[811]: session opened', gives: ['ignored'] },
  { text: 'Envelope-from: <scan@example.com>\nP Received: from mfp3.example.com', gives: ['ignored', 'ignored'] },
]

/** One line of each kind, with what it gives. */
export const examples: LogFormat['examples'] = [...arrivals, ...deliveries, ...states, ...refusals, ...carriers]
