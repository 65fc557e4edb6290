import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { visible } from '../../shared/cells.ts'
import { AppError } from '../../shared/errors.ts'
import type { Mapping } from '../../shared/mapping/mapping.ts'
import { parseMapping } from '../../shared/mapping/parse.ts'
import { type Rules, readRules } from '../../shared/rules/rules.ts'
import { type CaseDb, closeCase, openCase, openTemporaryCase } from '../engine/database.ts'
import { derive } from '../engine/derive.ts'
import type { ImportInput, ImportReport } from '../engine/import-file.ts'
import { finishInterrupted, importFiles } from '../engine/import-job.ts'
import { keepRules, readRulesFile } from '../engine/rule-keeping.ts'
import { exitStatus, UsageError } from './exit-status.ts'
import { inputFiles } from './input-files.ts'
import type { Terminal } from './output.ts'
import { progressLine } from './progress.ts'

/** How sources are to be read, as options of a command. */
export interface ReadingOptions {
  readonly logFormat?: string
  readonly timezone?: string
  readonly year?: number
  readonly jobs?: number
  /** A file with a mapping. */
  readonly map?: string
  /** A file of the user's own rules, which are kept in the case. */
  readonly rules?: string
  /** Of `import`: what was searched for. */
  readonly searched?: string
}

/** Which case a command works on. */
export interface CaseOptions extends ReadingOptions {
  readonly case?: string
  readonly in?: readonly string[]
}

function wholeNumber(least: number, most: number) {
  return (text: string): number => {
    const value = Number(text)
    if (Number.isInteger(value) && value >= least && value <= most) return value
    throw new InvalidArgumentError(`give a whole number from ${least} to ${most}`)
  }
}

/** Adds the options that say how logs are read. */
export function addReadingOptions(command: Command): Command {
  return command
    .option('--log-format <id>', 'read as this format instead of recognising it')
    .option('--timezone <zone>', 'zone of stamps that name none, e.g. Europe/Vienna')
    .addOption(new Option('--year <yyyy>', 'year of the first line, where stamps have none').argParser(wholeNumber(1990, 2100)))
    .addOption(new Option('--jobs <n>', 'threads that parse').argParser(wholeNumber(1, 64)))
    .option('--map <file>', 'how a file is read that no format knows: which columns say what, or how its lines are written')
    .option('--rules <file>', 'your own signs (docs/rules.md): kept in the case, and tried before those of Relayscope')
    .option('--progress', 'show progress even when stderr is no terminal')
}

/** Adds the options that choose the case. */
export function addCaseOptions(command: Command): Command {
  const collect = (path: string, before: readonly string[] = []) => [...before, path]
  command
    .option('--case <file>', 'the case to work on')
    .option('--in <file>', 'a log or a folder to read into a temporary case; may be given several times', collect)
  return addReadingOptions(command)
}

/** Refuses options that say how logs are read, where none is read. @throws UsageError */
export function refuseReading({ logFormat, timezone, year, map, jobs }: ReadingOptions): void {
  const given = Object.entries({ '--log-format': logFormat, '--timezone': timezone, '--year': year, '--map': map, '--jobs': jobs })
  const [name] = given.find(([, value]) => value !== undefined) ?? []
  if (name !== undefined)
    throw new UsageError(`${name} says how a log is read, and none is: leave it out, or name the log with --in in the place of a case.`)
}

/** The mapping in the file of `--map`. */
function mappingIn({ map, logFormat }: ReadingOptions): Mapping | undefined {
  if (map === undefined) return undefined
  if (logFormat !== undefined)
    throw new UsageError('Give --map or --log-format, not both: files with the columns of the mapping are read by it.')
  let text: string
  try {
    text = readFileSync(map, 'utf8')
  } catch (error) {
    throw new AppError(
      'file-unreadable',
      `${map}: the mapping of --map cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
  return parseMapping(text, map)
}

/** The rules in the file of `--rules`; null: none is named. @throws AppError 'file-unreadable' */
export function rulesIn({ rules: path }: ReadingOptions): Rules | null {
  return path === undefined ? null : readRules(readRulesFile(path, basename(path)), basename(path))
}

/** Imports into an open case, with progress on the terminal; refusals are printed and counted. */
export async function importInto(
  db: CaseDb,
  inputs: readonly ImportInput[],
  options: ReadingOptions,
  terminal: Terminal,
): Promise<readonly ImportReport[]> {
  const mapping = mappingIn(options)
  const rules = rulesIn(options)
  if (rules !== null) await keepRules(db, rules)
  const progress = progressLine(terminal, inputs.length)
  const { logFormat: format, timezone: zone, year, jobs, searched } = options
  try {
    const reports = await importFiles(
      db,
      inputs,
      { format, mapping, zone, year, jobs, searched, derive },
      (done) => progress.show(done),
      terminal.signal,
    )
    progress.clear()
    for (const report of reports) {
      if (report.kind === 'refused') terminal.stderr.write(`relayscope: ${visible(report.refusal.message)}\n`)
    }
    return reports
  } finally {
    progress.clear()
  }
}

/** Opens the case of `--case`. A missing one is created where `create` allows it. What is loaded is left to the next import. */
export async function openNamedCase(path: string, create: boolean): Promise<CaseDb> {
  try {
    return await openCase(path, { create })
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'not-found') throw error
    throw new AppError('file-unreadable', `${error.message}: make one with relayscope import FILES --case ${path}.`, { cause: error })
  }
}

/**
 * Runs a command's work on its case and closes it. @returns the work's status, or `input` when a file of `--in` was refused
 */
export async function withCase(options: CaseOptions, terminal: Terminal, work: (db: CaseDb) => Promise<number>): Promise<number> {
  const { case: path, in: paths = [] } = options
  if (path !== undefined && paths.length > 0) throw new UsageError('Give --case or --in, not both: --in works in a temporary case.')
  if (path === undefined && paths.length === 0)
    throw new UsageError('Which case? Give --case FILE.relayscope, or --in LOG to read a log directly.')
  if (path !== undefined) refuseReading(options)
  if (path !== undefined && options.rules !== undefined)
    throw new UsageError('--rules goes with --in, or with import, which keeps the rules in the case.')
  rulesIn(options) // A mistake is told before anything is read.
  const inputs = inputFiles(paths)
  const db = path === undefined ? await openTemporaryCase() : await openNamedCase(path, false)
  try {
    const unfinished = await finishInterrupted(db, derive)
    if (unfinished !== null) terminal.stderr.write(`relayscope: ${unfinished}\n`)
    const reports = inputs.length > 0 ? await importInto(db, inputs, options, terminal) : []
    const refused = reports.filter((report) => report.kind === 'refused').length
    if (refused > 0 && refused === reports.length) return exitStatus.input
    const status = await work(db)
    return refused > 0 ? exitStatus.input : status
  } finally {
    await closeCase(db)
  }
}
