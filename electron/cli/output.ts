import { once } from 'node:events'
import { Option } from 'commander'
import { csvCell, markdownText, visible } from '../../shared/cells.ts'
import { AppError } from '../../shared/errors.ts'

/** How results are written to stdout. */
const outputFormats = ['text', 'json', 'ndjson', 'csv', 'markdown'] as const
export type OutputFormat = (typeof outputFormats)[number]

/** Where a command writes and what stops it. */
export interface Terminal {
  readonly stdout: NodeJS.WritableStream
  readonly stderr: NodeJS.WritableStream
  /** Whether progress is welcome on stderr. */
  readonly showsProgress: boolean
  readonly signal: AbortSignal
}

/** One column of the formats that have columns. */
interface Column<Row> {
  readonly title: string
  readonly of: (row: Row) => string | number | boolean | null
}

/** How the rows of a command look in each format. JSON formats print the row itself. */
export interface Layout<Row> {
  readonly columns: readonly Column<Row>[]
  /** A row as lines for people; null: the columns, aligned. */
  readonly text: ((row: Row) => string) | null
}

/** The option `--format`. Text is the default everywhere, so that a pipe sees what the terminal showed. */
export function formatOption(): Option {
  return new Option('--format <format>', 'how results are printed').choices(outputFormats).default('text')
}

/** Writes to stdout as fast as the reader takes it. */
export async function write(terminal: Terminal, text: string): Promise<void> {
  if (terminal.signal.aborted) throw new AppError('cancelled', 'Stopped.')
  if (!terminal.stdout.write(text)) await once(terminal.stdout, 'drain')
}

async function writeJson<Row>(terminal: Terminal, rows: AsyncIterable<Row> | Iterable<Row>): Promise<number> {
  let count = 0
  for await (const row of rows) await write(terminal, `${count++ === 0 ? '[\n' : ',\n'}${JSON.stringify(row)}`)
  await write(terminal, count === 0 ? '[]\n' : '\n]\n')
  return count
}

async function writeAligned<Row>(
  terminal: Terminal,
  rows: AsyncIterable<Row> | Iterable<Row>,
  columns: readonly Column<Row>[],
): Promise<number> {
  const table = [columns.map((column) => column.title)]
  for await (const row of rows) table.push(columns.map((column) => visible(String(column.of(row) ?? '–'))))
  const widths = columns.map((_, at) => Math.max(...table.map((cells) => cells[at]?.length ?? 0)))
  for (const cells of table)
    await write(
      terminal,
      `${cells
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd()}\n`,
    )
  return table.length - 1
}

/** Writes rows in a format. @returns how many there were */
export async function writeRows<Row>(
  terminal: Terminal,
  format: OutputFormat,
  rows: AsyncIterable<Row> | Iterable<Row>,
  layout: Layout<Row>,
): Promise<number> {
  const { columns, text } = layout
  if (format === 'json') return await writeJson(terminal, rows)
  if (format === 'text' && text === null) return await writeAligned(terminal, rows, columns)
  if (format === 'csv') await write(terminal, `${columns.map((column) => csvCell(column.title)).join(',')}\n`)
  if (format === 'markdown') {
    await write(terminal, `| ${columns.map((column) => markdownText(column.title)).join(' | ')} |\n`)
    await write(terminal, `|${columns.map(() => ' --- |').join('')}\n`)
  }
  let count = 0
  for await (const row of rows) {
    count++
    if (format === 'ndjson') await write(terminal, `${JSON.stringify(row)}\n`)
    else if (format === 'csv') await write(terminal, `${columns.map((column) => csvCell(column.of(row))).join(',')}\n`)
    else if (format === 'markdown') await write(terminal, `| ${columns.map((column) => markdownText(column.of(row))).join(' | ')} |\n`)
    else await write(terminal, `${text?.(row) ?? ''}\n`)
  }
  return count
}
