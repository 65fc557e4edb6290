import { trimmed } from '../ascii.ts'
import { charactersOf } from '../json-line.ts'
import type { Report } from '../record.ts'
import type { Moment } from '../zone-names.ts'
import { type Fault, isEmpty } from './account.ts'
import { dayInName } from './file-day.ts'
import { mappedFormat } from './format.ts'
import { columnsOf, isLineMapping, type Mapping } from './mapping.ts'
import { actionOfValue } from './result.ts'
import { sampleColumns } from './sample.ts'
import { matchLine, readTemplate } from './template.ts'

/** What a line gives: reports, one for each recipient; or why none: `unlike` is no row of the table, or written as no template. */
export interface PreviewRow {
  /** From 1, in the sample. */
  readonly line: number
  readonly text: string
  readonly reports: readonly Report[]
  /** Of the reports. */
  readonly moment: Moment | null
  readonly why: Fault | 'unlike' | null
}

/** The lines of a sample as a mapping reads them. Headers, empty lines and rows that say nothing of a mail's way are `nothing`. */
export interface Preview {
  readonly rows: readonly PreviewRow[]
  readonly read: number
  readonly unread: number
  readonly nothing: number
}

/** Reads the first lines of a file, as bytes. */
export function previewOf(mapping: Mapping, lines: readonly string[], fileName: string): Preview {
  let fault: Fault | null = null
  const read = mappedFormat(mapping, (each) => {
    fault = each
  }).open({ fileName })
  let nothing = 0
  const rows: PreviewRow[] = []
  for (const [at, line] of lines.entries()) {
    fault = null
    const outcome = read(line)
    if (outcome === 'ignored') {
      nothing += line === '' ? 0 : 1
      continue
    }
    const records = typeof outcome === 'string' ? [] : outcome
    rows.push({
      line: at + 1,
      text: charactersOf(line),
      reports: records.flatMap((record) => (record.kind === 'report' ? [record] : [])),
      moment: records[0]?.origin ?? null,
      why: typeof outcome === 'string' ? (fault ?? 'unlike') : null,
    })
  }
  const unread = rows.filter(({ why }) => why !== null).length
  return { rows, read: rows.length - unread, unread, nothing }
}

/** A value of the result, as characters, with what its words say of a mail; null: they say nothing that is known. */
export interface ResultValue {
  readonly value: string
  readonly said: ReturnType<typeof actionOfValue>
}

const MOST_VALUES = 40
const LONGEST_VALUE = 200

/** The different values of the result in the first lines of a file, those of unknown meaning first; none that names anybody. */
export function resultValues(mapping: Mapping, lines: readonly string[], fileName: string): readonly ResultValue[] {
  const texts = isLineMapping(mapping)
    ? textsInLines(mapping.lines, lines, dayInName(fileName))
    : textsInColumns(columnsOf(mapping, 'result'), lines)
  const isValue = (text: string) => !isEmpty(text) && text.length <= LONGEST_VALUE && !text.includes('@')
  const different = new Set(texts.map(charactersOf).filter(isValue))
  const values = [...different].slice(0, MOST_VALUES).map((value) => ({ value, said: actionOfValue(value) }))
  return values.sort((a, b) => Number(a.said !== null) - Number(b.said !== null))
}

function textsInColumns(names: readonly string[], lines: readonly string[]): readonly string[] {
  const sampled = sampleColumns(lines)
  const columns = names.flatMap((named) => sampled.find(({ name }) => charactersOf(name) === named) ?? [])
  const textsAt = (at: number) => columns.map(({ values }) => trimmed(values[at] ?? '')).filter((text) => !isEmpty(text))
  return columns[0]?.values.map((_, at) => textsAt(at).join(' ')) ?? []
}

function textsInLines(templates: readonly string[], lines: readonly string[], day: string | null): readonly string[] {
  const read = templates.map(readTemplate).filter((template) => typeof template !== 'string')
  return lines.flatMap((line) => matchLine(read, line, false, day)?.texts.get('result') ?? [])
}
