import type { DeliveryRow } from './api.ts'
import type { FailureId, Family, Hop } from './failures/failure.ts'
import type { Confidence, Fate, Outcome } from './message.ts'

/** A number, and the query that finds exactly these deliveries. */
export interface Found {
  readonly count: number
  readonly query: string
}

/** One of the three lists: what to send again, to leave alone, to ignore. `rows`: the newest few. */
export interface OverviewList extends Found {
  readonly rows: readonly DeliveryRow[]
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
  readonly class: FailureId
  /** Of expired mail: the class of the last answer. */
  readonly cause: FailureId | null
  /** Of the most frequent answer: hop, server and words of the newest delivery. */
  readonly hop: Hop | null
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

/** What the first screen after an import says of the whole case, and a report of the deliveries that a query finds. */
export interface Overview {
  readonly generation: number
  /** Empty: the whole case. */
  readonly query: string
  readonly deliveries: number
  readonly firstTime: string | null
  readonly lastTime: string | null
  /** One's own mail, outward and internal: all of it, and what of it was lost or waits. */
  readonly own: { readonly all: Found; readonly lost: Found; readonly waiting: Found; readonly unknown: Found }
  readonly mainCause: MainCause | null
  readonly lists: { readonly lost: OverviewList; readonly waiting: OverviewList; readonly noise: OverviewList }
  readonly arrived: Found
  readonly handedOn: Found
  readonly unknown: Found
  readonly fates: readonly (Found & { readonly fate: Fate })[]
  readonly volume: Volume
  readonly families: readonly FamilyFailures[]
  readonly senders: readonly Talker[]
  readonly devices: readonly Talker[]
}
