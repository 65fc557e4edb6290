import type { RawLine } from '../../../shared/api.ts'
import { AppError } from '../../../shared/errors.ts'
import { splitBlock } from '../raw-lines.ts'
import type { Rows } from './question.ts'

/** A part of a source's lines. `from` counts from 1 in what is listed: all lines, or those not recognised. */
export interface LinesRequest {
  readonly id: string
  readonly from: number
  readonly count: number
  readonly only?: 'all' | 'unrecognised' | undefined
}

/**
 * Raw lines of a source, as they were in the file.
 *
 * @throws AppError 'not-found'
 */
export async function sourceLines(
  db: Rows,
  request: LinesRequest,
): Promise<{ readonly lines: readonly RawLine[]; readonly total: number }> {
  const [source] = await db.rows<{ source: number; lines: number; unrecognised: number }>(
    'SELECT source, lines, unrecognised FROM sources WHERE id = $1',
    [request.id],
  )
  if (source === undefined) throw new AppError('not-found', `${request.id}: no such source in this case; see the list of sources`)
  if (request.only === 'unrecognised') return { lines: await unrecognised(db, source.source, request), total: source.unrecognised }
  const last = request.from + request.count - 1
  const blocks = await blocksOf(db, source.source, 'first_line <= $3 AND first_line + line_count > $2', [request.from, last])
  const unread = await db.rows<{ line: number }>('SELECT line FROM unrecognised WHERE source = $1 AND line BETWEEN $2 AND $3', [
    source.source,
    request.from,
    last,
  ])
  const notRecognised = new Set(unread.map((row) => row.line))
  const lines = blocks.flatMap(({ firstLine, text }) =>
    splitBlock(text)
      .map((line, i) => ({ line: firstLine + i, text: line, recognised: !notRecognised.has(firstLine + i) }))
      .filter(({ line }) => line >= request.from && line <= last),
  )
  return { lines, total: source.lines }
}

async function unrecognised(db: Rows, source: number, { from, count }: LinesRequest): Promise<readonly RawLine[]> {
  const wanted = await db.rows<{ line: number }>('SELECT line FROM unrecognised WHERE source = $1 ORDER BY line LIMIT $2 OFFSET $3', [
    source,
    count,
    from - 1,
  ])
  const lines: RawLine[] = []
  for (let start = 0; start < wanted.length; start += 100) {
    const some = wanted.slice(start, start + 100).map((row) => row.line)
    const blocks = await blocksOf(
      db,
      source,
      'EXISTS (SELECT 1 FROM (SELECT unnest($2::BIGINT[]) AS line) n WHERE n.line >= first_line AND n.line < first_line + line_count)',
      [some],
    )
    for (const { firstLine, text } of blocks) {
      const split = splitBlock(text)
      for (const line of some) {
        const found = split[line - firstLine]
        if (line >= firstLine && found !== undefined) lines.push({ line, text: found, recognised: false })
      }
    }
  }
  return lines
}

function blocksOf(
  db: Rows,
  source: number,
  condition: string,
  params: readonly (number | readonly number[])[],
): Promise<{ readonly firstLine: number; readonly text: string }[]> {
  return db.rows(`SELECT first_line AS "firstLine", text FROM lines WHERE source = $1 AND ${condition} ORDER BY first_line`, [
    source,
    ...params,
  ])
}
