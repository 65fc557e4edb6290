import { READ_ROWS, type Report, TABLE_ROWS } from '../shared/report.ts'
import { reportCsv } from './csv.ts'
import { reportMarkdown } from './markdown.ts'
import { withoutLeftOut } from './sections.ts'

/** What a report can be written as. */
export const reportFormats = ['html', 'markdown', 'csv', 'json'] as const
export type ReportFormat = (typeof reportFormats)[number]

/** How a format is written, and by which name and type its file is known. */
interface ReportWriter {
  readonly title: string
  readonly ending: string
  readonly mediaType: string
  /** How many deliveries each list should hold. */
  readonly rows: number
  readonly write: (report: Report) => Promise<string>
}

/** The formats. Only HTML loads what draws it. */
export const reportText: Readonly<Record<ReportFormat, ReportWriter>> = {
  html: {
    title: 'HTML',
    ending: '.html',
    mediaType: 'text/html',
    rows: READ_ROWS,
    write: async (report) => (await import('./html.tsx')).reportHtml(report),
  },
  markdown: {
    title: 'Markdown',
    ending: '.md',
    mediaType: 'text/markdown',
    rows: READ_ROWS,
    write: async (report) => reportMarkdown(report),
  },
  csv: {
    title: 'CSV',
    ending: '.csv',
    mediaType: 'text/csv',
    rows: TABLE_ROWS,
    write: async (report) => reportCsv(withoutLeftOut(report)),
  },
  json: {
    title: 'JSON',
    ending: '.json',
    mediaType: 'application/json',
    rows: TABLE_ROWS,
    write: async (report) => `${JSON.stringify(withoutLeftOut(report))}\n`,
  },
}
