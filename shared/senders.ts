import type { Found } from './overview.ts'

/** Messages of one day, in the zone of the case. */
export interface DayVolume {
  /** `2026-03-02` */
  readonly day: string
  readonly messages: number
}

/** The day with most messages; of several the first. */
export function peakOf({ days }: { readonly days: readonly DayVolume[] }): DayVolume {
  return days.reduce((most, day) => (day.messages > most.messages ? day : most), days[0] ?? { day: '', messages: 0 })
}

/** What may be unusual of who sends (`shared/flags.ts` has the rules), in the order in which it is shown. Cases keep these names. */
export const flagNames = [
  'volume',
  'drift',
  'new',
  'off hours',
  'many recipients',
  'one subject',
  'failures',
  'steady retry',
  'sender mix',
  'loop',
  'no auth or TLS',
] as const
export type FlagName = (typeof flagNames)[number]

/** What is unusual. */
export interface Flag {
  readonly flag: FlagName
  /** The rule with its numbers, in a sentence. */
  readonly why: string
  /** Finds the deliveries behind it. */
  readonly query: string
}

/** Until which day of the logs, `2026-03-03` in the zone of the case, something unusual is expected, and why; the reason is empty where a report leaves it out. */
export interface Expected {
  readonly until: string
  readonly reason: string
}

/** A flag with what the user says of it: null where it is not expected, or not any more. */
export interface MarkedFlag extends Flag {
  readonly expected: Expected | null
}

/** That a flag of the row of a key is expected; null takes the mark away. */
export interface ExpectedFlag {
  readonly key: string
  readonly flag: FlagName
  readonly expected: Expected | null
}

/** How much somebody sends and how it fares. A message counts once, its recipients one by one. */
export interface Sending {
  readonly messages: number
  readonly recipients: number
  /** Of the recipients: bounced, expired or refused on entry. */
  readonly failedShare: number
  /** Of the recipients: no such address or domain. */
  readonly unknownShare: number
  readonly firstSeen: string
  readonly lastSeen: string
  /** Median of messages on the days with any. */
  readonly baselinePerDay: number
  /** Until something is found: null and empty. */
  readonly score: number | null
  readonly findings: readonly string[]
  readonly flags: readonly MarkedFlag[]
}

/** What the user calls a device, and what it is; a name of null takes both away. */
export interface DeviceNaming {
  /** Its IP address, or `uid=33` of a user of the server itself, in lower case. */
  readonly device: string
  readonly name: string | null
  readonly kind: string | null
}

/** The key by which a device is named; null where a line names neither. */
export function deviceKey(ip: string | null, login: string | null): string | null {
  return (ip || login)?.toLowerCase() ?? null
}

/** What receivers counted of mail from an address in somebody's name, by their DMARC reports; null where none names the address. */
export interface Reported {
  readonly reportedMessages: number | null
  /** Neither SPF nor DKIM held for the domain of From. */
  readonly reportedFailed: number | null
}

/** Something that hands mail in: one object of `relayscope devices --format ndjson` (contracts: fields are added, never renamed). */
export interface Device extends Sending, Reported {
  /** Null: handed in on the server itself; `user` is then the id of the local user. */
  readonly ip: string | null
  readonly helo: string | null
  readonly user: string | null
  /** As the user calls it, and what it is: null until that is known. */
  readonly name: string | null
  readonly kind: string | null
}

/** An envelope sender: one object of `relayscope senders --format ndjson`. Empty: the null sender of notices. */
export interface Sender extends Sending {
  readonly sender: string
  /** Client addresses that it came from. */
  readonly devices: number
}

/** What a window shows of a row beside its numbers. */
interface SendingRow {
  /** By what marks name it: the list and what it is counted by, as JSON. Stays the same over imports. */
  readonly key: string
  /** Every day from the first to the last of the result, with zeros. */
  readonly days: readonly DayVolume[]
  /** Messages of each stretch of the list's trend, with zeros. */
  readonly trend: readonly number[]
  /** Recipients that bounced, expired or were refused on entry. */
  readonly failed: number
  /** Finds exactly these deliveries, and those that failed. */
  readonly query: string
  readonly failedQuery: string
}

/** `clientName`: as DNS calls it. */
export type DeviceRow = Device & SendingRow & { readonly clientName: string | null }

export type SenderRow = Sender & SendingRow

/** A login: of SMTP, or `uid=33` of a user of the server itself. `devices`: client addresses that it came from. */
export type LoginRow = Sending & SendingRow & { readonly login: string; readonly devices: number }

/** The domain of envelope senders, exactly: a subdomain is one of its own. `senders`: addresses of it. */
export type DomainRow = Sending & SendingRow & { readonly domain: string; readonly senders: number }

/** The commonest subjects of a query. */
export interface Subjects {
  /** With the deliveries of which the subject holds this one, whatever its case. */
  readonly rows: readonly ({ readonly subject: string } & Found)[]
  /** How many subjects there are, but for their case. */
  readonly total: number
}

/** Devices or senders of a query, those that send most first. */
export interface SendingList<Row> {
  readonly rows: readonly Row[]
  /** How many rows there are, though a window may be given fewer. */
  readonly total: number
  /** Messages of the query that name neither client nor sender, and what finds them. */
  readonly unnamed: { readonly messages: number; readonly query: string }
  /** The stretches of each row's `trend`; null where there are no rows. */
  readonly trend: { readonly from: string; readonly bucketSeconds: number } | null
  readonly messages: number
}
