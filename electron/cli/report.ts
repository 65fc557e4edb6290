import { writeFileSync } from 'node:fs'
import { basename, extname } from 'node:path'
import { Command, InvalidArgumentError, Option } from 'commander'
import { type ReportFormat, reportFormats, reportText } from '../../report/format.ts'
import { AppError } from '../../shared/errors.ts'
import { count } from '../../shared/numbers.ts'
import { redactReport } from '../../shared/redaction/redact-report.ts'
import { type Report, type ReportSection, reportSections } from '../../shared/report.ts'
import { caseReport } from '../engine/queries/case-report.ts'
import { addCaseOptions, type CaseOptions, withCase } from './case-access.ts'
import { exitStatus, UsageError } from './exit-status.ts'
import { sayNothingFits } from './nothing-fits.ts'
import { type Terminal, write } from './output.ts'

interface Options extends CaseOptions {
  readonly format?: ReportFormat
  readonly query?: string
  readonly output?: string
  readonly redact?: boolean
  readonly title?: string
  readonly sections?: readonly ReportSection[]
}

const endings: Readonly<Record<string, ReportFormat>> = {
  '.html': 'html',
  '.htm': 'html',
  '.md': 'markdown',
  '.markdown': 'markdown',
  '.csv': 'csv',
  '.json': 'json',
}

/** The format that is asked for: by `--format`, else by the end of the file's name, else Markdown for reading. */
function formatOf({ format, output }: Options): ReportFormat {
  if (format !== undefined) return format
  if (output === undefined) return 'markdown'
  const ending = extname(output).toLowerCase()
  if (ending === '.pdf')
    throw new UsageError(`${output}: PDF is not written here; write ${output.slice(0, -4)}.html, open it in a browser and print it to PDF.`)
  const known = endings[ending]
  if (known === undefined) throw new UsageError(`${output}: name a file that ends in .html, .md, .csv or .json, or give --format.`)
  return known
}

/** The sections of `--sections`, in their order. */
function sectionsIn(text: string): readonly ReportSection[] {
  const names = text.split(',').map((name) => name.trim())
  return [...new Set(names)].map((name) => {
    const section = reportSections.find((known) => known === name)
    if (section === undefined) throw new InvalidArgumentError(`"${name}" is none: give some of ${reportSections.join(',')}`)
    return section
  })
}

/** What the report calls the case: the name of its file, or of the one log. */
function caseNameOf({ case: path, in: logs = [] }: Options): string {
  if (path !== undefined) return basename(path, '.relayscope')
  return logs.length === 1 ? basename(logs[0] ?? '') : `${logs.length} files`
}

function save(path: string, text: string): void {
  try {
    writeFileSync(path, text)
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? String(error)
    throw new AppError(why === 'ENOSPC' ? 'disk-full' : 'file-unreadable', `${path} cannot be written (${why}): name another file.`, {
      cause: error,
    })
  }
}

function sayWhatIsCut(report: Report, terminal: Terminal): void {
  for (const { kind, count: all, rows, query } of report.lists) {
    if (rows.length === all) continue
    const rest = query === '' ? '' : `; for all: relayscope messages --query '${query}'`
    terminal.stderr.write(`relayscope: the list ${kind} holds ${count(rows.length)} of ${count(all)}${rest}\n`)
  }
}

/** `report [--query Q] [--output FILE] [--redact] [--title T] [--sections S]`: what to hand on; exit status 1 when nothing fits. */
export function reportCommand(terminal: Terminal, ended: (status: number) => void): Command {
  const command = new Command('report')
    .description('write a report to hand on: causes, what to do, lost and waiting mail, proof, sources')
    .option('--query <query>', 'only of deliveries that fit; id:… makes the ticket of one message')
    .option('--output <file>', 'write to this file (.html, .md, .csv, .json) instead of printing')
    .option('--redact', 'replace addresses, names, IPs and subjects by pseudonyms')
    .option('--title <text>', 'what the report is called')
    .option('--sections <names>', `what it holds, in this order: some of ${reportSections.join(',')}`, sectionsIn)
    .addOption(new Option('--format <format>', 'how it is written; default: as the file is named, else markdown').choices(reportFormats))
  return addCaseOptions(command).action(async (options: Options) => {
    const format = formatOf(options)
    const status = await withCase(options, terminal, async (db) => {
      const { rows } = reportText[format]
      const head = { caseName: caseNameOf(options), madeAt: new Date().toISOString() }
      const found = await caseReport(db, { query: options.query ?? '', rows }, head, terminal.signal)
      if (found.overview.deliveries === 0) {
        await sayNothingFits(db, options.query ?? '', terminal)
        return exitStatus.negative
      }
      const chosen = { ...found, title: options.title?.trim() || null, sections: options.sections ?? found.sections }
      const report = options.redact === true ? redactReport(chosen) : chosen
      const text = await reportText[format].write(report)
      if (options.output === undefined) await write(terminal, text)
      else save(options.output, text)
      if (chosen.sections.includes('deliveries')) sayWhatIsCut(found, terminal)
      return exitStatus.done
    })
    ended(status)
  })
}
