import type { RawLine } from '../../../shared/api.ts'
import { AppError } from '../../../shared/errors.ts'
import { splitBlock } from '../raw-lines.ts'
import type { Rows } from './question.ts'
import { rawLines } from './raw-text.ts'

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
  const blocks = await db.rows<{ firstLine: number; text: string }>(
    `SELECT first_line AS "firstLine", text FROM lines WHERE source = $1 AND first_line <= $3 AND first_line + line_count > $2 ORDER BY first_line`,
    [source.source, request.from, last],
  )
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
  const texts = await rawLines(
    db,
    source,
    wanted.map((row) => row.line),
  )
  return wanted.map(({ line }) => ({ line, text: texts.get(line) ?? '', recognised: false }))
}
