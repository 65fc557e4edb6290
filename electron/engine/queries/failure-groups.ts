import type { Accepted, FailureGroup, FailureReport, FailureSignature, Hit, HopRemedy } from '../../../shared/failure-report.ts'
import type { ClassId, Hop, Provider, Stage } from '../../../shared/failures/failure.ts'
import { failureOf } from '../../../shared/failures/index.ts'
import type { Confidence } from '../../../shared/message.ts'
import { type Mta, mtaOf } from '../../../shared/mtas/index.ts'
import { narrowQuery } from '../../../shared/query/narrow.ts'
import { quote } from '../../../shared/query/tokens.ts'
import { remedyOf } from '../../../shared/remedy.ts'
import type { OwnClass } from '../../../shared/rules/schema.ts'
import { type DeviceNames, nameOf } from './device-names.ts'
import { isoTime } from './question.ts'

/** A class, or one signature of it. */
interface GroupRow {
  readonly no: number
  readonly class: ClassId
  readonly whole: boolean
  readonly deliveries: number
  readonly messages: number
  readonly lost: number
  readonly lostNotices: number
  readonly waiting: number
  readonly noise: number
  readonly first: number
  readonly last: number
  readonly signatures: number
  readonly signature: string | null
  readonly exemplar: string | null
  readonly provider: Provider | null
  readonly stage: Stage | null
  readonly rule: string | null
  readonly sign: string | null
  readonly confidence: Confidence | null
}

interface HitRow {
  readonly no: number
  readonly field: 'recipient' | 'sender' | 'device' | 'hop'
  readonly value: string
  readonly deliveries: number
}

interface GoodRow {
  readonly no: number
  readonly via: Accepted['by']
  readonly name: string
  readonly side: 'before' | 'after'
  readonly time: number
  readonly id: string
}

/** What was counted, group by group. */
export interface FailureRows {
  readonly groups: readonly GroupRow[]
  readonly hits: readonly HitRow[]
  readonly good: readonly GoodRow[]
  readonly names: DeviceNames
  /** Classes of the user's own. */
  readonly own: readonly OwnClass[]
  /** Of the case. */
  readonly mta: Mta | null
}

const clauseOf: Readonly<Record<'recipient' | 'sender' | 'device', (value: string) => string>> = {
  recipient: (value) => `to:${quote(value)}`,
  sender: (value) => (value === '' ? 'from:<>' : `from:${quote(value)}`),
  device: (value) => `device:${quote(value)}`,
}

/** Makes the answer: classes that hit the user's mail most first. `text`: the query under which was counted. */
export function failureReports(text: string, rows: FailureRows): readonly FailureReport[] {
  const hits = grouped(rows.hits)
  const good = grouped(rows.good)
  const of = (row: GroupRow) => {
    const query = queryOf(text, row)
    return groupOf(row, query, { hits: hits.get(row.no) ?? [], good: good.get(row.no) ?? [], names: rows.names })
  }
  const signaturesOf = (id: ClassId) => rows.groups.filter((row) => !row.whole && row.class === id)
  return rows.groups
    .filter((row) => row.whole)
    .map((row) => {
      const failure = failureOf(row.class, rows.own)
      const remedies = remediesOf(row.class, hits.get(row.no) ?? [], rows)
      return {
        class: row.class,
        title: failure.title,
        family: failure.family,
        severity: failure.severity,
        actor: remedies[0]?.remedy.actor ?? failure.actor,
        ...of(row),
        remedies,
        signatures: signaturesOf(row.class).map((signature) => ({ ...signatureOf(signature), ...of(signature) })),
        signatureCount: row.signatures,
      }
    })
    .sort((a, b) => b.deliveries - b.noise - (a.deliveries - a.noise) || b.deliveries - a.deliveries || (a.class < b.class ? -1 : 1))
}

function grouped<Row extends { readonly no: number }>(rows: readonly Row[]): ReadonlyMap<number, readonly Row[]> {
  const groups = new Map<number, Row[]>()
  for (const row of rows) {
    const group = groups.get(row.no)
    if (group === undefined) groups.set(row.no, [row])
    else group.push(row)
  }
  return groups
}

function queryOf(text: string, row: GroupRow): string {
  if (row.whole) return narrowQuery(text, `class:${row.class}`)
  return narrowQuery(text, `class:${row.class}`, row.signature === null ? '-sig:*' : `sig:${quote(row.signature)}`)
}

function groupOf(row: GroupRow, query: string, { hits, good, names }: Omit<FailureRows, 'groups' | 'mta' | 'own'>): FailureGroup {
  const hit = (field: 'recipient' | 'sender' | 'device'): readonly Hit[] =>
    hits
      .filter((each) => each.field === field)
      .map(({ value, deliveries }) => ({
        value,
        name: field === 'device' ? nameOf(names, value, null) : null,
        deliveries,
        query: narrowQuery(query, clauseOf[field](value)),
      }))
  const accepted = (side: GoodRow['side']): Accepted | null => {
    const found = good.find((each) => each.side === side)
    return found === undefined ? null : { time: isoTime(found.time), messageId: found.id, by: found.via, name: found.name }
  }
  return {
    deliveries: row.deliveries,
    messages: row.messages,
    lost: row.lost,
    lostNotices: row.lostNotices,
    waiting: row.waiting,
    noise: row.noise,
    firstSeen: isoTime(row.first),
    lastSeen: isoTime(row.last),
    lastGood: accepted('before'),
    acceptedAgain: accepted('after'),
    recipients: hit('recipient'),
    senders: hit('sender'),
    devices: hit('device'),
    query,
  }
}

function signatureOf(row: GroupRow): Omit<FailureSignature, keyof FailureGroup> {
  return {
    signature: row.signature,
    exemplar: row.exemplar,
    provider: row.provider,
    stage: row.stage,
    rule: row.rule,
    sign: row.sign,
    confidence: row.confidence ?? 'none',
  }
}

/** The most frequent first: sources of different formats may be of one mail server. */
function remediesOf(id: ClassId, hits: readonly HitRow[], { mta: caseMta, own }: Pick<FailureRows, 'mta' | 'own'>): readonly HopRemedy[] {
  const counts = new Map<string, Omit<HopRemedy, 'remedy'>>()
  for (const { field, value, deliveries } of hits) {
    if (field !== 'hop') continue
    const [word = '', ...formats] = value.split(' ')
    const hop = word === '' ? null : (word as Hop) // Written by the derivation from the closed set of Hop.
    const mta = mtaOf(formats.join(' ')) ?? caseMta
    const key = `${word} ${mta}`
    counts.set(key, { hop, mta, deliveries: (counts.get(key)?.deliveries ?? 0) + deliveries })
  }
  return [...counts.values()]
    .sort((a, b) => b.deliveries - a.deliveries)
    .map(({ hop, mta, deliveries }) => ({ hop, mta, deliveries, remedy: remedyOf(id, { hop, mta, own }) }))
}
