import { z } from 'zod'
import { AppError } from '../errors.ts'
import type { ReportAction } from '../record.ts'
import { isZone } from '../zone-format.ts'

/** What a mapping finds a column for, in the order in which it is told; with the words for it. */
export const mappedFields = {
  time: 'time',
  sender: 'sender',
  recipient: 'recipients',
  messageId: 'Message-ID',
  queueId: 'queue id',
  clientIp: 'client',
  result: 'result',
  reply: 'reply',
  subject: 'subject',
  size: 'size',
} as const

export type MappedField = keyof typeof mappedFields

const actions = [
  'accepted',
  'relayed',
  'delivered',
  'expanded',
  'deferred',
  'quarantined',
  'bounced',
  'expired',
  'rejected',
] as const satisfies readonly ReportAction[]

const header = z.string().min(1).max(200)
const headers = z.union([header, z.array(header).min(1).max(8)])

const schema = z.strictObject({
  columns: z.strictObject({
    time: headers,
    sender: headers.optional(),
    recipient: headers.optional(),
    messageId: headers.optional(),
    queueId: headers.optional(),
    clientIp: headers.optional(),
    result: headers.optional(),
    reply: headers.optional(),
    subject: headers.optional(),
    size: headers.optional(),
  }),
  results: z.record(z.string().max(200), z.enum([...actions, 'ignored'])).optional(),
  zone: z.string().max(64).refine(isZone, 'no such time zone; one is Europe/Vienna or +02:00').optional(),
  dayFirst: z.boolean().optional(),
})

/**
 * Which columns of a table, or paths of JSON records (`mail.from`), say what of a mail; several are read one after the other, with a
 * blank. `results`: what values of the result mean, before what is known of words; `ignored` ones say nothing of the way of a
 * mail. `zone`: of times that state none, an IANA name or offset. `dayFirst`: `02/03/2026` is in March.
 */
export type ColumnMapping = z.infer<typeof schema>

const example = '{"columns": {"time": "Date", "sender": "From", "recipient": "To", "result": "Status"}, "results": {"Sent": "relayed"}}'

/**
 * Reads a mapping from JSON.
 *
 * @param name what the user calls the file
 * @throws AppError 'file-unreadable'
 */
export function parseMapping(text: string, name: string): ColumnMapping {
  const refused = (why: string) => new AppError('file-unreadable', `${name} is no mapping of columns: ${why}; one is ${example}`)
  let value: unknown
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ''))
  } catch (error) {
    throw refused(`it is no JSON (${error instanceof Error ? error.message : String(error)})`)
  }
  const parsed = schema.safeParse(value)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw refused(`${issue?.path.join('.') || 'its text'}: ${issue?.message ?? 'not understood'}`)
  }
  const { sender, recipient, messageId, queueId } = parsed.data.columns
  if ([sender, recipient, messageId, queueId].every((column) => column === undefined))
    throw refused('it names no column for sender, recipient, messageId or queueId')
  return parsed.data
}

/** The columns of a field; none where it has none. */
export function columnsOf(mapping: ColumnMapping, field: MappedField): readonly string[] {
  const named = mapping.columns[field]
  return named === undefined ? [] : typeof named === 'string' ? [named] : named
}

/** What a mapping reads from where: `time from “Date”, sender from “From”`. */
export function mappingSentence(mapping: ColumnMapping): string {
  return (Object.keys(mappedFields) as readonly MappedField[])
    .flatMap((field) => {
      const names = columnsOf(mapping, field).map((name) => `“${name}”`)
      return names.length === 0 ? [] : [`${mappedFields[field]} from ${names.join(' and ')}`]
    })
    .join(', ')
}
