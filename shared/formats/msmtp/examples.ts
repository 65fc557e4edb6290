import type { Report } from '../../record.ts'
import { signatureOf } from '../../signature.ts'
import { bareReport } from '../export/bare-report.ts'
import type { LogFormat } from '../format.ts'

const origin = { stamp: Date.UTC(2000, 2, 2, 9, 14, 5) * 1000, zoned: false, yearless: true, host: '', program: 'msmtp', pid: 0 }

const mail: Report & { readonly origin: typeof origin } = {
  ...bareReport,
  action: 'relayed',
  agent: 'msmtp',
  sender: 'scanner@example.com',
  recipient: 'k.lee@example.net',
  nextHop: 'mail.example.com',
  direction: 'sent',
  origin,
}

const taken = '250 2.0.0 Ok: queued as 4A422660ED'
const refused = '550-5.1.1 The email account that you tried to reach\\n550 5.1.1 does not exist.'
const silent = 'cannot connect to mail.example.com, port 25: Connection refused'
const login = '535 5.7.8 Username and Password not accepted.'

const failed = (reply: string, code: number | null, dsn: string | null, host = 'mail.example.com'): Partial<Report> => ({
  action: 'rejected',
  nextHop: host,
  reply,
  code,
  dsn,
  signature: signatureOf(reply, { host, status: dsn, code }),
})

const unknown = failed(refused, 550, '5.1.1', 'smtp-relay.gmail.com')

export const examples: LogFormat['examples'] = [
  {
    text: `Mar 02 09:14:05 host=mail.example.com tls=on auth=off from=scanner@example.com recipients=k.lee@example.net mailsize=2728 smtpstatus=250 smtpmsg='${taken}' exitcode=EX_OK`,
    gives: [[{ ...mail, queueId: '4A422660ED', code: 250, dsn: '2.0.0', reply: taken, sizeBytes: 2728 }]],
  },
  {
    text: `Mar 02 09:14:05 host=smtp-relay.gmail.com tls=on auth=off from=scanner@example.com recipients=k.lee@example.net,o'brien@example.net smtpstatus=550 smtpmsg='${refused}' errormsg='recipient address k.lee@example.net not accepted by the server' exitcode=EX_DATAERR`,
    gives: [
      [
        { ...mail, ...unknown },
        { ...mail, ...unknown, recipient: "o'brien@example.net" },
      ],
    ],
  },
  {
    text: `Mar 02 09:14:05 host=mail.example.com tls=on auth=off from=scanner@example.com recipients=k.lee@example.net errormsg='${silent}' exitcode=EX_TEMPFAIL`,
    gives: [[{ ...mail, ...failed(silent, null, null) }]],
  },
  {
    text: `2026-03-02T09:14:05+01:00 web1 msmtp: host=mail.example.com tls=on auth=on user=scanner@example.com from=scanner@example.com recipients=k.lee@example.net smtpstatus=535 smtpmsg='${login}' errormsg='authentication failed (method PLAIN)' exitcode=EX_NOPERM`,
    gives: [
      [
        {
          ...mail,
          ...failed(login, 535, '5.7.8'),
          origin: { ...origin, stamp: Date.UTC(2026, 2, 2, 8, 14, 5) * 1000, zoned: true, yearless: false, host: 'web1' },
        },
      ],
    ],
  },
  { text: 'Mar  2 09:14:05 web1 sshd[9]: Server listening on 0.0.0.0 port 22.', gives: ['ignored'] },
  { text: 'Mar 02 09:14:05 host=mail.example.com tls=on auth=off from=scanner@example.com', gives: ['unrecognised'] },
]
