import type { LogRecord, Origin, ReportAction } from '../record.ts'
import { signatureOf } from '../signature.ts'
import { parseReply } from '../smtp.ts'
import { type Row, readHeader, tableReader } from '../table.ts'
import { stampWithZone } from '../zone-names.ts'
import type { LogFormat, Outcome } from './format.ts'
import { examples } from './google-email-log-search/examples.ts'

/** Columns without which a file is none; the others may be absent. */
const wanted = ['message id', 'sender', 'recipient address', 'event target', 'event date', 'event status']

/** Google Workspace, Admin console, Reporting, Email Log Search: the CSV of its results. */
export const googleEmailLogSearch: LogFormat = {
  id: 'google-email-log-search',
  title: 'Google Email Log Search',
  source: 'https://support.google.com/a/answer/2618874',
  mark: 'a header with `Message ID`, `Event target` and `Event status`',
  traps:
    'It is a search result, not a log: mail that was not searched for is absent. One recipient has a row for each stage. Ids with SMTPIN_ADDED are Google’s own: the mail had none, a broken one, or was refused before it had one.',
  unit: 'csv',
  splittable: false,
  open: () => {
    const read = tableReader(wanted)
    return (line) => {
      if (line === '') return 'ignored'
      const row = read(line)
      if (row === 'header' || row === 'continued') return 'ignored'
      return row === 'damaged' ? 'unrecognised' : recordsOf(row)
    }
  },
  owns: (line) => readHeader(line, wanted) !== null,
  examples,
}

/** Which of Google's servers takes mail in, from its customers and from others. */
const receiving = { sent: 'smtp-relay.gmail.com', received: 'gmail-smtp-in.l.google.com' } as const

/** A cell; null where it says nothing. */
function cell(row: Row, column: string): string | null {
  const text = row(column).trim()
  return text === '' || text === 'N/A' || text === 'n/a' ? null : text
}

function recordsOf(row: Row): Outcome {
  const stamp = stampWithZone(row('event date')) ?? stampWithZone(row('start date'))
  if (stamp === null) return 'unrecognised'
  const origin: Origin = { ...stamp, host: 'google', program: 'email-log-search', pid: 0 }
  const id = cell(row, 'message id')
  const ownId = id !== null && /SMTPIN_ADDED_(?:REJECT_SESSION|MISSING|BROKEN)/.test(id)
  const target = row('event target').trim().toUpperCase()
  const status = row('event status').trim().toUpperCase()
  const description = cell(row, 'event description')
  const reply = description === null || description === 'No Error' ? '' : description
  const code = numberIn(row('event smtp reply code'))
  const action = actionOf(target, status, code)
  const failed = action === 'rejected' || action === 'bounced' || action === 'deferred'
  const dsn = parseReply(reply).status
  const direction = directionOf(row('direction'))
  const address = cell(row, 'event target ip address')
  const server = target === 'SMTP_IN' ? receiving[direction ?? 'sent'] : address === null ? null : `[${address}]`
  const recipients = addressesIn(row('recipient address'))
  return (recipients.length === 0 ? [null] : recipients).map(
    (recipient): LogRecord => ({
      kind: 'report',
      action,
      agent: 'google-email-log-search',
      queueId: ownId && id.includes('@') ? id : null,
      messageId: id === null || ownId ? null : bracketed(id),
      sender: addressesIn(row('sender'))[0] ?? null,
      recipient,
      originalRecipient: null,
      clientIp: target === 'SMTP_IN' ? address : null,
      nextHop: server,
      dsn,
      code,
      reply,
      signature: failed ? signatureOf(reply, { host: server, status: dsn, code }) : null,
      subject: cell(row, 'subject'),
      sizeBytes: numberIn(row('message size')),
      placement: placementOf(target, status),
      direction,
      origin,
    }),
  )
}

function numberIn(text: string): number | null {
  const digits = text.trim()
  return /^[0-9]{1,12}$/.test(digits) ? Number(digits) : null
}

function bracketed(id: string): string {
  return id.startsWith('<') ? id : `<${id}>`
}

/** Addresses of a cell; the sender may be followed by its delegate, recipients may be several. */
function addressesIn(text: string): readonly string[] {
  return text.split(/[\s,;<>()]+/, 1000).filter((word) => word.includes('@'))
}

function directionOf(text: string): 'sent' | 'received' | null {
  const word = text.trim().toLowerCase()
  return word === 'sent' || word === 'received' ? word : null
}

/** Targets at which a mail is in a mailbox; the last two are what Google calls delivered but marked as spam. */
const mailboxes = new Set(['GMAIL_INBOX', 'GMAIL_SPAM', 'INTERNAL_SERVER'])

function placementOf(target: string, status: string): 'inbox' | 'spam' | 'quarantine' | null {
  if (status.includes('QUARANTINE')) return 'quarantine'
  if (status.includes('SPAM') || target === 'GMAIL_SPAM' || target === 'INTERNAL_SERVER') return 'spam'
  return target === 'GMAIL_INBOX' ? 'inbox' : null
}

function actionOf(target: string, status: string, code: number | null): ReportAction {
  if (status.includes('QUARANTINE')) return 'quarantined'
  const refused = /BOUNCE|REJECT|FAIL|DROP/.test(status)
  const waits = /DEFER|RETRY|TEMPORARY/.test(status)
  if (waits || (code !== null && code >= 400 && code < 500)) return 'deferred'
  if (refused || (code !== null && code >= 500)) return target === 'SMTP_IN' ? 'rejected' : 'bounced'
  if (mailboxes.has(target) || status.includes('SPAM') || status === 'VIEWED') return 'delivered'
  if (target === 'SMTP_OUT') return 'relayed'
  return target.endsWith('LIST_SERVER') && status === 'DELIVERED' ? 'expanded' : 'accepted'
}
