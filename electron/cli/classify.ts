import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import { createInterface } from 'node:readline'
import { Command } from 'commander'
import { visible } from '../../shared/cells.ts'
import { doubtOf } from '../../shared/doubts.ts'
import { AppError } from '../../shared/errors.ts'
import { factsOf } from '../../shared/failures/facts.ts'
import type { ClassId, Clears, Provider, Scope, Stage } from '../../shared/failures/failure.ts'
import type { Confidence } from '../../shared/message.ts'
import { remedyOf } from '../../shared/remedy.ts'
import { replyFacts } from '../../shared/reply-facts.ts'
import { type Rules, readRules, verdictOf } from '../../shared/rules/rules.ts'
import { actorWords, surenessOf } from '../../shared/sentences.ts'
import { parseReply } from '../../shared/smtp.ts'
import { readRulesFile } from '../engine/rule-keeping.ts'
import { exitStatus, UsageError } from './exit-status.ts'
import { formatOption, type Layout, type OutputFormat, type Terminal, writeRows } from './output.ts'

/** What one line of input means: an object of `relayscope classify --format ndjson`. `class`: a shipped id, or one of the own rules. */
interface Classified {
  readonly input: string
  readonly class: ClassId
  readonly scope: Scope
  readonly permanent: boolean
  readonly clears: Clears
  readonly stage: Stage | null
  readonly provider: Provider | null
  readonly rule: string | null
  readonly sign: string | null
  readonly confidence: Confidence
  readonly blocklist: string | null
  readonly lookup: string | null
  readonly retryAfterSeconds: number | null
  readonly limit: string | null
  readonly limitValue: number | null
  readonly newAddress: string | null
  readonly transactionId: string | null
  /** Where the words have two causes: both, and the test that decides. */
  readonly doubt: string | null
}

function classified(input: string, rules: Rules | null): Classified {
  const reply = parseReply(input)
  const verdict = verdictOf(reply, rules)
  const { blocklist, lookup, retryAfterSeconds, limit, limitValue, newAddress, transactionId } = factsOf(input)
  return {
    input,
    class: verdict.class,
    scope: verdict.scope,
    permanent: verdict.permanent,
    clears: verdict.clears,
    stage: verdict.stage,
    provider: verdict.provider,
    rule: verdict.rule,
    sign: verdict.sign,
    confidence: verdict.confidence,
    blocklist,
    lookup,
    retryAfterSeconds,
    limit,
    limitValue,
    newAddress,
    transactionId,
    doubt: doubtOf({ ...verdict, reply: input }),
  }
}

/** How sure the verdict is and what decided, for people. */
function why(row: Classified): string {
  const sure = surenessOf(row)
  return sure === null ? 'not recognised' : `${sure}, by ${sure === 'guess' ? 'the code alone' : `“${row.sign ?? ''}”`} (${row.rule ?? ''})`
}

function asText(row: Classified, rules: Rules | null): string {
  const remedy = remedyOf(row.class, { hop: null, mta: null, own: rules?.classes ?? [] })
  return [
    row.input,
    `  ${remedy.title} [${row.class}]: ${why(row)}`,
    `  ${remedy.meaning}`,
    ...(row.doubt === null ? [] : [`  ${row.doubt}`]),
    ...replyFacts(row.input).map(({ name, value }) => `  ${name}: ${value}`),
    `  Who can act: ${actorWords[remedy.actor]}`,
    ...remedy.steps.map((step, at) => `  ${at + 1}. ${step}`),
    `  Do not: ${remedy.doNot}`,
    '',
  ]
    .map(visible)
    .join('\n')
}

const layoutFor = (rules: Rules | null): Layout<Classified> => ({
  columns: [
    { title: 'input', of: (row) => row.input },
    { title: 'class', of: (row) => row.class },
    { title: 'confidence', of: (row) => row.confidence },
    { title: 'permanent', of: (row) => row.permanent },
    { title: 'clears', of: (row) => row.clears },
    { title: 'scope', of: (row) => row.scope },
    { title: 'provider', of: (row) => row.provider },
    { title: 'rule', of: (row) => row.rule },
    { title: 'sign', of: (row) => row.sign },
    { title: 'blocklist', of: (row) => row.blocklist },
    { title: 'lookup', of: (row) => row.lookup },
    { title: 'retryAfterSeconds', of: (row) => row.retryAfterSeconds },
    { title: 'limit', of: (row) => row.limit },
    { title: 'limitValue', of: (row) => row.limitValue },
    { title: 'newAddress', of: (row) => row.newAddress },
    { title: 'transactionId', of: (row) => row.transactionId },
    { title: 'doubt', of: (row) => row.doubt },
  ],
  text: (row) => asText(row, rules),
})

async function* linesOf(file: string): AsyncGenerator<string> {
  const stream = file === '-' ? process.stdin : createReadStream(file)
  try {
    yield* createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unreadable'
    const hint =
      code === 'ENOENT' && file.includes(' ') ? 'to judge a reply itself, pipe it in' : 'give a file of replies, one a line, or - for stdin'
    throw new AppError('file-unreadable', `${file} cannot be read (${code}): ${hint}.`, { cause: error })
  }
}

async function* verdictsOf(file: string, rules: Rules | null): AsyncGenerator<Classified> {
  for await (const line of linesOf(file)) yield classified(line, rules)
}

/** The rules of `--rules FILE`. @throws AppError 'file-unreadable' */
function rulesOf(path: string): Rules {
  const name = basename(path)
  return readRules(readRulesFile(path, name), name)
}

/** `classify [FILE|-]`: one verdict per line of input, without any case. */
export function classifyCommand(terminal: Terminal, ended: (status: number) => void): Command {
  return new Command('classify')
    .description('say what replies of mail servers mean: one verdict per line (a multi-line reply is one line, joined by \\n or spaces)')
    .argument('[file]', 'file of replies or reason texts, or - for stdin', '-')
    .option('--rules <file>', 'your own signs and classes (docs/rules.md), tried before those of Relayscope')
    .addOption(formatOption())
    .action(async (file: string, options: { readonly format: OutputFormat; readonly rules?: string }) => {
      const rules = options.rules === undefined ? null : rulesOf(options.rules)
      if (file === '-' && process.stdin.isTTY) {
        throw new UsageError('Nothing to classify: give a file, or pipe replies in (printf "%s\\n" "550 5.1.1 …" | relayscope classify).')
      }
      await writeRows(terminal, options.format, verdictsOf(file, rules), layoutFor(rules))
      ended(exitStatus.done)
    })
}
