import type { LogRecord } from '../../shared/record.ts'
import type { Columns } from './columns.ts'

/** Version of the tables below. A newer one is refused. No older one was ever released. */
export const SCHEMA_VERSION = 1

/** Separates lines within one row of `lines.text`. A line that holds it is escaped (`raw-lines.ts`). */
export const LINE_SEPARATOR = '\u001e'

/** Tables whose rows say what was imported. No keys: they cost more memory than the data (`check` tests uniqueness). */
const importTables = {
  /** One value per key: schemaVersion, generation, zone, ownDomains, ownNetworks (JSON) … */
  settings: 'key VARCHAR, value VARCHAR',

  /** One row per imported file or member of an archive. `state`: loaded, visible, hidden. `rank` orders sources by content. `searched`: what a search result was searched for. `mapping`: JSON, by which columns were read. */
  sources: `source INTEGER, id VARCHAR, name VARCHAR, size_bytes BIGINT, sha256 VARCHAR, imported_at TIMESTAMP, state VARCHAR, rank INTEGER,
    format VARCHAR, encoding VARCHAR, zone VARCHAR, zone_source VARCHAR, first_year INTEGER, year_source VARCHAR,
    first_time TIMESTAMP, last_time TIMESTAMP, lines BIGINT, recognised BIGINT, ignored BIGINT, unrecognised BIGINT,
    duplicates BIGINT, repaired BIGINT, masked BIGINT, truncated_lines BIGINT, warnings VARCHAR, searched VARCHAR, mapping VARCHAR`,

  /** One row per block of up to 128 lines, joined by LINE_SEPARATOR. first_line counts from 1; byte_offset is of the first line, in the text as it is kept. */
  lines: 'source INTEGER, first_line BIGINT, line_count INTEGER, byte_offset BIGINT, text VARCHAR',

  /** One row per line that the format did not understand. */
  unrecognised: 'source INTEGER, line BIGINT',
} as const satisfies Readonly<Record<string, string>>

/**
 * One table per kind of record (shared/record.ts), one row per record; `events` is all of them (`eventsView`). time: UTC. ord: time
 * made strictly increasing in line order (the larger of time and the previous ord + 1 µs), so that it alone orders a source by file
 * order and, with the source's rank, several sources by the clock.
 * ident: hash of the line's text; duplicate: the same line of the same host is kept from another source.
 */
const everyEvent =
  'source INTEGER, line BIGINT, duplicate BOOLEAN, time TIMESTAMP, ord TIMESTAMP, host VARCHAR, program VARCHAR, pid INTEGER, ident UINTEGER'

