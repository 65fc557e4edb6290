import { Command } from 'commander'
import { backscatterRemedy, backscatterSentence } from '../../shared/backscatter.ts'
import { readBounce } from '../../shared/bounces/read-bounce.ts'
import type { ReportedRecipient } from '../../shared/bounces/reported.ts'
import { visible } from '../../shared/cells.ts'
import { AppError } from '../../shared/errors.ts'
import type { ClassId } from '../../shared/failures/failure.ts'
import { failureOf } from '../../shared/failures/index.ts'
import { replyFacts } from '../../shared/reply-facts.ts'
import { type Rules, verdictOf } from '../../shared/rules/rules.ts'
import type { OwnClass } from '../../shared/rules/schema.ts'
import { parseReply } from '../../shared/smtp.ts'
import { derive } from '../engine/derive.ts'
import type { ImportInput } from '../engine/import-file.ts'
import { importFiles } from '../engine/import-job.ts'
import { backscatterByMessageId } from '../engine/queries/backscatter.ts'
import { readOwnRules } from '../engine/queries/own-rules.ts'
import { decodeEncodedWords } from '../mail/mime.ts'
import { parseMail } from '../mail/parse-mail.ts'
import { readMails } from '../mail/read-mails.ts'
import { addCaseOptions, type CaseOptions, refuseReading, rulesIn, withCase } from './case-access.ts'
import { exitStatus } from './exit-status.ts'
import { inputFiles } from './input-files.ts'
import { formatOption, type Layout, type OutputFormat, type Terminal, writeRows } from './output.ts'

/** One reported recipient with where it was read: an object of `relayscope bounces --format ndjson`. */
interface BounceRow extends Omit<ReportedRecipient, 'class' | 'cause'> {
  readonly class: ClassId | null
  readonly cause: ClassId | null
  readonly file: string
  /** Place within the file, counted over all its mails. */
  readonly index: number
  /** Whether it is about a message that the logged servers never sent (true), or that a log holds (false); null: no log was asked, or neither is proved. */
  readonly backscatter: boolean | null
}

/** What is known beside the mails: what the logs of a case say of the messages that they are about, by Message-ID, and rules of the user's own. */
interface Known {
  readonly backscatter: ReadonlyMap<string, boolean>
  readonly rules: Rules | null
}

/** The class by the user's rules, where one fits the words of a failure. */
function classOf({ class: shipped, cause, diagnostic, enhancedCode, smtpCode, remoteMta }: ReportedRecipient, rules: Rules | null) {
  if (shipped === null || rules === null) return { class: shipped, cause }
  const {
    rule,
    class: id,
    cause: under,
  } = verdictOf(parseReply(diagnostic ?? '', { host: remoteMta, status: enhancedCode, code: smtpCode }), rules)
  if (!rule?.startsWith('own/')) return { class: shipped, cause }
  return shipped === 'expired' ? { class: shipped, cause: id } : { class: id, cause: under }
}

/** Reads every mail of a file; one that cannot be read is one sentence, and the rest goes on. */
async function* rowsOf(input: ImportInput, known: Known, warn: (sentence: string) => void, signal: AbortSignal): AsyncGenerator<BounceRow> {
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
      for (const report of readBounce(parseMail(bytes), decodeEncodedWords))
        yield {
          file,
          index: count.rows++,
          ...report,
          ...classOf(report, known.rules),
          backscatter: known.backscatter.get(report.originalMessageId ?? '') ?? null,
        }
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

async function* allRows(inputs: readonly ImportInput[], known: Known, terminal: Terminal, outcome: Outcome): AsyncGenerator<BounceRow> {
  const warn = (sentence: string) => {
    outcome.failed++
    terminal.stderr.write(`relayscope: ${visible(sentence)}\n`)
  }
  for (const input of inputs) {
    try {
      for await (const row of rowsOf(input, known, warn, terminal.signal)) {
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

function asText(row: BounceRow, own: readonly OwnClass[]): string {
  const title = row.class === null ? (row.action ?? row.kind) : `${failureOf(row.class, own).title} [${row.class}]`
  const codes = [row.smtpCode, row.enhancedCode].filter((code) => code !== null).join(' ')
  const lines = [
    `${visible(row.recipient ?? '–')}: ${title}${row.action === 'delayed' ? ', still tried' : ''}`,
    `  ${visible(row.file)} (${row.kind})`,
  ]
  if (codes !== '') lines.push(`  Codes: ${codes}`)
  if (row.backscatter === true) lines.push(`  ${backscatterSentence}`, `  ${backscatterRemedy.steps[0]}`)
  if (row.diagnostic !== null) {
    lines.push(`  ${visible(row.diagnostic)}`)
    lines.push(...replyFacts(row.diagnostic).map(({ name, value }) => `  ${name}: ${visible(value)}`))
  }
  if (row.originalMessageId !== null)
    lines.push(`  Message: ${visible(row.originalMessageId)} ${visible(row.originalSubject ?? '')}`.trimEnd())
  return `${lines.join('\n')}\n`
}

const layoutFor = (own: readonly OwnClass[]): Layout<BounceRow> => ({
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
    { title: 'originalDate', of: (row) => row.originalDate },
    { title: 'queueId', of: (row) => row.queueId },
    { title: 'arrival', of: (row) => row.arrival },
    { title: 'backscatter', of: (row) => row.backscatter },
  ],
  text: (row) => asText(row, own),
})

interface Options extends CaseOptions {
  readonly format: OutputFormat
}

/** `bounces FILES or FOLDERS…`: one report per recipient of every mail; beside logs (`--in`) or a case, also whether those servers sent the message. */
export function bouncesCommand(terminal: Terminal, ended: (status: number) => void): Command {
  const command = new Command('bounces')
    .description(
      'read bounces, complaints and automatic answers: one row per recipient that a mail reports on; with --in or --case it says which are backscatter',
    )
    .argument('<files...>', 'mails (.eml), mbox files, Maildirs, folders or archives of them')
    .addOption(formatOption())
  return addCaseOptions(command).action(async (files: string[], options: Options) => {
    if (options.in === undefined) refuseReading(options)
    const inputs = inputFiles(files)
    const rules = rulesIn(options)
    const print = async (known: Known): Promise<number> => {
      const outcome: Outcome = { read: 0, failed: 0 }
      await writeRows(terminal, options.format, allRows(inputs, known, terminal, outcome), layoutFor(known.rules?.classes ?? []))
      return outcome.read === 0 && outcome.failed > 0 ? exitStatus.input : exitStatus.done
    }
    if (options.case === undefined && options.in === undefined) ended(await print({ backscatter: new Map(), rules }))
    else
      ended(
        await withCase(options, terminal, async (db) => {
          // Into the temporary case; one of the user's says what it holds already. What cannot be read is told by the reader.
          if (options.case === undefined) await importFiles(db, inputs, { jobs: options.jobs, derive }, () => {}, terminal.signal)
          return print({ backscatter: await backscatterByMessageId(db), rules: rules ?? (await readOwnRules(db)) })
        }),
      )
  })
}
