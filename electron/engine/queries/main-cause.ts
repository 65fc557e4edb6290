import type { ClassId, Hop } from '../../../shared/failures/failure.ts'
import { failureOf } from '../../../shared/failures/index.ts'
import type { Confidence } from '../../../shared/message.ts'
import { type Mta, mtaOf } from '../../../shared/mtas/index.ts'
import type { Found, MainCause, Talker } from '../../../shared/overview.ts'
import { quote } from '../../../shared/query/tokens.ts'
import { serverName } from '../../../shared/sentences.ts'
import { countOf } from './counting.ts'
import { DELIVERY_TIME } from './field-sql.ts'
import { type CaseState, caseMta, isoTime, type Rows } from './question.ts'
import type { Scope } from './scope.ts'
import { OWN, topTalkers } from './talkers.ts'
import { second } from './volume.ts'

/** The largest failing class of one's own mail. */
export interface LargestClass {
  readonly consequence: 'lost' | 'waiting'
  readonly class: ClassId
  readonly count: number
}

interface Kind {
  readonly hop: Hop | null
  readonly cause: ClassId | null
  readonly rule: string | null
  readonly confidence: Confidence | null
  readonly nextHop: string | null
  readonly reply: string | null
  /** Formats of the source that decided. */
  readonly format: string | null
}

const CONDITION = "m.direction IN ('own', 'internal') AND d.consequence = $1 AND d.class = $2"

/** Who is behind the largest cause, where it happens, in whose words, since when, and whether it has been accepted again. */
export async function mainCause(db: Rows, state: CaseState, scope: Scope, largest: LargestClass): Promise<MainCause | null> {
  const params = [largest.consequence, largest.class]
  const clauses = [`is:${largest.consequence}`, `class:${largest.class}`, OWN]
  const [times] = await db.rows<{ since: number | null; last: number | null }>(
    `SELECT min(${DELIVERY_TIME}) AS since, max(coalesce(d.last_attempt, m.last_seen)) AS last FROM ${scope.from} WHERE ${CONDITION}`,
    params,
  )
  const [kind] = await db.rows<Kind>(
    `WITH kind AS MATERIALIZED (
       SELECT d.hop, d.cause, d.reply_no, max(d.pos) AS newest FROM ${scope.from} WHERE ${CONDITION}
       GROUP BY d.hop, d.cause, d.reply_no ORDER BY count(*) DESC, d.reply_no LIMIT 1
     )
     SELECT k.hop, k.cause, r.rule, r.confidence, n.next_hop AS "nextHop", nullif(n.reply, '') AS reply, s.format
     FROM kind k JOIN deliveries n ON n.pos = k.newest LEFT JOIN replies r ON r.no = k.reply_no LEFT JOIN sources s ON s.source = n.source`,
    params,
  )
  if (times === undefined || times.since === null || times.last === null || kind === undefined) return null
  const of = { scope, condition: 'd.consequence = $1 AND d.class = $2', params, clauses, limit: 1 }
  const {
    devices: [device = null],
    senders: [sender = null],
  } = await topTalkers(db, state.names, of)
  return {
    consequence: largest.consequence,
    class: largest.class,
    count: largest.count,
    query: scope.narrow(...clauses),
    hop: kind.hop,
    mta: await mtaOfKind(db, kind),
    cause: kind.cause,
    ownClass: state.ownClasses.find(({ id }) => id === (kind.cause ?? largest.class)) ?? null,
    nextHop: kind.nextHop,
    reply: kind.reply,
    rule: kind.rule,
    confidence: kind.confidence ?? 'none',
    since: isoTime(times.since),
    last: isoTime(times.last),
    device,
    sender,
    acceptedSince: await acceptedSince(db, state, { kind, cause: largest.class, last: times.last, device, sender }),
  }
}

async function mtaOfKind(db: Rows, { format }: Kind): Promise<Mta | null> {
  return mtaOf(format ?? '') ?? caseMta(db)
}

/** A name or an address that stands in a query as it is. */
const plainName = /^[A-Za-z0-9][A-Za-z0-9.:_-]{0,254}$/

interface After {
  readonly kind: Kind
  readonly cause: ClassId
  readonly last: number
  readonly device: Talker | null
  readonly sender: Talker | null
}

/** Of a recipient's fault other mail says nothing; of the rest, mail of the same device to the same server does. */
async function acceptedSince(db: Rows, state: CaseState, { kind, cause, last, device, sender }: After): Promise<Found | null> {
  const server = serverName(kind.nextHop)
  const who = device === null ? (sender === null ? null : `from:${quote(sender.name)}`) : `device:${quote(device.name)}`
  if (who === null || server === null || !plainName.test(server) || failureOf(kind.cause ?? cause, state.ownClasses).family === 'recipient')
    return null
  return countOf(db, state, `${who} relay:${server} is:(arrived OR handed-on) after:${second(last + 1e6)}`)
}
