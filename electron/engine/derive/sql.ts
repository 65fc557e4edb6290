import type { Connection } from '../database.ts'
import { type EventKind, eventTable, refSql } from '../schema.ts'

/** What the derivation asks of a connection, inside the transaction of an import job. */
export type Sql = Pick<Connection, 'run' | 'rows'>

/** Of `e` from a source `s`. Made by `orderSources`; a source's rank breaks ties between files. */
const SEQ = '(epoch_us(e.ord) + CASE WHEN e.ord < s.shift_until THEN s.shift ELSE 0 END) * 512 + least(s.rank, 511)'

/**
 * The events that count, each with `seq`, its place in the one order of everything (engine-rules 17), and `ref`, its row among
 * all kinds.
 */
export const EVENTS = `(SELECT e.*, ${SEQ} AS seq FROM events e JOIN src s ON s.source = e.source WHERE NOT e.duplicate)`

/** The same of one kind, with its own columns only: far cheaper where every row is looked at. */
export function eventsOf(kind: EventKind): string {
  return `(SELECT e.*, ${refSql(kind)} AS ref, ${SEQ} AS seq FROM ${eventTable(kind)} e JOIN src s ON s.source = e.source WHERE NOT e.duplicate)`
}

/** Gives back the memory of tables that no later step reads: together they are larger than the limit, and spill. */
export async function dropTables(sql: Sql, ...names: readonly string[]): Promise<void> {
  for (const name of names) await sql.run(`DROP TABLE temp.${name}`)
}

/** Of an account `a` of a reporter: it is tied to no mail yet. */
export const UNTIED = 'NOT EXISTS (SELECT 1 FROM tied d WHERE d.account = a.account)'

/** Seconds, as a distance of `seq`. */
export const seqSeconds = (seconds: number): number => seconds * 1_000_000 * 512
