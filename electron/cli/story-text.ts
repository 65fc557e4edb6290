import { visible } from '../../shared/cells.ts'
import { doubtOf } from '../../shared/doubts.ts'
import type { Client, Delivery, Message, Step } from '../../shared/message.ts'
import { type Remedy, reasonOf } from '../../shared/remedy.ts'
import { replyFacts } from '../../shared/reply-facts.ts'
import { actorWords, stepSentence } from '../../shared/sentences.ts'
import { proofOf } from './delivery-layout.ts'
import type { TracedStory, Verdict } from './traced-story.ts'

function clientText({ device, name, ip, user }: Client): string {
  const who = [device ?? name, ip === null ? null : `[${ip}]`].filter((part) => part !== null).join(' ')
  return [who && `from ${who}`, user && `login ${user}`].filter(Boolean).join(', ')
}

/** A mail that only reports tell of was queued somewhere, under an id that nobody wrote. */
function queueText({ queueIds, deliveries }: Message): string {
  return queueIds.join(' → ') || (deliveries.every(({ fate }) => fate === 'rejected') ? 'never queued' : 'no queue id')
}

function headLines(message: Message): string[] {
  const size = message.sizeBytes === null ? '' : `${message.sizeBytes} bytes`
  return [
    `${message.id}  ${message.firstSeen}  ${message.sender || '<>'}  ${message.messageId ?? ''}`.trimEnd(),
    `  ${[queueText(message), size, clientText(message.client)].filter(Boolean).join(', ')}`,
    ...(message.bounceOf ? [`  Notice of ${message.bounceOf}`] : []),
    ...(message.bounces.length > 0 ? [`  Reported by ${message.bounces.join(', ')}`] : []),
  ]
}

function verdictLines(delivery: Delivery, { recipient, sentence, sureness }: Verdict): string[] {
  const doubt = doubtOf({ ...delivery, class: reasonOf(delivery) })
  const sign = delivery.sign === null ? '' : `; ${sureness ?? 'not sure'}, by “${delivery.sign}” (${delivery.rule ?? 'no rule'})`
  return [
    `  ${recipient ?? '(no recipient named)'}: ${sentence}`,
    ...(delivery.reply ? [`    “${delivery.reply}”`] : []),
    ...(delivery.reply && delivery.smtpCode !== null ? replyFacts(delivery.reply).map(({ name, value }) => `    ${name}: ${value}`) : []),
    ...(doubt === null ? [] : [`    ${doubt}`]),
    `    Proof: ${proofOf(delivery) || 'none'}${sign}`,
  ]
}

function remedyLines({ title, meaning, steps, doNot, actor, source }: Remedy): string[] {
  return [
    `  What to do: ${title}`,
    `    ${meaning}`,
    `    Who can act: ${actorWords[actor]}`,
    ...steps.map((step, at) => `    ${at + 1}. ${step}`),
    `    Do not: ${doNot}`,
    `    Source: ${source}`,
  ]
}

function stepLines(step: Step): string[] {
  const place = `${step.line.source}:${step.line.line}`
  const head = `    ${step.time}  ${step.host}  ${stepSentence(step)}  (${place})`
  return !step.reply || (step.kind !== 'attempt' && step.kind !== 'report') || step.action === 'sent'
    ? [head]
    : [head, `${' '.repeat(30)}“${step.reply}”`]
}

/** A remedy is told once, however many recipients it is for. */
function distinct(verdicts: readonly Verdict[]): Remedy[] {
  const byText = new Map(verdicts.flatMap(({ remedy }) => (remedy ? [[JSON.stringify(remedy), remedy] as const] : [])))
  return [...byText.values()]
}

/** The story of one message for people: verdict first, then what to do, the trail, the lines. */
export function storyText({ message, steps, stepsCut, verdicts }: TracedStory): string {
  const lines = [
    ...headLines(message),
    ...message.deliveries.flatMap((delivery, at) => verdictLines(delivery, verdicts[at]!)),
    ...distinct(verdicts).flatMap(remedyLines),
    '  Trail',
    ...steps.flatMap(stepLines),
    ...(stepsCut ? ['    … more steps are in the log'] : []),
    '  Lines',
    // One line may say several things (Exim's `<=`).
    ...new Set(steps.map(({ line, raw }) => `    ${line.source}:${line.line}: ${raw}`)),
  ]
  return `${lines.map(visible).join('\n')}\n`
}
