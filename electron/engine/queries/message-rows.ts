import type { Clears, FailureId, Hop, Provider, Scope, Stage } from '../../../shared/failures/failure.ts'
import type { Confidence, Consequence, Delivery, Direction, Evidence, Fate, Message, Placement } from '../../../shared/message.ts'
import { isoTime, type Rows } from './question.ts'

/** Which messages are read: a condition over the column that holds their number, with its parameters. */
export interface Chosen {
  readonly condition: (column: string) => string
  readonly params: readonly number[]
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
  readonly bounceOf: string | null
  readonly echoOf: string | null
}

const MESSAGES = (condition: string): string => `
  SELECT m.no, m.id, m.message_id AS "messageId", m.sender, m.client_ip AS ip, m.client_name AS name, m.helo, m.login, m.direction, m.subject,
    m.size_bytes AS "sizeBytes", m.first_seen AS "firstSeen", m.last_seen AS "lastSeen", b.id AS "bounceOf", x.id AS "echoOf"
  FROM (SELECT * FROM messages WHERE ${condition}) m
  LEFT JOIN messages b ON b.no = m.bounce_of LEFT JOIN messages x ON x.no = m.echo_of ORDER BY m.no`

interface DeliveryFacts {
  readonly message: number
  readonly recipient: string | null
  readonly originalRecipient: string | null
  readonly fate: Fate
  readonly placement: Placement
  readonly consequence: Consequence
  readonly evidence: Evidence
  readonly class: FailureId | null
  readonly cause: FailureId | null
  readonly hop: Hop | null
  readonly attempts: number
  readonly firstAttempt: number | null
  readonly lastAttempt: number | null
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
  readonly source: string | null
  readonly sourceId: string | null
  readonly line: number | null
}

/** A verdict is told only where something failed: the reply of what went well is no sign. */
const DELIVERIES = (condition: string): string => `
  SELECT d.message, d.recipient, d.original_recipient AS "originalRecipient", d.fate, d.placement, d.consequence, d.evidence, d.class, d.cause, d.hop,
    d.attempts, d.first_attempt AS "firstAttempt", d.last_attempt AS "lastAttempt", d.code AS "smtpCode", d.dsn AS "enhancedCode", d.reply,
    d.next_hop AS "nextHop", r.rule, r.sign, coalesce(r.confidence, 'none') AS confidence, r.scope, r.permanent, r.clears, r.stage, r.provider,
    s.name AS source, s.id AS "sourceId", d.line
  FROM (SELECT * FROM deliveries WHERE ${condition}) d
  LEFT JOIN replies r ON r.no = d.reply_no AND (d.class IS NOT NULL OR d.cause IS NOT NULL) LEFT JOIN sources s ON s.source = d.source
  ORDER BY d.message, d.pos`

interface Leg {
  readonly message: number
  readonly queueId: string | null
  readonly first: string | null
  readonly last: string | null
}

const LEGS = (condition: string): string => `
  SELECT l.message, l.host || '/' || l.queue_id AS "queueId", f.name AS first, t.name AS last
  FROM (SELECT * FROM legs WHERE ${condition}) l LEFT JOIN sources f ON f.source = l.first_source LEFT JOIN sources t ON t.source = l.last_source
  ORDER BY l.message, l.hop`

const NOTICES = (condition: string): string => `SELECT bounce_of AS message, id FROM messages WHERE ${condition} ORDER BY no`

const ALIASES = (condition: string): string =>
  `SELECT m.no AS message, a.alias AS id FROM aliases a JOIN messages m ON m.id = a.id WHERE ${condition} ORDER BY a.alias`

/** Reads whole messages in the order of their numbers: five questions for all of them together. */
export async function readMessages(rows: Rows, chosen: Chosen): Promise<Message[]> {
  const ask = <Row>(sql: (condition: string) => string, column: string) => rows.rows<Row>(sql(chosen.condition(column)), chosen.params)
  const messages = await ask<MessageRow>(MESSAGES, 'no')
  const deliveries = groupByMessage(await ask<DeliveryFacts>(DELIVERIES, 'message'))
  const legs = groupByMessage(await ask<Leg>(LEGS, 'message'))
  const notices = groupByMessage(await ask<{ readonly message: number; readonly id: string }>(NOTICES, 'bounce_of'))
  const aliases = groupByMessage(await ask<{ readonly message: number; readonly id: string }>(ALIASES, 'm.no'))
  return messages.map((row) => {
    const own = deliveries.get(row.no) ?? []
    return messageOf(row, own, legs.get(row.no) ?? [], ids(notices.get(row.no)), ids(aliases.get(row.no)))
  })
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

function ids(rows: readonly { readonly id: string }[] | undefined): string[] {
  return rows === undefined ? [] : rows.map((row) => row.id)
}

function messageOf(
  row: MessageRow,
  deliveries: readonly DeliveryFacts[],
  legs: readonly Leg[],
  bounces: readonly string[],
  aliases: readonly string[],
): Message {
  const names = [...legs.flatMap((leg) => [leg.first, leg.last]), ...deliveries.map((delivery) => delivery.source)]
  return {
    id: row.id,
    messageId: row.messageId,
    queueIds: legs.map((leg) => leg.queueId).filter((queueId) => queueId !== null),
    sender: row.sender,
    client: { ip: row.ip, name: row.name, helo: row.helo, user: row.login },
    direction: row.direction,
    subject: row.subject,
    sizeBytes: row.sizeBytes,
    firstSeen: isoTime(row.firstSeen),
    lastSeen: isoTime(row.lastSeen),
    sources: [...new Set(names.filter((name) => name !== null))],
    deliveries: deliveries.map(deliveryOf),
    bounceOf: row.bounceOf,
    bounces,
    echoOf: row.echoOf,
    aliases,
  }
}

function deliveryOf(facts: DeliveryFacts): Delivery {
  const { source, sourceId, line } = facts
  return {
    recipient: facts.recipient,
    originalRecipient: facts.originalRecipient,
    fate: facts.fate,
    placement: facts.placement,
    consequence: facts.consequence,
    evidence: facts.evidence,
    class: facts.class,
    cause: facts.cause,
    hop: facts.hop,
    attempts: facts.attempts,
    firstAttempt: isoTime(facts.firstAttempt),
    lastAttempt: isoTime(facts.lastAttempt),
    smtpCode: facts.smtpCode,
    enhancedCode: facts.enhancedCode,
    reply: facts.reply,
    nextHop: facts.nextHop,
    rule: facts.rule,
    sign: facts.sign,
    confidence: facts.confidence,
    scope: facts.scope,
    permanent: facts.permanent,
    clears: facts.clears,
    stage: facts.stage,
    provider: facts.provider,
    lines: source === null || sourceId === null || line === null ? [] : [{ source, sourceId, line }],
  }
}
