import { type Chance, chanceOf } from './chance.ts'
import { emailLogSearch } from './email-log-search.ts'
import { everydayMail } from './everyday.ts'
import { lastAnswer, type Notice } from './mail.ts'
import { runMailServer } from './mail-server.ts'
import { mailbox, noticeText } from './notices.ts'
import { people, serviceDomain } from './organisation.ts'
import { inboundMail, writeStrangers } from './outsiders.ts'
import { createPostfixLog } from './postfix-log.ts'
import { eximLog } from './servers/exim-log.ts'
import { kumomtaLog } from './servers/kumomta-log.ts'
import { opensmtpdLog } from './servers/opensmtpd-log.ts'
import { sendmailLog } from './servers/sendmail-log.ts'
import type { ServerLogWriter } from './servers/server-log.ts'
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

/** Servers other than Postfix whose log the sample can be, by the id of the log's format. */
const servers = { exim: eximLog, sendmail: sendmailLog, opensmtpd: opensmtpdLog, kumomta: kumomtaLog } satisfies Record<
  string,
  ServerLogWriter
>

/** The formats that the sample's log can be written in. */
export const sampleFormats = ['postfix', 'exim', 'sendmail', 'opensmtpd', 'kumomta'] as const
export type SampleFormat = (typeof sampleFormats)[number]

/** What passed the relay, and the log that Postfix wrote of it. */
function threeDays(chance: Chance) {
  const log = createPostfixLog(chance)
  const strangers = writeStrangers(chance, log)
  const traffic = runMailServer([...everydayMail(chance), ...storyMail(chance), ...inboundMail(chance)], chance, log)
  return { log, strangers, traffic }
}

/**
 * Makes the sample of a seed: the same files and the same truth on every machine. Takes about half a second.
 * A small firm's relay with Postfix before Google Workspace, Monday 2 to Wednesday 4 March 2026; the stories are in mail.ts.
 */
export function makeSample(seed: number = sampleSeed): Sample {
  const chance = chanceOf(seed)
  const {
    log,
    strangers,
    traffic: { mails, notices },
  } = threeDays(chance)
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

/**
 * The same three days with another server as the relay: its log and the export. The bounces are Postfix's own words and are left out,
 * and so is from the truth what this server would not have written of.
 */
export function makeSampleOf(format: SampleFormat, seed: number = sampleSeed): Sample {
  if (format === 'postfix') return makeSample(seed)
  const chance = chanceOf(seed)
  const { strangers, traffic } = threeDays(chance)
  const { name, text, queueIds } = servers[format](traffic, strangers)
  const { deliveries, ...rest } = truthOf(traffic.mails, traffic.notices, [], strangers)
  return {
    files: [
      { name, text },
      { name: 'email-log-search.csv', text: emailLogSearch(traffic.mails, chance) },
    ],
    truth: {
      ...rest,
      deliveries: deliveries.flatMap((delivery) => {
        const queueId = queueIds.get(delivery.queueId)
        return queueId === undefined ? [] : [{ ...delivery, queueId }]
      }),
    },
  }
}
