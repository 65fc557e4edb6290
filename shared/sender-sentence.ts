import type { Advice } from './failures/failure.ts'
import type { Message, SenderRegistration } from './message.ts'

const registrationWords: Readonly<Record<SenderRegistration, string>> = {
  absent: 'is no user of yours: the list of users holds others of its domain, not this one',
  suspended: 'is a user of yours, but suspended',
  alias: 'is another address of a user of yours, not the user itself',
  user: 'is a user of yours: look for the cause in the settings of the relay',
}

/** What is known of the sender of a mail that was refused. */
export type RefusedSender = Pick<Message, 'sender' | 'senderRegistration'>

/** What a failure means for one mail: where the sender is not registered, with what the list of users says of it. */
export function meaningFor({ id, meaning }: Pick<Advice, 'id' | 'meaning'>, from: RefusedSender | null): string {
  if (id !== 'relay-sender-unregistered' || !from?.sender || from.senderRegistration === null) return meaning
  return `${meaning} ${from.sender} ${registrationWords[from.senderRegistration]}.`
}