/** What a kind of record has besides; action and linked_id mean what the record says. */
export const eventColumns = {
  arrival: {
    queue_id: 'VARCHAR',
    client_ip: 'VARCHAR',
    client_name: 'VARCHAR',
    login: 'VARCHAR',
    sender: 'VARCHAR',
    linked_id: 'VARCHAR',
    helo: 'VARCHAR',
    subject: 'VARCHAR',
  },
  'message-id': { queue_id: 'VARCHAR', message_id: 'VARCHAR' },
  queued: { queue_id: 'VARCHAR', sender: 'VARCHAR', size_bytes: 'BIGINT', recipients: 'INTEGER' },
  attempt: {
    action: 'VARCHAR',
    agent: 'VARCHAR',
    queue_id: 'VARCHAR',
    recipient: 'VARCHAR',
    original_recipient: 'VARCHAR',
    next_hop: 'VARCHAR',
    delay_seconds: 'DOUBLE',
    dsn: 'VARCHAR',
    code: 'SMALLINT',
    reply: 'VARCHAR',
    signature: 'VARCHAR',
    linked_id: 'VARCHAR',
  },
  interim: { queue_id: 'VARCHAR', reply: 'VARCHAR', signature: 'VARCHAR' },
  refusal: {
    action: 'VARCHAR',
    queue_id: 'VARCHAR',
    stage: 'VARCHAR',
    client_ip: 'VARCHAR',
    client_name: 'VARCHAR',
    helo: 'VARCHAR',
    login: 'VARCHAR',
    sender: 'VARCHAR',
    recipient: 'VARCHAR',
    dsn: 'VARCHAR',
    code: 'SMALLINT',
    reply: 'VARCHAR',
    signature: 'VARCHAR',
  },
  notice: { action: 'VARCHAR', queue_id: 'VARCHAR', linked_id: 'VARCHAR' },
  end: { action: 'VARCHAR', queue_id: 'VARCHAR' },
  expired: { queue_id: 'VARCHAR' },
  held: { action: 'VARCHAR', queue_id: 'VARCHAR' },
  session: { action: 'VARCHAR', client_ip: 'VARCHAR', client_name: 'VARCHAR', stage: 'VARCHAR', queue_id: 'VARCHAR' },
  report: {
    action: 'VARCHAR',
    agent: 'VARCHAR',
    queue_id: 'VARCHAR',
    message_id: 'VARCHAR',
    sender: 'VARCHAR',
    recipient: 'VARCHAR',
    original_recipient: 'VARCHAR',
    client_ip: 'VARCHAR',
    next_hop: 'VARCHAR',
    dsn: 'VARCHAR',
    code: 'SMALLINT',
    reply: 'VARCHAR',
    signature: 'VARCHAR',
    subject: 'VARCHAR',
    size_bytes: 'BIGINT',
    placement: 'VARCHAR',
    direction: 'VARCHAR',
    arrived: 'BIGINT',
    handed_by: 'VARCHAR',
  },
  registration: { action: 'VARCHAR', sender: 'VARCHAR' },
  dmarc: {
    action: 'VARCHAR',
    client_ip: 'VARCHAR',
    domain: 'VARCHAR',
    policy: 'VARCHAR',
    header_from: 'VARCHAR',
    envelope_from: 'VARCHAR',
    envelope_to: 'VARCHAR',
    messages: 'BIGINT',
    dkim: 'VARCHAR',
    spf: 'VARCHAR',
    results: 'VARCHAR',
    report_id: 'VARCHAR',
    until: 'BIGINT',
  },
  tls: {
    action: 'VARCHAR',
    domain: 'VARCHAR',
    policy: 'VARCHAR',
    client_ip: 'VARCHAR',
    next_hop: 'VARCHAR',
    reason: 'VARCHAR',
    passed: 'BIGINT',
    failed: 'BIGINT',
    report_id: 'VARCHAR',
    until: 'BIGINT',
  },
} as const satisfies Readonly<Record<LogRecord['kind'], Columns>>

/** A kind of record. */
export type EventKind = keyof typeof eventColumns
type Underscored<Text extends string> = Text extends `${infer Before}-${infer After}` ? `${Before}_${Underscored<After>}` : Text
/** The table of a kind of record. */
export type EventTable = `event_${Underscored<EventKind>}`

/** All kinds, in the order of their tables. */
export const eventKinds = Object.keys(eventColumns) as readonly EventKind[]

/** Where records of a kind are kept. */
export function eventTable(kind: EventKind): EventTable {
  return `event_${kind.replaceAll('-', '_') as Underscored<EventKind>}` // By the same rule.
}

const eventTables = Object.fromEntries(
  eventKinds.map((kind) => {
    const own = Object.entries(eventColumns[kind]).map(([column, type]) => `${column} ${type}`)
    return [eventTable(kind), `${everyEvent}, ${own.join(', ')}`]
  }),
) as Readonly<Record<EventTable, string>>

/** The row of an event `e` among all kinds, within a transaction. */
export function refSql(kind: EventKind): string {
  return `e.rowid * ${eventKinds.length} + ${eventKinds.indexOf(kind)}`
}

/**
 * All events as one relation; a column that a kind does not have is null. It lies in the database in memory, as a case file holds
 * no view, and every connection finds it by its search path (`attach-case.ts`).
 */
export const eventsView = `CREATE VIEW memory.main.events AS ${eventKinds
  .map((kind) => `SELECT ${refSql(kind)} AS ref, '${kind}' AS kind, * FROM casefile.main.${eventTable(kind)} e`)
  .join(' UNION ALL BY NAME ')}`

