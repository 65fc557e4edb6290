import type { CaseDb } from '../database.ts'
import { createQueue, type Queue } from '../queue.ts'
import { LINE_SEPARATOR } from '../schema.ts'
import { EVENT_OF_LIFE, EVENT_OF_REFUSAL } from './field-sql.ts'

/**
 * Messages with a line that contains a text, found once per text and generation: every line is looked at, and the rows,
 * the total and each facet ask the same. Lies beside the case, in memory, and is gone when the case is closed.
 */
const HITS = 'memory.main.word_hits'
const SEARCHES = 'memory.main.word_searches'

/** Texts that are kept. */
const KEPT = 24

/**
 * Whether a line of the delivery holds a text: one about its recipient, or one about the message as a whole.
 * Both arguments are placeholders.
 */
export function wordFound(generation: string, word: string): string {
  const hits = (columns: string, of: string) =>
    `SELECT ${columns} FROM ${HITS} h WHERE h.recipient ${of} AND h.search =
      (SELECT max(s.search) FROM ${SEARCHES} s WHERE s.word = ${word} AND s.generation = ${generation})`
  return `(d.message IN (${hits('h.message', 'IS NULL')})
    OR coalesce((d.message, lower(d.recipient)) IN (${hits('(h.message, h.recipient)', 'IS NOT NULL')}), false)
    OR coalesce((d.message, lower(d.original_recipient)) IN (${hits('(h.message, h.recipient)', 'IS NOT NULL')}), false))`
}

/** One search at a time per case. */
const queues = new WeakMap<CaseDb, Queue>()

/** Looks for the texts that were not looked for yet. */
export async function findWords(db: CaseDb, words: readonly string[], generation: number, signal?: AbortSignal): Promise<void> {
  if (words.length === 0) return
  const queue = queues.get(db) ?? createQueue(1)
  queues.set(db, queue)
  await queue.run(async () => {
    await db.rows(`CREATE TABLE IF NOT EXISTS ${HITS} (search BIGINT, message BIGINT, recipient VARCHAR)`)
    await db.rows(`CREATE TABLE IF NOT EXISTS ${SEARCHES} (search BIGINT, word VARCHAR, generation BIGINT)`)
    for (const word of words) await findWord(db, word, generation, signal)
  })
}

async function findWord(db: CaseDb, word: string, generation: number, signal: AbortSignal | undefined): Promise<void> {
  const known = await db.rows(`SELECT search FROM ${SEARCHES} WHERE word = $1 AND generation = $2`, [word, generation])
  if (known.length > 0) return
  const [last] = await db.rows<{ search: number }>(`SELECT coalesce(max(search), 0) AS search FROM ${SEARCHES}`)
  const search = (last?.search ?? 0) + 1
  await db.rows(`DELETE FROM ${HITS} WHERE search <= $1 OR search >= $2`, [search - KEPT, search])
  await db.rows(`DELETE FROM ${SEARCHES} WHERE search <= $1`, [search - KEPT])
  await db.rows(`INSERT INTO ${HITS} SELECT DISTINCT $1::BIGINT, message, recipient FROM (${SEARCH})`, [search, word, LINE_SEPARATOR], {
    signal,
  })
  await db.rows(`INSERT INTO ${SEARCHES} VALUES ($1, $2, $3)`, [search, word, generation])
}

/**
 * $2: the text, $3: what stands between the lines of a block. A recipient that only appears on the way (an alias, before
 * it was expanded) has no delivery: its line counts for the message.
 */
const SEARCH = `
  WITH found AS MATERIALIZED (
    SELECT source, line FROM (
      SELECT source, unnest(string_split(text, $3)) AS text, first_line + generate_subscripts(string_split(text, $3), 1) - 1 AS line
      FROM lines WHERE contains(lower(text), lower($2))
    ) WHERE contains(lower(text), lower($2))
  ), hits AS (
    SELECT l.message, CASE WHEN e.kind = 'attempt' THEN lower(e.recipient) END AS recipient
    FROM found f JOIN events e ON e.source = f.source AND e.line = f.line JOIN legs l ON ${EVENT_OF_LIFE}
    UNION ALL
    SELECT l.message, lower(e.recipient) FROM found f JOIN events e ON e.source = f.source AND e.line = f.line JOIN legs l ON ${EVENT_OF_REFUSAL}
    UNION ALL
    SELECT d.message, lower(d.recipient) FROM found f JOIN deliveries d ON d.source = f.source AND d.line = f.line
  ), known AS (
    SELECT message, lower(recipient) AS recipient FROM deliveries UNION SELECT message, lower(original_recipient) FROM deliveries
  )
  SELECT h.message, k.recipient FROM hits h LEFT JOIN known k ON k.message = h.message AND k.recipient = h.recipient`
