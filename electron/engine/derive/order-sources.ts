import type { Sql } from './sql.ts'

interface Span {
  readonly source: number
  readonly rank: number
  readonly first: number
  readonly last: number
}

const SECOND = 1_000_000

/**
 * Makes `src`: one row per source that counts, with its rank. Where a rotated file begins in the second in which the
 * file before it ends, its events of that second are moved behind those of that file: syslog stamps are whole seconds,
 * and the earlier file's lines come first.
 */
export async function orderSources(sql: Sql): Promise<void> {
  const spans = await sql.rows<Span>(
    `SELECT s.source, s.rank, epoch_us(min(e.ord)) AS first, epoch_us(max(e.ord)) AS last
     FROM sources s JOIN events e ON e.source = s.source WHERE s.state IN ('visible', 'loaded') GROUP BY ALL ORDER BY s.rank`,
  )
  const lastOfSecond = new Map<number, number>()
  const shifts = spans.map((span) => {
    const firstSecond = Math.floor(span.first / SECOND)
    const before = lastOfSecond.get(firstSecond)
    const shift = before === undefined || before < span.first ? 0 : before - span.first + 1
    const lastSecond = Math.floor(span.last / SECOND)
    const end = lastSecond === firstSecond ? span.last + shift : span.last
    lastOfSecond.set(lastSecond, Math.max(lastOfSecond.get(lastSecond) ?? 0, end))
    return { ...span, shift, until: (firstSecond + 1) * SECOND }
  })
  await sql.run(
    `CREATE OR REPLACE TEMP TABLE src AS
     SELECT unnest($1::INTEGER[]) AS source, unnest($2::INTEGER[]) AS rank, unnest($3::BIGINT[]) AS shift, make_timestamp(unnest($4::BIGINT[])) AS shift_until`,
    [
      shifts.map(({ source }) => source),
      shifts.map(({ rank }) => rank),
      shifts.map(({ shift }) => shift),
      shifts.map(({ until }) => until),
    ],
  )
}
