import type { Attempt, LogRecord, Origin, Statement } from '../../record.ts'
import { signatureOf } from '../../signature.ts'
import type { LogFormat, Outcome } from '../format.ts'

/** Every line below is of one moment, in three dresses. */
const TAI = '@4000000069a555170bebc200'
const origin: Origin = { stamp: (0x69a55517 - 10) * 1e6 + 200_000, zoned: true, yearless: false, host: '', program: 'qmail', pid: 0 }

function by(other: Partial<Origin>, ...statements: readonly Statement[]): Outcome {
  return statements.map((statement): LogRecord => ({ ...statement, origin: { ...origin, ...other } }))
}

const told = (...statements: readonly Statement[]): Outcome => by({}, ...statements)

function attempt(over: Partial<Attempt> & Pick<Attempt, 'action' | 'reply'>): Attempt {
  const { action, reply, dsn = null, code = null } = over
  const isGood = action === 'sent' || action === 'expanded'
  const absent = { originalRecipient: null, delaySeconds: null, linkedId: null, dsn, code }
  const place = { queueId: '93869', agent: 'smtp', recipient: 'k.lee@example.net', nextHop: '[192.0.2.7]' }
  return { kind: 'attempt', ...absent, ...place, signature: isGood ? null : signatureOf(reply, { host: null, status: dsn, code }), ...over }
}

const arrival = (queueId: string, sender: string, uid: number, linkedId: string | null = null): Statement => ({
  kind: 'arrival',
  queueId,
  clientIp: null,
  clientName: null,
  login: `uid=${uid}`,
  sender,
  linkedId,
})
const queued = (queueId: string, sender: string, sizeBytes: number): Statement => ({
  kind: 'queued',
  queueId,
  sender,
  sizeBytes,
  recipients: 0,
})
const removed = (queueId: string): Statement => ({ kind: 'end', action: 'removed', queueId })

const refused = '550 5.1.1 <k.lee@example.net>: no such user'
const dead = 'Connected to 192.0.2.7 but connection died. (#4.4.2)'
const nobody = 'Sorry, no mailbox here by that name. (#5.1.1)'

/** One mail to four recipients, its notice and a forwarded copy. */
const life: readonly (readonly [string, Outcome])[] = [
  ['new msg 93869', 'ignored'],
  [
    'info msg 93869: bytes 2343 from <dave@example.com> qp 18695 uid 33',
    told(arrival('93869', 'dave@example.com', 33), queued('93869', 'dave@example.com', 2343)),
  ],
  ['starting delivery 1: msg 93869 to remote k.lee@example.net', 'ignored'],
  ['starting delivery 2: msg 93869 to local example.com-info@example.com', 'ignored'],
  ['status: local 1/10 remote 1/20', 'ignored'],
  [
    'delivery 1: deferral: Connected_to_192.0.2.7_but_connection_died._(#4.4.2)/',
    told(attempt({ action: 'deferred', dsn: '4.4.2', reply: dead })),
  ],
  [
    'delivery 2: success: did_0+1+0/qp_18700/',
    told(attempt({ action: 'expanded', agent: 'local', recipient: 'info@example.com', nextHop: 'local', reply: 'did 0+1+0/qp 18700' })),
  ],
  [
    'info msg 93870: bytes 2400 from <dave@example.com> qp 18700 uid 1001',
    told(arrival('93870', 'dave@example.com', 1001, '93869'), queued('93870', 'dave@example.com', 2400)),
  ],
  ['starting delivery 3: msg 93869 to remote k.lee@example.net', 'ignored'],
  [
    'delivery 3: failure: 192.0.2.7_does_not_like_recipient./Remote_host_said:_550_5.1.1_<k.lee@example.net>:_no_such_user/Giving_up_on_192.0.2.7./',
    told(attempt({ action: 'bounced', code: 550, dsn: '5.1.1', reply: refused })),
  ],
  ['starting delivery 4: msg 93869 to local nobody@example.com', 'ignored'],
  [
    'delivery 4: failure: Sorry,_no_mailbox_here_by_that_name._(#5.1.1)/',
    told(attempt({ action: 'bounced', agent: 'local', recipient: 'nobody@example.com', nextHop: 'local', dsn: '5.1.1', reply: nobody })),
  ],
  ['starting delivery 5: msg 93869 to remote k.lee@example.net', 'ignored'],
  [
    "delivery 5: failure: Connected_to_192.0.2.7_but_connection_died._(#4.4.2)/I'm_not_going_to_try_again;_this_message_has_been_in_the_queue_too_long./",
    told(attempt({ action: 'expired', dsn: '4.4.2', reply: dead })),
  ],
  ['bounce msg 93869 qp 18710', 'ignored'],
  ['end msg 93869', told(removed('93869'))],
  [
    'info msg 93871: bytes 2900 from <> qp 18710 uid 7796',
    told(arrival('93871', '', 7796), queued('93871', '', 2900), { kind: 'notice', action: 'failure', queueId: '93869', linkedId: '93871' }),
  ],
  ['delivery 77: success: 192.0.2.7_accepted_message./Remote_host_said:_250_ok/', 'ignored'],
  ['starting delivery six', 'unrecognised'],
]

