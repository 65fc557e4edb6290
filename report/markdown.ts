import { markdownCode, markdownCodeCell, markdownText, visible } from '../shared/cells.ts'
import { doubtOf } from '../shared/doubts.ts'
import { type FailureReport, type Hit, lossWords, whoseLog } from '../shared/failure-report.ts'
import { flagTitle } from '../shared/flags.ts'
import { headlineOf, talkerName } from '../shared/headline.ts'
import type { Delivery, Story } from '../shared/message.ts'
import { count, counted, share } from '../shared/numbers.ts'
import { recognitionSentence } from '../shared/recognition.ts'
import { type Remedy, reasonOf, remedyFor } from '../shared/remedy.ts'
import { replyFacts } from '../shared/reply-facts.ts'
import type { Report, ReportList, ReportRow } from '../shared/report.ts'
import type { DeviceRow } from '../shared/senders.ts'
import { actorWords, fateWords, serverName, stepSentence, verdictSentence } from '../shared/sentences.ts'
import { hopWords } from '../shared/words.ts'
import { type ReportClock, reportClock } from './clock.ts'
import { ownRuleRows } from './own-rules.ts'
import {
  backscatterFact,
  byNeed,
  cannotShow,
  clientWords,
  countRows,
  headFacts,
  isTicket,
  leftOut,
  listWords,
  othersSentence,
  timesOf,
  titleOf,
} from './words.ts'

const text = markdownText

function table(titles: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(titles), `|${titles.map(() => ' --- |').join('')}`, ...rows.map(line), '']
}

