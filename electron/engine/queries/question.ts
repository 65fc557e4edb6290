import { AppError } from '../../../shared/errors.ts'
import { type Mta, mtaOf } from '../../../shared/mtas/index.ts'
import type { Clause } from '../../../shared/query/syntax.ts'
import { parseQuery } from '../../../shared/query.ts'
import { keptClasses } from '../../../shared/rules/kept.ts'
import type { OwnClass } from '../../../shared/rules/schema.ts'
import { zoneOfLogs } from '../../../shared/source-report.ts'
import { isZone } from '../../../shared/zone-format.ts'
import type { CaseDb, Connection, QueryOptions } from '../database.ts'
import type { Params } from '../values.ts'
import { DEVICE_NAMES, type DeviceNames, deviceNames } from './device-names.ts'
import { OWN_RULES } from './own-rules.ts'
import { findWords } from './word-hits.ts'

/** What a query asks of a case or of a connection to it. */
export interface Rows {
  rows<Row>(sql: string, params?: Params, options?: QueryOptions): Promise<Row[]>
}

/** What a query is read against. What is derived leaves hidden sources out; of events and lines a query does (field-sql.ts). */
export interface CaseState {
  readonly generation: number
  /** IANA name or offset, in which the query's dates are written: the user's, else that of the logs, else this machine's. */
  readonly zone: string
  /** End of the data, µs: what `-7d` counts from; null without data. */
  readonly dataEnd: number | null
  /** Whether an export or a bounce reports on some mail. */
  readonly reported: boolean
  /** What the user calls devices: `device:` finds them by it. */
  readonly names: DeviceNames
  /** Classes of the user's own. */
  readonly ownClasses: readonly OwnClass[]
}

/** Reads the state of a case. */
export async function caseState(db: Rows): Promise<CaseState> {
  const [row] = await db.rows<{
    generation: string | null
    zone: string | null
    names: string | null
    rules: string | null
    dataEnd: number | null
    reported: boolean
  }>(
    `SELECT (SELECT max(value) FROM settings WHERE key = 'generation') AS generation,
       (SELECT max(value) FROM settings WHERE key = 'zone') AS zone, (SELECT max(value) FROM settings WHERE key = $1) AS names,
       (SELECT max(value) FROM settings WHERE key = $2) AS rules,
       (SELECT max(last_time) FROM sources WHERE state = 'visible') AS "dataEnd",
       EXISTS (SELECT 1 FROM reports) AS reported`,
    [DEVICE_NAMES, OWN_RULES],
  )
  return {
    generation: Number(row?.generation ?? 0),
    zone: row?.zone ?? (await logZone(db)) ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    dataEnd: row?.dataEnd ?? null,
    reported: row?.reported ?? false,
    names: deviceNames(row?.names ?? null),
    ownClasses: keptClasses(row?.rules ?? null),
  }
}

/** The zone that the window shows as that of the logs; null where they state none. A case is hostile input: what is no zone is none. */
async function logZone(db: Rows): Promise<string | null> {
  const sources = await db.rows<{ zone: string; recognised: number }>("SELECT zone, recognised FROM sources WHERE state = 'visible'")
  const zone = zoneOfLogs(sources)
  return zone !== null && isZone(zone) ? zone : null
}

/** Whose logs the case holds; null where it holds none of a mail server or those of several. */
export async function caseMta(db: Rows): Promise<Mta | null> {
  const sources = await db.rows<{ format: string }>("SELECT DISTINCT format FROM sources WHERE state = 'visible'")
  return mtaOf(sources.map(({ format }) => format).join(' '))
}

/**
 * Reads a query's text.
 *
 * @throws AppError 'bad-query' with what is wrong, and where
 */
export function readQuery(text: string): Clause {
  const { clause, problems } = parseQuery(text)
  const [first] = problems
  if (first !== undefined) throw new AppError('bad-query', first.message)
  return clause
}

/**
 * Answers from one state of the case, though an import may commit meanwhile. The texts are looked for in the lines
 * first; when the state has moved on by then, once more.
 */
export async function fromOneState<Answer>(
  db: CaseDb,
  connection: Connection,
  wordsOf: (state: CaseState) => readonly string[],
  answer: (state: CaseState) => Promise<Answer>,
  signal?: AbortSignal,
): Promise<Answer> {
  for (;;) {
    const { generation } = await findWordsOf(db, connection, wordsOf, signal)
    await connection.run('BEGIN')
    try {
      const state = await caseState(connection)
      const answered = state.generation === generation ? { answer: await answer(state) } : null
      await connection.run('COMMIT')
      if (answered !== null) return answered.answer
    } catch (error) {
      await connection.run('ROLLBACK').catch(() => 0) // A failed statement has rolled back already.
      throw error
    }
  }
}

async function findWordsOf(
  db: CaseDb,
  connection: Connection,
  wordsOf: (state: CaseState) => readonly string[],
  signal: AbortSignal | undefined,
): Promise<CaseState> {
  const state = await caseState(connection)
  await findWords(db, wordsOf(state), state.generation, signal)
  return state
}

/** Microseconds → ISO 8601 with milliseconds, as the command line prints it. */
export function isoTime(micros: number): string
export function isoTime(micros: number | null): string | null
export function isoTime(micros: number | null): string | null {
  return micros === null ? null : new Date(Math.floor(micros / 1000)).toISOString()
}
