import type { ClassId, Clears, Hop, Provider, Scope, Stage } from '../../../shared/failures/failure.ts'
import type { Confidence, Consequence, Delivery, Direction, Evidence, Fate, LineRef, Message, Placement } from '../../../shared/message.ts'
import { type Mta, mtaOf } from '../../../shared/mtas/index.ts'
import { reasonOf } from '../../../shared/remedy.ts'
import { keptClasses } from '../../../shared/rules/kept.ts'
import type { OwnClass } from '../../../shared/rules/schema.ts'
import type { Params } from '../values.ts'
import { type DeviceNames, nameOf, readDeviceNames } from './device-names.ts'
import { ownRulesText } from './own-rules.ts'
import { caseMta, isoTime, type Rows } from './question.ts'
import { type SenderRegistrations, senderRegistrations } from './sender-registrations.ts'

/** Which messages are read: a condition over the column that holds their number, with its parameters. */
export interface Chosen {
  readonly condition: (column: string) => string
  readonly params: Params
}

interface MessageRow {
  readonly no: number
  readonly id: string
  readonly messageId: string | null
  readonly sender: string | null
  readonly ip: string | null
  readonly name: string | null
  readonly helo: string | null
  readonly login: string | null
  readonly direction: Direction
  readonly subject: string | null
  readonly sizeBytes: number | null
  readonly firstSeen: number
  readonly lastSeen: number
}

const MESSAGES = (condition: string): string => `
  SELECT m.no, m.id, m.message_id AS "messageId", m.sender, m.client_ip AS ip, m.client_name AS name, m.helo, m.login, m.direction, m.subject,
    m.size_bytes AS "sizeBytes", m.first_seen AS "firstSeen", m.last_seen AS "lastSeen"
  FROM messages m WHERE ${condition} ORDER BY m.no`

interface DeliveryFacts {
  readonly recipient: string | null
  readonly originalRecipient: string | null
  readonly fate: Fate
  readonly placement: Placement
  readonly consequence: Consequence
  readonly evidence: Evidence
  readonly class: ClassId | null
  readonly cause: ClassId | null
  readonly hop: Hop | null
  readonly attempts: number
  readonly firstAttempt: string | null
  readonly lastAttempt: string | null
  readonly smtpCode: number | null
  readonly enhancedCode: string | null
  readonly reply: string | null
  readonly nextHop: string | null
  readonly replyNo: number | null
  readonly source: number | null
  readonly line: number | null
  readonly reportSource: number | null
  readonly reportLine: number | null
}

interface DeliveryRow {
  readonly message: number
  /** DeliveryFacts, as JSON. */
  readonly facts: string
}

const TIME = (column: string): string => `strftime(${column}, '%Y-%m-%dT%H:%M:%S.%gZ')`

/**
 * One text per delivery: reading eighteen columns one by one takes twice as long.
 * A verdict is told only where something failed: the reply of what went well is no sign.
 */
const DELIVERIES = (condition: string): string => `
  SELECT d.message, to_json(struct_pack(
    recipient := d.recipient, "originalRecipient" := d.original_recipient, fate := d.fate, placement := d.placement, consequence := d.consequence,
    evidence := d.evidence, class := d.class, cause := d.cause, hop := d.hop, attempts := d.attempts, "firstAttempt" := ${TIME('d.first_attempt')},
    "lastAttempt" := ${TIME('d.last_attempt')}, "smtpCode" := d.code, "enhancedCode" := d.dsn, reply := d.reply, "nextHop" := d.next_hop,
    "replyNo" := CASE WHEN d.class IS NOT NULL OR d.cause IS NOT NULL THEN d.reply_no END, source := d.source, line := d.line,
    "reportSource" := d.report_source, "reportLine" := d.report_line
  ))::VARCHAR AS facts
  FROM deliveries d WHERE ${condition} ORDER BY d.message, d.pos`

interface Leg {
  readonly message: number
  readonly queueId: string | null
  readonly first: number | null
  readonly last: number | null
}

