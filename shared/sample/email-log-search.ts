import type { Chance } from './chance.ts'
import type { Answer, Passage, QueuedMail } from './mail.ts'
import { devices, domain } from './organisation.ts'

/** The 18 columns of an export of Google's Email Log Search (https://support.google.com/a/answer/13828463). */
export const exportColumns = [
  'Message ID',
  'Start date',
  'End date',
  'Sender',
  'Message size',
  'Subject',
  'Direction',
  'Attachments',
  'Recipient address',
  'Event target',
  'Event date',
  'Event status',
  'Event target IP address',
  'Has encryption',
  'Event SMTP reply code',
  'Event description',
  'Client Type',
  'Device User Session ID',
] as const

interface Row {
  readonly time: number
  readonly cells: readonly string[]
}

/** The administrator searched for each sender but the copier, so the export proves nothing about the copier's mail. */
export function isSearched(mail: QueuedMail): boolean {
  return mail.submission !== null && mail.sender !== '' && mail.submission.device !== devices.copier
}

function date(time: number): string {
  const text = new Date(time).toISOString()
  return `${text.slice(0, 10).replaceAll('-', '/')} ${text.slice(11, 19)} UTC`
}

function cell(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** Google's own id where the device wrote none, a broken one, or was turned away before it could. */
function googleId(chance: Chance, mark: 'MISSING' | 'BROKEN' | 'REJECT_SESSION'): string {
  const random = (length: number): string => chance.text('0123456789abcdef', length)
  return `${random(8)}.${random(8)}.SMTPIN_ADDED_${mark}.${random(4)}.${random(8)}.GMR@mx.google.com`
}

function idAtGoogle(chance: Chance, messageId: string): string {
  if (messageId === '') return `<${googleId(chance, 'MISSING')}>`
  return messageId.startsWith('<') ? messageId : `<${googleId(chance, 'BROKEN')}>`
}

/** The relay turned the session away: nothing of the mail is known but the address it came from. */
function refusedRow(chance: Chance, { time, leftBy, code, reply }: Answer): Row {
  const when = date(time)
  const cells = [googleId(chance, 'REJECT_SESSION'), when, when, 'N/A', 'N/A', 'N/A', 'Sent', 'N/A', 'N/A', 'SMTP_IN', when, 'BOUNCED']
  return { time, cells: [...cells, leftBy ?? '', 'Encrypted', String(code), reply, '', ''] }
}

/** A row for each step of a copy whose mail the relay read: it was refused by its content, or taken and brought on. */
function readRows(mail: QueuedMail, id: string, { recipient }: Passage, answer: Answer): readonly Row[] {
  const { onward, time, leftBy, status, code, reply } = answer
  const direction = recipient.endsWith(`@${domain}`) ? 'Received' : 'Sent'
  const size = String(Math.round(mail.sizeBytes * 1.01) + 30)
  const attachments = mail.sizeBytes > 30_000 ? '1' : '0'
  const end = date(onward?.time ?? time)
  const head = [id, date(time), end, mail.sender, size, mail.submission?.subject ?? '', direction, attachments, recipient]
  const came =
    status === 'sent'
      ? ['DELIVERED', leftBy ?? '', 'Encrypted', '250', 'No Error']
      : ['BOUNCED', leftBy ?? '', 'Encrypted', String(code), reply]
  const rows = [{ time, cells: [...head, 'SMTP_IN', date(time), ...came, '', ''] }]
  if (onward === null) return rows
  const server = onward.target === 'SMTP_OUT' ? [onward.ip, 'Encrypted', String(onward.code)] : ['', '', '']
  const went = [onward.target, date(onward.time), onward.status, ...server, onward.description, '', '']
  return [...rows, { time: onward.time, cells: [...head, ...went] }]
}

/** What the export holds of one mail. A session that was turned away is one row, whatever its recipients. */
function rowsOf(mail: QueuedMail, chance: Chance): readonly Row[] {
  const id = idAtGoogle(chance, mail.messageId)
  const turnedAway = new Set<number>()
  return mail.passages.flatMap((passage) =>
    passage.answers.flatMap((answer) => {
      if (answer.leftBy === null || answer.class === 'auth-failed') return []
      if (answer.status === 'sent' || answer.class === 'spam-content') return readRows(mail, id, passage, answer)
      if (turnedAway.has(answer.time)) return []
      turnedAway.add(answer.time)
      return [refusedRow(chance, answer)]
    }),
  )
}

/** Writes the export: several rows per recipient, times in UTC. */
export function emailLogSearch(mails: readonly QueuedMail[], chance: Chance): string {
  const rows = mails.filter(isSearched).flatMap((mail) => rowsOf(mail, chance))
  rows.sort((a, b) => a.time - b.time)
  return [exportColumns, ...rows.map(({ cells }) => cells)].map((cells) => `${cells.map(cell).join(',')}\r\n`).join('')
}
