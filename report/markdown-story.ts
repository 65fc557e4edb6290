import { markdownCode, markdownText } from '../shared/cells.ts'
import { doubtOf } from '../shared/doubts.ts'
import type { Delivery, Story } from '../shared/message.ts'
import { reasonOf, remedyFor } from '../shared/remedy.ts'
import { replyFacts } from '../shared/reply-facts.ts'
import { serverName, stepSentence, verdictSentence } from '../shared/sentences.ts'
import type { ReportClock } from './clock.ts'
import { careful, steps } from './markdown-parts.ts'
import { byNeed, clientWords } from './words.ts'

/** What the reply states beside its cause, and what tells two causes apart. */
function replied(delivery: Delivery): readonly string[] {
  const facts = delivery.reply === null || delivery.smtpCode === null ? [] : replyFacts(delivery.reply)
  const doubt = doubtOf({ ...delivery, class: reasonOf(delivery) })
  return [
    ...facts.map(({ name, value }) => `- ${name}: ${markdownCode(value)}`),
    ...(facts.length === 0 ? [] : ['']),
    ...(doubt === null ? [] : [markdownText(doubt), '']),
  ]
}

/** One message: the verdict for each recipient, what to do, and the way it went. */
export function storyMarkdown({ message, steps: trail, stepsCut }: Story, clock: ReportClock): readonly string[] {
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
        `**${markdownText(verdictSentence(message, delivery))}**`,
        '',
        ...(remedy === null ? [] : [markdownText(remedy.meaning), '']),
        ...(!delivery.reply ? [] : [`${markdownText(serverName(delivery.nextHop) ?? 'this server')}: ${markdownCode(delivery.reply)}`, '']),
        ...replied(delivery),
        ...(remedy === null ? [] : [...steps(remedy.steps), ...careful(remedy)]),
      ]
    }),
    '### Trail',
    '',
    ...trail.map(
      (step) =>
        `- ${clock.stamp(step.time)} ${markdownCode(step.host)} ${markdownText(stepSentence(step))} (${markdownCode(`${step.line.source}:${step.line.line}`)})`,
    ),
    ...(stepsCut ? ['- More steps are in the log.'] : []),
    '',
  ]
}