const LEGS = (condition: string): string => `
  SELECT l.message, CASE WHEN l.host = '' THEN l.queue_id ELSE l.host || '/' || l.queue_id END AS "queueId", l.first_source AS first, l.last_source AS last
  FROM (
    SELECT message, hop, host, queue_id, first_source, last_source FROM legs
    UNION ALL SELECT message, NULL, NULL, NULL, source, source FROM reports
  ) l WHERE ${condition} ORDER BY l.message, l.hop NULLS LAST, l.first_source`

interface Verdict {
  readonly no: number
  readonly rule: string | null
  readonly sign: string | null
  readonly confidence: Confidence
  readonly scope: Scope | null
  readonly permanent: boolean | null
  readonly clears: Clears | null
  readonly stage: Stage | null
  readonly provider: Provider | null
}

interface Related {
  readonly no: number
  readonly id: string
  /** The message that is reported. */
  readonly of: number
  readonly ofId: string
}

/** What is asked once for all messages: few rows, that would be joined to each batch otherwise. */
export interface Surroundings {
  readonly verdicts: ReadonlyMap<number, Verdict>
  readonly sources: ReadonlyMap<number, { readonly name: string; readonly id: string; readonly mta: Mta | null }>
  /** Of the whole case, where only one wrote its logs. */
  readonly mta: Mta | null
  /** Notice → the message that it reports. */
  readonly reported: ReadonlyMap<number, string>
  /** Message → its notices. */
  readonly notices: ReadonlyMap<number, readonly string[]>
  readonly echoed: ReadonlyMap<number, string>
  readonly aliases: ReadonlyMap<string, readonly string[]>
  readonly names: DeviceNames
  readonly ownClasses: readonly OwnClass[]
  readonly registered: SenderRegistrations
}

const related = (column: 'bounce_of' | 'echo_of'): string =>
  `SELECT m.no, m.id, o.no AS of, o.id AS "ofId" FROM messages m JOIN messages o ON o.no = m.${column} WHERE m.${column} IS NOT NULL`

/** Reads the surroundings of all messages, or of one. */
export async function readSurroundings(rows: Rows, message?: number): Promise<Surroundings> {
  const params = message === undefined ? [] : [message]
  const of = (column: 'bounce_of' | 'echo_of') =>
    `${related(column)}${message === undefined ? '' : ` AND (m.no = $1 OR m.${column} = $1)`} ORDER BY m.no`
  const verdicts = await rows.rows<Verdict>('SELECT no, rule, sign, confidence, scope, permanent, clears, stage, provider FROM replies')
  const sources = await rows.rows<{ source: number; name: string; id: string; format: string }>(
    'SELECT source, name, id, format FROM sources',
  )
  const bounces = await rows.rows<Related>(of('bounce_of'), params)
  const echoes = await rows.rows<Related>(of('echo_of'), params)
  const aliases = await rows.rows<{ alias: string; id: string }>('SELECT alias, id FROM aliases ORDER BY alias')
  return {
    verdicts: new Map(verdicts.map((verdict) => [verdict.no, verdict])),
    sources: new Map(sources.map(({ source, name, id, format }) => [source, { name, id, mta: mtaOf(format) }])),
    mta: await caseMta(rows),
    reported: new Map(bounces.map(({ no, ofId }) => [no, ofId])),
    notices: gathered(bounces.map((bounce) => [bounce.of, bounce.id])),
    echoed: new Map(echoes.map(({ no, ofId }) => [no, ofId])),
    aliases: gathered(aliases.map(({ alias, id }) => [id, alias])),
    names: await readDeviceNames(rows),
    ownClasses: keptClasses(await ownRulesText(rows)),
    registered: await senderRegistrations(rows),
  }
}

function gathered<Key>(pairs: readonly (readonly [Key, string])[]): ReadonlyMap<Key, readonly string[]> {
  const lists = new Map<Key, string[]>()
  for (const [key, value] of pairs) {
    const list = lists.get(key)
    if (list === undefined) lists.set(key, [value])
    else list.push(value)
  }
  return lists
}

