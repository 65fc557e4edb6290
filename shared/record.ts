import type { Stage } from './failures/failure.ts'
import type { Placement } from './message.ts'

/** When, where and by whom a line was written: what the carrier (syslog, journald …) says, whatever the program. */
export interface Origin {
  /**
   * Microseconds. `zoned`: since the Unix epoch, UTC. Otherwise the writer's civil time, counted as if it were UTC;
   * `yearless`: and in the year 2000 (a leap year, so that every date exists). Year, zone and fold are resolved after
   * parsing, in file order.
   */
  readonly stamp: number
  readonly zoned: boolean
  readonly yearless: boolean
  /** The line says a time of day only; its day is the one in the file's name. */
  readonly dayless?: true
  /** As written; '' where the carrier names none. */
  readonly host: string
  /** The tag as written, e.g. `postfix/submission/smtpd`; may be cut (`postfix`). */
  readonly program: string
  /** 0 where none is given. */
  readonly pid: number
}

/** The mail came in: by SMTP (`client=`), locally (`uid=`) or again (`orig_id=`). */
export interface Arrival {
  readonly kind: 'arrival'
  readonly queueId: string
  readonly clientIp: string | null
  readonly clientName: string | null
  /** SASL user, or `uid=N` of a local submission. */
  readonly login: string | null
  /** Envelope sender, where the line says it (pickup). */
  readonly sender: string | null
  /** The queue id that this mail had before (requeued, or handed on by a filter that passes it). */
  readonly linkedId: string | null
  /** As the client called itself, where the log has it. */
  readonly helo?: string | null
  /** Where the log has it. */
  readonly subject?: string | null
}

/** Message-ID as the header has it, with its angle brackets; null where the mail has none. */
export interface MessageId {
  readonly kind: 'message-id'
  readonly queueId: string
  readonly messageId: string | null
}

/** The mail is in the queue with its envelope sender ('' is the null sender). Repeated on every retry. */
export interface Queued {
  readonly kind: 'queued'
  readonly queueId: string
  readonly sender: string
  readonly sizeBytes: number
  readonly recipients: number
}

/**
 * One attempt to deliver to one recipient, with its result.
 * `deliverable` and `undeliverable` are address probes, not mail; `discarded` was swallowed although the log calls it sent;
 * `expanded` was replaced by other recipients (alias, .forward).
 */
export type AttemptAction = 'sent' | 'deferred' | 'bounced' | 'expired' | 'deliverable' | 'undeliverable' | 'discarded' | 'expanded'

export interface Attempt {
  readonly kind: 'attempt'
  readonly action: AttemptAction
  readonly queueId: string
  /** Who delivers, without instance and service: `smtp`, `lmtp`, `local`, `virtual`, `pipe`, `error`, `discard`. */
  readonly agent: string
  readonly recipient: string
  readonly originalRecipient: string | null
  /** `host[ip]:port` as logged, or `local`, `virtual`, `none`, the name of a pipe. */
  readonly nextHop: string
  readonly delaySeconds: number | null
  /** Enhanced status code. */
  readonly dsn: string | null
  /** Last SMTP reply code in the reply, where there is one. */
  readonly code: number | null
  /** The text in the outermost last parentheses, verbatim. */
  readonly reply: string
  /** Key of the reply for classification; null for what succeeded. */
  readonly signature: string | null
  /** Queue id at the next hop (`queued as X`, `forwarded as X`). */
  readonly linkedId: string | null
}

/** One try at one server that was not the end of the attempt (`host X said: 4xx`, `connect to X: refused`). */
export interface Interim {
  readonly kind: 'interim'
  /** Null where the line names none (`connect to …`). */
  readonly queueId: string | null
  readonly reply: string
  readonly signature: string
}

/** A decision about a mail or a recipient before or while it is queued. Only `reject` refuses; `warn` lets pass. */
export type RefusalAction = 'reject' | 'discard' | 'hold' | 'redirect' | 'filter' | 'warn'

export interface Refusal {
  readonly kind: 'refusal'
  readonly action: RefusalAction
  /** Null before queueing (NOQUEUE). */
  readonly queueId: string | null
  readonly stage: Stage | null
  readonly clientIp: string | null
  readonly clientName: string | null
  readonly helo: string | null
  readonly login: string | null
  readonly sender: string | null
  readonly recipient: string | null
  readonly dsn: string | null
  readonly code: number | null
  readonly reply: string
  readonly signature: string
}

/** A bounce notice was made: `queueId` is the mail reported, `linkedId` the notice. */
export interface Notice {
  readonly kind: 'notice'
  readonly action: 'failure' | 'delay' | 'success' | 'postmaster'
  readonly queueId: string
  readonly linkedId: string
}

/** The mail left the queue: `removed` when done, `deleted` by an operator, `canceled` by its client before the end. */
export interface End {
  readonly kind: 'end'
  readonly action: 'removed' | 'deleted' | 'canceled'
  readonly queueId: string
}

