import { trimmed } from '../ascii.ts'
import type { LogFormat } from '../formats/format.ts'
import { accountReader, type Fault, isEmpty } from './account.ts'
import { dayInName } from './file-day.ts'
import type { LineMapping, MappedField } from './mapping.ts'
import { matchLine, readTemplate, type TemplateField } from './template.ts'

/** What is true of every log read by templates of lines: nobody searched for it, but there may be lines of other mails that nobody has described. */
export const mappedLines = {
  id: 'mapped-lines',
  title: 'Lines, read by a pattern of your own',
  source: 'the templates that are kept with the source',
  mark: 'a line that is written as one of the templates',
  traps: 'Lines that no template describes are not understood: what is absent proves nothing.',
  unit: 'line',
  splittable: true,
  noLog: true,
} as const satisfies Partial<LogFormat>

/** A line is written as a template also where its day is not known. */
const ANY_DAY = '2000-01-01'

/** The format of lines that somebody has described. Templates that are none read nothing. */
export function lineFormat(mapping: LineMapping, onFault: (fault: Fault) => void): LogFormat {
  const templates = mapping.lines.map(readTemplate).filter((template) => typeof template !== 'string')
  const match = (line: string, day: string | null) => matchLine(templates, line, mapping.dayFirst ?? false, day)
  const accountOf = accountReader(mapping, mappedLines.id)
  return {
    ...mappedLines,
    open: ({ fileName }) => {
      const day = dayInName(fileName)
      return (line) => {
        if (line === '') return 'ignored'
        const matched = match(line, day)
        if (matched === null) return 'unrecognised'
        const textIn = (field: TemplateField): string => {
          const text = trimmed(matched.texts.get(field) ?? '')
          return isEmpty(text) ? '' : text
        }
        const account = accountOf({
          textOf: (field: MappedField) => textIn(field),
          moment: matched.moment,
          origin: { host: textIn('host') || 'log', program: textIn('program') || mappedLines.id },
        })
        if (typeof account !== 'string' || account === 'ignored') return account
        onFault(account)
        return 'unrecognised'
      }
    },
    owns: (line) => match(line, ANY_DAY) !== null,
    examples: [],
  }
}
