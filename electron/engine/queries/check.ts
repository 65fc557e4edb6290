import { consequences, directions, fates } from '../../../shared/message.ts'
import { SCHEMA_VERSION } from '../schema.ts'
import type { Rows } from './question.ts'

/** A rule of a sound case: `sql` gives how often it is broken (and the first place as `example`). */
interface Rule {
  readonly sql: string
  readonly sentence: (count: number, example: string) => string
}

const inSet = (column: string, table: string, set: readonly string[]): Rule => ({
  sql: `SELECT count(*) AS count, min(coalesce(${column}, 'nothing')) AS example FROM ${table} WHERE ${column} IS NULL OR ${column} NOT IN (${set.map((word) => `'${word}'`).join(', ')})`,
  sentence: (count, example) => `${table}: ${count} have the ${column} ${example}, which is none of ${set.join(', ')}`,
})

const unique = (key: string, table: string): Rule => ({
  sql: `SELECT count(*) AS count, min(example) AS example FROM (SELECT CAST(${key} AS VARCHAR) AS example FROM ${table} GROUP BY ${key} HAVING count(*) > 1)`,
  sentence: (count, example) => `${table}: ${count} values of ${key} occur more than once, the first is ${example}`,
})

const references = (column: string, table: string, target: string, key: string): Rule => ({
  sql: `SELECT count(*) AS count, min(CAST(t.${column} AS VARCHAR)) AS example FROM ${table} t
    WHERE t.${column} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM ${target} o WHERE o.${key} = t.${column})`,
  sentence: (count, example) => `${table}: ${count} name a ${column} that ${target} lacks, the first is ${example}`,
})

const inLines = (table: string): Rule => ({
  sql: `SELECT count(*) AS count, min(s.name || ':' || t.line) AS example FROM ${table} t JOIN sources s ON s.source = t.source
    WHERE t.line IS NOT NULL AND (t.line < 1 OR t.line > s.lines)`,
  sentence: (count, example) => `${table}: ${count} refer to a line that the source lacks, the first is ${example}`,
})

const rules: readonly Rule[] = [
  unique('no', 'messages'),
  unique('id', 'messages'),
  unique('pos', 'deliveries'),
  unique('no', 'replies'),
  unique('signature', 'replies'),
  unique('id', 'sources'),
  unique('source', 'sources'),
  unique('alias', 'aliases'),
  {
    sql: `SELECT count(*) AS count, min(m || '') AS example FROM (SELECT min(message) AS m FROM deliveries
      GROUP BY message, lower(recipient), lower(coalesce(original_recipient, '')) HAVING count(*) > 1)`,
    sentence: (count, example) => `deliveries: ${count} recipients stand twice in one message, the first in message ${example}`,
  },
  references('message', 'deliveries', 'messages', 'no'),
  references('message', 'legs', 'messages', 'no'),
  references('message', 'reports', 'messages', 'no'),
  references('source', 'reports', 'sources', 'source'),
  references('bounce_of', 'messages', 'messages', 'no'),
  references('echo_of', 'messages', 'messages', 'no'),
  references('reply_no', 'deliveries', 'replies', 'no'),
  references('cause_reply_no', 'deliveries', 'replies', 'no'),
  references('id', 'aliases', 'messages', 'id'),
  references('source', 'deliveries', 'sources', 'source'),
  references('source', 'events', 'sources', 'source'),
  references('source', 'lines', 'sources', 'source'),
  references('source', 'unrecognised', 'sources', 'source'),
  {
    sql: `SELECT count(*) AS count, min(id) AS example FROM messages m WHERE NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.message = m.no)`,
    sentence: (count, example) => `messages: ${count} have no delivery, the first is ${example}`,
  },
  {
    sql: `SELECT count(*) AS count, min(id) AS example FROM messages m WHERE NOT EXISTS (SELECT 1 FROM legs l WHERE l.message = m.no)
      AND NOT EXISTS (SELECT 1 FROM reports r WHERE r.message = m.no)`,
    sentence: (count, example) => `messages: ${count} have neither a leg nor a report, the first is ${example}`,
  },
  {
    sql: `SELECT count(*) AS count, '' AS example FROM (SELECT count(*) AS rows, min(pos) AS first, max(pos) AS last FROM deliveries)
      WHERE rows > 0 AND (first <> 0 OR last <> rows - 1)`,
    sentence: () => 'deliveries: their positions do not count from 0 without a gap',
  },
  {
    sql: `SELECT count(*) AS count, min(name) AS example FROM sources WHERE lines <> recognised + ignored + unrecognised`,
    sentence: (count, example) =>
      `sources: in ${count} the lines recognised, ignored and not recognised do not add up, the first is ${example}`,
  },
  {
    sql: `SELECT count(*) AS count, min(s.name) AS example FROM sources s
      WHERE s.lines <> (SELECT coalesce(sum(l.line_count), 0) FROM lines l WHERE l.source = s.source)`,
    sentence: (count, example) => `sources: of ${count} not every line is kept, the first is ${example}`,
  },
  {
    sql: `SELECT count(*) AS count, min(s.name) AS example FROM sources s
      WHERE s.unrecognised <> (SELECT count(*) FROM unrecognised u WHERE u.source = s.source)`,
    sentence: (count, example) => `sources: of ${count} the list of lines not recognised is incomplete, the first is ${example}`,
  },
  {
    sql: `SELECT count(*) AS count, '' AS example FROM lines WHERE line_count <> length(text) - length(replace(text, chr(30), '')) + 1`,
    sentence: (count) => `lines: ${count} blocks hold another number of lines than they say`,
  },
  inLines('events'),
  inLines('deliveries'),
  inLines('unrecognised'),
  inSet('fate', 'deliveries', fates),
  inSet('consequence', 'deliveries', consequences),
  inSet('evidence', 'deliveries', ['proved', 'inferred', 'open']),
  inSet('placement', 'deliveries', ['inbox', 'spam', 'quarantine', 'not-known']),
  inSet('direction', 'messages', directions),
  inSet('state', 'sources', ['loaded', 'visible', 'hidden']),
  {
    sql: `SELECT count(*) AS count, min(fate) AS example FROM deliveries WHERE class IS NULL AND fate IN ('bounced', 'rejected', 'expired')`,
    sentence: (count, example) => `deliveries: ${count} failed without a class, the first is ${example}`,
  },
  {
    sql: `SELECT count(*) AS count, min(id) AS example FROM messages WHERE first_seen > last_seen`,
    sentence: (count, example) => `messages: ${count} end before they begin, the first is ${example}`,
  },
]

/** Tests a case: uniqueness, references, sums and closed sets. Gives every problem as a sentence; none: the case is sound. */
export async function checkCaseRows(db: Rows): Promise<readonly string[]> {
  const problems: string[] = []
  const [version] = await db.rows<{ value: string }>("SELECT value FROM settings WHERE key = 'schemaVersion'")
  if (version?.value !== String(SCHEMA_VERSION))
    problems.push(`settings: the schema version is ${version?.value ?? 'missing'}, not ${SCHEMA_VERSION}`)
  for (const { sql, sentence } of rules) {
    const [row] = await db.rows<{ count: number; example: string | null }>(sql)
    if (row !== undefined && row.count > 0) problems.push(sentence(row.count, row.example ?? ''))
  }
  return problems
}
