import { splitBlock } from '../raw-lines.ts'
import { LINE_SEPARATOR } from '../schema.ts'
import type { Rows } from './question.ts'

/** The texts of some lines of a source, by line. Only the blocks that hold them are unpacked: a block costs more than its line. */
export async function rawLines(rows: Rows, source: number, lines: readonly number[]): Promise<ReadonlyMap<number, string>> {
  const blocks = await rows.rows<{ line: number; block: number }>(
    `SELECT n.line, b.first_line AS block FROM (SELECT DISTINCT unnest($2::BIGINT[]) AS line) n
     ASOF JOIN (SELECT first_line FROM lines WHERE source = $1) b ON n.line >= b.first_line`,
    [source, lines],
  )
  const found = await rows.rows<{ line: number; text: string | null }>(
    `SELECT n.line, string_split(b.text, $4)[n.line - b.first_line + 1] AS text
     FROM (SELECT unnest($2::BIGINT[]) AS line, unnest($3::BIGINT[]) AS block) n JOIN lines b ON b.first_line = n.block WHERE b.source = $1`,
    [source, blocks.map(({ line }) => line), blocks.map(({ block }) => block), LINE_SEPARATOR],
  )
  return new Map(found.map(({ line, text }) => [line, splitBlock(text ?? '')[0] ?? '']))
}
