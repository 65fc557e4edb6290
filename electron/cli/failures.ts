import { Command } from 'commander'
import { visible } from '../../shared/cells.ts'
import { type Accepted, type FailureReport, type FailureSignature, type Hit, lossWords, whoseLog } from '../../shared/failure-report.ts'
import { actorWords } from '../../shared/sentences.ts'
import { failures } from '../engine/queries/failures.ts'
import { addCaseOptions, type CaseOptions, withCase } from './case-access.ts'
import { exitStatus } from './exit-status.ts'
import { formatOption, type Layout, type OutputFormat, type Terminal, writeRows } from './output.ts'

interface Options extends CaseOptions {
  readonly format: OutputFormat
  readonly query?: string
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`
}

function accepted(what: string, found: Accepted | null): readonly string[] {
  if (found === null) return []
  const by = found.by === 'next-hop' ? `by ${visible(found.name)}` : `for ${visible(found.name)}`
  return [`  ${what} ${by}: ${found.time} (message ${found.messageId})`]
}

function hitLines(title: string, hits: readonly Hit[]): readonly string[] {
  if (hits.length === 0) return []
  return [`  ${title}: ${hits.map((hit) => `${visible(hit.value || '<>')} (${hit.deliveries})`).join(', ')}`]
}

function signatureLine(signature: FailureSignature): string {
  return `    ${String(signature.deliveries).padStart(7)}  ${visible(signature.exemplar ?? '(no server said anything)').slice(0, 300)}`
}

/** A class for people: how many, since when, who is hit, the replies, and what to do on each hop. */
function asText(report: FailureReport): string {
  const left = report.signatureCount - report.signatures.length
  return [
    `${report.title} [${report.class}]`,
    `  ${counted(report.deliveries, 'delivery', 'deliveries')} of ${counted(report.messages, 'message', 'messages')}: ${lossWords(report)}`,
    `  ${report.firstSeen} to ${report.lastSeen}`,
    ...accepted('Last accepted before', report.lastGood),
    ...accepted('Accepted again', report.acceptedAgain),
    ...hitLines('Recipients', report.recipients),
    ...hitLines('Senders', report.senders),
    ...hitLines('Devices', report.devices),
    '  Replies',
    ...report.signatures.map(signatureLine),
    ...(left > 0 ? [`    and ${left} more`] : []),
    ...report.remedies.flatMap(({ hop, mta, deliveries, remedy }) => [
      `  Who can act: ${actorWords[remedy.actor]}`,
      `  What to do${hop === null ? '' : ` (${hop}, ${deliveries})`}${whoseLog(report.remedies, mta)}`,
      ...remedy.steps.map((step, at) => `    ${at + 1}. ${step}`),
    ]),
    '',
  ].join('\n')
}

interface SignatureLine {
  readonly report: FailureReport
  readonly signature: FailureSignature
}

/** As a table: one row per reply. */
const signatureTable: Layout<SignatureLine> = {
  columns: [
    { title: 'class', of: ({ report }) => report.class },
    { title: 'deliveries', of: ({ signature }) => signature.deliveries },
    { title: 'messages', of: ({ signature }) => signature.messages },
    { title: 'lost', of: ({ signature }) => signature.lost },
    { title: 'waiting', of: ({ signature }) => signature.waiting },
    { title: 'noise', of: ({ signature }) => signature.noise },
    { title: 'firstSeen', of: ({ signature }) => signature.firstSeen },
    { title: 'lastSeen', of: ({ signature }) => signature.lastSeen },
    { title: 'lastGood', of: ({ signature }) => signature.lastGood?.time ?? null },
    { title: 'acceptedAgain', of: ({ signature }) => signature.acceptedAgain?.time ?? null },
    { title: 'signature', of: ({ signature }) => signature.signature },
    { title: 'rule', of: ({ signature }) => signature.rule },
    { title: 'confidence', of: ({ signature }) => signature.confidence },
    { title: 'query', of: ({ signature }) => signature.query },
  ],
  text: null,
}

const asObjects: Layout<FailureReport> = { columns: [], text: asText }

/** `failures [--query Q]`: one object per failure class; as table, one line per reply. */
export function failuresCommand(terminal: Terminal, ended: (status: number) => void): Command {
  const command = new Command('failures')
    .description('say which kinds of failure there are, since when, whom they hit and what to do')
    .option('--query <query>', 'only of deliveries that fit; -is:noise leaves out strangers that were turned away')
    .addOption(formatOption())
  return addCaseOptions(command).action(async (options: Options) => {
    const status = await withCase(options, terminal, async (db) => {
      const reports = await failures(db, options.query ?? '', terminal.signal)
      const lines = reports.flatMap((report) => report.signatures.map((signature) => ({ report, signature })))
      if (options.format === 'csv' || options.format === 'markdown') await writeRows(terminal, options.format, lines, signatureTable)
      else await writeRows(terminal, options.format, reports, asObjects)
      return exitStatus.done
    })
    ended(status)
  })
}
