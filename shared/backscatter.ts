import type { Delivery, Message } from './message.ts'
import type { Remedy } from './remedy.ts'

/**
 * Whether a delivery is backscatter: a bounce for a message in one's own name that the servers of these logs never sent. The derivation
 * calls such mail a stranger's; what a stranger is refused at the door has another fate.
 */
export function isBackscatter({ direction }: Pick<Message, 'direction'>, { fate }: Pick<Delivery, 'fate'>): boolean {
  return direction === 'stranger' && fate !== 'rejected'
}

/** What is said of a delivery that is backscatter. */
export const backscatterSentence =
  'Backscatter: a bounce for a message that the servers of these logs never sent. Unless another server sends for you, somebody forged your address.'

/** What backscatter means, and what to do about it. */
export const backscatterRemedy: Remedy = {
  title: 'Backscatter',
  meaning:
    'Another server bounced a message to you that the servers of these logs never sent: their logs go on before and after the moment when it took the message, and do not hold it. Unless another server sends for the domain as well, somebody forged your address as the sender, and it is not your mail.',
  steps: [
    'Send nothing again: none of these servers lost anything. The bounces can be deleted.',
    'If another server or service sends for this domain as well, import its log: it would show whether the message was yours after all.',
    'Publish SPF, DKIM and a DMARC policy (p=quarantine or p=reject) for the domain, so that other servers refuse forged mail instead of taking and bouncing it.',
    'If many come, let your own server refuse bounces for messages that it did not send (BATV, or a tagged sender address).',
  ],
  doNot: 'Do not block the servers that sent the bounces, and do not change passwords because of them alone: no login was needed.',
  actor: 'sender-admin',
  source: 'https://www.postfix.org/BACKSCATTER_README.html',
}
