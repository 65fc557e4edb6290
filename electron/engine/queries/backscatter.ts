import { propertySql } from './field-sql.ts'
import { DELIVERIES } from './predicate.ts'
import type { Rows } from './question.ts'

/** Of the mails that bounces or exports tell of, by their Message-ID: whether they are backscatter, or a log holds them. Where neither is proved they are left out. */
export async function backscatterByMessageId(db: Rows): Promise<ReadonlyMap<string, boolean>> {
  const rows = await db.rows<{ id: string; backscatter: boolean }>(
    `SELECT * FROM (
       SELECT m.message_id AS id, CASE WHEN bool_and(${propertySql.backscatter}) THEN true WHEN bool_or(m.no IN (SELECT l.message FROM legs l)) THEN false END AS backscatter
       FROM ${DELIVERIES} WHERE m.message_id IS NOT NULL AND m.no IN (SELECT r.message FROM reports r) GROUP BY m.message_id
     ) WHERE backscatter IS NOT NULL`,
  )
  return new Map(rows.map(({ id, backscatter }) => [id, backscatter]))
}
