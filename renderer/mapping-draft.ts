import { bytesOf } from '../shared/json-line.ts'
import { dayInName } from '../shared/mapping/file-day.ts'
import { guessMapping } from '../shared/mapping/guess.ts'
import { inventedSamples } from '../shared/mapping/invented.ts'
import { type ColumnMapping, isLineMapping, type Mapping } from '../shared/mapping/mapping.ts'
import { headerOf } from '../shared/mapping/own.ts'
import { isDayFirst } from '../shared/mapping/sample.ts'
import { readTemplate } from '../shared/mapping/template.ts'

/** A mapping while it is made: what may be missing still, of both kinds. */
export interface MappingDraft {
  readonly kind: 'columns' | 'lines'
  readonly columns: Partial<ColumnMapping['columns']>
  /** Templates, one a line. */
  readonly text: string
  readonly results: NonNullable<Mapping['results']>
  readonly zone: string | undefined
  readonly dayFirst: boolean | undefined
}

/** What a file is described by at first: as it was before, or as its first lines (as bytes) and its name seem to say. */
export function firstDraft(lines: readonly string[], fileName: string, before: Mapping | null): MappingDraft {
  const mapping = before ?? guessMapping(lines, fileName)?.mapping ?? null
  const isTable = headerOf(lines).kind !== 'lines'
  return {
    kind: mapping === null ? (isTable ? 'columns' : 'lines') : isLineMapping(mapping) ? 'lines' : 'columns',
    columns: mapping === null || isLineMapping(mapping) ? {} : mapping.columns,
    text: mapping !== null && isLineMapping(mapping) ? mapping.lines.join('\n') : '',
    results: mapping?.results ?? {},
    zone: mapping?.zone,
    dayFirst: mapping?.dayFirst ?? (hasSlashes(lines) ? isDayFirst(lines) : undefined),
  }
}

/** The templates of a text, one a line. */
export function templatesIn(text: string): readonly string[] {
  return text.split('\n').filter((line) => line.trim() !== '')
}

/** The mapping of a draft, or what it lacks, in a sentence. @param lines the first of the file, as bytes */
export function mappingOfDraft(draft: MappingDraft, lines: readonly string[], fileName: string): Mapping | string {
  const beside = {
    ...(Object.keys(draft.results).length > 0 ? { results: draft.results } : {}),
    ...(draft.zone === undefined ? {} : { zone: draft.zone }),
    ...(draft.dayFirst === undefined ? {} : { dayFirst: draft.dayFirst }),
  }
  if (draft.kind === 'lines') {
    const templates = templatesIn(draft.text)
    if (templates.length === 0) return 'Begin a template with one of the lines.'
    const wrong = templates.map(readTemplate).find((template) => typeof template === 'string')
    if (wrong !== undefined) return 'A template cannot be read yet.'
    return { lines: [...templates], samples: [...inventedSamples(templates, lines, dayInName(fileName))], ...beside }
  }
  const { time, sender, recipient, messageId, queueId } = draft.columns
  if (time === undefined) return 'Choose the column that holds the time.'
  if ([sender, recipient, messageId, queueId].every((column) => column === undefined))
    return 'Choose a column for the sender, the recipients, the Message-ID or the queue id.'
  return { columns: { ...draft.columns, time }, ...beside }
}

const slashes = /(?:^|[^0-9])[0-9]{1,2}\/[0-9]{1,2}\/[0-9]{2,4}/

/** Whether dates of the file may begin with the day or the month. */
export function hasSlashes(lines: readonly string[]): boolean {
  return lines.some((line) => slashes.test(line.slice(0, 2_000)))
}

const MOST_CHARACTERS = 512 << 10

/** Lines as bytes, as many as a preview needs. */
export function sampleOf(lines: readonly string[]): readonly string[] {
  let characters = 0
  return lines
    .filter((line) => {
      characters += line.length
      return characters <= MOST_CHARACTERS
    })
    .map(bytesOf)
}
