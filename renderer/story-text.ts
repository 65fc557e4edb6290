import { factsOf } from '../shared/failures/facts.ts'
import type { Delivery, Message } from '../shared/message.ts'
import { reasonOf, remedyFor } from '../shared/remedy.ts'
import { actorWords, verdictSentence } from '../shared/sentences.ts'
import type { Clock } from './clock.ts'

/** Text for the person who asks: plain words, no addresses of machines, no ids. */
export function forUser(message: Message, delivery: Delivery, clock: Clock): string {
  const to = delivery.recipient ? ` to ${delivery.recipient}` : ''
  const lines = [
    `Your message${to} of ${clock.day(message.firstSeen)}, ${clock.time(message.firstSeen).slice(0, 5)}:`,
    '',
    sentenceWithoutIps(message, delivery),
  ]
  const remedy = remedyFor(message, delivery)
  if (remedy !== null && reasonOf(delivery) !== 'unknown') {
    lines.push('', `What it means: ${remedy.meaning}`, `Who can act: ${actorWords[remedy.actor]}.`)
    if (remedy.actor === 'sender' || remedy.actor === 'recipient-side')
      lines.push(...remedy.steps.map((step, index) => `${index + 1}. ${step.replaceAll('`', '')}`))
  }
  return lines.join('\n')
}

function sentenceWithoutIps(message: Message, delivery: Delivery): string {
  return verdictSentence({ ...message, client: { ip: null, name: null, helo: null, user: null, device: message.client.device } }, delivery)
}

/** Text for the administrator of the other side: times in UTC, ids, hosts, and the reply as it was given. */
export function forPostmaster(message: Message, delivery: Delivery): string {
  const facts = delivery.reply ? factsOf(delivery.reply) : null
  const entries: readonly (readonly [string, string | null | undefined])[] = [
    ['Time (UTC)', delivery.lastAttempt ?? message.lastSeen],
    ['Envelope sender', message.sender === '' ? '<>' : message.sender],
    ['Recipient', delivery.recipient],
    ['Message-ID', message.messageId],
    ['Our queue id', message.queueIds.join(', ')],
    ['Your server', delivery.nextHop],
    ['Our address as you saw it', facts?.clientIp],
    ['Your transaction id', facts?.transactionId],
    ['Attempts', String(delivery.attempts)],
    ['Your reply', delivery.reply],
  ]
  return entries.flatMap(([name, value]) => (value ? [`${name}: ${value}`] : [])).join('\n')
}
