import { oc, type } from '@orpc/contract'
import { z } from 'zod'
import { type Coverage, MOST_SEARCHED } from './coverage.ts'
import { type Facet, facetFields } from './facets.ts'
import type { FailureReport } from './failure-report.ts'
import type { ClassId, Hop } from './failures/failure.ts'
import type { Hours } from './hours.ts'
import { mappingSchema } from './mapping/mapping.ts'
import { type FileSample, ownMapping, type RememberedMapping, type RememberedMappings } from './mapping/own.ts'
import type { Direction, Fate, Outcome, Story } from './message.ts'
import type { Overview, Volume } from './overview.ts'
import type { KeptRules, RuleEffects } from './own-rules.ts'
import { type Report, TABLE_ROWS } from './report.ts'
import type { ReportedSending } from './reported-sending.ts'
import type { RuleChange } from './rules/kept.ts'
import { type OwnClass, ruleChanges } from './rules/schema.ts'
import {
  type DeviceNaming,
  type DeviceRow,
  type DomainRow,
  type ExpectedFlag,
  flagNames,
  type LoginRow,
  type SenderRow,
  type SendingList,
  type Subjects,
} from './senders.ts'
import type { ImportProgress, SourceReport } from './source-report.ts'
import { yearSources, zoneSources } from './time.ts'

/** A case as the list of recent ones shows it. `id` is a handle given by the host, never a path. */
export interface RecentCase {
  readonly id: string
  readonly name: string
  readonly messages: number | null
  readonly firstTime: string | null
  readonly lastTime: string | null
  readonly openedAt: string
  readonly missing: boolean
}

/** The open case. `generation` grows with every change of what is derived. */
export interface CaseSummary {
  readonly id: string
  readonly name: string
  readonly generation: number
  readonly messages: number
  readonly deliveries: number
  readonly firstTime: string | null
  readonly lastTime: string | null
  readonly sources: number
  readonly organisation: Organisation
  /** Classes of the user's own. */
  readonly ownClasses: readonly OwnClass[]
}

/** What is open and what is being imported: ids, or null. */
export interface Present {
  readonly caseId: string | null
  readonly jobId: string | null
}

/** Whose mail is "own": guessed at import until the user says otherwise. */
export interface Organisation {
  readonly domains: readonly string[]
  /** CIDR ranges. */
  readonly networks: readonly string[]
  readonly domainsGuessed: boolean
  readonly networksGuessed: boolean
  /** IANA zone, or null: the machine's, marked assumed. */
  readonly zone: string | null
}

/** One row of the messages table: one delivery. */
export interface DeliveryRow {
  /** Position in the present result, from 0. */
  readonly row: number
  readonly messageId: string
  readonly time: string
  readonly sender: string | null
  readonly recipient: string | null
  readonly subject: string | null
  readonly fate: Fate
  readonly outcome: Outcome
  readonly class: ClassId | null
  readonly cause: ClassId | null
  readonly hop: Hop | null
  readonly nextHop: string | null
  readonly clientIp: string | null
  readonly clientName: string | null
  readonly login: string | null
  /** What the user calls the device. */
  readonly deviceName: string | null
  readonly direction: Direction
  readonly delaySeconds: number | null
  readonly attempts: number
}

/** A value of a facet with its number of deliveries under the present query (without that facet's own clause). */
export interface FacetValue {
  readonly value: string
  readonly count: number
}

/** What a query found. `clauses`: how each part was read; `error`: what is wrong, with the part's place in the text. */
export interface QueryReport {
  readonly total: number
  readonly messages: number
  readonly generation: number
  readonly firstTime: string | null
  readonly lastTime: string | null
  readonly outcomes: readonly FacetValue[]
  readonly classes: readonly FacetValue[]
  readonly directions: readonly FacetValue[]
  /** When nothing was found: each clause with the count if it were removed. */
  readonly without: readonly { readonly clause: string; readonly count: number }[]
}

export type SortColumn = 'time' | 'sender' | 'recipient' | 'fate' | 'class' | 'attempts'

/** A raw line. `recognised` false: the format did not understand it. */
export interface RawLine {
  readonly line: number
  readonly text: string
  readonly recognised: boolean
}

const query = z.string().max(4_000)
const sending = z.object({ query, limit: z.number().int().min(1).max(2_000) })
const handle = z.string().min(1).max(200)

