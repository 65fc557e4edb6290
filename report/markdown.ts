import { markdownCode, markdownCodeCell, markdownText, visible } from '../shared/cells.ts'
import { type FailureReport, type Hit, lossWords, whoseLog } from '../shared/failure-report.ts'
import { flagTitle } from '../shared/flags.ts'
import { headlineOf, talkerName } from '../shared/headline.ts'
import { count, counted, share } from '../shared/numbers.ts'
import { recognitionSentence } from '../shared/recognition.ts'
import { remedyFor } from '../shared/remedy.ts'
import type { Report, ReportLine, ReportList, ReportSection } from '../shared/report.ts'
import type { DeviceRow } from '../shared/senders.ts'
import { fateWords } from '../shared/sentences.ts'
import { hopWords } from '../shared/words.ts'
import { type ReportClock, reportClock } from './clock.ts'
import { careful, fenced, steps, table } from './markdown-parts.ts'
import { storyMarkdown } from './markdown-story.ts'
import { ownRuleRows } from './own-rules.ts'
import { linesOfCause, linesShown, sectionsOf } from './sections.ts'
import {
  backscatterFact,
  cannotShow,
  clientWords,
  countRows,
  headFacts,
  leftOut,
  listWords,
  othersSentence,
  timesOf,
  titleOf,
} from './words.ts'

const text = markdownText

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
  const example = linesOfCause(report, failure.class)
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
    ...(example.length === 0 ? [] : ['For example:', '', ...fenced(example.map(placed))]),
  ]
}

function placed({ source, line, text: raw }: ReportLine): string {
  return `${visible(source)}:${line}: ${visible(raw)}`
}

/** What the user says: their lines, none of which is a mark. */
function note(written: string): readonly string[] {
  const lines = written.split(/\r?\n/).map((line) =>
    text(line.trim())
      .replace(/^[-+=]/, '\\$&')
      .replace(/^([0-9]+)(?=[.)])/, '$1\\'),
  )
  return [...lines.map((line, at) => (line !== '' && lines[at + 1] ? `${line}\\` : line)), '']
}

function ownRules(report: Report): readonly string[] {
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

function caveats(report: Report): readonly string[] {
  const { unknown } = headlineOf(report.overview)
  return ['## What these files cannot show', '', ...cannotShow(report, unknown).map((sentence) => `- ${text(sentence)}`), '']
}

const sections: Readonly<Record<ReportSection, (report: Report, clock: ReportClock) => readonly string[]>> = {
  summary,
  causes: (report, clock) => ['## Causes', '', ...report.causes.flatMap((failure) => cause(failure, report, clock))],
  rules: ownRules,
  deliveries: (report, clock) => report.lists.flatMap((listed) => list(listed, clock)),
  messages: (report, clock) => report.stories.flatMap((story) => storyMarkdown(story, clock)),
  lines: (report) => ['## Lines', '', ...fenced(linesShown(report).map(placed))],
  devices: talkers,
  sources,
  caveats,
}

/** The report as Markdown for tickets. Text of logs is set as code or escaped: it makes no link, no HTML, no mark and no cell. */
export function reportMarkdown(report: Report): string {
  const clock = reportClock(report.zone)
  const lines = [
    `# ${text(titleOf(report))}`,
    '',
    ...headFacts(report).map(({ name, value, raw }) => `- ${name}: ${raw ? markdownCode(value) : text(value)}`),
    '',
    ...(report.note === null ? [] : note(report.note)),
    ...sectionsOf(report).flatMap((section) => sections[section](report, clock)),
  ]
  return `${lines.join('\n').trimEnd()}\n`
}
