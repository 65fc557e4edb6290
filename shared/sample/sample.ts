import { chanceOf } from './chance.ts'
import { emailLogSearch } from './email-log-search.ts'
import { everydayMail } from './everyday.ts'
import { lastAnswer, type Notice } from './mail.ts'
import { runMailServer } from './mail-server.ts'
import { mailbox, noticeText } from './notices.ts'
import { people, serviceDomain } from './organisation.ts'
import { inboundMail, writeStrangers } from './outsiders.ts'
import { createPostfixLog } from './postfix-log.ts'
import { storyMail } from './story-mail.ts'
import { type Truth, truthOf } from './truth.ts'

/** A file of the sample. Names are plain, without a folder. */
export interface SampleFile {
  readonly name: string
  readonly text: string
}

/** Three days of an invented organisation as files, and what is true of them. */
export interface Sample {
  /** The relay's log first. */
  readonly files: readonly SampleFile[]
  readonly truth: Truth
}

/** The seed of the sample that the start page opens. */
export const sampleSeed = 1

/** A notice that reached the mailbox of who sent the mail. */
function arrived({ queued }: Notice): boolean {
  return queued === null || queued.passages.every((passage) => lastAnswer(passage)?.status === 'sent')
}

/**
 * Makes the sample of a seed: the same files and the same truth on every machine. Takes about half a second.
 * A small firm's relay with Postfix before Google Workspace, Monday 2 to Wednesday 4 March 2026; the stories are in mail.ts.
 */
export function makeSample(seed: number = sampleSeed): Sample {
  const chance = chanceOf(seed)
  const log = createPostfixLog(chance)
  const strangers = writeStrangers(chance, log)
  const { mails, notices } = runMailServer([...everydayMail(chance), ...storyMail(chance), ...inboundMail(chance)], chance, log)
  const found = notices.filter(arrived)
  const to = (address: (sender: string) => boolean): Notice[] => found.filter(({ mail }) => address(mail.sender))
  const service = to((sender) => sender.endsWith(`@${serviceDomain}`))
  const infected = to((sender) => sender === people[0].address)
  const single = to((sender) => people.slice(1).some(({ address }) => address === sender))
  const kept = [...service, ...infected, ...single]
  return {
    files: [
      { name: 'mail.log', text: log.text() },
      { name: 'email-log-search.csv', text: emailLogSearch(mails, chance) },
      { name: 'erp-and-shop.mbox', text: mailbox(service) },
      { name: 'm.berg.mbox', text: mailbox(infected) },
      ...single.map((notice, nth) => ({ name: `bounce-${nth + 1}.eml`, text: noticeText(notice) })),
    ],
    truth: truthOf(mails, notices, kept, strangers),
  }
}
