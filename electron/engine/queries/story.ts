import { AppError } from '../../../shared/errors.ts'
import type { Client, Step, Story } from '../../../shared/message.ts'
import type { CaseDb } from '../database.ts'
import { type DeviceNames, nameOf } from './device-names.ts'
import { EVENT_COUNTS } from './field-sql.ts'
import { readMessages, readSurroundings } from './message-rows.ts'
import { isoTime, type Rows } from './question.ts'
import { rawLines } from './raw-text.ts'

/** More steps are cut: a message that was tried for days has thousands. */
const MAX_STEPS = 2_000

/** More queue ids are cut. */
const MAX_LEGS = 50

/**
 * Everything known about one message: by its id, or an id that it had before.
 *
 * @throws AppError 'not-found'
 */
export async function messageStory(db: CaseDb, id: string): Promise<Story> {
  const connection = await db.connect()
  try {
    await connection.run('BEGIN')
    const no = await numberOf(connection, id)
    const around = no === null ? null : await readSurroundings(connection, no)
    const [message] =
      no === null || around === null
        ? []
        : await readMessages(connection, around, { condition: (column) => `${column} = $1`, params: [no] })
    if (no === null || around === null || message === undefined) {
      throw new AppError('not-found', `${id}: no message of this case has this id; search for its address, Message-ID or queue id instead`)
    }
    const { events, cut } = await eventsOf(connection, no)
    const steps = await stepsOf(connection, events.slice(0, MAX_STEPS), around.names)
    await connection.run('COMMIT')
    return { message, steps, stepsCut: cut }
  } finally {
    connection.close()
  }
}

async function numberOf(rows: Rows, id: string): Promise<number | null> {
  const [row] = await rows.rows<{ no: number }>(
    'SELECT m.no FROM messages m WHERE m.id = $1 OR m.id IN (SELECT a.id FROM aliases a WHERE a.alias = $1) ORDER BY m.id = $1 DESC LIMIT 1',
    [id.toLowerCase()],
  )
  return row?.no ?? null
}

interface Leg {
  readonly host: string
  readonly queueId: string | null
  readonly first: number
  readonly last: number
  readonly pid: number
  readonly sender: string | null
}

interface EventRow {
  /** Place in the order of its host, µs. */
  readonly ord: number
  readonly time: number
  readonly host: string
  readonly program: string
  readonly queueId: string | null
  readonly kind: string
  readonly action: string | null
  readonly recipient: string | null
  readonly ip: string | null
  readonly name: string | null
  readonly helo: string | null
  readonly login: string | null
  readonly nextHop: string | null
  readonly reply: string | null
  readonly code: number | null
  readonly dsn: string | null
  readonly linkedId: string | null
  readonly delaySeconds: number | null
  readonly sourceNo: number
  readonly source: string
  readonly sourceId: string
  readonly line: number
}

const COLUMNS = `
  SELECT e.ord, e.time, e.host, e.program, e.queue_id AS "queueId", e.kind, e.action, e.recipient, e.client_ip AS ip, e.client_name AS name, e.helo, e.login,
    e.next_hop AS "nextHop", e.reply, e.code, e.dsn, e.linked_id AS "linkedId", e.delay_seconds AS "delaySeconds",
    e.source AS "sourceNo", s.name AS source, s.id AS "sourceId", e.line
  FROM events e JOIN sources s ON s.source = e.source WHERE ${EVENT_COUNTS}`

const EVENTS = `${COLUMNS}
  AND e.host = $1 AND e.ord BETWEEN make_timestamp($2::BIGINT) AND make_timestamp($3::BIGINT)`

const IN_ORDER = `ORDER BY e.ord, s.rank, e.line LIMIT ${MAX_STEPS + 1}`

