import type { Message, SenderRegistration } from './message.ts'

const registrationWords: Readonly<Record<SenderRegistration, string>> = {
  absent: 'is no user of yours: the list of users holds others of its domain, not this one',
  suspended: 'is a user of yours, but suspended',
  alias: 'is another address of a user of yours, not the user itself',
  user: 'is a user of yours: look for the cause in the settings of the relay',
}

/** What the list of users says of a sender that was refused; null where there is none. */
export function senderSentence(message: Pick<Message, 'sender' | 'senderRegistration'> | null): string | null {
  if (!message?.sender || message.senderRegistration === null) return null
  return `${message.sender} ${registrationWords[message.senderRegistration]}.`
}
