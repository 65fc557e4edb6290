import type { Coverage } from './coverage.ts'
import type { FailureReport } from './failure-report.ts'
import type { ClassId } from './failures/failure.ts'
import type { Delivery, Message, Story } from './message.ts'
import type { Overview } from './overview.ts'
import type { KeptRule } from './own-rules.ts'
import type { OwnClass } from './rules/schema.ts'
import type { DeviceRow, SenderRow, SendingList } from './senders.ts'
import type { SourceReport } from './source-report.ts'

/** More messages than this are listed, not told one by one. */
export const MOST_STORIES = 5

/** More devices and senders than this are counted only. */
export const MOST_TALKERS = 20

/** Rows per list of a report that is read; of one for programs, as many as a table program takes. */
export const READ_ROWS = 50
export const TABLE_ROWS = 20_000

/** One delivery with what its message says of it. */
export interface ReportRow {
  readonly message: Pick<
    Message,
    'id' | 'messageId' | 'queueIds' | 'sender' | 'client' | 'direction' | 'subject' | 'firstSeen' | 'lastSeen' | 'sources'
  >
  readonly delivery: Delivery
}

/** What to send again, what to leave alone; of a query also bounce notices that were lost, what went through, and what was noise. */
export type ReportListKind = 'lost' | 'waiting' | 'notices' | 'passed' | 'noise'

/** Own mail first, the newest first, at most as many rows as were asked for; `query` finds all `count`. */
export interface ReportList {
  readonly kind: ReportListKind
  readonly count: number
  readonly query: string
  readonly rows: readonly ReportRow[]
}

/** A line of a log as it was in the file. */
export interface ReportLine {
  readonly source: string
  readonly sourceId: string
  readonly line: number
  readonly text: string
}

/**
 * What a report can hold or leave out, in the usual order. What it is about, and who made it when, stands above them always. `rules`: the
 * user's own that decided; `lines`: those of the logs, also as examples of causes; `caveats`: what these files cannot show.
 */
export const reportSections = ['summary', 'causes', 'rules', 'deliveries', 'messages', 'lines', 'devices', 'sources', 'caveats'] as const
export type ReportSection = (typeof reportSections)[number]

/** How often each kind of value was replaced by a pseudonym; distinct values. */
export interface Redaction {
  readonly addresses: number
  readonly domains: number
  readonly hosts: number
  readonly ips: number
  readonly names: number
  readonly subjects: number
}

/**
 * Everything that a report says, as data: one object of `relayscope report --output FILE.json` (fields are added, never
 * renamed). Times are ISO 8601 UTC; `zone` is the one in which they are shown to people.
 */
export interface Report {
  readonly version: string
  readonly madeAt: string
  readonly caseName: string
  readonly zone: string
  /** What the user calls it; null: it is called after what it is about. */
  readonly title: string | null
  /** Plain text of the user's, put at its top. */
  readonly note: string | null
  /** What it holds, in this order. JSON holds what is left out as empty lists; of the overview nothing is left out. */
  readonly sections: readonly ReportSection[]
  /** Null: real addresses, names and IPs. */
  readonly redaction: Redaction | null
  /** Of the deliveries that the report is about: `overview.query`, empty for the whole case. */
  readonly overview: Overview
  readonly messages: number
  /** Without noise where the report is about the whole case; a query is taken at its word. */
  readonly causes: readonly FailureReport[]
  /** The first delivery of each cause, for proof. */
  readonly examples: readonly { readonly class: ClassId; readonly rows: readonly ReportRow[] }[]
  /** Rules of the user's own that decided failures of these, most first. */
  readonly ownRules: readonly KeptRule[]
  /** Classes of the user's own. */
  readonly ownClasses: readonly OwnClass[]
  readonly lists: readonly ReportList[]
  readonly devices: SendingList<DeviceRow>
  readonly senders: SendingList<SenderRow>
  /** Each message whole, where there are at most five. */
  readonly stories: readonly Story[]
  /** The lines that decided the deliveries which are listed, by source and line. */
  readonly lines: readonly ReportLine[]
  readonly sources: readonly SourceReport[]
  /** Each source, and all together at the end. */
  readonly coverage: readonly Coverage[]
}
