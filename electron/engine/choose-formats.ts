import { readOrigin } from '../../shared/carrier.ts'
import { visible } from '../../shared/cells.ts'
import { AppError } from '../../shared/errors.ts'
import type { LogFormat } from '../../shared/formats/format.ts'
import { type Recognition, recogniseFormat } from '../../shared/formats/index.ts'
import { isMapped, mappedFormat } from '../../shared/mapping/format.ts'
import { guessMapping } from '../../shared/mapping/guess.ts'
import { isLineMapping, type Mapping, mappingSentence } from '../../shared/mapping/mapping.ts'
import { headerOf, isMadeFor } from '../../shared/mapping/own.ts'
import type { SourceOptions } from './import-source.ts'

/** By what a source is read. `mapping`: what made the format, where it is the user's own. */
export interface ChosenFormats {
  readonly formats: readonly LogFormat[]
  readonly mapping: Mapping | undefined
}

/** No format knows a source. `seems`: what may be told of it, columns or how its lines are written. */
export class FormatUnknown extends AppError {
  readonly seems: 'columns' | 'lines'

  constructor(message: string, lines: readonly string[]) {
    super('format-unknown', message)
    this.seems = headerOf(lines).kind === 'lines' ? 'lines' : 'columns'
  }
}

/**
 * The formats by which a source is read: the mapping that was given where it fits, else those that know its lines, else a mapping
 * that the user has made for another file of the same header.
 *
 * @param lines the first of the source and others from all over it, as bytes
 * @throws FormatUnknown with what came nearest, or with a mapping that its columns seem to have
 */
export function chooseFormats(lines: readonly string[], name: string, options: SourceOptions): ChosenFormats {
  const { format: wanted, mapping } = options
  const mapped = mapping === undefined ? null : fittingMapping(lines, name, mapping)
  if (mapped !== null) {
    const unread = unreadRow(lines, name, mapped)
    if (unread === null) return { formats: [mapped], mapping }
    const half = unread.undated
      ? '; its time is a day without a time of day, or a time without its day: map the columns of both, export it with both, or put the day into the file’s name (mail-2026-03-02.csv)'
      : ''
    throw new FormatUnknown(
      `${name}: by this mapping no row of it says when and what became of which mail, such as ${unread.row}${half}`,
      lines,
    )
  }
  const recognition = recogniseFormat(lines, name)
  if (wanted !== undefined) {
    const format = recognition.formats.find(({ id }) => id === wanted)
    if (format !== undefined) return { formats: [format], mapping: undefined }
    throw new FormatUnknown(`${name} holds no lines of ${wanted}: ${unknownSentence(recognition, lines, name)}`, lines)
  }
  const chosen = ownOr(recognition.formats, lines, name, options)
  if (chosen.formats.length > 0) return chosen
  if (mapping !== undefined)
    throw new FormatUnknown(
      `${name} ${isLineMapping(mapping) ? 'has no line that is written as the mapping says' : 'does not have every column of the mapping'} (${mappingSentence(mapping)}): ${beginning(lines)}`,
      lines,
    )
  throw new FormatUnknown(guessSentence(lines, name) ?? unknownSentence(recognition, lines, name), lines)
}

/** The same without a refusal: none where nothing fits. */
export function fittingFormats(lines: readonly string[], name: string, options: SourceOptions): ChosenFormats {
  const { mapping } = options
  const mapped = mapping === undefined ? null : fittingMapping(lines, name, mapping)
  return mapped === null ? ownOr(recogniseFormat(lines, name).formats, lines, name, options) : { formats: [mapped], mapping }
}

/** The formats that know the lines; where none does, the user's own for such a file. */
function ownOr(known: readonly LogFormat[], lines: readonly string[], name: string, { described, own = [] }: SourceOptions): ChosenFormats {
  const isDescribed = described !== undefined && isMadeFor(described, lines, name, Number.POSITIVE_INFINITY)
  const made = known.length > 0 ? undefined : (isDescribed ? described : own.find((each) => isMadeFor(each, lines, name)))?.mapping
  return { formats: made === undefined ? known : [mappedFormat(made)], mapping: made }
}

