import type { ClassId, Clears, Hop, Provider, Scope, Stage } from './failures/failure.ts'
import type { Mta } from './mtas/index.ts'
import type { OwnClass } from './rules/schema.ts'

/** What became of one mail for one recipient, as far as the logs say (docs/architecture.md, Words). */
export const fates = [
  'delivered',
  'relayed',
  'deferred',
  'held',
  'bounced',
  'expired',
  'rejected',
  'removed',
  'discarded',
  'quarantined',
  'expanded',
  'unknown',
] as const
export type Fate = (typeof fates)[number]

/** Groups of fates: colours on screen, and `outcome:` in queries. */
export const outcomes = ['delivered', 'handed-on', 'waiting', 'bounced', 'rejected', 'removed', 'expanded', 'unknown'] as const
export type Outcome = (typeof outcomes)[number]

/** The one table from fates to groups. */
export const outcomeOf: Readonly<Record<Fate, Outcome>> = {
  delivered: 'delivered',
  relayed: 'handed-on',
  deferred: 'waiting',
  held: 'waiting',
  bounced: 'bounced',
  expired: 'bounced',
  rejected: 'rejected',
  removed: 'removed',
  discarded: 'removed',
  quarantined: 'removed',
  expanded: 'expanded',
  unknown: 'unknown',
}

/** What the user must do: nothing, nothing more here, wait, send again, or nothing because it was not theirs. */
export const consequences = ['arrived', 'handed-on', 'waiting', 'lost', 'noise', 'unknown'] as const
export type Consequence = (typeof consequences)[number]

/** Whose mail it is. `stranger`: somebody else knocking; `notice`: bounces and reports. */
export const directions = ['own', 'inbound', 'internal', 'stranger', 'notice'] as const
export type Direction = (typeof directions)[number]

/** Where a delivered copy lies, when a log says so. */
export type Placement = 'inbox' | 'spam' | 'quarantine' | 'not-known'

/** `proved`: a line says so; `inferred`: joined without an exact id; `open`: the logs end before the answer. */
export type Evidence = 'proved' | 'inferred' | 'open'

/** `text`: words decided (shown as certain, or likely for a generic sign); `code`: only a number did (a guess); `none`. */
export type Confidence = 'text' | 'code' | 'none'

/** Where a claim is written. Lines count from 1. */
export interface LineRef {
  readonly source: string
  readonly sourceId: string
  readonly line: number
}

/** A client as the server saw it. */
export interface Client {
  readonly ip: string | null
  readonly name: string | null
  readonly helo: string | null
  readonly user: string | null
  /** What the user of Relayscope calls the device. */
  readonly device: string | null
}

/** One mail to one recipient: the command line's `deliveries[]` (contracts: fields are added, never renamed). Times are ISO 8601 UTC. */
export interface Delivery {
  readonly recipient: string | null
  readonly originalRecipient: string | null
  readonly fate: Fate
  readonly placement: Placement
  readonly consequence: Consequence
  readonly evidence: Evidence
  readonly class: ClassId | null
  /** Of an expired delivery: the class of the last answer before it was given up. */
  readonly cause: ClassId | null
  /** What the user wrote of the class that says why it failed, where that is one of the user's own. */
  readonly ownClass: OwnClass | null
  readonly hop: Hop | null
  /** Whose log decided, else the only one that the case has a log of. */
  readonly mta: Mta | null
  readonly attempts: number
  readonly firstAttempt: string | null
  readonly lastAttempt: string | null
  readonly smtpCode: number | null
  readonly enhancedCode: string | null
  readonly reply: string | null
  readonly nextHop: string | null
  readonly rule: string | null
  readonly sign: string | null
  readonly confidence: Confidence
  readonly scope: Scope | null
  readonly permanent: boolean | null
  readonly clears: Clears | null
  readonly stage: Stage | null
  readonly provider: Provider | null
  /** The lines that decided. */
  readonly lines: readonly LineRef[]
}

/** A sender by a list of users; `absent`: the list has others of its domain. */
export type SenderRegistration = 'user' | 'alias' | 'suspended' | 'absent'

/** One mail over all its queue ids: one object of `relayscope messages --format ndjson`. */
export interface Message {
  readonly id: string
  readonly messageId: string | null
  /** `host/id`, in the order of the mail's way. */
  readonly queueIds: readonly string[]
  readonly sender: string | null
  /** What an imported list of users says of the sender; null where none holds its domain, or it matters to no failure. */
  readonly senderRegistration: SenderRegistration | null
  readonly client: Client
  readonly direction: Direction
  readonly subject: string | null
  readonly sizeBytes: number | null
  readonly firstSeen: string
  readonly lastSeen: string
  readonly sources: readonly string[]
  readonly deliveries: readonly Delivery[]
  /** Of a notice: the mail it reports. */
  readonly bounceOf: string | null
  /** The notices that report this mail. */
  readonly bounces: readonly string[]
  /** Of an echo: the message whose failure it repeats. */
  readonly echoOf: string | null
  /** Ids that this message had before an earlier log extended it. */
  readonly aliases: readonly string[]
}

/** One step of a message's way, in order: an event as a sentence can be made of it. */
export interface Step {
  readonly time: string
  readonly host: string
  readonly program: string
  readonly queueId: string | null
  /** A record's kind and action (shared/record.ts). */
  readonly kind: string
  readonly action: string | null
  readonly recipient: string | null
  readonly client: Client | null
  readonly nextHop: string | null
  readonly reply: string | null
  readonly code: number | null
  readonly dsn: string | null
  readonly linkedId: string | null
  readonly delaySeconds: number | null
  readonly line: LineRef
  readonly raw: string
}

/** Everything known about one message: what `trace` prints and the detail panel shows. */
export interface Story {
  readonly message: Message
  readonly steps: readonly Step[]
  /** True when more steps exist than are given (a message with thousands of attempts). */
  readonly stepsCut: boolean
}
