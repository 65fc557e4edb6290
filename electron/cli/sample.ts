import { Command, Option } from 'commander'
import { type SampleFormat, sampleFormats, sampleSeed } from '../../shared/sample/sample.ts'
import { writeSample } from '../engine/sample-files.ts'
import { exitStatus, UsageError } from './exit-status.ts'
import { type Terminal, write } from './output.ts'

interface Options {
  readonly output: string
  readonly seed: string
  readonly logFormat: SampleFormat
}

/** `sample --output FOLDER`: writes an invented organisation's log, export and bounces; prints their paths. `--log-format`: by another server. */
export function sampleCommand(terminal: Terminal, ended: (status: number) => void): Command {
  return new Command('sample')
    .description("write an invented organisation's three days: a mail server's log, an Email Log Search export, bounces")
    .requiredOption('--output <folder>', 'where the files go; made when missing, and nothing is overwritten')
    .option('--seed <number>', 'decides names, sizes and pauses: the same number gives the same files', String(sampleSeed))
    .addOption(
      new Option('--log-format <id>', "whose log the relay's is; another than Postfix's comes without its bounces")
        .choices(sampleFormats)
        .default('postfix'),
    )
    .action(async ({ output, seed, logFormat }: Options) => {
      if (!/^\d{1,9}$/.test(seed)) throw new UsageError(`--seed ${seed} is no whole number: give one from 0 to 999999999.`)
      for (const { path } of writeSample(output, Number(seed), logFormat)) await write(terminal, `${path}\n`)
      ended(exitStatus.done)
    })
}
