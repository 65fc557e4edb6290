import { Command } from 'commander'
import { sampleSeed } from '../../shared/sample/sample.ts'
import { writeSample } from '../engine/sample-files.ts'
import { exitStatus, UsageError } from './exit-status.ts'
import { type Terminal, write } from './output.ts'

interface Options {
  readonly output: string
  readonly seed: string
}

/** `sample --output FOLDER`: writes an invented organisation's log, export and bounces; prints their paths. */
export function sampleCommand(terminal: Terminal, ended: (status: number) => void): Command {
  return new Command('sample')
    .description("write an invented organisation's three days: a Postfix log, an Email Log Search export, bounces")
    .requiredOption('--output <folder>', 'where the files go; made when missing, and nothing is overwritten')
    .option('--seed <number>', 'decides names, sizes and pauses: the same number gives the same files', String(sampleSeed))
    .action(async ({ output, seed }: Options) => {
      if (!/^\d{1,9}$/.test(seed)) throw new UsageError(`--seed ${seed} is no whole number: give one from 0 to 999999999.`)
      for (const { path } of writeSample(output, Number(seed))) await write(terminal, `${path}\n`)
      ended(exitStatus.done)
    })
}
