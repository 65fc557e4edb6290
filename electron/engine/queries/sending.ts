import { narrowQuery } from '../../../shared/query/narrow.ts'
import { topClauses, withoutField } from '../../../shared/query.ts'
import type { SendingList } from '../../../shared/senders.ts'
import type { CaseDb, Connection } from '../database.ts'
import { type DayBounds, dayBounds } from './day-bounds.ts'
import type { DeviceNames } from './device-names.ts'
import { type ExpectedFlags, readExpectedFlags } from './expected-flags.ts'
import { DELIVERY_TIME, domainOf } from './field-sql.ts'
import { type Facts, flagFacts, noFacts } from './flag-facts.ts'
import { DELIVERIES, predicateOf } from './predicate.ts'
import { type CaseState, fromOneState, isoTime, readQuery } from './question.ts'
import { messagesIn, trendOf } from './sending-times.ts'

/** Mail of strangers makes no device and no sender, unless the query says itself whose mail it is about. */
const OWN_MAIL = 'direction:(own OR internal)'

const DAY = 86_400e6

/** Of which deliveries something is asked, and at most how many rows are given; all without. */
export interface SendingRequest {
  readonly query: string
  readonly limit?: number | undefined
}

/** What messages are counted by: constant SQL over `messages m LEFT JOIN parted p`. */
export interface Counting<Row> {
  readonly list: 'devices' | 'logins' | 'senders' | 'domains'
  /** The parts of the key, each null or text. */
  readonly parts: readonly [string, string, string]
  /** Whether a message belongs to a group; those that `nameless` finds belong to none and are counted apart. */
  readonly counts: string
  readonly nameless: string
  readonly namelessQuery: string
  /** Who is behind a group: its distinct values are counted. */
  readonly behind: 'ip' | 'sender'
  readonly rowsOf: (groups: readonly Group[], asked: string, around: Around) => readonly Row[]
}

/** What the rows of a list have in common. `span`: its first and last time, ms. */
export interface Around {
  readonly bounds: DayBounds
  readonly span: { readonly first: number; readonly last: number }
  readonly names: DeviceNames
  readonly expected: ExpectedFlags
}

/** Deliveries with the same key. */
export interface Group {
  readonly no: number
  /** By what marks of the user name it. */
  readonly key: string
  readonly first_part: string | null
  readonly second_part: string | null
  readonly third_part: string | null
  /** Whether the third part tells groups apart that are the same but for it. */
  readonly parted: boolean
  readonly ip: string | null
  readonly helo: string | null
  readonly name: string | null
  readonly login: string | null
  readonly sender: string | null
  /** Distinct values of `Counting.behind`. */
  readonly behind: number
  readonly messages: number
  readonly recipients: number
  readonly failed: number
  readonly lostAddresses: number
  /** Refused on entry since the client had not logged in or used no TLS. */
  readonly unprotected: number
  readonly first: number
  readonly last: number
  /** Messages of each day that has any, by its place in the bounds. */
  readonly days: ReadonlyMap<number, number>
  /** Messages of each stretch of the trend. */
  readonly trend: readonly number[]
  readonly facts: Facts
}

/** Makes one list of the deliveries that were asked for. */
export type ListBy = <Row>(counting: Counting<Row>) => Promise<SendingList<Row>>

/**
 * Counts the deliveries of a query by who sent them, in as many ways as `answer` asks for, from one state of the case.
 *
 * @throws AppError 'bad-query'
 */
export async function countSending<Answer>(
  db: CaseDb,
  request: SendingRequest,
  answer: (listBy: ListBy) => Promise<Answer>,
  signal: AbortSignal | undefined,
): Promise<Answer> {
  const asked = ownMail(request.query)
  const query = readQuery(asked)
  const connection = await db.connect()
  try {
    const wordsOf = (state: CaseState) => predicateOf(query, state).words
    const limit = request.limit ?? Number.MAX_SAFE_INTEGER
    const read = async (state: CaseState): Promise<Answer> => {
      const { sql, params } = predicateOf(query, state)
      await connection.run(SENT(sql), params, { signal })
      await connection.run(COUNTED, [], { signal })
      await connection.run(PARTED, [], { signal })
      return answer((counting) => list(connection, { asked, state, limit, signal }, counting))
    }
    return await fromOneState(db, connection, wordsOf, read, signal)
  } finally {
    connection.close()
  }
}