function fenced(lines: readonly string[]): readonly string[] {
  const runs = lines.flatMap((line) => [...line.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(Math.max(3, ...runs.map((run) => run + 1)))
  return [`${fence}text`, ...lines, fence, '']
}

function steps(all: readonly string[]): readonly string[] {
  return [...all.map((step, at) => `${at + 1}. ${text(step)}`), '']
}

/** What is the same on every hop. */
function careful({ doNot, actor }: Pick<Remedy, 'doNot' | 'actor'>): readonly string[] {
  return [`Who can act: **${text(actorWords[actor])}**`, '', ...(doNot === '' ? [] : [`Careful: ${text(doNot)}`, ''])]
}

function summary(report: Report): readonly string[] {
  const headline = headlineOf(report.overview)
  const reply = report.overview.mainCause?.reply ?? null
  const others = othersSentence(report)
  const backscatter = backscatterFact(report)
  const recognition = recognitionSentence(report.overview.recognition)
  return [
    '## Summary',
    '',
    `**${text(headline.title)}**`,
    '',
    ...headline.more.flatMap((sentence) => [text(sentence), '']),
    ...(others === null ? [] : [others, '']),
    ...(recognition === null ? [] : [text(recognition), '']),
    ...(backscatter === null ? [] : [text(backscatter), '']),
    ...(reply === null ? [] : [`The server's own words: ${markdownCode(reply)}`, '']),
    ...(headline.action === null ? [] : [`What to do first (${text(headline.action.who)}): ${text(headline.action.step)}`, '']),
    ...table(
      ['Deliveries', 'Count', 'What it means'],
      countRows(report).map(({ word, count: number, means }) => [word, count(number), means]),
    ),
  ]
}

function hits(title: string, found: readonly Hit[]): readonly string[] {
  if (found.length === 0) return []
  return [
    `- ${title}: ${found.map(({ value, name, deliveries }) => `${markdownCode(talkerName({ name: value || '<>', title: name }))} (${count(deliveries)})`).join(', ')}`,
  ]
}

function cause(failure: FailureReport, report: Report, clock: ReportClock): readonly string[] {
  const { deliveries, lastGood, acceptedAgain } = failure
  const example = report.examples.find((each) => each.class === failure.class)?.rows ?? []
  return [
    `### ${text(failure.title)} (${count(deliveries)})`,
    '',
    `${counted(deliveries, 'delivery', 'deliveries')} of ${counted(failure.messages, 'message')}: ${lossWords(failure)}. ${clock.stamp(failure.firstSeen)} to ${clock.stamp(failure.lastSeen)}.`,
    '',
    ...(lastGood === null ? [] : [`- Last accepted before: ${clock.stamp(lastGood.time)}, ${markdownCode(lastGood.name)}`]),
    ...(acceptedAgain === null ? [] : [`- Accepted again: ${clock.stamp(acceptedAgain.time)}, ${markdownCode(acceptedAgain.name)}`]),
    ...hits('Recipients', failure.recipients),
    ...hits('Senders', failure.senders),
    ...hits('Devices', failure.devices),
    ...failure.signatures
      .slice(0, 3)
      .map(({ deliveries: number, exemplar }) => `- ${count(number)} ×: ${markdownCode(exemplar || '(no server said anything)')}`),
    '',
    ...failure.remedies.flatMap(({ hop, mta, deliveries: number, remedy }) => [
      `#### What to do${hop === null ? '' : `: ${text(hopWords[hop])}`}${whoseLog(failure.remedies, mta)} (${count(number)})`,
      '',
      ...steps(remedy.steps),
    ]),
    ...failure.remedies.slice(0, 1).flatMap(({ remedy }) => careful(remedy)),
    ...proof(example, report),
  ]
}

function proof(rows: readonly ReportRow[], report: Report): readonly string[] {
  const refs = rows.flatMap(({ delivery }) => delivery.lines)
  const lines = report.lines.filter((line) => refs.some((ref) => ref.sourceId === line.sourceId && ref.line === line.line))
  return lines.length === 0
    ? []
    : ['For example:', '', ...fenced(lines.map(({ source, line, text: raw }) => `${visible(source)}:${line}: ${visible(raw)}`))]
}

function ownRules(report: Report): readonly string[] {
  if (report.ownRules.length === 0) return []
  const rows = ownRuleRows(report).map(({ name, signs, cause: title, failed }) => [
    markdownCodeCell(name),
    markdownCodeCell(signs),
    text(title),
    count(failed),
  ])
  return ['## Decided by rules of your own', '', ...table(['Rule', 'Signs', 'Cause', 'Failed'], rows)]
}

function list(listed: ReportList, clock: ReportClock): readonly string[] {
  if (listed.count === 0) return []
  const { title, advice } = listWords[listed.kind]
  const rows = listed.rows.map(({ message, delivery }) => [
    clock.stamp(delivery.firstAttempt ?? message.firstSeen),
    markdownCodeCell(message.sender || '<>'),
    markdownCodeCell(delivery.recipient ?? '–'),
    text(fateWords[delivery.fate]),
    text(remedyFor(message, delivery)?.title ?? ''),
    markdownCodeCell(delivery.lines.map(({ source, line }) => `${source}:${line}`).join(' ')),
  ])
  const cut = leftOut(listed)
  return [
    `## ${title} (${count(listed.count)})`,
    '',
    advice,
    '',
    ...table(['Time', 'From', 'To', 'Fate', 'Cause', 'Line'], rows),
    ...(cut === null ? [] : [cut, '']),
  ]
}

function talkers({ devices, senders }: Report): readonly string[] {
  const titles = ['Messages', 'Recipients', 'Failed', 'Share', 'Unusual']
  const numbers = (row: Pick<DeviceRow, 'messages' | 'recipients' | 'failed' | 'flags'>) => [
    count(row.messages),
    count(row.recipients),
    count(row.failed),
    share(row.failed, row.recipients),
    row.flags.map(({ flag, why, expected }) => text(`${flagTitle(flag, expected)}${why}`)).join(' '),
  ]
  return [
    `## Devices (${count(devices.total)})`,
    '',
    ...table(
      ['Device', ...titles],
      devices.rows.map((row) => [
        markdownCodeCell(clientWords({ ip: row.ip, name: row.clientName, helo: row.helo, user: row.user, device: row.name })),
        ...numbers(row),
      ]),
    ),
    `## Senders (${count(senders.total)})`,
    '',
    ...table(
      ['Sender', ...titles],
      senders.rows.map((row) => [markdownCodeCell(row.sender || '<>'), ...numbers(row)]),
    ),
  ]
}

/** What the reply states beside its cause, and what tells two causes apart. */
function replied(delivery: Delivery): readonly string[] {
  const facts = delivery.reply === null || delivery.smtpCode === null ? [] : replyFacts(delivery.reply)
  const doubt = doubtOf({ ...delivery, class: reasonOf(delivery) })
  return [
    ...facts.map(({ name, value }) => `- ${name}: ${markdownCode(value)}`),
    ...(facts.length === 0 ? [] : ['']),
    ...(doubt === null ? [] : [text(doubt), '']),
  ]
}

function story({ message, steps: trail, stepsCut }: Story, clock: ReportClock): readonly string[] {
  const facts = [
    ['From', message.sender === '' ? '<>' : message.sender],
    ['Handed in by', clientWords(message.client)],
    ['Subject', message.subject],
    ['Message-ID', message.messageId],
    ['Queue ids', message.queueIds.join(' → ')],
    ['Id in this case', message.id],
  ] as const
  return [
    `## Message ${markdownCode(message.id)}`,
    '',
    ...facts.flatMap(([name, value]) => (value === null || value === '' ? [] : [`- ${name}: ${markdownCode(value)}`])),
    '',
    ...byNeed(message.deliveries).flatMap((delivery) => {
      const remedy = remedyFor(message, delivery, { queueIds: message.queueIds, from: message })
      return [
        `### To ${markdownCode(delivery.recipient ?? 'nobody named')}`,
        '',
        `**${text(verdictSentence(message, delivery))}**`,
        '',
        ...(remedy === null ? [] : [text(remedy.meaning), '']),
        ...(!delivery.reply ? [] : [`${text(serverName(delivery.nextHop) ?? 'this server')}: ${markdownCode(delivery.reply)}`, '']),
        ...replied(delivery),
        ...(remedy === null ? [] : [...steps(remedy.steps), ...careful(remedy)]),
      ]
    }),
    '### Trail',
    '',
    ...trail.map(
      (step) =>
        `- ${clock.stamp(step.time)} ${markdownCode(step.host)} ${text(stepSentence(step))} (${markdownCode(`${step.line.source}:${step.line.line}`)})`,
    ),
    ...(stepsCut ? ['- More steps are in the log.'] : []),
    '',
    '### Lines',
    '',
    ...fenced(trail.map(({ line, raw }) => `${visible(line.source)}:${line.line}: ${visible(raw)}`)),
  ]
}

function sources({ sources: all }: Report, clock: ReportClock): readonly string[] {
  return [
    '## Sources',
    '',
    ...table(
      ['File', 'Format', 'Lines', 'Not understood', 'From', 'To', 'Times', 'SHA-256'],
      all.map((source) => [
        markdownCodeCell(source.name),
        text(source.formatTitle),
        count(source.lines),
        count(source.unrecognised),
        source.firstTime === null ? '–' : clock.stamp(source.firstTime),
        source.lastTime === null ? '–' : clock.stamp(source.lastTime),
        text(timesOf(source)),
        markdownCodeCell(source.sha256),
      ]),
    ),
  ]
}

/** The report as Markdown for tickets. Text of logs is set as code or escaped: it makes no link, no HTML, no mark and no cell. */
export function reportMarkdown(report: Report): string {
  const clock = reportClock(report.zone)
  const ticket = isTicket(report)
  const { unknown } = headlineOf(report.overview)
  const lines = [
    `# ${text(titleOf(report))}`,
    '',
    ...headFacts(report).map(({ name, value, raw }) => `- ${name}: ${raw ? markdownCode(value) : text(value)}`),
    '',
    ...(ticket ? [] : summary(report)),
    ...(ticket || report.causes.length === 0
      ? []
      : ['## Causes', '', ...report.causes.flatMap((failure) => cause(failure, report, clock))]),
    ...(ticket ? [] : ownRules(report)),
    ...(ticket ? [] : report.lists.flatMap((listed) => list(listed, clock))),
    ...report.stories.flatMap((each) => story(each, clock)),
    ...(ticket ? [] : talkers(report)),
    ...sources(report, clock),
    '## What these files cannot show',
    '',
    ...cannotShow(report, unknown).map((sentence) => `- ${text(sentence)}`),
  ]
  return `${lines.join('\n')}\n`
}
