import { Command } from 'commander'
import { sourceReports } from '../engine/source-row.ts'
import { addCaseOptions, type CaseOptions, withCase } from './case-access.ts'
import { exitStatus } from './exit-status.ts'
import { formatOption, type OutputFormat, type Terminal, writeRows } from './output.ts'
import { sourceLayout } from './source-layout.ts'

interface Options extends CaseOptions {
  readonly format: OutputFormat
}

/** `sources`: what is in the case, and how it was read. */
export function sourcesCommand(terminal: Terminal, ended: (status: number) => void): Command {
  const command = new Command('sources').description('say what is in the case and how it was read').addOption(formatOption())
  return addCaseOptions(command).action(async (options: Options) => {
    const status = await withCase(options, terminal, async (db) => {
      await writeRows(terminal, options.format, await sourceReports(db), sourceLayout)
      return exitStatus.done
    })
    ended(status)
  })
}