/** The query with the clause that leaves strangers out, unless it has one of that field itself. */
function ownMail(text: string): string {
  const query = readQuery(text)
  const speaks = topClauses(withoutField(query, 'direction')).length < topClauses(query).length
  return speaks ? text : narrowQuery(text, OWN_MAIL)
}

interface Asking {
  readonly asked: string
  readonly state: CaseState
  readonly limit: number
  readonly signal: AbortSignal | undefined
}

interface Totals {
  readonly messages: number
  readonly unnamed: number
  readonly first: number | null
  readonly last: number | null
}

async function list<Row>(
  connection: Connection,
  { asked, state, limit, signal }: Asking,
  counting: Counting<Row>,
): Promise<SendingList<Row>> {
  await connection.run(mailSql(counting), [], { signal })
  const [totals] = await connection.rows<Totals>(
    'SELECT count(*) AS messages, count(*) FILTER (nameless) AS unnamed, min(first) AS first, max(last) AS last FROM mail',
  )
  const unnamed = { messages: totals?.unnamed ?? 0, query: narrowQuery(asked, counting.namelessQuery) }
  if (totals === undefined || totals.first === null || totals.last === null)
    return { rows: [], total: 0, messages: 0, unnamed, trend: null }
  const bounds = dayBounds(totals.first, totals.last, state.zone)
  await connection.run(RANKED(counting.behind), [], { signal })
  await connection.run(SHOWN, [limit], { signal })
  const groups = await connection.rows<Omit<Group, 'key' | 'days' | 'trend' | 'facts'>>(
    'SELECT * EXCLUDE (key, domains) FROM ranked WHERE no <= $1 ORDER BY no',
    [limit],
    { signal },
  )
  const [all] = await connection.rows<{ total: number }>('SELECT count(*) AS total FROM ranked')
  const days = await messagesIn(connection, { starts: bounds.starts, size: DAY }, signal)
  const trend = trendOf(totals.first, totals.last, state.zone)
  const trends = await messagesIn(connection, trend, signal)
  const facts = await flagFacts(connection, bounds, signal)
  const whole = groups.map((group) => {
    const found = trends.get(group.no)
    return {
      ...group,
      key: JSON.stringify([counting.list, group.first_part, group.second_part, group.third_part]),
      days: days.get(group.no) ?? new Map<number, number>(),
      trend: trend.starts.map((_, at) => found?.get(at) ?? 0),
      facts: facts.get(group.no) ?? noFacts,
    }
  })
  const span = { first: totals.first / 1000, last: totals.last / 1000 }
  return {
    rows: counting.rowsOf(whole, asked, { bounds, span, names: state.names, expected: await readExpectedFlags(connection) }),
    total: all?.total ?? 0,
    messages: totals.messages,
    unnamed,
    trend: { from: isoTime(trend.starts[0] ?? totals.first), bucketSeconds: trend.size / 1e6 },
  }
}

/** The deliveries asked for. */
const SENT = (condition: string): string => {
  const address = (column: string) => `coalesce(${column}, '') IN ('recipient-unknown', 'recipient-domain-bad')`
  return `CREATE OR REPLACE TEMP TABLE sent AS
    SELECT d.message, d.fate IN ('bounced', 'expired', 'rejected') AS failed, d.fate <> 'rejected' AS taken,
      d.fate IN ('bounced', 'expired', 'rejected', 'deferred') OR d.attempts > 1 AS troubled, ${address('d.class')} OR ${address('d.cause')} AS lost_address,
      d.fate = 'rejected' AND d.class IN ('auth-required', 'tls-required') AS unprotected,
      CASE WHEN d.recipient IS NOT NULL THEN hash(d.recipient) END AS recipient, ${DELIVERY_TIME} AS time
    FROM ${DELIVERIES} WHERE ${condition}`
}

/** What they come to in each message. */
const COUNTED = `CREATE OR REPLACE TEMP TABLE counted AS
  SELECT message, count(*) AS recipients, count(*) FILTER (failed) AS failed, count(*) FILTER (lost_address) AS lost_addresses,
    count(*) FILTER (unprotected) AS unprotected, bool_or(taken) AS taken, bool_or(troubled) AS troubled,
    CASE WHEN count(recipient) = count(*) THEN sum(recipient) END AS recipient_set, min(time) AS first, max(time) AS last
  FROM sent GROUP BY message`

