import type { LogRecord } from '../../shared/record.ts'
import { type Columns, createColumns, type Filled } from './columns.ts'
import { type EventKind, eventColumns } from './schema.ts'

/** `place` is the line in its chunk times this, plus the number of the record within the line; those beyond share the last place. */
export const PLACES_PER_LINE = 64

/** Segments of one chunk at most; a log whose clock is that wild is ordered less exactly. */
export const MAX_SEGMENTS = 64

/** How a stamp is told from one of another clock in one number: what is added to it. */
export const clockBase = { zoned: 0, civil: 3e15, yearless: 6e15 } as const

/** Whether the stamp of a record can be told from those of another clock: years from 1970 to 2064. */
export function isDatable({ origin: { stamp } }: LogRecord): boolean {
  return stamp >= 0 && stamp < clockBase.civil
}

/** No field is longer; what is longer is cut and counted. */
export const LONGEST_LINE = 64 << 10

/** Where and when a record stands, and who wrote it. `delta`: from its stamp to its place in the order of the chunk. */
const placeColumns = {
  segment: 'INTEGER',
  place: 'INTEGER',
  stamp: 'BIGINT',
  delta: 'BIGINT',
  host: 'VARCHAR',
  program: 'VARCHAR',
  pid: 'INTEGER',
  ident: 'UINTEGER',
} as const satisfies Columns

/** One spool file: the rows of one kind of record, blocks of lines, or numbers of lines that were not understood. */
export type SpoolKind = EventKind | 'lines' | 'unrecognised'

type EventSpoolColumns = { readonly [Kind in EventKind]: typeof placeColumns & (typeof eventColumns)[Kind] }

const eventSpoolColumns = Object.fromEntries(
  Object.entries(eventColumns).map(([kind, own]) => [kind, { ...placeColumns, ...own }]),
) as unknown as EventSpoolColumns // Each kind with its own columns.

/** What each spool file holds. */
export const spoolColumns = {
  ...eventSpoolColumns,
  lines: { segment: 'INTEGER', first_line: 'BIGINT', line_count: 'INTEGER', byte_offset: 'BIGINT', text: 'VARCHAR' },
  unrecognised: { segment: 'INTEGER', line: 'BIGINT' },
} as const satisfies Readonly<Record<SpoolKind, Columns>>

/** Columns of few different texts. */
const words: ReadonlySet<string> = new Set(['host', 'program', 'action', 'agent', 'stage', 'dsn', 'placement', 'direction'])

/** The rows of a chunk that are to be loaded, by kind. */
export type Spool = { readonly [Kind in SpoolKind]: Filled<(typeof spoolColumns)[Kind]> }

/** What is common to all kinds of record. */
export type Placed = Filled<typeof placeColumns>

/** Makes an empty spool; its memory is used again for one chunk after another. */
export function createSpool(): Spool {
  return Object.fromEntries(Object.entries(spoolColumns).map(([kind, columns]) => [kind, createColumns(columns, words)])) as Spool // By the same rule.
}

/** Kinds of spool files. */
export const spoolKinds = Object.keys(spoolColumns) as readonly SpoolKind[]
