import type { DmarcCount, Origin } from '../../record.ts'
import type { LogFormat } from '../format.ts'

const begin = 1_772_409_600
const origin: Origin = { stamp: begin * 1e6, zoned: true, yearless: false, host: 'Receiver & Söhne', program: 'dmarc', pid: 0 }
const counted: DmarcCount & { readonly origin: Origin } = {
  kind: 'dmarc',
  action: 'none',
  clientIp: '192.0.2.10',
  domain: 'example.com',
  policy: 'quarantine',
  headerFrom: 'example.com',
  envelopeFrom: null,
  envelopeTo: null,
  messages: 12,
  dkim: 'pass',
  spf: 'fail',
  results: 'dkim=example.com/s1:pass dkim=lists.example:fail spf=example.com:softfail',
  reportId: '20260302.77',
  until: (begin + 86_399) * 1e6,
  origin,
}

const metadata = `<?xml version="1.0"?> <feedback> <version>1.0</version> <report_metadata> <org_name>Receiver &amp; Söhne</org_name> <email>dmarc@receiver.example</email> <report_id>20260302.77</report_id> <date_range> <begin>${begin}</begin> <end>${begin + 86_399}</end> </date_range> </report_metadata>`
const policy = '<policy_published> <domain>example.com</domain> <adkim>r</adkim> <p>quarantine</p> <pct>100</pct> </policy_published>'
const first =
  '<record> <row> <source_ip>192.0.2.10</source_ip> <count>12</count> <policy_evaluated> <disposition>none</disposition> <dkim>pass</dkim> <spf>fail</spf> <reason/> </policy_evaluated> </row> <identifiers> <header_from>example.com</header_from> </identifiers> <auth_results> <dkim> <domain>example.com</domain> <selector>s1</selector> <result>pass</result> </dkim> <dkim> <domain>lists.example</domain> <result>fail</result> </dkim> <spf> <domain>example.com</domain> <result>softfail</result> </spf> </auth_results> </record>'
const spaced =
  '<d:record> <d:row> <d:source_ip> 2001:db8::7 </d:source_ip> <d:count>1</d:count> <d:policy_evaluated> <d:disposition>Reject</d:disposition> <d:dkim>fail</d:dkim> <d:spf>Pass</d:spf> </d:policy_evaluated> </d:row> <d:identifiers> <d:header_from>example.com</d:header_from> <d:envelope_from>example.net</d:envelope_from> <d:envelope_to>receiver.example</d:envelope_to> </d:identifiers> </d:record>'
const broken = '<record> <row> <source_ip>192.0.2.10</source_ip> <count>many</count> </row> </record>'

export const examples: LogFormat['examples'] = [
  {
    text: [metadata, policy, first, spaced, broken, '</feedback>'].join('\n'),
    gives: [
      'ignored',
      'ignored',
      [counted],
      [
        {
          ...counted,
          action: 'reject',
          clientIp: '2001:db8::7',
          envelopeFrom: 'example.net',
          envelopeTo: 'receiver.example',
          messages: 1,
          dkim: 'fail',
          spf: 'pass',
          results: '',
        },
      ],
      'unrecognised',
      'ignored',
    ],
  },
]