/** Tables that are derived from the above, in one transaction per import job. */
const derivedTables = {
  /** One row per mail over all its queue ids. no counts from 1 in time order; id is made from content and stays (engine-rules 25). */
  messages: `no BIGINT, id VARCHAR, message_id VARCHAR, sender VARCHAR, client_ip VARCHAR, client_name VARCHAR, helo VARCHAR, login VARCHAR,
    direction VARCHAR, subject VARCHAR, size_bytes BIGINT, first_seen TIMESTAMP, last_seen TIMESTAMP, recipients INTEGER, bounce_of BIGINT,
    head_missing BOOLEAN, echo_of BIGINT`,

  /**
   * One row per queue id's life, in the order of the mail's way. Refused mails have one with queue_id null. first_source and
   * last_source: the lowest and the highest of its events.
   */
  legs: `message BIGINT, hop INTEGER, host VARCHAR, queue_id VARCHAR, first_ord TIMESTAMP, last_ord TIMESTAMP, first_source INTEGER,
    last_source INTEGER, pid INTEGER`,

  /**
   * One row per event in which another system reports on a mail: an export's row, a bounce's recipient. evidence: how it was
   * tied to the message, `proved` by an id, `inferred` without; `open` where it stands for itself.
   */
  reports: 'message BIGINT, source INTEGER, line BIGINT, evidence VARCHAR',

  /** One row per mail and recipient. pos: rank in (first_attempt, message, recipient) order, counted from 0. reply_no: replies.no. source, line: what decided; report_*: the last report on it. */
  deliveries: `pos BIGINT, message BIGINT, recipient VARCHAR, original_recipient VARCHAR, fate VARCHAR, placement VARCHAR, consequence VARCHAR,
    evidence VARCHAR, reply_no INTEGER, cause_reply_no INTEGER, class VARCHAR, cause VARCHAR, hop VARCHAR, attempts INTEGER,
    first_attempt TIMESTAMP, last_attempt TIMESTAMP, code SMALLINT, dsn VARCHAR, reply VARCHAR, next_hop VARCHAR, source INTEGER, line BIGINT, report_source INTEGER, report_line BIGINT`,

  /** One row per distinct signature of a reply, classified once by its exemplar. */
  replies: `no INTEGER, signature VARCHAR, exemplar VARCHAR, provider VARCHAR, stage VARCHAR, class VARCHAR, rule VARCHAR, sign VARCHAR,
    confidence VARCHAR, scope VARCHAR, permanent BOOLEAN, clears VARCHAR`,

  /** Ids that a message had before an earlier log extended it. */
  aliases: 'alias VARCHAR, id VARCHAR',
} as const satisfies Readonly<Record<string, string>>

/** A table of a case. */
export type TableName = keyof typeof importTables | EventTable | keyof typeof derivedTables

/** What each table holds, in the order in which they are made. */
export const allTables: Readonly<Record<TableName, string>> = { ...importTables, ...eventTables, ...derivedTables }

/** The tables that hold rows of a source, its own row last. */
export const sourceTables: readonly TableName[] = ['lines', 'unrecognised', ...eventKinds.map(eventTable), 'sources']

/** All of them, in that order. */
export const tableNames = Object.keys(allTables) as readonly TableName[]

/** Texts that are long and nearly all different: a dictionary of them takes twice the time and the space. */
const longTexts = /\b(text|reply|message_id) VARCHAR\b/g

/**
 * What creates a table, without `CREATE TABLE` and the case's name. Compression is named: otherwise DuckDB tries every
 * method on every column, which costs as much as the loading itself.
 */
export function tableSql(name: TableName): string {
  const stored = allTables[name]
    .replaceAll(longTexts, '$1 VARCHAR USING COMPRESSION zstd')
    .replaceAll(/\bVARCHAR\b(?! USING)/g, 'VARCHAR USING COMPRESSION dict_fsst')
    .replaceAll(/\b(U?BIGINT|U?INTEGER|SMALLINT|TIMESTAMP)\b/g, '$1 USING COMPRESSION bitpacking')
  return `${name} (${stored})`
}