/** Everything that crosses from a window to the engine. Errors carry a code of shared/errors.ts and a sentence. */
export const contract = {
  cases: {
    recent: oc.output(type<readonly RecentCase[]>()),
    /** The open case, or null. */
    current: oc.output(type<CaseSummary | null>()),
    open: oc.input(z.object({ id: handle })).output(type<CaseSummary>()),
    /** Opens a case whose file was handed in; refused for a copy that came by upload. */
    openHanded: oc.input(z.object({ file: handle })).output(type<CaseSummary>()),
    create: oc.input(z.object({ name: z.string().max(120).optional() })).output(type<CaseSummary>()),
    close: oc.output(type<null>()),
    /** Takes the case off the list; the file stays. */
    forget: oc.input(z.object({ id: handle })).output(type<null>()),
    /** Tells at once, and after every change by whatever window or host, what is open. */
    watch: oc.output(type<AsyncIterableIterator<Present>>()),
  },
  imports: {
    /** Starts a job over files handed in before (uploads, or a dialog of the desktop); makes a case when none is open. */
    start: oc
      .input(
        z.object({
          files: z.array(handle).min(1).max(10_000),
          format: z.string().max(40).optional(),
          zone: z.string().max(60).optional(),
          year: z.number().int().min(1990).max(2100).optional(),
          /** How files of this header are read that no format knows; before what is remembered. */
          own: ownMapping.optional(),
        }),
      )
      .output(type<{ readonly jobId: string }>()),
    /** Makes a new case and imports the sample into it: three days of an invented organisation (shared/sample). */
    sample: oc.output(type<{ readonly jobId: string }>()),
    /** The present job's progress until it ends; ends at once when none runs. Survives a reload. */
    progress: oc.output(type<AsyncIterableIterator<ImportProgress>>()),
    cancel: oc.input(z.object({ jobId: handle })).output(type<null>()),
    /** Lets go of files that were handed in and not imported, and of a case that was made for them and is empty. */
    discard: oc.input(z.object({ files: z.array(handle).max(10_000) })).output(type<null>()),
  },
  /** How the user has told to read files that no format knows. Kept by the host for all cases, without a line of a log. */
  mappings: {
    list: oc.output(type<RememberedMappings>()),
    /** The first lines of a file that was handed in. */
    sample: oc.input(z.object({ file: handle })).output(type<FileSample>()),
    /** Keeps one for the next files of its header, in the place of another for it; 'file-unreadable' says what is wrong with it or with that. */
    remember: oc.input(ownMapping).output(type<RememberedMapping>()),
    forget: oc.input(z.object({ id: handle })).output(type<null>()),
  },
  sources: {
    list: oc.output(type<readonly SourceReport[]>()),
    /** Reads the source again, from the lines kept in the case. */
    reread: oc
      .input(
        z.object({
          id: handle,
          zone: z.string().max(60).optional(),
          year: z.number().int().min(1990).max(2100).optional(),
          /** As a report said them: what a change is undone with. */
          zoneSource: z.enum(zoneSources).optional(),
          yearSource: z.enum(yearSources).optional(),
          /** In the place of the mapping that it was read by. */
          mapping: mappingSchema.optional(),
        }),
      )
      .output(type<SourceReport>()),
    /** Says what the source is the result of searching for; null: not known. */
    setSearched: oc
      .input(z.object({ id: handle, searched: z.string().trim().min(1).max(MOST_SEARCHED).nullable() }))
      .output(type<SourceReport>()),
    /** Hides the source at once; `restore` takes it back until the case is closed. */
    remove: oc.input(z.object({ id: handle })).output(type<null>()),
    restore: oc.input(z.object({ id: handle })).output(type<null>()),
    lines: oc
      .input(
        z.object({
          id: handle,
          from: z.number().int().min(1),
          count: z.number().int().min(1).max(2_000),
          only: z.enum(['all', 'unrecognised']).optional(),
        }),
      )
      .output(type<{ readonly lines: readonly RawLine[]; readonly total: number }>()),
  },
  organisation: {
    /** Replaces what was guessed; null returns to the guess. Everything derived follows. */
    set: oc
      .input(
        z.object({
          domains: z.array(z.string().max(253)).max(1_000).nullable().optional(),
          networks: z.array(z.string().max(50)).max(1_000).nullable().optional(),
          zone: z.string().max(60).nullable().optional(),
        }),
      )
      .output(type<CaseSummary>()),
  },
  /** Names that the user gives to devices. Both answer with the namings that undo them. */
  names: {
    set: oc
      .input(
        z.object({
          namings: z
            .array(
              z.object({
                device: z.string().min(1).max(320),
                name: z.string().trim().min(1).max(80).nullable(),
                kind: z.string().trim().min(1).max(80).nullable(),
              }),
            )
            .min(1)
            .max(100_000),
        }),
      )
      .output(type<readonly DeviceNaming[]>()),
    /** Takes the names of a CSV handed in before; 'file-unreadable' says which line is wrong, and nothing is taken then. */
    importFile: oc.input(z.object({ file: handle })).output(type<readonly DeviceNaming[]>()),
  },
  /** What the user expects of what is unusual. */
  expected: {
    /** Answers with the marks that undo it. `until`: a day of the calendar; `key`: of a row of `senders`. */
    set: oc
      .input(
        z.object({
          marks: z
            .array(
              z.object({
                key: z.string().min(1).max(4_000),
                flag: z.enum(flagNames),
                expected: z.object({ until: z.iso.date(), reason: z.string().trim().min(1).max(200) }).nullable(),
              }),
            )
            .min(1)
            .max(1_000),
        }),
      )
      .output(type<readonly ExpectedFlag[]>()),
  },
  /** Rules of the user's own, each as JSON (docs/rules.md). */
  rules: {
    get: oc.output(type<KeptRules>()),
    /** Takes steps, all or none; answers with those that undo them. 'not-found': changed meanwhile; 'file-unreadable': too much for a case. */
    change: oc.input(ruleChanges).output(type<readonly RuleChange[]>()),
    /** The text of a file handed in before; nothing is kept. 'file-unreadable' says what is wrong with it. */
    readFile: oc.input(z.object({ file: handle })).output(type<string>()),
    /** What `change` would change. */
    preview: oc.input(ruleChanges).output(type<RuleEffects>()),
  },
  /** The whole case at a glance. */
  overview: oc.output(type<Overview>()),
  messages: {
    report: oc.input(z.object({ query })).output(type<QueryReport>()),
    window: oc
      .input(
        z.object({
          query,
          sort: z.enum(['time', 'sender', 'recipient', 'fate', 'class', 'attempts']),
          descending: z.boolean(),
          offset: z.number().int().min(0),
          limit: z.number().int().min(1).max(1_000),
          /** One position table per tab is kept. */
          tab: handle,
        }),
      )
      .output(type<{ readonly rows: readonly DeliveryRow[]; readonly total: number; readonly generation: number }>()),
    /** The deliveries of a query over the time that they cover. */
    histogram: oc.input(z.object({ query })).output(type<Volume>()),
    /** The same by weekday and hour. */
    hours: oc.input(z.object({ query })).output(type<Hours>()),
    /** The commonest subjects of a query, where they are known. */
    subjects: oc.input(z.object({ query, limit: z.number().int().min(1).max(100) })).output(type<Subjects>()),
    /** The commonest values of a field under a query, without that field's own clauses. */
    facet: oc
      .input(
        z.object({
          query,
          field: z.enum(facetFields),
          limit: z.number().int().min(1).max(2_000),
          /** Only values with this text in them. */
          containing: z.string().max(200).optional(),
        }),
      )
      .output(type<Facet>()),
    /** `not-found` when neither an id nor an alias of this case. */
    story: oc.input(z.object({ id: handle })).output(type<Story>()),
  },
  failures: {
    /** Classes with their signatures, those that hit the user's mail most first. */
    report: oc.input(z.object({ query })).output(type<readonly FailureReport[]>()),
  },
  senders: {
    /** Own and internal mail by who handed it in, or by envelope sender, login, sender's domain; of strangers only when the query has `direction:`. */
    devices: oc.input(sending).output(type<SendingList<DeviceRow>>()),
    addresses: oc.input(sending).output(type<SendingList<SenderRow>>()),
    logins: oc.input(sending).output(type<SendingList<LoginRow>>()),
    domains: oc.input(sending).output(type<SendingList<DomainRow>>()),
    /** Who sends in the user's name from where, by the word of receivers (DMARC), and how others could encrypt (TLS reports). */
    reported: oc.input(z.object({ limit: z.number().int().min(1).max(TABLE_ROWS) })).output(type<ReportedSending>()),
  },
  /** Everything that a report of the case or of a query says; `rows`: of each list. Real names: the window redacts. */
  report: oc.input(z.object({ query, rows: z.number().int().min(1).max(TABLE_ROWS) })).output(type<Report>()),
  /** What time the sources really cover: each, and all together at the end. */
  coverage: oc.output(type<readonly Coverage[]>()),
}

export type Contract = typeof contract
