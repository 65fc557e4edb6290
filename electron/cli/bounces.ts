import { Command } from 'commander'
import { readBounce } from '../../shared/bounces/read-bounce.ts'
import type { ReportedRecipient } from '../../shared/bounces/reported.ts'
import { visible } from '../../shared/cells.ts'
import { AppError } from '../../shared/errors.ts'
import { failureOf } from '../../shared/failures/index.ts'
import { replyFacts } from '../../shared/reply-facts.ts'
import type { ImportInput } from '../engine/import-file.ts'
import { decodeEncodedWords } from '../mail/mime.ts'
import { parseMail } from '../mail/parse-mail.ts'
import { readMails } from '../mail/read-mails.ts'
import { exitStatus } from './exit-status.ts'
import { inputFiles } from './input-files.ts'
import { formatOption, type Layout, type OutputFormat, type Terminal, writeRows } from './output.ts'

/** One reported recipient with where it was read: an object of `relayscope bounces --format ndjson`. */
interface BounceRow extends ReportedRecipient {
  readonly file: string
  /** Place within the file, counted over all its mails. */
  readonly index: number
}

/** Reads every mail of a file; one that cannot be read is one sentence, and the rest goes on. */
async function* rowsOf(input: ImportInput, warn: (sentence: string) => void, signal: AbortSignal): AsyncGenerator<BounceRow> {
  const counts = new Map<string, { rows: number; mails: number }>()
  for await (const mail of readMails(input.path, input.name)) {
    if (signal.aborted) throw new AppError('cancelled', 'Stopped.')
    if ('error' in mail) {
      warn(mail.error.message)
      continue
    }
    const { name: file, bytes } = mail
    const count = counts.get(file) ?? { rows: 0, mails: 0 }
    if (!counts.has(file)) counts.clear() // An archive may hold very many, one after the other.
    counts.set(file, count)
    count.mails++
    try {
      for (const report of readBounce(parseMail(bytes), decodeEncodedWords)) yield { file, index: count.rows++, ...report }
    } catch (error) {
      const why = error instanceof Error ? error.message.replace(/[.\s]{1,9}$/, '') : String(error)
      warn(`${file}: mail ${count.mails} cannot be taken apart (${why}); the others are read.`)
    }
  }
}

/** Whether anything could be read, for the exit status. */
interface Outcome {
  read: number
  failed: number
}

async function* allRows(inputs: readonly ImportInput[], terminal: Terminal, outcome: Outcome): AsyncGenerator<BounceRow> {
  const warn = (sentence: string) => {
    outcome.failed++
    terminal.stderr.write(`relayscope: ${visible(sentence)}\n`)
  }
  for (const input of inputs) {
    try {
      for await (const row of rowsOf(input, warn, terminal.signal)) {
        outcome.read++
        yield row
      }
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code
      if (code === undefined || code === 'cancelled') throw error
      if (error instanceof AppError) warn(error.message)
      else warn(`${input.name} cannot be read (${code}): check the file and its permissions; the others are read.`)
    }
  }
}

function asText(row: BounceRow): string {
  const title = row.class === null ? (row.action ?? row.kind) : `${failureOf(row.class).title} [${row.class}]`
  const codes = [row.smtpCode, row.enhancedCode].filter((code) => code !== null).join(' ')
  const lines = [
    `${visible(row.recipient ?? '–')}: ${title}${row.action === 'delayed' ? ', still tried' : ''}`,
    `  ${visible(row.file)} (${row.kind})`,
  ]
  if (codes !== '') lines.push(`  Codes: ${codes}`)
  if (row.diagnostic !== null) {
    lines.push(`  ${visible(row.diagnostic)}`)
    lines.push(...replyFacts(row.diagnostic).map(({ name, value }) => `  ${name}: ${visible(value)}`))
  }
  if (row.originalMessageId !== null)
    lines.push(`  Message: ${visible(row.originalMessageId)} ${visible(row.originalSubject ?? '')}`.trimEnd())
  return `${lines.join('\n')}\n`
}

const layout: Layout<BounceRow> = {
  columns: [
    { title: 'file', of: (row) => row.file },
    { title: 'index', of: (row) => row.index },
    { title: 'kind', of: (row) => row.kind },
    { title: 'recipient', of: (row) => row.recipient },
    { title: 'originalRecipient', of: (row) => row.originalRecipient },
    { title: 'action', of: (row) => row.action },
    { title: 'enhancedCode', of: (row) => row.enhancedCode },
    { title: 'smtpCode', of: (row) => row.smtpCode },
    { title: 'class', of: (row) => row.class },
    { title: 'cause', of: (row) => row.cause },
    { title: 'permanent', of: (row) => row.permanent },
    { title: 'reportingMta', of: (row) => row.reportingMta },
    { title: 'remoteMta', of: (row) => row.remoteMta },
    { title: 'diagnostic', of: (row) => row.diagnostic },
    { title: 'originalMessageId', of: (row) => row.originalMessageId },
    { title: 'originalSubject', of: (row) => row.originalSubject },
    { title: 'queueId', of: (row) => row.queueId },
    { title: 'arrival', of: (row) => row.arrival },
  ],
  text: asText,
}

/** `bounces FILES or FOLDERS…`: one report per recipient of every mail, without any case. */
export function bouncesCommand(terminal: Terminal, ended: (status: number) => void): Command {
  return new Command('bounces')
    .description('read bounces, complaints and automatic answers: one row per recipient that a mail reports on')
    .argument('<files...>', 'mails (.eml), mbox files, Maildirs, folders or archives of them')
    .addOption(formatOption())
    .action(async (files: string[], options: { readonly format: OutputFormat }) => {
      const outcome: Outcome = { read: 0, failed: 0 }
      await writeRows(terminal, options.format, allRows(inputFiles(files), terminal, outcome), layout)
      ended(outcome.read === 0 && outcome.failed > 0 ? exitStatus.input : exitStatus.done)
    })
}
