import { Command, InvalidArgumentError } from 'commander'
import type { Message } from '../../shared/message.ts'
import type { CaseDb } from '../engine/database.ts'
import { messageStory } from '../engine/queries/story.ts'
import { addCaseOptions, type CaseOptions, withCase } from './case-access.ts'
import { exitStatus } from './exit-status.ts'
import { messagesOf, printMessages } from './messages.ts'
import { sayNothingFits } from './nothing-fits.ts'
import { formatOption, type Layout, type OutputFormat, type Terminal, writeRows } from './output.ts'
import { storyText } from './story-text.ts'
import { type TracedStory, traced } from './traced-story.ts'

interface Options extends CaseOptions {
  readonly format: OutputFormat
  readonly limit?: number
}

const layout: Layout<TracedStory> = { columns: [], text: storyText }

function wholeNumber(text: string): number {
  if (/^[1-9][0-9]{0,8}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('give a whole number from 1 on')
}

async function* first(messages: AsyncIterable<Message>, limit: number, more: () => void): AsyncGenerator<Message> {
  let count = 0
  for await (const message of messages) {
    if (count++ === limit) return more()
    yield message
  }
}

async function trace(db: CaseDb, query: string, options: Options, terminal: Terminal): Promise<number> {
  const limit = options.limit ?? (options.format === 'text' ? 20 : Number.POSITIVE_INFINITY)
  let found = 0
  const counted = async function* () {
    const sayMore = () => terminal.stderr.write(`relayscope: more than ${limit} messages fit: narrow the query, or give --limit.\n`)
    for await (const message of first(messagesOf(db, query), limit, sayMore)) {
      found++
      yield message
    }
  }
  const stories = async function* () {
    for await (const { id } of counted()) yield traced(await messageStory(db, id))
  }
  if (options.format === 'csv' || options.format === 'markdown') await printMessages(terminal, options.format, counted())
  else await writeRows(terminal, options.format, stories(), layout)
  if (found > 0) return exitStatus.done
  await sayNothingFits(db, query, terminal)
  return exitStatus.negative
}

/** `trace QUERY`: the story of each message that fits; exit status 1 when none does. */
export function traceCommand(terminal: Terminal, ended: (status: number) => void): Command {
  const command = new Command('trace')
    .description('tell the story of messages: verdict, cause, what to do, trail, proving lines')
    .argument('<query>', 'an id, address, host, IP, fragment, or a query such as "to:jane@example.org outcome:bounced"')
    .option('--limit <n>', 'at most so many messages (text: 20 unless given)', wholeNumber)
    .addOption(formatOption())
  return addCaseOptions(command).action(async (query: string, options: Options) => {
    ended(await withCase(options, terminal, async (db) => await trace(db, query, options, terminal)))
  })
}
