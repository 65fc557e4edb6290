import { visible } from '../../shared/cells.ts'
import { searchSentence } from '../../shared/coverage.ts'
import { mappingSentence } from '../../shared/mapping/mapping.ts'
import type { SourceReport } from '../../shared/source-report.ts'
import type { Layout } from './output.ts'

const zoneWords: Readonly<Record<string, string>> = {
  explicit: 'from the lines',
  user: 'given',
  'queue-ids': 'from the queue ids',
  case: 'of the case',
  gzip: 'from the gzip header',
  'file-date': 'from the date of the file',
  assumed: 'assumed',
}

function how(source: string): string {
  return zoneWords[source] ?? source
}

function share(part: number, whole: number): string {
  if (whole === 0) return '0 %'
  const percent = (part / whole) * 100
  if (part > 0 && percent < 0.1) return '<0.1 %'
  return `${percent < 10 ? percent.toFixed(1) : Math.floor(percent)} %`
}

/** What was read of a source, for people. */
function asText(source: SourceReport): string {
  const year = source.firstYear === null ? '' : `, first year ${source.firstYear} (${how(source.yearSource)})`
  return [
    `${visible(source.name)}: ${source.formatTitle}`,
    `  ${source.lines} lines: ${source.recognised} recognised (${share(source.recognised, source.lines)}), ${source.ignored} with nothing to keep, ${source.unrecognised} not recognised`,
    `  ${source.firstTime ?? 'no time'} to ${source.lastTime ?? 'no time'}; zone ${source.zone} (${how(source.zoneSource)})${year}`,
    ...(source.mapping === null ? [] : [`  Mapping: ${visible(mappingSentence(source.mapping))}`]),
    ...(source.searchResult ? [`  Note: ${visible(searchSentence(source.searched))}`] : []),
    ...source.warnings.map((warning) => `  Note: ${visible(warning)}`),
  ].join('\n')
}

/** How `import` and `sources` print a source. */
export const sourceLayout: Layout<SourceReport> = {
  columns: [
    { title: 'name', of: (source) => source.name },
    { title: 'format', of: (source) => source.format },
    { title: 'lines', of: (source) => source.lines },
    { title: 'recognised', of: (source) => source.recognised },
    { title: 'ignored', of: (source) => source.ignored },
    { title: 'unrecognised', of: (source) => source.unrecognised },
    { title: 'duplicates', of: (source) => source.duplicates },
    { title: 'firstTime', of: (source) => source.firstTime },
    { title: 'lastTime', of: (source) => source.lastTime },
    { title: 'zone', of: (source) => source.zone },
    { title: 'zoneSource', of: (source) => source.zoneSource },
    { title: 'firstYear', of: (source) => source.firstYear },
    { title: 'yearSource', of: (source) => source.yearSource },
    { title: 'searchResult', of: (source) => String(source.searchResult) },
    { title: 'searched', of: (source) => source.searched },
    { title: 'mapping', of: (source) => (source.mapping === null ? null : JSON.stringify(source.mapping)) },
    { title: 'sizeBytes', of: (source) => source.sizeBytes },
    { title: 'sha256', of: (source) => source.sha256 },
    { title: 'warnings', of: (source) => source.warnings.join('; ') },
  ],
  text: asText,
}
