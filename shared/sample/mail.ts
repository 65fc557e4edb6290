import type { FailureId } from '../failures/failure.ts'

/** What happens in the sample's three days, besides everyday mail. Ids are stable: tests and documentation name them. */
export const stories = [
  'copier-loop',
  'daily-limit',
  'old-password',
  'unregistered-ip',
  'greylisted',
  'infected-pc',
  'spam-folder',
  'strangers',
  'not-in-logs',
] as const
export type StoryId = (typeof stories)[number]

/** What hands mail in at the relay. */
export interface Device {
  readonly name: string
  readonly ip: string
  readonly login: string | null
}

/** How a mail looks to a spam filter: `suspicious` is filed as spam, `spam` is refused by many. */
export type Look = 'harmless' | 'suspicious' | 'spam'

/** A mail as a device hands it in. `time`: epoch ms. */
export interface Submission {
  readonly time: number
  readonly device: Device
  readonly sender: string
  readonly recipients: readonly string[]
  readonly sizeBytes: number
  readonly subject: string
  /** As the device wrote it, with brackets; '' where it wrote none. */
  readonly messageId: string
  readonly look: Look
  readonly story: StoryId | null
}

/** What Google did with one accepted copy. `time`: epoch ms. */
export interface Onward {
  readonly time: number
  readonly target: 'SMTP_OUT' | 'GMAIL_INBOX' | 'GMAIL_SPAM'
  readonly status: 'DELIVERED' | 'BOUNCED' | 'Marked spam'
  readonly host: string | null
  readonly ip: string
  readonly code: number
  readonly description: string
  readonly class: FailureId | null
}

/** A server's answer to one attempt for one recipient. */
export interface Answer {
  readonly time: number
  readonly status: 'sent' | 'deferred' | 'bounced'
  /** `host[ip]:port`, or `none`. */
  readonly relay: string
  readonly dsn: string
  readonly code: number | null
  /** The server's words alone. */
  readonly reply: string
  /** As Postfix writes it in parentheses. */
  readonly text: string
  readonly class: FailureId | null
  /** Public address that the mail left by, where it went to Google. */
  readonly leftBy: string | null
  readonly onward: Onward | null
}

/** One recipient of a queued mail with all answers, in order. */
export interface Passage {
  readonly recipient: string
  readonly answers: Answer[]
}

/** A mail that the relay took, and what became of it. */
export interface QueuedMail {
  readonly queueId: string
  readonly messageId: string
  readonly arrivedAt: number
  /** '' of a notice. */
  readonly sender: string
  readonly sizeBytes: number
  readonly passages: readonly Passage[]
  /** Null of the relay's own notices. */
  readonly submission: Submission | null
}

/** A bounce: who wrote it, and the recipients of which mail it reports. */
export interface Notice {
  readonly by: 'postfix' | 'google'
  readonly time: number
  readonly messageId: string
  readonly mail: QueuedMail
  readonly passages: readonly Passage[]
  /** The notice itself as the relay handled it; null where Google brought it to a mailbox of its own. */
  readonly queued: QueuedMail | null
}

/** The last answer so far; null before the first attempt. */
export function lastAnswer({ answers }: Passage): Answer | null {
  return answers.at(-1) ?? null
}