/** The events of each leg, in the order of the mail's way. */
async function eventsOf(rows: Rows, message: number): Promise<{ readonly events: readonly EventRow[]; readonly cut: boolean }> {
  const legs = await rows.rows<Leg>(
    `SELECT l.host, l.queue_id AS "queueId", l.first_ord AS first, l.last_ord AS last, l.pid, m.sender
     FROM legs l JOIN messages m ON m.no = l.message WHERE l.message = $1 ORDER BY l.hop LIMIT ${MAX_LEGS + 1}`,
    [message],
  )
  const events: EventRow[] = []
  for (const { host, queueId, first, last, pid, sender } of legs.slice(0, MAX_LEGS)) {
    if (queueId !== null)
      events.push(...(await rows.rows<EventRow>(`${EVENTS} AND e.queue_id = $4 ${IN_ORDER}`, [host, first, last, queueId])))
    else {
      const refused = `AND e.queue_id IS NULL AND e.pid = $4 AND (e.kind <> 'refusal' OR e.sender IS NOT DISTINCT FROM $5)`
      events.push(...(await rows.rows<EventRow>(`${EVENTS} ${refused} ${IN_ORDER}`, [host, first, last, pid, sender])))
    }
    if (events.length > MAX_STEPS) break
  }
  const reports = await rows.rows<EventRow>(
    `${COLUMNS} AND e.kind = 'report' AND (e.source, e.line) IN (SELECT (r.source, r.line) FROM reports r WHERE r.message = $1) ${IN_ORDER}`,
    [message],
  )
  const all = withDeciding(withDeciding(events, reports), await decidingEvents(rows, message))
  return { events: all, cut: legs.length > MAX_LEGS || all.length > MAX_STEPS }
}

/** What decided, though it bears no queue id: a client that went away, a decision about a mail that was queued later. */
async function decidingEvents(rows: Rows, message: number): Promise<readonly EventRow[]> {
  const deciding = await rows.rows<{ source: number; lines: number[] }>(
    `SELECT d.source, list(DISTINCT d.line) AS lines FROM deliveries d JOIN sources s ON s.source = d.source
     WHERE d.message = $1 AND d.line IS NOT NULL GROUP BY d.source, s.rank ORDER BY s.rank, d.source`,
    [message],
  )
  const events: EventRow[] = []
  for (const { source, lines } of deciding) {
    const those = `${COLUMNS} AND e.source = $1 AND e.line IN (SELECT unnest($2::BIGINT[])) ORDER BY e.ord LIMIT ${MAX_STEPS}`
    events.push(...(await rows.rows<EventRow>(those, [source, lines])))
  }
  return events
}

function withDeciding(events: readonly EventRow[], deciding: readonly EventRow[]): readonly EventRow[] {
  const merged = [...events]
  for (const event of deciding) {
    if (events.some((other) => other.sourceNo === event.sourceNo && other.line === event.line)) continue
    const before = merged.findLastIndex((other) => other.ord <= event.ord)
    merged.splice(before + 1, 0, event)
  }
  return merged
}

async function stepsOf(rows: Rows, events: readonly EventRow[], names: DeviceNames): Promise<readonly Step[]> {
  const raw = new Map<number, ReadonlyMap<number, string>>()
  for (const sourceNo of new Set(events.map((event) => event.sourceNo))) {
    raw.set(
      sourceNo,
      await rawLines(
        rows,
        sourceNo,
        events.filter((event) => event.sourceNo === sourceNo).map((event) => event.line),
      ),
    )
  }
  return events.map((event) => ({
    time: isoTime(event.time),
    host: event.host,
    program: event.program,
    queueId: event.queueId,
    kind: event.kind,
    action: event.action,
    recipient: event.recipient,
    client: clientOf(event, names),
    nextHop: event.nextHop,
    reply: event.reply,
    code: event.code,
    dsn: event.dsn,
    linkedId: event.linkedId,
    delaySeconds: event.delaySeconds,
    line: { source: event.source, sourceId: event.sourceId, line: event.line },
    raw: raw.get(event.sourceNo)?.get(event.line) ?? '',
  }))
}

function clientOf({ ip, name, helo, login }: EventRow, names: DeviceNames): Client | null {
  if (ip === null && name === null && helo === null && login === null) return null
  return { ip, name, helo, user: login, device: nameOf(names, ip, login) }
}
