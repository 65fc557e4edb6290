import { Command } from 'commander'
import { checkCaseRows } from '../engine/queries/check.ts'
import { addCaseOptions, type CaseOptions, withCase } from './case-access.ts'
import { exitStatus } from './exit-status.ts'
import { formatOption, type Layout, type OutputFormat, type Terminal, write, writeRows } from './output.ts'

interface Options extends CaseOptions {
  readonly format: OutputFormat
}

interface Problem {
  readonly problem: string
}

const layout: Layout<Problem> = {
  columns: [{ title: 'problem', of: ({ problem }) => problem }],
  text: ({ problem }) => problem,
}

/** `check`: runs every test of the case; exit status 1 when there are problems. */
export function checkCommand(terminal: Terminal, ended: (status: number) => void): Command {
  const command = new Command('check').description('test a case: integrity, uniqueness, counts').addOption(formatOption())
  return addCaseOptions(command).action(async (options: Options) => {
    const status = await withCase(options, terminal, async (db) => {
      const problems = await checkCaseRows(db)
      await writeRows(
        terminal,
        options.format,
        problems.map((problem) => ({ problem })),
        layout,
      )
      if (problems.length === 0 && options.format === 'text') await write(terminal, `${db.name} is sound.\n`)
      return problems.length === 0 ? exitStatus.done : exitStatus.negative
    })
    ended(status)
  })
}
