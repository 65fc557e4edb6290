import { z } from 'zod'
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

/** What a value of the result may mean. */
export const actions = [
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

/** What is said beside of where things stand. */
const beside = {
  results: z.record(z.string().max(200), z.enum([...actions, 'ignored'])).optional(),
  zone: z.string().max(64).refine(isZone, 'no such time zone; one is Europe/Vienna or +02:00').optional(),
  dayFirst: z.boolean().optional(),
}

const columnsSchema = z.strictObject({
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
  ...beside,
})

const linesSchema = z.strictObject({
  lines: z.array(z.string().min(1).max(1000)).min(1).max(20),
  samples: z.array(z.string().min(1).max(4000)).min(1).max(20),
  ...beside,
})

/**
 * Which columns of a table, or paths of JSON records (`mail.from`), say what of a mail; several are read one after the other, with a
 * blank. `results`: what values of the result mean, before what is known of words; `ignored` ones say nothing of the way of a
 * mail. `zone`: of times that state none, an IANA name or offset. `dayFirst`: `02/03/2026` is in March.
 */
export type ColumnMapping = z.infer<typeof columnsSchema>

/**
 * How lines of a text log are written, each way as a template (`template.ts`): `{time} {host} relay: {queueId} to=<{recipient}>`.
 * `samples`: lines that must be read by them, or the mapping is refused.
 */
export type LineMapping = z.infer<typeof linesSchema>

/** How the user has told to read a file that no format knows. */
export type Mapping = ColumnMapping | LineMapping

/** Its shape; what else must hold is checked by `checkedMapping`. */
export const mappingSchema = z.union([columnsSchema, linesSchema])

/** The schema that a value is meant for. */
export function schemaFor(value: unknown): typeof columnsSchema | typeof linesSchema {
  return typeof value === 'object' && value !== null && 'lines' in value ? linesSchema : columnsSchema
}

export function isLineMapping(mapping: Mapping): mapping is LineMapping {
  return 'lines' in mapping
}

/** The columns of a field; none where it has none. */
export function columnsOf(mapping: ColumnMapping, field: MappedField): readonly string[] {
  const named = mapping.columns[field]
  return named === undefined ? [] : typeof named === 'string' ? [named] : named
}

/** What a mapping reads from where: `time from “Date”, sender from “From”`, or lines as what. */
export function mappingSentence(mapping: Mapping): string {
  if (isLineMapping(mapping)) return `lines as ${mapping.lines.map((line) => `“${line}”`).join(' or ')}`
  return (Object.keys(mappedFields) as readonly MappedField[])
    .flatMap((field) => {
      const names = columnsOf(mapping, field).map((name) => `“${name}”`)
      return names.length === 0 ? [] : [`${mappedFields[field]} from ${names.join(' and ')}`]
    })
    .join(', ')
}
