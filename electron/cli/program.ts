import { Command } from 'commander'
import { version } from '../../shared/version.ts'
import { bouncesCommand } from './bounces.ts'
import { checkCommand } from './check.ts'
import { classifyCommand } from './classify.ts'
import { coverageCommand } from './coverage.ts'
import { endOf, exitStatus } from './exit-status.ts'
import { failuresCommand } from './failures.ts'
import { formatsCommand } from './formats.ts'
import { importCommand } from './import.ts'
import { messagesCommand } from './messages.ts'
import type { Terminal } from './output.ts'
import { reportCommand } from './report.ts'
import { devicesCommand, sendersCommand } from './senders.ts'
import { openCommand, serveCommand } from './serve.ts'
import { sourcesCommand } from './sources.ts'
import { traceCommand } from './trace.ts'

const epilogue = `
Results go to stdout, everything else to stderr. Exit status: 0 done, 1 the answer is negative,
2 wrong usage, 3 input unreadable, 4 internal error, 130 stopped by Ctrl-C.`

const commands = [
  importCommand,
  sourcesCommand,
  coverageCommand,
  traceCommand,
  messagesCommand,
  failuresCommand,
  devicesCommand,
  sendersCommand,
  reportCommand,
  bouncesCommand,
  classifyCommand,
  formatsCommand,
  checkCommand,
  serveCommand,
]

function printProblem(terminal: Terminal, sentence: string): void {
  terminal.stderr.write(`relayscope: ${sentence}\n`)
}

function buildProgram(terminal: Terminal, ended: (status: number) => void): Command {
  const program = new Command('relayscope')
    .description('Log analysis for mail administrators: where is this message, why did it fail, what do I do')
    .version(version)
    .addHelpText('after', epilogue)
  for (const make of commands) program.addCommand(make(terminal, ended))
  program.addCommand(openCommand(terminal, ended), { isDefault: true })
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => terminal.stderr.write(text),
      outputError: (text) => {
        const sentence = text
          .replace(/^error: /, '')
          .trim()
          .replaceAll('\n', ' ')
        printProblem(terminal, `${sentence}; see relayscope ${command === program ? '' : `${command.name()} `}--help.`)
      },
    })
  }
  return program
}

/** Runs one command line (without `node` and the script). Never rejects. @returns the exit status */
export async function runProgram(args: readonly string[], terminal: Terminal): Promise<number> {
  let status: number = exitStatus.done
  const program = buildProgram(terminal, (ended) => {
    status = ended
  })
  try {
    await program.parseAsync([...args], { from: 'user' })
    return status
  } catch (error) {
    const end = endOf(error)
    if (end.sentence !== null) printProblem(terminal, end.sentence)
    return end.status
  }
}
