import type { Origin } from '../record.ts'
import { isoStamp } from '../stamps.ts'
import type { LogFormat } from './format.ts'
import { createConversations } from './hmailserver/conversations.ts'
import { createDeliveries } from './hmailserver/deliveries.ts'
import { examples } from './hmailserver/examples.ts'

/** hMailServer's log files, with `Application` and `SMTP` switched on. */
export const hmailserver: LogFormat = {
  id: 'hmailserver',
  title: 'hMailServer',
  source:
    'https://www.hmailserver.com/documentation/latest/?page=reference_logging, sources of 5.6 (SMTPDeliverer.cpp, ExternalDelivery.cpp, SMTPConnection.cpp)',
  mark: 'lines such as `"SMTPD"⇥4532⇥154⇥"2026-03-02 09:14:05.123"⇥"192.0.2.7"⇥"SENT: 250 OK"` (tabs)',
  traps:
    'Both the Application and the SMTP log must be on: only the first has message numbers, only the second the servers’ answers. They are joined by sender and recipient. Delivery to own mailboxes is told for the mail as a whole. Times have no zone; session numbers begin anew with the service.',
  unit: 'line',
  splittable: false,
  open: () => {
    const deliveries = createDeliveries()
    const conversations = createConversations(deliveries)
    return (line) => {
      if (line === '') return 'ignored'
      const said = saidBy(line)
      if (said === null) return 'unrecognised'
      const { kind, session, ip, text, origin } = said
      if (kind === 'SMTPD') return conversations.ofClient(session, ip, text, origin)
      if (kind === 'SMTPC') return conversations.ofServer(session, ip, text, origin)
      return kind === 'APPLICATION' ? deliveries.read(text, origin) : 'ignored'
    }
  },
  owns: (line) => saidBy(line) !== null,
  examples,
}

/** Kinds of lines that have a session and an address. */
const withSession: ReadonlySet<string> = new Set(['SMTPD', 'SMTPC', 'POP3D', 'POP3C', 'IMAPD'])
const kinds: ReadonlySet<string> = new Set([...withSession, 'APPLICATION', 'TCPIP', 'DEBUG', 'ERROR', 'EVENT'])

interface Said {
  readonly kind: string
  readonly session: string
  readonly ip: string
  readonly text: string
  readonly origin: Origin
}

/** Splits a line at its tabs; texts stand in quotes. */
function saidBy(line: string): Said | null {
  if (line.charCodeAt(0) !== 34) return null
  const first = line.indexOf('"', 1)
  const kind = line.slice(1, first)
  if (!kinds.has(kind) || line.charCodeAt(first + 1) !== 9) return null
  const cells = line.slice(first + 2).split('\t')
  const hasSession = withSession.has(kind)
  const [time, ip, text] = hasSession ? [cells[2], cells[3], cells.slice(4)] : [cells[1], '""', cells.slice(2)]
  const stamp = time === undefined ? null : isoStamp(time, 1)
  if (stamp === null || ip === undefined || text.length === 0) return null
  return {
    kind,
    session: cells[1] ?? '',
    ip: unquoted(ip),
    text: unquoted(text.join('\t')),
    origin: { stamp: stamp.micros, zoned: stamp.zoned, yearless: false, host: '', program: 'hmailserver', pid: 0 },
  }
}

function unquoted(text: string): string {
  return text.startsWith('"') ? text.slice(1, text.endsWith('"') && text.length > 1 ? -1 : text.length) : text
}
