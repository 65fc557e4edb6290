import type { ClassId } from '../../../shared/failures/failure.ts'
import type { LineRef, Message } from '../../../shared/message.ts'
import type { Clause } from '../../../shared/query/syntax.ts'
import { MOST_STORIES, type Report, type ReportLine, type ReportList, type ReportListKind, type ReportRow } from '../../../shared/report.ts'
import type { CaseDb, Connection } from '../database.ts'
import { lists } from './lists.ts'
import { readMessages, readSurroundings, type Surroundings } from './message-rows.ts'
import { isEverything, predicateOf } from './predicate.ts'
import { type CaseState, fromOneState, readQuery } from './question.ts'
import { rawLines } from './raw-text.ts'
import { chooseScope, type Scope } from './scope.ts'

/** Deliveries of each cause that are shown as proof. */
const EXAMPLES = 1

/** Of the whole case only what asks for something is listed. */
const listsOfCase: readonly ReportListKind[] = ['lost', 'waiting']
const listsOfQuery: readonly ReportListKind[] = ['lost', 'waiting', 'notices', 'passed', 'noise']

/** The deliveries of a report with the lines that decided them, and the ids of its messages where they are few. */
export interface ReportRows extends Pick<Report, 'messages' | 'examples' | 'lists' | 'lines'> {
  readonly storyIds: readonly string[]
}

/** Lists the deliveries of a query, at most `most` of each list. @throws AppError 'bad-query' */
export async function reportRows(db: CaseDb, text: string, most: number, signal?: AbortSignal): Promise<ReportRows> {
  const query = readQuery(text)
  const connection = await db.connect()
  try {
    const wordsOf = (state: CaseState) => predicateOf(query, state).words
    return await fromOneState(db, connection, wordsOf, (state) => read(connection, { text, query, state, most, signal }), signal)
  } finally {
    connection.close()
  }
}

interface Asking {
  readonly text: string
  readonly query: Clause
  readonly state: CaseState
  readonly most: number
  readonly signal: AbortSignal | undefined
}

async function read(connection: Connection, { text, query, state, most, signal }: Asking): Promise<ReportRows> {
  const scope = await chooseScope(connection, text, query, state, signal)
  const kinds = isEverything(query) ? listsOfCase : listsOfQuery
  const [counts] = await connection.rows<Counts>(
    `SELECT count(DISTINCT d.message) AS messages, ${kinds.map((kind) => `count(*) FILTER (${lists[kind].condition}) AS ${kind}`).join(', ')}
     FROM ${scope.from}`,
    [],
    { signal },
  )
  const places = new Map<ReportListKind, readonly Place[]>()
  for (const kind of kinds) places.set(kind, await newestPlaces(connection, { scope, kind, most, signal }))
  const proof = await firstOfClasses(connection, scope)
  const rows = await rowsAt(connection, await readSurroundings(connection), [...places.values(), proof].flat())
  const rowsOf = (some: readonly Place[]) => some.flatMap(({ pos }) => rows.get(pos) ?? [])
  const listed = kinds.map(
    (kind): ReportList => ({
      kind,
      count: counts?.[kind] ?? 0,
      query: scope.narrow(...lists[kind].clauses),
      rows: rowsOf(places.get(kind) ?? []),
    }),
  )
  const classes = [...new Set(proof.map((place) => place.class))]
  const examples = classes.map((id) => ({ class: id, rows: rowsOf(proof.filter((place) => place.class === id)) }))
  const refs = [...listed, ...examples].flatMap((each) => each.rows.flatMap(({ delivery }) => delivery.lines))
  const messages = counts?.messages ?? 0
  return {
    messages,
    storyIds: messages > MOST_STORIES ? [] : await messageIds(connection, scope),
    lists: listed,
    examples,
    lines: await linesOf(connection, refs),
  }
}

type Counts = Readonly<Partial<Record<ReportListKind, number>>> & { readonly messages: number }

interface Place {
  readonly message: number
  readonly pos: number
}

interface Listing extends Pick<Asking, 'most' | 'signal'> {
  readonly scope: Scope
  readonly kind: ReportListKind
}

function newestPlaces(connection: Connection, { scope, kind, most, signal }: Listing): Promise<readonly Place[]> {
  return connection.rows<Place>(
    `SELECT d.message, d.pos FROM ${scope.from} WHERE ${lists[kind].condition}
     ORDER BY m.direction IN ('own', 'internal') DESC, d.pos DESC LIMIT $1`,
    [most],
    { signal },
  )
}

/** Deliveries by their place. */
async function rowsAt(connection: Connection, around: Surroundings, places: readonly Place[]): Promise<ReadonlyMap<number, ReportRow>> {
  const numbers = [...new Set(places.map(({ message }) => message))].sort((a, b) => a - b)
  const these = (column: string) => `${column} IN (SELECT unnest($1::BIGINT[]))`
  const messages = await readMessages(connection, around, { condition: these, params: [numbers] })
  const all = await connection.rows<Place>(
    `SELECT d.message, d.pos FROM deliveries d WHERE ${these('d.message')} ORDER BY d.message, d.pos`,
    [numbers],
  )
  const byNumber = new Map(numbers.map((number, at) => [number, messages[at]]))
  const nth = new Map<number, number>()
  const rows = new Map<number, ReportRow>()
  for (const { message: number, pos } of all) {
    const at = nth.get(number) ?? 0
    nth.set(number, at + 1)
    const message = byNumber.get(number)
    const delivery = message?.deliveries[at]
    if (message !== undefined && delivery !== undefined) rows.set(pos, { message: headOf(message), delivery })
  }
  return rows
}

function headOf(message: Message): ReportRow['message'] {
  const { id, messageId, queueIds, sender, client, direction, subject, firstSeen, lastSeen, sources } = message
  return { id, messageId, queueIds, sender, client, direction, subject, firstSeen, lastSeen, sources }
}

/** The first deliveries of each class; noise only where there is nothing else. */
function firstOfClasses(connection: Connection, scope: Scope): Promise<readonly (Place & { readonly class: ClassId })[]> {
  return connection.rows<Place & { readonly class: ClassId }>(
    `SELECT d.class, d.message, d.pos FROM ${scope.from} WHERE d.class IS NOT NULL
     QUALIFY row_number() OVER (PARTITION BY d.class ORDER BY d.consequence = 'noise', d.pos) <= ${EXAMPLES} ORDER BY d.class, d.pos`,
  )
}

async function messageIds(connection: Connection, scope: Scope): Promise<readonly string[]> {
  const ids = await connection.rows<{ id: string }>(`SELECT DISTINCT m.no, m.id FROM ${scope.from} ORDER BY m.no`)
  return ids.map(({ id }) => id)
}

async function linesOf(connection: Connection, refs: readonly LineRef[]): Promise<readonly ReportLine[]> {
  const sources = await connection.rows<{ source: number; id: string; name: string }>(
    'SELECT source, id, name FROM sources ORDER BY rank, source',
  )
  const lines: ReportLine[] = []
  for (const { source, id, name } of sources) {
    const numbers = [...new Set(refs.filter((ref) => ref.sourceId === id).map((ref) => ref.line))].sort((a, b) => a - b)
    const texts = await rawLines(connection, source, numbers)
    for (const line of numbers) lines.push({ source: name, sourceId: id, line, text: texts.get(line) ?? '' })
  }
  return lines
}
