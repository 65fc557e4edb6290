import type { Origin, Report, Statement } from '../../record.ts'
import { signatureOf } from '../../signature.ts'
import { bareReport } from '../export/bare-report.ts'
import type { LogFormat, Outcome } from '../format.ts'

const stamp = Date.UTC(2000, 2, 2, 9, 14, 5) * 1000
const by = (program: string, pid: number): Origin => ({ stamp, zoned: false, yearless: true, host: 'mx1', program, pid })

function interim(queueId: string, reply: string): Statement {
  return { kind: 'interim', queueId, reply, signature: signatureOf(reply, {}) }
}

function example(program: string, text: string, outcome: Statement | 'ignored' | 'unrecognised', name = program) {
  const gives: Outcome = typeof outcome === 'string' ? outcome : [{ ...outcome, origin: by(name, 811) }]
  return { text: `Mar  2 09:14:05 mx1 ${program}[811]: ${text}`, gives: [gives] }
}

const delivered: Report = {
  ...bareReport,
  action: 'delivered',
  agent: 'dovecot',
  messageId: '<scan-0412@mfp3>',
  recipient: 'k.lee@example.com',
  placement: 'inbox',
}

const passed =
  'Passed CLEAN {RelayedInbound}, [192.0.2.7]:6101 <s@example.org> -> <k.lee@example.com>, Queue-ID: 4AA091855DA0, Message-ID: <scan-0412@mfp3>, Hits: -, size: 888, 80 ms'
const score = '(default: T (reject): [18.30/15.00] [BAYES_SPAM(5.10){99%;},R_SPF_FAIL(1.00){-all;}])'
const task = `id: <scan-0412@mfp3>, qid: <4XbF9k0pQxz9Rl>, ip: 192.0.2.7, from: <s@example.org>, ${score}, len: 888, time: 70ms`
const sieve = "sieve: msgid=<scan-0412@mfp3>: stored mail into mailbox 'Junk'"

export const examples: LogFormat['examples'] = [
  example('amavis', `(02279-04) ${passed}`, interim('4AA091855DA0', passed)),
  example('amavis', '(02279-04) Checking: 6aLEkMwQa8H2', 'ignored'),
  example('rspamd', `<a1b2c3>; task; rspamd_task_write_log: ${task}`, interim('4XbF9k0pQxz9Rl', score)),
  {
    text: `2026-03-02 09:14:05 #811(normal) <a1b2c3>; task; rspamd_task_write_log: ${task}`,
    gives: [
      [
        {
          ...interim('4XbF9k0pQxz9Rl', score),
          origin: { ...by('rspamd', 0), stamp: Date.UTC(2026, 2, 2, 9, 14, 5) * 1000, yearless: false, host: '' },
        },
      ],
    ],
  },
  example(
    'opendkim',
    '4AA091855DA0: DKIM-Signature field added (s=mail, d=example.com)',
    interim('4AA091855DA0', 'DKIM-Signature field added (s=mail, d=example.com)'),
  ),
  example('opendmarc', 'OpenDMARC Filter v1.4.0 starting ()', 'ignored'),
  example('dovecot', 'lmtp(k.lee@example.com)<9956><IkiQKTt+117>: msgid=<scan-0412@mfp3>: saved mail to INBOX', {
    ...delivered,
    reply: 'msgid=<scan-0412@mfp3>: saved mail to INBOX',
  }),
  example('dovecot', `lmtp(9956, k.lee@example.com): ${sieve}`, { ...delivered, placement: 'spam', reply: sieve }),
  example('dovecot', 'lmtp(9956): Disconnect from local: Client has quit the connection (state=READY)', 'ignored'),
  example('cron', '(root) CMD (true)', 'ignored'),
  { text: '02.03.2026 rspamd; task; rspamd_task_write_log: qid: <4XbF9k0pQxz9Rl>', gives: ['unrecognised'] },
]
