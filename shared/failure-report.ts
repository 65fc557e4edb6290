import type { Actor, ClassId, Family, Hop, Provider, Stage } from './failures/failure.ts'
import type { Confidence } from './message.ts'
import { inTermsOf, type Mta } from './mtas/index.ts'
import { count, counted } from './numbers.ts'
import type { Remedy } from './remedy.ts'

/** Who is hit, and by how many of these failures. `query` finds exactly those. */
export interface Hit {
  readonly value: string
  /** Of a device: what the user calls it. */
  readonly name: string | null
  readonly deliveries: number
  readonly query: string
}

/** A delivery that was accepted by the next hop, or arrived in the recipient's domain, that all failures of a group share. */
export interface Accepted {
  readonly time: string
  readonly messageId: string
  readonly by: 'next-hop' | 'domain'
  readonly name: string
}

/** Failures of one kind taken together. */
export interface FailureGroup {
  readonly deliveries: number
  readonly messages: number
  readonly lost: number
  /** Of `lost`: bounce notices, which nobody sends again. */
  readonly lostNotices: number
  readonly waiting: number
  /** Strangers that were turned away, and notices that failed like the mail they report. */
  readonly noise: number
  readonly firstSeen: string
  readonly lastSeen: string
  /** The last that was accepted before the first failure; null: none in these logs, or the failures share neither next hop nor domain. */
  readonly lastGood: Accepted | null
  /** The first that was accepted after the last failure; null as above. */
  readonly acceptedAgain: Accepted | null
  readonly recipients: readonly Hit[]
  readonly senders: readonly Hit[]
  readonly devices: readonly Hit[]
  /** Finds exactly these deliveries. */
  readonly query: string
}

/** Failures of a class with the same reply, apart from addresses, names and numbers in it. */
export interface FailureSignature extends FailureGroup {
  /** Null: no server said anything. */
  readonly signature: string | null
  readonly exemplar: string | null
  readonly provider: Provider | null
  readonly stage: Stage | null
  readonly rule: string | null
  readonly sign: string | null
  readonly confidence: Confidence
}

/** What to do where failures of a class happened on a hop, by the log of one mail server. */
export interface HopRemedy {
  readonly hop: Hop | null
  /** Whose log tells of them; null: not known. */
  readonly mta: Mta | null
  readonly deliveries: number
  readonly remedy: Remedy
}

/** All failures of a class under a query: one object of `relayscope failures --format ndjson`. */
export interface FailureReport extends FailureGroup {
  readonly class: ClassId
  readonly title: string
  readonly family: Family
  readonly severity: number
  /** Who can act on the most frequent hop. */
  readonly actor: Actor
  /** The most frequent hop first. */
  readonly remedies: readonly HopRemedy[]
  /** The most frequent first, at most a hundred. */
  readonly signatures: readonly FailureSignature[]
  /** How many signatures there are. */
  readonly signatureCount: number
}

/** Whose commands a remedy names, in brackets, where a class has remedies of several mail servers. */
export function whoseLog(remedies: readonly HopRemedy[], mta: Mta | null): string {
  return remedies.every((other) => other.mta === mta) ? '' : ` [${inTermsOf(mta, '{server}')}]`
}

/** What became of the failures of a group, in words: `1 368 lost, 344 bounce notices lost, 2 waiting`. */
export function lossWords({ lost, lostNotices, waiting, noise }: FailureGroup): string {
  const own = lost - lostNotices
  const parts = [
    ...(own > 0 ? [`${count(own)} lost`] : []),
    ...(lostNotices > 0 ? [`${counted(lostNotices, 'bounce notice')} lost`] : []),
    ...(waiting > 0 ? [`${count(waiting)} waiting`] : []),
    ...(noise > 0 ? [`${count(noise)} noise`] : []),
  ]
  return parts.join(', ') || 'none lost'
}