/** Reads whole messages in the order of their numbers: three questions for all of them together. */
export async function readMessages(rows: Rows, around: Surroundings, { condition, params }: Chosen): Promise<Message[]> {
  const messages = await rows.rows<MessageRow>(MESSAGES(condition('m.no')), params)
  const deliveries = groupByMessage(await rows.rows<DeliveryRow>(DELIVERIES(condition('d.message')), params))
  const legs = groupByMessage(await rows.rows<Leg>(LEGS(condition('l.message')), params))
  return messages.map((row) => messageOf(row, (deliveries.get(row.no) ?? []).map(factsOf), legs.get(row.no) ?? [], around))
}

function factsOf({ facts }: DeliveryRow): DeliveryFacts {
  return JSON.parse(facts) as DeliveryFacts // Written by DELIVERIES.
}

function groupByMessage<Row extends { readonly message: number }>(rows: readonly Row[]): ReadonlyMap<number, Row[]> {
  const groups = new Map<number, Row[]>()
  for (const row of rows) {
    const group = groups.get(row.message)
    if (group === undefined) groups.set(row.message, [row])
    else group.push(row)
  }
  return groups
}

function messageOf(row: MessageRow, deliveries: readonly DeliveryFacts[], legs: readonly Leg[], around: Surroundings): Message {
  const numbers = new Set([...legs.flatMap((leg) => [leg.first, leg.last]), ...deliveries.map((delivery) => delivery.source)])
  const names = [...numbers].map((number) => (number === null ? undefined : around.sources.get(number)?.name))
  return {
    id: row.id,
    messageId: row.messageId,
    queueIds: legs.map((leg) => leg.queueId).filter((queueId) => queueId !== null),
    sender: row.sender,
    senderRegistration: row.sender === null ? null : (around.registered.get(row.sender.toLowerCase()) ?? null),
    client: { ip: row.ip, name: row.name, helo: row.helo, user: row.login, device: nameOf(around.names, row.ip, row.login) },
    direction: row.direction,
    subject: row.subject,
    sizeBytes: row.sizeBytes,
    firstSeen: isoTime(row.firstSeen),
    lastSeen: isoTime(row.lastSeen),
    sources: [...new Set(names.filter((name) => name !== undefined))],
    deliveries: deliveries.map((facts) => deliveryOf(facts, around)),
    bounceOf: around.reported.get(row.no) ?? null,
    bounces: around.notices.get(row.no) ?? [],
    echoOf: around.echoed.get(row.no) ?? null,
    aliases: around.aliases.get(row.id) ?? [],
  }
}

function deliveryOf(facts: DeliveryFacts, around: Surroundings): Delivery {
  const verdict = facts.replyNo === null ? undefined : around.verdicts.get(facts.replyNo)
  return {
    recipient: facts.recipient,
    originalRecipient: facts.originalRecipient,
    fate: facts.fate,
    placement: facts.placement,
    consequence: facts.consequence,
    evidence: facts.evidence,
    class: facts.class,
    cause: facts.cause,
    ownClass: around.ownClasses.find(({ id }) => id === reasonOf(facts)) ?? null,
    hop: facts.hop,
    mta: (facts.source === null ? null : around.sources.get(facts.source)?.mta) ?? around.mta,
    attempts: facts.attempts,
    firstAttempt: facts.firstAttempt,
    lastAttempt: facts.lastAttempt,
    smtpCode: facts.smtpCode,
    enhancedCode: facts.enhancedCode,
    reply: facts.reply,
    nextHop: facts.nextHop,
    rule: verdict?.rule ?? null,
    sign: verdict?.sign ?? null,
    confidence: verdict?.confidence ?? 'none',
    scope: verdict?.scope ?? null,
    permanent: verdict?.permanent ?? null,
    clears: verdict?.clears ?? null,
    stage: verdict?.stage ?? null,
    provider: verdict?.provider ?? null,
    lines: linesOf(facts, around),
  }
}

/** The line that decided, and the last report on it where that is another. */
function linesOf({ source, line, reportSource, reportLine }: DeliveryFacts, { sources }: Surroundings): readonly LineRef[] {
  const places = [
    { number: source, line },
    ...(reportSource === source && reportLine === line ? [] : [{ number: reportSource, line: reportLine }]),
  ]
  return places.flatMap(({ number, line: at }) => {
    const named = number === null ? undefined : sources.get(number)
    return named === undefined || at === null ? [] : [{ source: named.name, sourceId: named.id, line: at }]
  })
}
