import type { Report, ReportLine, ReportSection } from '../shared/report.ts'
import { isTicket } from './words.ts'

/** What sections are called. */
export const sectionWords: Readonly<Record<ReportSection, string>> = {
  summary: 'Summary',
  causes: 'Causes',
  rules: 'Rules of your own',
  deliveries: 'Lists of deliveries',
  messages: 'Messages, one by one',
  lines: 'Lines of the logs',
  devices: 'Devices and senders',
  sources: 'Sources',
  caveats: 'What these files cannot show',
}

const ofTickets: ReadonlySet<ReportSection> = new Set(['messages', 'lines', 'sources', 'caveats'])

const isFilled: Readonly<Record<ReportSection, (report: Report) => boolean>> = {
  summary: () => true,
  causes: ({ causes }) => causes.length > 0,
  rules: ({ ownRules }) => ownRules.length > 0,
  deliveries: ({ lists }) => lists.some((list) => list.count > 0),
  messages: ({ stories }) => stories.length > 0,
  lines: (report) => linesShown(report).length > 0,
  devices: ({ devices, senders }) => devices.total + senders.total > 0,
  sources: () => true,
  caveats: () => true,
}

/** The sections that a report shows: of those that it holds, the ones for which there is something; of one message, what a ticket needs. */
export function sectionsOf(report: Report): readonly ReportSection[] {
  const fits = isTicket(report) ? (section: ReportSection) => ofTickets.has(section) : () => true
  return report.sections.filter((section) => fits(section) && isFilled[section](report))
}

/** The lines on which a report rests, each once: those of its messages, then those that decided the deliveries it lists. */
export function linesShown({ sections, stories, lists, lines }: Report): readonly ReportLine[] {
  if (!sections.includes('lines')) return []
  const told = sections.includes('messages')
    ? stories.flatMap(({ steps }) => steps.map(({ line, raw }): ReportLine => ({ ...line, text: raw })))
    : []
  const listed = sections.includes('deliveries') ? lists.flatMap(({ rows }) => rows.flatMap(({ delivery }) => delivery.lines)) : []
  const keyOf = ({ sourceId, line }: Pick<ReportLine, 'sourceId' | 'line'>) => `${sourceId} ${line}`
  const deciding = new Set(listed.map(keyOf))
  return [...new Map([...told, ...lines.filter((line) => deciding.has(keyOf(line)))].map((line) => [keyOf(line), line])).values()]
}

/** The lines that prove one cause, as an example; none where lines are left out. */
export function linesOfCause({ sections, examples, lines }: Report, cause: string): readonly ReportLine[] {
  if (!sections.includes('lines')) return []
  const rows = examples.find((each) => each.class === cause)?.rows ?? []
  const refs = rows.flatMap(({ delivery }) => delivery.lines)
  return lines.filter((line) => refs.some((ref) => ref.sourceId === line.sourceId && ref.line === line.line))
}

/** The report for programs: what its choice of sections leaves out is empty. */
export function withoutLeftOut(report: Report): Report {
  const { sections, causes, examples, ownRules, lists, stories, lines, devices, senders, sources, coverage } = report
  const ifShown = <Item>(section: ReportSection, items: readonly Item[]) => (sections.includes(section) ? items : [])
  const told = sections.includes('lines')
    ? stories
    : stories.map((story) => ({ ...story, steps: story.steps.map((step) => ({ ...step, raw: '' })) }))
  return {
    ...report,
    causes: ifShown('causes', causes),
    examples: ifShown('causes', examples),
    ownRules: ifShown('rules', ownRules),
    lists: ifShown('deliveries', lists),
    stories: ifShown('messages', told),
    lines: ifShown('lines', lines),
    devices: { ...devices, rows: ifShown('devices', devices.rows) },
    senders: { ...senders, rows: ifShown('devices', senders.rows) },
    sources: ifShown('sources', sources),
    coverage: ifShown('caveats', coverage),
  }
}
