import type { DeliveryRow, SortColumn } from '../../../shared/api.ts'
import type { ClassId, Hop } from '../../../shared/failures/failure.ts'
import { type Direction, type Fate, outcomeOf } from '../../../shared/message.ts'
import type { Clause } from '../../../shared/query/syntax.ts'
import type { CaseDb, Connection } from '../database.ts'
import { type DeviceNames, nameOf } from './device-names.ts'
import { DELAY_SECONDS, DELIVERY_TIME } from './field-sql.ts'
import { DELIVERIES, isEverything, predicateOf } from './predicate.ts'
import { type CaseState, fromOneState, isoTime, readQuery } from './question.ts'
import type { Scope } from './scope.ts'

/** A part of a result in its order. */
export interface WindowRequest {
  readonly query: string
  readonly sort: SortColumn
  readonly descending: boolean
  readonly offset: number
  readonly limit: number
  /** One result per tab is kept. */
  readonly tab: string
}

/** Rows of a result; all windows of one generation are parts of the same order. */
export interface ResultWindow {
  readonly rows: readonly DeliveryRow[]
  readonly total: number
  readonly generation: number
}

/** Windows of results, for at most three tabs: the least recently used gives way. */
export interface Windows {
  /** @throws AppError 'bad-query' */
  read(request: WindowRequest, signal?: AbortSignal): Promise<ResultWindow>
  close(): void
}

const MAX_TABS = 3

interface Tab {
  /** null: none yet, or none could be had. */
  connection: Connection | null
  /** What the position table holds; null: nothing yet. */
  key: string | null
  total: number
  /** Reads of one tab follow each other: they share the table. */
  last: Promise<unknown>
}

/** Opens the windows of a case. */
export function openWindows(db: CaseDb): Windows {
  const tabs = new Map<string, Tab>()
  const take = (name: string): Tab => {
    const tab = tabs.get(name) ?? { connection: null, key: null, total: 0, last: Promise.resolve() }
    tabs.delete(name)
    tabs.set(name, tab)
    for (const [oldest, evicted] of tabs) {
      if (tabs.size <= MAX_TABS) break
      tabs.delete(oldest)
      closeTab(evicted)
    }
    return tab
  }
  return {
    read: (request, signal) => {
      const tab = take(request.tab)
      const reading = tab.last.then(() => readTab(db, tab, request, signal))
      tab.last = reading.catch(() => null)
      return reading
    },
    close: () => {
      for (const tab of tabs.values()) closeTab(tab)
      tabs.clear()
    },
  }
}

function closeTab(tab: Tab): void {
  void tab.last.then(() => tab.connection?.close()).catch(() => null)
}

/** One that died with an earlier opening of the file took its position table with it. */
async function connectionOf(db: CaseDb, tab: Tab): Promise<Connection> {
  if (tab.connection !== null && !tab.connection.isDead()) return tab.connection
  tab.key = null
  tab.connection = await db.connect()
  return tab.connection
}

async function readTab(db: CaseDb, tab: Tab, request: WindowRequest, signal: AbortSignal | undefined): Promise<ResultWindow> {
  const connection = await connectionOf(db, tab)
  const query = readQuery(request.query)
  const wordsOf = (state: CaseState) => predicateOf(query, state).words
  const read = (state: CaseState) => readWindow(connection, tab, query, request, state, signal)
  return fromOneState(db, connection, wordsOf, read, signal).catch((error: unknown) => {
    tab.key = null // A read that fails takes back the table that it made.
    throw error
  })
}

async function readWindow(
  connection: Connection,
  tab: Tab,
  query: Clause,
  request: WindowRequest,
  state: CaseState,
  signal: AbortSignal | undefined,
): Promise<ResultWindow> {
  if (isEverything(query) && request.sort === 'time') return readStored(connection, request, state, signal)
  await placeRows(connection, tab, query, request, state, signal)
  const rows = await connection.rows<StoredRow>(
    `SELECT p.place, ${COLUMNS} FROM positions p JOIN deliveries d ON d.pos = p.pos JOIN messages m ON m.no = d.message
     WHERE p.place >= $1 AND p.place < $2 ORDER BY p.place`,
    [request.offset, request.offset + request.limit],
    { signal },
  )
  return { rows: rows.map((row) => deliveryRow(row, state.names)), total: tab.total, generation: state.generation }
}

