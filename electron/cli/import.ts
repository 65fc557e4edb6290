import { Command, InvalidArgumentError, Option } from 'commander'
import { MOST_SEARCHED } from '../../shared/coverage.ts'
import { closeCase } from '../engine/database.ts'
import { addReadingOptions, importInto, openNamedCase, type ReadingOptions, rulesIn } from './case-access.ts'
import { exitStatus } from './exit-status.ts'
import { inputFiles } from './input-files.ts'
import { formatOption, type OutputFormat, type Terminal, writeRows } from './output.ts'
import { sourceLayout } from './source-layout.ts'

interface Options extends ReadingOptions {
  readonly case: string
  readonly format: OutputFormat
}

function searchedText(text: string): string {
  const searched = text.trim()
  if (searched !== '' && searched.length <= MOST_SEARCHED) return searched
  throw new InvalidArgumentError(`say in 1 to ${MOST_SEARCHED} characters what was searched for`)
}

/** `import FILES… --case F`: reads logs into a case, which is made when missing; one report per source. */
export function importCommand(terminal: Terminal, ended: (status: number) => void): Command {
  const command = new Command('import')
    .description('import logs into a case and say how each was read')
    .argument('<files...>', 'logs, or folders of logs')
    .requiredOption('--case <file>', 'the case; made when it does not exist')
    .addOption(new Option('--searched <text>', 'what was searched for, of files that are search results').argParser(searchedText))
    .addOption(formatOption())
  return addReadingOptions(command).action(async (paths: string[], options: Options) => {
    const inputs = inputFiles(paths)
    rulesIn(options) // A mistake is told before a case is made.
    const db = await openNamedCase(options.case, true)
    try {
      const reports = await importInto(db, inputs, options, terminal)
      const sources = reports.flatMap((report) => (report.kind === 'imported' ? [report.source] : []))
      await writeRows(terminal, options.format, sources, sourceLayout)
      ended(sources.length === reports.length ? exitStatus.done : exitStatus.input)
    } finally {
      await closeCase(db)
    }
  })
}
