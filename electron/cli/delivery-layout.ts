import { visible } from '../../shared/cells.ts'
import type { Delivery, Message } from '../../shared/message.ts'
import { fateWords, verdictSentence } from '../../shared/sentences.ts'
import type { Layout } from './output.ts'

/** One delivery with its message: a row where messages are printed as a table. */
export interface DeliveryLine {
  readonly message: Message
  readonly delivery: Delivery
}

/** The deliveries of messages, in their order. */
export async function* deliveriesOf(messages: AsyncIterable<Message>): AsyncGenerator<DeliveryLine> {
  for await (const message of messages) for (const delivery of message.deliveries) yield { message, delivery }
}

/** Where a delivery's verdict is written: `mail.log:41`. */
export function proofOf(delivery: Delivery): string {
  return delivery.lines.map(({ source, line }) => `${source}:${line}`).join(', ')
}

function asText({ message, delivery }: DeliveryLine): string {
  const time = delivery.lastAttempt ?? message.firstSeen
  const way = `${message.sender || '<>'} → ${delivery.recipient ?? '(no recipient)'}`
  return visible(`${time}  ${message.id}  ${way}  ${fateWords[delivery.fate]}${delivery.class ? ` (${delivery.class})` : ''}`)
}

/** How deliveries are printed as lines and tables. */
export const deliveryLayout: Layout<DeliveryLine> = {
  columns: [
    { title: 'id', of: ({ message }) => message.id },
    { title: 'firstSeen', of: ({ message }) => message.firstSeen },
    { title: 'lastAttempt', of: ({ delivery }) => delivery.lastAttempt },
    { title: 'sender', of: ({ message }) => message.sender },
    { title: 'recipient', of: ({ delivery }) => delivery.recipient },
    { title: 'fate', of: ({ delivery }) => delivery.fate },
    { title: 'class', of: ({ delivery }) => delivery.class },
    { title: 'cause', of: ({ delivery }) => delivery.cause },
    { title: 'verdict', of: ({ message, delivery }) => verdictSentence(message, delivery) },
    { title: 'hop', of: ({ delivery }) => delivery.hop },
    { title: 'nextHop', of: ({ delivery }) => delivery.nextHop },
    { title: 'attempts', of: ({ delivery }) => delivery.attempts },
    { title: 'smtpCode', of: ({ delivery }) => delivery.smtpCode },
    { title: 'enhancedCode', of: ({ delivery }) => delivery.enhancedCode },
    { title: 'reply', of: ({ delivery }) => delivery.reply },
    { title: 'clientIp', of: ({ message }) => message.client.ip },
    { title: 'direction', of: ({ message }) => message.direction },
    { title: 'messageId', of: ({ message }) => message.messageId },
    { title: 'queueIds', of: ({ message }) => message.queueIds.join(' ') },
    { title: 'lines', of: ({ delivery }) => proofOf(delivery) },
  ],
  text: asText,
}
