import type { FailureId } from '../failures/failure.ts'
import type { Consequence, Direction, Fate, Placement } from '../message.ts'
import { isSearched } from './email-log-search.ts'
import { type Answer, lastAnswer, type Notice, type Passage, type QueuedMail, type StoryId } from './mail.ts'
import { domain, people, serviceDomain } from './organisation.ts'
import type { TurnedAway } from './outsiders.ts'
import { missingMail } from './story-mail.ts'

/** What became of a mail for one recipient. */
export interface Verdict {
  readonly fate: Fate
  readonly placement: Placement
  readonly consequence: Consequence
  readonly class: FailureId | null
}

/** What is true of one mail to one recipient that the relay queued. */
export interface TrueDelivery {
  readonly story: StoryId | null
  readonly direction: Direction
  readonly queueId: string
  /** As the log holds it; null where the device wrote none. */
  readonly messageId: string | null
  readonly sender: string
  readonly recipient: string
  /** Address of what handed it in; null of the relay's own notices. */
  readonly device: string | null
  /** Attempts in the relay's log. */
  readonly attempts: number
  /** Whether the export, and a bounce among the files, tell of it as well. */
  readonly inExport: boolean
  readonly inBounce: boolean
  /** By the relay's log alone, and by all files together. */
  readonly byLog: Verdict
  readonly byAll: Verdict
}

/** The true answers of a sample. */
export interface Truth {
  readonly deliveries: readonly TrueDelivery[]
  readonly strangers: readonly TurnedAway[]
  /** In no file. */
  readonly missing: typeof missingMail
}

const classOfStory: Partial<Record<FailureId, StoryId>> = {
  'relay-daily-limit': 'daily-limit',
  'relay-denied': 'unregistered-ip',
  'auth-failed': 'old-password',
  'relay-sender-unregistered': 'infected-pc',
}

function verdict(fate: Fate, consequence: Consequence, failure: FailureId | null = null, placement: Placement = 'not-known'): Verdict {
  return { fate, placement, consequence, class: failure }
}

/** What the relay's log says. `echo`: a notice that failed for the cause that it reports. */
function logVerdict(answer: Answer | null, echo: boolean): Verdict {
  if (answer === null) return verdict('unknown', 'unknown')
  if (answer.status === 'deferred') return verdict('deferred', 'waiting', answer.class)
  if (answer.status === 'bounced') return verdict('bounced', echo ? 'noise' : 'lost', answer.class)
  return answer.relay.includes('private/') ? verdict('delivered', 'arrived') : verdict('relayed', 'handed-on')
}

/** What the export or a bounce adds. */
function wholeVerdict(answer: Answer | null, known: { readonly inExport: boolean; readonly inBounce: boolean }, byLog: Verdict): Verdict {
  const onward = answer?.onward ?? null
  if (onward === null || !(known.inExport || known.inBounce)) return byLog
  if (onward.status === 'BOUNCED') return verdict('bounced', 'lost', onward.class)
  if (onward.target === 'GMAIL_INBOX') return verdict('delivered', 'arrived', null, 'inbox')
  if (onward.target === 'GMAIL_SPAM') return verdict('delivered', 'arrived', null, 'spam')
  return byLog
}

function isOwnDomain(address: string): boolean {
  return address.endsWith(`@${domain}`) || address.endsWith(`@${serviceDomain}`)
}

function directionOf({ sender, submission, passages }: QueuedMail): Direction {
  if (sender === '') return 'notice'
  if (!submission?.device.ip.startsWith('10.')) return 'inbound'
  return passages.every(({ recipient }) => isOwnDomain(recipient)) ? 'internal' : 'own'
}

function storyOf(mail: QueuedMail, answer: Answer | null): StoryId | null {
  if (mail.sender === '') return null
  const told = mail.submission?.story ?? null
  const byAnswer = answer === null || answer.class === null ? null : (classOfStory[answer.class] ?? null)
  return told ?? (byAnswer === 'infected-pc' && mail.sender !== people[0].address ? null : byAnswer)
}

/** Of each notice that failed for a cause that it reports. */
function echoes(notices: readonly Notice[]): ReadonlySet<QueuedMail> {
  return new Set(
    notices.flatMap(({ queued, mail }) => {
      const own = queued?.passages.map((passage) => lastAnswer(passage)).find((answer) => answer?.status === 'bounced')
      const theirs = mail.passages.map((passage) => lastAnswer(passage)).filter((answer) => answer?.status === 'bounced')
      return queued !== null && own !== undefined && theirs.some((answer) => answer?.class === own?.class) ? [queued] : []
    }),
  )
}

/** Works out the true answers. `kept`: the notices that are among the files. */
export function truthOf(
  mails: readonly QueuedMail[],
  notices: readonly Notice[],
  kept: readonly Notice[],
  strangers: readonly TurnedAway[],
): Truth {
  const echoing = echoes(notices)
  const bounced = new Set<Passage>(kept.flatMap(({ passages }) => passages))
  const deliveries = mails.flatMap((mail) =>
    mail.passages.map((passage): TrueDelivery => {
      const answer = lastAnswer(passage)
      const known = {
        inExport: isSearched(mail) && (answer?.onward != null || answer?.class === 'spam-content'),
        inBounce: bounced.has(passage),
      }
      const byLog = logVerdict(answer, echoing.has(mail))
      return {
        story: storyOf(mail, answer),
        direction: directionOf(mail),
        queueId: mail.queueId,
        messageId: mail.messageId === '' ? null : mail.messageId,
        sender: mail.sender,
        recipient: passage.recipient,
        device: mail.submission?.device.ip ?? null,
        attempts: passage.answers.length,
        ...known,
        byLog,
        byAll: wholeVerdict(answer, known, byLog),
      }
    }),
  )
  return { deliveries, strangers, missing: missingMail }
}
