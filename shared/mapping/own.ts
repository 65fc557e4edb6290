import { z } from 'zod'
import { bytesOf, charactersOf } from '../json-line.ts'
import { mappedFormat } from './format.ts'
import { columnsOf, isLineMapping, type MappedField, type Mapping, mappingSchema } from './mapping.ts'
import { isRecords, isTable, sampleColumns } from './sample.ts'

/** The shape of a header as it is handed on and kept. */
export const ownHeader = z.object({
  kind: z.enum(['table', 'records', 'lines']),
  columns: z.array(z.string().max(400)).max(400).readonly(),
})

/** What a file is known by when the next one comes: columns in the order of a header, names of JSON records, or that it is neither. */
export type Header = Readonly<z.infer<typeof ownHeader>>

/** A mapping with the header of the file that it was made for. */
export interface OwnMapping {
  readonly header: Header
  readonly mapping: Mapping
}

/** Least share of names that records must have in common, as each may lack some. */
const LEAST_ALIKE = 0.5

/** Of a text log that is to be read by templates without asking, at least one line in so many must be read. */
const ONE_IN = 50

/** The header of a file. @param lines its first, as bytes */
export function headerOf(lines: readonly string[]): Header {
  const kind = isRecords(lines) ? 'records' : isTable(lines) ? 'table' : 'lines'
  return { kind, columns: kind === 'lines' ? [] : sampleColumns(lines).map(({ name }) => charactersOf(name)) }
}

/**
 * Whether a file has the same header as the one that a mapping was made for, and is read by it.
 *
 * @param lines its first, as bytes
 * @param oneIn of a text, one line in so many must be read, and at least one
 */
export function isMadeFor({ header, mapping }: OwnMapping, lines: readonly string[], fileName: string, oneIn = ONE_IN): boolean {
  const read = mappedFormat(mapping).open({ fileName })
  if (isLineMapping(mapping)) {
    const filled = lines.filter((line) => line !== '')
    const count = filled.filter((line) => read(line) !== 'unrecognised').length
    return count > 0 && count * oneIn >= filled.length
  }
  const present = headerOf(lines)
  if (present.kind !== header.kind || !isSame(present, header, mapping)) return false
  return lines.some((line) => typeof read(line) !== 'string')
}

function isSame(present: Header, header: Header, mapping: Exclude<Mapping, { lines: unknown }>): boolean {
  if (header.kind === 'table')
    return present.columns.length === header.columns.length && present.columns.every((name, at) => name === header.columns[at])
  const names = new Set(present.columns)
  const used = (Object.keys(mapping.columns) as readonly MappedField[]).flatMap((field) => columnsOf(mapping, field))
  const common = header.columns.filter((name) => names.has(name)).length
  const all = new Set([...present.columns, ...header.columns]).size
  return used.some((name) => names.has(name)) && common >= all * LEAST_ALIKE
}

/** What a mapping is stored under: one for each header, and one for each set of templates. */
export function ownKey({ header, mapping }: OwnMapping): string {
  return bytesOf(JSON.stringify(isLineMapping(mapping) ? mapping.lines : [header.kind, header.columns]))
}

/** A mapping that the host remembers. */
export interface RememberedMapping extends OwnMapping {
  readonly id: string
  /** When it was made, ISO. */
  readonly keptAt: string
}

/** Those that the host remembers, the last one first. `unread`: how many more it keeps that are of another version, or damaged: nothing is read by them. */
export interface RememberedMappings {
  readonly mappings: readonly RememberedMapping[]
  readonly unread: number
}

/** The first lines of a file, without line ends; JSON documents a record in each. */
export interface FileSample {
  readonly name: string
  readonly lines: readonly string[]
}

/** The shape of a mapping with its header as it is handed on. */
export const ownMapping = z.object({ header: ownHeader, mapping: mappingSchema })