/** The mail was given up: true of every recipient still open. */
export interface Expired {
  readonly kind: 'expired'
  readonly queueId: string
}

/** An operator or a rule stopped the mail, let it go, or put it back into the queue. */
export interface Held {
  readonly kind: 'held'
  readonly action: 'hold' | 'release' | 'requeue'
  readonly queueId: string
}

/** A client's SMTP session: delimits the transactions refused before queueing. */
export interface Session {
  readonly kind: 'session'
  readonly action: 'connect' | 'lost'
  readonly clientIp: string | null
  readonly clientName: string | null
  /** Of `lost`: where the client went away. */
  readonly stage: Stage | null
  /** Queue id of the transaction that was lost, where the server says it. */
  readonly queueId: string | null
}

/**
 * What became of a mail for one recipient by the word of another system: a row of an export, or a recipient group of a
 * bounce. `accepted`: taken in, nothing said yet of its way on; `relayed`: taken by the next server; `delivered`: into a mailbox;
 * `rejected`: refused before it was taken in.
 */
export type ReportAction =
  | 'accepted'
  | 'relayed'
  | 'delivered'
  | 'expanded'
  | 'deferred'
  | 'quarantined'
  | 'bounced'
  | 'expired'
  | 'rejected'

/** Another system's account of a mail, which needs no line in these logs. The origin's host names who reports. */
export interface Report {
  readonly kind: 'report'
  readonly action: ReportAction
  /** What was read: a format's id, or the kind of bounce. */
  readonly agent: string
  /** The reporter's own id of the mail, where it says one. */
  readonly queueId: string | null
  readonly messageId: string | null
  readonly sender: string | null
  readonly recipient: string | null
  readonly originalRecipient: string | null
  /** Who handed the mail to the reporter. */
  readonly clientIp: string | null
  /** The server that answered. */
  readonly nextHop: string | null
  readonly dsn: string | null
  readonly code: number | null
  readonly reply: string
  /** Key of the reply for classification; null where nothing failed. */
  readonly signature: string | null
  readonly subject: string | null
  readonly sizeBytes: number | null
  readonly placement: Placement | null
  /** Whether the mail left the user's organisation or came to it, where the report says so. */
  readonly direction: 'sent' | 'received' | null
  /** When the reporter took the mail, microseconds since 1970, where a bounce says it and the mail's own date lies in the hour before. */
  readonly arrivedMicros?: number | null
  /** Who handed the mail to the reporter, as the header says that a bounce returns. */
  readonly handedBy?: string | null
}

/** Who may send in the user's name: an entry of a list of users, at no time. `alias`: another address of a user. */
export interface Registration {
  readonly kind: 'registration'
  readonly action: 'user' | 'alias' | 'suspended'
  readonly sender: string
}

/**
 * How many mails in the name of a domain a receiver had from one address over a period, by its DMARC aggregate report. The origin
 * is the receiver and the beginning of the period.
 */
export interface DmarcCount {
  readonly kind: 'dmarc'
  /** What the receiver did with them by the domain's policy; `pass`: nothing, as they are genuine (RFC 9990). */
  readonly action: 'none' | 'quarantine' | 'reject' | 'pass'
  readonly clientIp: string
  /** Whose policy was asked, and what it says. */
  readonly domain: string | null
  readonly policy: string | null
  /** Domains of the header's From and of the envelope. */
  readonly headerFrom: string | null
  readonly envelopeFrom: string | null
  readonly envelopeTo: string | null
  readonly messages: number
  /** Whether each holds for the domain of the header's From. */
  readonly dkim: 'pass' | 'fail'
  readonly spf: 'pass' | 'fail'
  /** Each signature and SPF by itself: `dkim=example.com/selector:pass spf=example.net:fail`. */
  readonly results: string
  readonly reportId: string | null
  /** End of the period, microseconds since 1970. */
  readonly until: number
}

/** How many sessions with the servers of a domain were encrypted as its policy asks, by a TLS report; `failure`: those that failed for one reason. */
export interface TlsCount {
  readonly kind: 'tls'
  readonly action: 'sessions' | 'failure'
  readonly domain: string | null
  /** `sts`, `tlsa`, `no-policy-found`. */
  readonly policy: string | null
  /** Of a failure: the address that sent, the server that was called, the kind of failure. */
  readonly clientIp: string | null
  readonly nextHop: string | null
  readonly reason: string | null
  readonly passed: number
  readonly failed: number
  readonly reportId: string | null
  /** End of the period, microseconds since 1970. */
  readonly until: number
}

/** What one line of a log said, without its origin. */
export type Statement =
  | Arrival
  | MessageId
  | Queued
  | Attempt
  | Interim
  | Refusal
  | Notice
  | End
  | Expired
  | Held
  | Session
  | Report
  | Registration
  | DmarcCount
  | TlsCount

/** What one line of a log said, typed. */
export type LogRecord = Statement & { readonly origin: Origin }
