import type { CaseDb } from '../database.ts'
import { createQueue, type Queue } from '../queue.ts'
import { LINE_SEPARATOR } from '../schema.ts'
import { EVENT_COUNTS, EVENT_OF_LIFE, EVENT_OF_REFUSAL, EVENT_OF_REPORT, LINES_COUNT, wordColumns } from './field-sql.ts'

/**
 * Deliveries of which a field or a line contains a text, by their position; found once per text and generation, since every
 * line is looked at, and the rows, the total and each facet ask the same. Lies beside the case, in memory, and is gone when
 * the case is closed.
 */
const HITS = 'memory.main.word_hits'
const SEARCHES = 'memory.main.word_searches'

/** Texts that are kept; more only while one query has more. */
const KEPT = 24

/** Whether a delivery is among the hits of a text; both arguments are placeholders. */
export function wordFound(generation: string, word: string): string {
  return `d.pos IN (SELECT h.pos FROM ${HITS} h WHERE h.search =
    (SELECT max(s.search) FROM ${SEARCHES} s WHERE s.word = ${word} AND s.generation = ${generation}))`
}

/** One search at a time per case. */
const queues = new WeakMap<CaseDb, Queue>()

/** Looks for the texts that were not looked for yet. */
export async function findWords(db: CaseDb, words: readonly string[], generation: number, signal?: AbortSignal): Promise<void> {
  if (words.length === 0) return
  const queue = queues.get(db) ?? createQueue(1)
  queues.set(db, queue)
  await queue.run(async () => {
    await db.rows(`CREATE TABLE IF NOT EXISTS ${HITS} (search BIGINT, pos BIGINT)`)
    await db.rows(`CREATE TABLE IF NOT EXISTS ${SEARCHES} (search BIGINT, word VARCHAR, generation BIGINT)`)
    for (const word of words) await findWord(db, word, { words, generation, signal })
  })
}

interface Finding {
  /** All texts of the query: none of them is forgotten for another. */
  readonly words: readonly string[]
  readonly generation: number
  readonly signal: AbortSignal | undefined
}

async function findWord(db: CaseDb, word: string, { words, generation, signal }: Finding): Promise<void> {
  const known = await db.rows(`SELECT search FROM ${SEARCHES} WHERE word = $1 AND generation = $2`, [word, generation])
  if (known.length > 0) return
  const [last] = await db.rows<{ search: number }>(`SELECT coalesce(max(search), 0) AS search FROM ${SEARCHES}`)
  const search = (last?.search ?? 0) + 1
  const stale = [search - KEPT, generation, words]
  await db.rows(`DELETE FROM ${HITS} WHERE search IN (SELECT s.search FROM ${SEARCHES} s WHERE ${STALE})`, stale)
  await db.rows(`DELETE FROM ${SEARCHES} s WHERE ${STALE}`, stale)
  await db.rows(`DELETE FROM ${HITS} WHERE search >= $1`, [search]) // Of a search that was called off.
  await db.rows(`INSERT INTO ${HITS} SELECT $1::BIGINT, pos FROM (${SEARCH})`, [search, word, LINE_SEPARATOR], {
    signal,
  })
  await db.rows(`INSERT INTO ${SEARCHES} VALUES ($1, $2, $3)`, [search, word, generation])
}

/** $1: the newest search that need not be kept, $2: the generation, $3: the texts of the query. */
const STALE = 's.search <= $1 AND NOT (s.generation = $2 AND list_contains($3, s.word))'

/**
 * $2: the text, $3: what stands between the lines of a block. A line about one recipient counts for that delivery; where
 * the recipient has none (an alias, before it was expanded), for all of the message.
 */
const SEARCH = `
  WITH blocks AS (
    SELECT b.source, b.first_line, string_split(b.text, $3) AS texts FROM lines b WHERE ${LINES_COUNT} AND contains(lower(b.text), lower($2))
  ), found AS MATERIALIZED (
    SELECT source, first_line + number - 1 AS line
    FROM (SELECT source, first_line, unnest(texts) AS text, generate_subscripts(texts, 1) AS number FROM blocks)
    WHERE contains(lower(text), lower($2))
  ), hits AS MATERIALIZED (
    SELECT DISTINCT l.message, CASE WHEN e.kind = 'attempt' THEN lower(e.recipient) END AS recipient
    FROM found f JOIN events e ON e.source = f.source AND e.line = f.line JOIN legs l ON ${EVENT_OF_LIFE}
    WHERE ${EVENT_COUNTS}
    UNION
    SELECT l.message, lower(e.recipient) FROM found f JOIN events e ON e.source = f.source AND e.line = f.line JOIN legs l ON ${EVENT_OF_REFUSAL}
    WHERE ${EVENT_COUNTS}
    UNION
    SELECT r.message, lower(e.recipient) FROM found f JOIN events e ON e.source = f.source AND e.line = f.line JOIN reports r ON ${EVENT_OF_REPORT}
    WHERE ${EVENT_COUNTS}
  ), known AS MATERIALIZED (
    SELECT d.pos, h.message, h.recipient FROM hits h JOIN deliveries d ON d.message = h.message AND lower(d.recipient) = h.recipient
    UNION
    SELECT d.pos, h.message, h.recipient FROM hits h JOIN deliveries d ON d.message = h.message AND lower(d.original_recipient) = h.recipient
  )
  SELECT d.pos FROM deliveries d JOIN messages m ON m.no = d.message
  WHERE ${wordColumns.map((column) => `contains(lower(${column}), lower($2))`).join(' OR ')}
  UNION
  SELECT pos FROM known
  UNION
  SELECT d.pos FROM deliveries d JOIN found f ON d.source = f.source AND d.line = f.line
  UNION
  SELECT d.pos FROM deliveries d WHERE d.message IN (
    SELECT h.message FROM hits h WHERE h.recipient IS NULL
      OR NOT EXISTS (SELECT 1 FROM known k WHERE k.message = h.message AND k.recipient = h.recipient))`