const start = 'starting delivery 9: msg 5 to remote k.lee@example.net'
const taken = 'delivery 9: success: 192.0.2.7_accepted_message./Remote_host_said:_250-2.0.0_ok/250_2.0.0_id=1/'
const sent = attempt({ action: 'sent', queueId: '5', code: 250, dsn: '2.0.0', reply: '250-2.0.0 ok 250 2.0.0 id=1' })

/** What qmail-smtpd refused, as SPAMCONTROL logs it, and rblsmtpd. */
const blocked = 'bl.example.org: 451 Blocked'
const refusals: readonly (readonly [string, Statement])[] = [
  [
    'qmail-smtpd: pid 901 Reject::RCPT::Failed_Rcptto: S:192.0.2.9:unknown P:ESMTP H:ws9.example.org F:<who@example.org> T:<nobody@example.com>',
    {
      kind: 'refusal',
      action: 'reject',
      queueId: null,
      stage: 'rcpt',
      clientIp: '192.0.2.9',
      clientName: null,
      helo: 'ws9.example.org',
      login: null,
      sender: 'who@example.org',
      recipient: 'nobody@example.com',
      dsn: null,
      code: null,
      reply: 'Failed Rcptto',
      signature: signatureOf('Failed Rcptto', { stage: 'rcpt', status: null, code: null }),
    },
  ],
  [
    `rblsmtpd: 192.0.2.9 pid 902 ${blocked}`,
    {
      kind: 'refusal',
      action: 'reject',
      queueId: null,
      stage: 'connect',
      clientIp: '192.0.2.9',
      clientName: null,
      helo: null,
      login: null,
      sender: null,
      recipient: null,
      dsn: null,
      code: 451,
      reply: blocked,
      signature: signatureOf(blocked, { stage: 'connect', status: null, code: 451 }),
    },
  ],
]

export const examples: LogFormat['examples'] = [
  { text: life.map(([line]) => `${TAI} ${line}`).join('\n'), gives: life.map(([, outcome]) => outcome) },
  ...refusals.map(([line, statement]) => ({ text: `${TAI} ${line}`, gives: [told(statement)] })),
  {
    text: `2026-03-02 09:14:05.200000000 ${start} queue5\n2026-03-02 09:14:05.200000000 ${taken} queue5`,
    gives: ['ignored', by({ stamp: Date.UTC(2026, 2, 2, 9, 14, 5, 200) * 1000, zoned: false }, sent)],
  },
  {
    text: `Mar  2 09:14:05 mx1 qmail: 1772442845.200000 ${start}\nMar  2 09:14:05 mx1 qmail: 1772442845.200000 ${taken}`,
    gives: ['ignored', by({ stamp: 1_772_442_845_200_000, host: 'mx1' }, sent)],
  },
]
