import { Command } from 'commander'
import type { LogFormat } from '../../shared/formats/format.ts'
import { allFormats } from '../../shared/formats/index.ts'
import { mappedFormats } from '../../shared/mapping/format.ts'
import { exitStatus } from './exit-status.ts'
import { formatOption, type Layout, type OutputFormat, type Terminal, writeRows } from './output.ts'

/** What is said of a format. */
type FormatRow = Pick<LogFormat, 'id' | 'title' | 'unit' | 'mark' | 'traps' | 'source'>

const layout: Layout<FormatRow> = {
  columns: [
    { title: 'id', of: ({ id }) => id },
    { title: 'title', of: ({ title }) => title },
    { title: 'unit', of: ({ unit }) => unit },
    { title: 'mark', of: ({ mark }) => mark },
    { title: 'traps', of: ({ traps }) => traps },
    { title: 'source', of: ({ source }) => source },
  ],
  text: ({ id, title, mark, traps, source }) =>
    [`${id}: ${title}`, `  Known by ${mark}.`, `  Beware: ${traps}`, `  Read in ${source}`].join('\n'),
}

/** `formats`: what can be read, how it is recognised, and its traps. */
export function formatsCommand(terminal: Terminal, ended: (status: number) => void): Command {
  return new Command('formats')
    .description('say which formats are read, how each is recognised, and its traps')
    .addOption(formatOption())
    .action(async ({ format }: { readonly format: OutputFormat }) => {
      const rows = [...allFormats, ...mappedFormats].map(
        ({ id, title, unit, mark, traps, source }): FormatRow => ({ id, title, unit, mark, traps, source }),
      )
      await writeRows(terminal, format, rows, layout)
      ended(exitStatus.done)
    })
}
