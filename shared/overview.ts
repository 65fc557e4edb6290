import type { DeliveryRow } from './api.ts'
import type { ClassId, Family, Hop } from './failures/failure.ts'
import type { Confidence, Fate, Outcome } from './message.ts'
import type { Mta } from './mtas/index.ts'
import type { OwnClass } from './rules/schema.ts'

/** A number, and the query that finds exactly these deliveries. */
export interface Found {
  readonly count: number
  readonly query: string
}

/**
 * One of the three lists: what to send again, to leave alone, to ignore. `rows`: the newest few. `parts`: whose it is; of noise,
 * strangers, backscatter and echoes. Those that are not empty; together they are the list.
 */
export interface OverviewList extends Found {
  readonly rows: readonly DeliveryRow[]
  readonly parts: readonly (Found & { readonly whose: 'own' | 'others' | 'notices' | 'strangers' | 'backscatter' | 'echoes' })[]
}

/** A sender or a device of one's own mail. `lost`: of `count`, with `lostQuery`. */
export interface Talker extends Found {
  readonly name: string
  /** Of a device: what the user calls it, else its name as the server saw it. */
  readonly title: string | null
  readonly lost: number
  readonly lostQuery: string
}

/** The cause by which most of one's own mail was lost; where nothing was lost, by which most of it waits. */
export interface MainCause extends Found {
  readonly consequence: 'lost' | 'waiting'
  readonly class: ClassId
  /** Of expired mail: the class of the last answer. */
  readonly cause: ClassId | null
  /** What the user wrote of that class, where it is one of the user's own. */
  readonly ownClass: OwnClass | null
  /** Of the most frequent answer: hop, server and words of the newest delivery. */
  readonly hop: Hop | null
  readonly mta: Mta | null
  readonly nextHop: string | null
  readonly reply: string | null
  readonly rule: string | null
  readonly confidence: Confidence
  /** First attempt of the first of them, last attempt of the last. */
  readonly since: string
  readonly last: string
  readonly device: Talker | null
  readonly sender: Talker | null
  /** Deliveries of the same device (else sender) to the same server that were accepted after `last`; null: nothing to compare. */
  readonly acceptedSince: Found | null
}

/** A device and what of it is meant. */
export type NamedDevice = Found & Pick<Talker, 'name' | 'title'>

/** A limit's window before the first refusal: what went through the relay in it, and from which device most of that came. */
export interface UsedUp {
  readonly seconds: number
  readonly server: string
  readonly accepted: Found
  readonly by: NamedDevice
}

/** A class by which one's own mail was lost or waits. */
export interface Cause {
  readonly class: ClassId
  readonly lost: Found
  readonly waiting: Found
  /** First attempt of the first of them, last attempt of the last. */
  readonly since: string
  readonly last: string
  /** How many devices it hit; 0 where none has an address. */
  readonly devices: number
  /** The device with more than half of it; null where it is spread. */
  readonly device: NamedDevice | null
  /** Of a limit of the relay, else null. */
  readonly usedUp: UsedUp | null
}

/** Mail that was put off and then accepted. `reasons`: classes of the answers that put it off, most frequent first. */
export interface PutOff extends Found {
  readonly reasons: readonly ClassId[]
}

/** Deliveries of one stretch of time by outcome; `query` finds all of them. */
export interface Bucket {
  readonly from: string
  readonly query: string
  readonly outcomes: Readonly<Partial<Record<Outcome, number>>>
}

/** Deliveries over time: every bucket from the first to the last, empty ones too; at most 121. */
export interface Volume {
  readonly bucketSeconds: number
  readonly buckets: readonly Bucket[]
}

/** Failures of one family in one's own and others' mail, without noise. */
export interface FamilyFailures {
  readonly family: Family
  readonly lost: Found
  readonly waiting: Found
}

/**
 * How many failures have a known cause, without noise; those that are tried again are among them. Of the `failed` a reason is written
 * for the `answered`, and none for the `unsaid`; of the answered a rule recognised `recognised`, `byWords` or `byCode` (alone: a guess),
 * and none `unrecognised`.
 */
export interface Recognition {
  readonly failed: Found
  readonly answered: Found
  readonly recognised: Found
  readonly byWords: Found
  readonly byCode: Found
  readonly unrecognised: Found
  readonly unsaid: Found
}

/** What the first screen after an import says of the whole case, and a report of the deliveries that a query finds. */
export interface Overview {
  readonly generation: number
  /** Whether a server's log, and the result of a search at a provider, are among the sources. */
  readonly holds: { readonly logs: boolean; readonly searches: boolean }
  /** Empty: the whole case. */
  readonly query: string
  readonly deliveries: number
  readonly firstTime: string | null
  readonly lastTime: string | null
  /** One's own mail, outward and internal: all of it, and what of it was lost or waits. */
  readonly own: { readonly all: Found; readonly lost: Found; readonly waiting: Found; readonly unknown: Found }
  readonly mainCause: MainCause | null
  /** One's own mail, most lost first; at most eight. */
  readonly causes: readonly Cause[]
  /** One's own mail. */
  readonly putOff: PutOff
  /** Of all that arrived: what a log or an export says was filed as spam. */
  readonly inSpam: Found
  /** `lost` without bounce notices: those are `lostNotices`, and nobody sends them again. */
  readonly lists: { readonly lost: OverviewList; readonly waiting: OverviewList; readonly noise: OverviewList }
  readonly lostNotices: Found
  readonly arrived: Found
  readonly handedOn: Found
  readonly unknown: Found
  readonly fates: readonly (Found & { readonly fate: Fate })[]
  readonly volume: Volume
  readonly families: readonly FamilyFailures[]
  readonly recognition: Recognition
  readonly senders: readonly Talker[]
  readonly devices: readonly Talker[]
}