/** Addresses that several machines share, of which nearly all mails without a login carry a HELO (engine-rules 28). */
const PARTED = `CREATE OR REPLACE TEMP TABLE parted AS
  SELECT lower(client_ip) AS ip FROM messages WHERE client_ip IS NOT NULL AND coalesce(login, '') = '' AND direction <> 'notice' GROUP BY 1
  HAVING count(DISTINCT lower(helo)) > 1 AND count(helo) >= 0.95 * count(*)`

/** Their messages, each with its key. */
function mailSql<Row>({ parts, counts, nameless }: Counting<Row>): string {
  const [first, second, third] = parts
  return `CREATE OR REPLACE TEMP TABLE mail AS
    SELECT c.*, ${first} AS first_part, ${second} AS second_part, ${third} AS third_part, p.ip IS NOT NULL AS parted,
      m.client_ip AS ip, m.helo, m.client_name AS name, m.login, m.sender, m.size_bytes, m.subject,
      CASE WHEN m.message_id IS NOT NULL THEN hash(m.message_id) END AS message_id, ${nameless} AS nameless, ${counts} AS counts,
      concat_ws(chr(31), coalesce(${first}, chr(30)), coalesce(${second}, chr(30)), coalesce(${third}, chr(30))) AS key
    FROM counted c JOIN messages m ON m.no = c.message LEFT JOIN parted p ON p.ip = lower(m.client_ip)`
}

/** The commonest HELO and name stand for all, the later letter in a tie. */
const RANKED = (behind: Counting<unknown>['behind']): string => `CREATE OR REPLACE TEMP TABLE ranked AS
  WITH parts AS (
    SELECT key, first_part, second_part, third_part, bool_or(parted) AS parted, ip, helo, name, login, sender,
      count(*) AS messages, sum(recipients) AS recipients, sum(failed) AS failed, sum(lost_addresses) AS lost_addresses,
      sum(unprotected) AS unprotected, min(first) AS first, max(last) AS last
    FROM mail WHERE counts GROUP BY key, first_part, second_part, third_part, ip, helo, name, login, sender
  ),
  common AS (
    SELECT key, max({n: n, value: helo}).value AS helo FROM (SELECT key, helo, sum(messages) AS n FROM parts WHERE helo <> '' GROUP BY ALL) GROUP BY key
  ),
  named AS (
    SELECT key, max({n: n, value: name}).value AS name FROM (SELECT key, name, sum(messages) AS n FROM parts WHERE name NOT IN ('', 'unknown') GROUP BY ALL) GROUP BY key
  )
  SELECT row_number() OVER (ORDER BY sum(p.messages) DESC, p.key) AS no, p.key, p.first_part, p.second_part, p.third_part,
    bool_or(p.parted) AS parted, min(p.ip) AS ip, min(c.helo) AS helo, min(n.name) AS name, min(p.login) AS login, min(p.sender) AS sender,
    count(DISTINCT lower(p.${behind})) AS behind, sum(p.messages)::BIGINT AS messages, sum(p.recipients)::BIGINT AS recipients, sum(p.failed)::BIGINT AS failed,
    sum(p.lost_addresses)::BIGINT AS "lostAddresses", sum(p.unprotected)::BIGINT AS unprotected, count(DISTINCT lower(${domainOf('p.sender')})) AS domains, min(p.first) AS first, max(p.last) AS last
  FROM parts p LEFT JOIN common c ON c.key = p.key LEFT JOIN named n ON n.key = p.key
  GROUP BY p.key, p.first_part, p.second_part, p.third_part`

/** The messages of the groups that are shown, by the number of the group. */
const SHOWN = `CREATE OR REPLACE TEMP TABLE shown AS
  SELECT r.no, c.message, c.first, c.last, c.recipients, c.recipient_set, c.sender, c.size_bytes, c.subject, c.message_id, c.taken, c.troubled
  FROM mail c JOIN ranked r ON r.key = c.key WHERE c.counts AND r.no <= $1`
