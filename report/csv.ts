import { csvCell } from '../shared/cells.ts'
import { remedyFor } from '../shared/remedy.ts'
import type { Report, ReportListKind, ReportRow } from '../shared/report.ts'
import { actorWords, fateWords, verdictSentence } from '../shared/sentences.ts'

interface Line {
  readonly list: ReportListKind
  readonly row: ReportRow
  readonly raw: string
  readonly redacted: boolean
}

type Cell = string | number | null

const columns: readonly { readonly title: string; readonly of: (line: Line) => Cell }[] = [
  { title: 'list', of: ({ list }) => list },
  { title: 'id', of: ({ row }) => row.message.id },
  { title: 'firstAttempt', of: ({ row }) => row.delivery.firstAttempt },
  { title: 'lastAttempt', of: ({ row }) => row.delivery.lastAttempt },
  { title: 'firstSeen', of: ({ row }) => row.message.firstSeen },
  { title: 'sender', of: ({ row }) => row.message.sender },
  { title: 'recipient', of: ({ row }) => row.delivery.recipient },
  { title: 'originalRecipient', of: ({ row }) => row.delivery.originalRecipient },
  { title: 'subject', of: ({ row }) => row.message.subject },
  { title: 'clientIp', of: ({ row }) => row.message.client.ip },
  { title: 'clientName', of: ({ row }) => row.message.client.name },
  { title: 'helo', of: ({ row }) => row.message.client.helo },
  { title: 'login', of: ({ row }) => row.message.client.user },
  { title: 'device', of: ({ row }) => row.message.client.device },
  { title: 'direction', of: ({ row }) => row.message.direction },
  { title: 'fate', of: ({ row }) => fateWords[row.delivery.fate] },
  { title: 'class', of: ({ row }) => row.delivery.class },
  { title: 'cause', of: ({ row }) => row.delivery.cause },
  { title: 'verdict', of: ({ row }) => verdictSentence(row.message, row.delivery) },
  { title: 'hop', of: ({ row }) => row.delivery.hop },
  { title: 'whoCanAct', of: ({ row }) => actorOf(row) },
  { title: 'firstStep', of: ({ row }) => remedyFor(row.message, row.delivery, { queueIds: row.message.queueIds })?.steps[0] ?? null },
  { title: 'attempts', of: ({ row }) => row.delivery.attempts },
  { title: 'smtpCode', of: ({ row }) => row.delivery.smtpCode },
  { title: 'enhancedCode', of: ({ row }) => row.delivery.enhancedCode },
  { title: 'reply', of: ({ row }) => row.delivery.reply },
  { title: 'nextHop', of: ({ row }) => row.delivery.nextHop },
  { title: 'messageId', of: ({ row }) => row.message.messageId },
  { title: 'queueIds', of: ({ row }) => row.message.queueIds.join(' ') },
  { title: 'lines', of: ({ row }) => row.delivery.lines.map(({ source, line }) => `${source}:${line}`).join(' ') },
  { title: 'rawLine', of: ({ raw }) => raw },
  { title: 'redacted', of: ({ redacted }) => (redacted ? 'yes' : 'no') },
]

function actorOf({ delivery, message }: ReportRow): string | null {
  const remedy = remedyFor(message, delivery, { queueIds: message.queueIds })
  return remedy === null ? null : actorWords[remedy.actor]
}

/**
 * The lists of a report as one table: a row per delivery. RFC 4180, with a byte order mark, by which table programs know UTF-8.
 */
export function reportCsv(report: Report): string {
  const texts = new Map(report.lines.map(({ sourceId, line, text }) => [`${sourceId} ${line}`, text]))
  const rows = report.lists.flatMap(({ kind, rows: listed }) =>
    listed.map((row) => {
      const raw = row.delivery.lines.map(({ sourceId, line }) => texts.get(`${sourceId} ${line}`) ?? '').join(' ')
      return { list: kind, row, raw, redacted: report.redaction !== null }
    }),
  )
  const written = [columns.map(({ title }) => title), ...rows.map((line) => columns.map(({ of }) => csvCell(of(line))))]
  return `\ufeff${written.map((cells) => cells.join(',')).join('\r\n')}\r\n`
}