/** Makes the tab's position table, unless it holds this result already. */
async function placeRows(
  connection: Connection,
  tab: Tab,
  query: Clause,
  request: WindowRequest,
  state: CaseState,
  signal: AbortSignal | undefined,
): Promise<void> {
  const key = JSON.stringify([request.query, request.sort, request.descending, state])
  if (tab.key === key) return
  tab.key = null
  const { sql, params } = predicateOf(query, state)
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE positions AS
     SELECT row_number() OVER (ORDER BY ${orderOf(request)}) - 1 AS place, d.pos FROM ${DELIVERIES} WHERE ${sql}`,
    params,
    { signal },
  )
  const [row] = await connection.rows<{ total: number }>('SELECT count(*) AS total FROM positions')
  tab.total = row?.total ?? 0
  tab.key = key
}

/** Everything in the order of time is stored as it is read. */
async function readStored(
  connection: Connection,
  request: WindowRequest,
  state: CaseState,
  signal: AbortSignal | undefined,
): Promise<ResultWindow> {
  const [count] = await connection.rows<{ total: number }>('SELECT count(*) AS total FROM deliveries')
  const total = count?.total ?? 0
  const { offset, limit, descending } = request
  const first = descending ? total - offset - limit : offset
  const rows = await connection.rows<StoredRow>(
    `SELECT ${descending ? '$3 - 1 - d.pos' : 'd.pos + 0 * $3'} AS place, ${COLUMNS} FROM ${DELIVERIES}
     WHERE d.pos >= $1 AND d.pos < $2 ORDER BY place`,
    [first, first + limit, total],
    { signal },
  )
  return { rows: rows.map((row) => deliveryRow(row, state.names)), total, generation: state.generation }
}

/** The newest deliveries of a consequence in a scope, those of one's own mail first. */
export async function newestOf(
  connection: Connection,
  scope: Scope,
  condition: string,
  limit: number,
  names: DeviceNames,
): Promise<readonly DeliveryRow[]> {
  const rows = await connection.rows<Omit<StoredRow, 'place'>>(
    `SELECT ${COLUMNS} FROM ${DELIVERIES}
     WHERE d.pos IN (SELECT d.pos FROM ${scope.from} WHERE ${condition}
       ORDER BY m.direction IN ('own', 'internal') DESC, d.pos DESC LIMIT $1)
     ORDER BY m.direction IN ('own', 'internal') DESC, d.pos DESC`,
    [limit],
  )
  return rows.map((row, place) => deliveryRow({ ...row, place }, names))
}

const sortSql: Readonly<Record<SortColumn, string>> = {
  time: 'd.pos',
  sender: 'lower(m.sender)',
  recipient: 'lower(d.recipient)',
  fate: 'd.fate',
  class: 'd.class',
  attempts: 'd.attempts',
}

function orderOf({ sort, descending }: WindowRequest): string {
  return `${sortSql[sort]} ${descending ? 'DESC' : 'ASC'} NULLS LAST, d.pos ${descending ? 'DESC' : 'ASC'}`
}

const COLUMNS = `m.id AS "messageId", ${DELIVERY_TIME} AS time, m.sender, d.recipient, m.subject, d.fate, d.class, d.cause, d.hop,
  d.next_hop AS "nextHop", m.client_ip AS "clientIp", m.client_name AS "clientName", m.login, m.direction,
  ${DELAY_SECONDS} AS "delaySeconds", d.attempts`

interface StoredRow {
  readonly place: number
  readonly messageId: string
  readonly time: number
  readonly sender: string | null
  readonly recipient: string | null
  readonly subject: string | null
  readonly fate: Fate
  readonly class: ClassId | null
  readonly cause: ClassId | null
  readonly hop: Hop | null
  readonly nextHop: string | null
  readonly clientIp: string | null
  readonly clientName: string | null
  readonly login: string | null
  readonly direction: Direction
  readonly delaySeconds: number | null
  readonly attempts: number
}

function deliveryRow({ place, time, ...rest }: StoredRow, names: DeviceNames): DeliveryRow {
  const deviceName = nameOf(names, rest.clientIp, rest.login)
  return { row: place, time: isoTime(time), outcome: outcomeOf[rest.fate], deviceName, ...rest }
}
