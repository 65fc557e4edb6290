import { Command } from 'commander'
import type { Message } from '../../shared/message.ts'
import type { CaseDb } from '../engine/database.ts'
import { allMessages } from '../engine/queries/messages.ts'
import { addCaseOptions, type CaseOptions, withCase } from './case-access.ts'
import { deliveriesOf, deliveryLayout } from './delivery-layout.ts'
import { exitStatus } from './exit-status.ts'
import { formatOption, type Layout, type OutputFormat, type Terminal, writeRows } from './output.ts'

interface Options extends CaseOptions {
  readonly format: OutputFormat
  readonly query?: string
}

const asObjects: Layout<Message> = { columns: [], text: null }

/** The messages of a query one by one; all without a query. */
export async function* messagesOf(db: CaseDb, query: string | undefined): AsyncGenerator<Message> {
  for await (const batch of allMessages(db, { query })) yield* batch
}

/** Prints messages: as objects in the JSON formats, else one line per delivery. */
export async function printMessages(terminal: Terminal, format: OutputFormat, messages: AsyncIterable<Message>): Promise<void> {
  if (format === 'json' || format === 'ndjson') await writeRows(terminal, format, messages, asObjects)
  else await writeRows(terminal, format, deliveriesOf(messages), deliveryLayout)
}

/** `messages [--query Q]`: one object per message; as text or table, one line per delivery. */
export function messagesCommand(terminal: Terminal, ended: (status: number) => void): Command {
  const command = new Command('messages')
    .description('print messages with what became of them')
    .option('--query <query>', 'only those that fit, e.g. "to:jane@example.org outcome:bounced"')
    .addOption(formatOption())
  return addCaseOptions(command).action(async (options: Options) => {
    const status = await withCase(options, terminal, async (db) => {
      await printMessages(terminal, options.format, messagesOf(db, options.query))
      return exitStatus.done
    })
    ended(status)
  })
}
