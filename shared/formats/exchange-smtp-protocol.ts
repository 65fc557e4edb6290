import { isoStamp } from '../stamps.ts'
import { fieldsReader } from '../w3c-fields.ts'
import { examples } from './exchange-smtp-protocol/examples.ts'
import { type ProtocolLine, protocolReader, type Side } from './exchange-smtp-protocol/sessions.ts'
import type { LogFormat } from './format.ts'

/** The same in every version. */
const usual = 'date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context'.split(',')

const headers: ReadonlyMap<string, Side> = new Map([
  ['SMTP Receive Protocol Log', 'receive'],
  ['SMTP Send Protocol Log', 'send'],
])

const mark = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9.]{2,10}Z,(?:"[^"]{0,200}"|[^",]{0,200}),[0-9A-F]{16},[0-9]{1,7},/

/** Exchange Server, protocol logs of the Receive and Send connectors: RECV*.log and SEND*.log. */
export const exchangeSmtpProtocol: LogFormat = {
  id: 'exchange-smtp-protocol',
  title: 'Exchange SMTP protocol log',
  source: 'https://learn.microsoft.com/exchange/mail-flow/connectors/protocol-logging',
  mark: '`#Log-type: SMTP Receive Protocol Log` or `SMTP Send Protocol Log`, or their columns',
  traps:
    'Lines of many sessions stand among each other: the session’s id says whose they are. What a front end hands to its own transport service is said by the front end’s log; of those sessions no more is kept than servers that could not be reached. A log that begins within a session does not know what was said before. Times are of UTC. It is off for most connectors until somebody turns it on.',
  unit: 'csv',
  splittable: false,
  open: () => {
    const read = fieldsReader(usual)
    const protocol = protocolReader()
    return (line) => {
      if (line === '') return 'ignored'
      const row = read(line)
      if (row === 'directive') return 'ignored'
      if (row === 'headless') return 'unrecognised'
      const stamp = isoStamp(row('date-time'), 0)
      const event = row('event')
      if (stamp === null || !/^[-+<>*]$/.test(event) || !/^[0-9A-Fa-f]{8,16}$/.test(row('session-id'))) return 'unrecognised'
      const said: ProtocolLine = {
        micros: stamp.micros,
        connector: row('connector-id'),
        session: row('session-id'),
        remote: row('remote-endpoint'),
        event,
        data: row('data'),
        context: row('context'),
      }
      const records = protocol(said, headers.get(read.directive('log-type')) ?? null)
      return records.length === 0 ? 'ignored' : records
    }
  },
  owns: (line) => (line.startsWith('#Log-type: ') ? headers.has(line.slice('#Log-type: '.length)) : mark.test(line)),
  examples,
}