/** The options of a source that is read so: of a mapping's own zone, where nobody has given another. */
export function optionsFor({ formats, mapping }: ChosenFormats, options: SourceOptions): SourceOptions {
  const zone = formats.some(({ id }) => isMapped(id)) ? mapping?.zone : undefined
  return { ...options, mapping, zone: options.zone ?? zone }
}

/** The mapping as a format where the lines have its columns, else null. */
function fittingMapping(lines: readonly string[], fileName: string, mapping: Mapping): LogFormat | null {
  const format = mappedFormat(mapping)
  const read = format.open({ fileName })
  return lines.some((line) => read(line) !== 'unrecognised' && format.owns(line)) ? format : null
}

/** The first row that a mapping cannot read, where it reads none of them; else null. */
function unreadRow(
  lines: readonly string[],
  fileName: string,
  mapped: LogFormat,
): { readonly row: string; readonly undated: boolean } | null {
  const read = mapped.open({ fileName })
  let unread: { readonly row: string; readonly undated: boolean } | null = null
  for (const line of lines) {
    const outcome = read(line)
    if (typeof outcome !== 'string') return null
    if (outcome !== 'ignored' && line !== '') unread ??= { row: quotation(line), undated: outcome === 'undated' }
  }
  return unread
}

/** What the columns of an unknown table seem to say, and how to read them so; null where it seems to be none of mails. */
function guessSentence(lines: readonly string[], name: string): string | null {
  const guess = guessMapping(lines, name)
  if (guess === null) return null
  const { mapping, unknownResults } = guess
  const unknown = unknownResults.slice(0, 8).map((value) => `“${value}”`)
  const add = unknown.length === 0 ? '' : `, with what ${unknown.join(', ')} mean${unknown.length === 1 ? 's' : ''} added to results`
  return visible(
    `${name} is no known export, but seems to tell of mails: ${mappingSentence(mapping)}; to read it so, save the following as map.json${add}, and import it on the command line with --map map.json: ${JSON.stringify(mapping)}`,
  )
}

function unknownSentence({ nearest, scores, firstUnmatched }: Recognition, lines: readonly string[], name: string): string {
  if (nearest === null) {
    const programs = programsOf(lines)
    return programs.length === 0
      ? `${name}: no line of a known mail log in it; it begins with ${quotation(firstUnmatched ?? '')}`
      : `${name}: no line of a known mail log in it, only lines of ${programs.join(', ')}, such as ${quotation(firstUnmatched ?? '')}`
  }
  const closest = scores.slice(0, 3).map(({ format, owned, understood }) => `${format.title} (${understood} of ${owned} lines)`)
  return `${name} looks like ${closest.join(' or ')}, but most lines are not understood, such as ${quotation(firstUnmatched ?? '')}`
}

/** Most lines of a sample that are looked at for the programs that wrote them. */
const MOST_LINES = 200

/** The programs that most lines of a syslog or journal are of, at most five; none where most lines name none. */
function programsOf(lines: readonly string[]): readonly string[] {
  const filled = lines.filter((line) => line !== '').slice(0, MOST_LINES)
  const counts = new Map<string, number>()
  let named = 0
  for (const line of filled) {
    const program = readOrigin(line)?.origin.program ?? ''
    if (program === '') continue
    named += 1
    counts.set(program, (counts.get(program) ?? 0) + 1)
  }
  if (named * 2 < filled.length) return []
  return [...counts]
    .sort((a, b) => b[1] - a[1])
    .slice(0, 5)
    .map(([program]) => characters(program))
}

function beginning(lines: readonly string[]): string {
  return `it begins with ${quotation(lines.find((line) => line !== '') ?? '')}`
}

function quotation(line: string): string {
  return `"${characters(line.slice(0, 160))}"`
}

function characters(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString('utf8')
}
