/** The point of an SMTP session at which a server answered (RFC 5321). `eod` is the answer after the message's final dot. */
export type Stage = 'connect' | 'helo' | 'starttls' | 'auth' | 'mail' | 'rcpt' | 'data' | 'eod'

/** Operators whose replies have wording or codes of their own. */
export type Provider =
  | 'google'
  | 'microsoft'
  | 'yahoo'
  | 'apple'
  | 'amazon-ses'
  | 'postfix'
  | 'exim'
  | 'sendmail'
  | 'mimecast'
  | 'proofpoint'
  | 'barracuda'
  | 'cisco'
  | 'cloudflare'
  | 'comcast'
  | 'cox'
  | 'free'
  | 'godaddy'
  | 'laposte'
  | 'mail-ru'
  | 'messagelabs'
  | 'netease'
  | 'orange'
  | 'spectrum'
  | 't-online'
  | 'tencent'
  | 'united-internet'
  | 'yandex'

/** What a failure applies to: the thing that must be mended or that must wait. */
export type Scope = 'customer' | 'user' | 'recipient' | 'ip' | 'domain' | 'message' | 'reputation'

/** What makes the failure go away: nothing, a sliding day, minutes, or somebody changing a configuration. */
export type Clears = 'never' | 'rolling-24h' | 'minutes' | 'config'

/** Who can act: the sender's administrator, the device's owner, the recipient's side, the person who wrote, or nobody (wait). */
export type Actor = 'sender-admin' | 'device-owner' | 'recipient-side' | 'sender' | 'wait'

/** The families in which failures are shown. */
export type Family = 'relay' | 'credentials' | 'limits' | 'recipient' | 'content' | 'network' | 'system'

/** Who refused whom. `own-relay` alone: the relay itself, e.g. a local mailbox, an alias or a filter. */
export type Hop =
  | 'device→own-relay'
  | 'device→google'
  | 'own-relay'
  | 'own-relay→google'
  | 'own-relay→relay'
  | 'own-relay→destination'
  | 'google→destination'

/** Stable ids of the failure classes: stored in cases and printed by the command line, never reused. */
export type FailureId =
  | 'relay-denied'
  | 'relay-credentials'
  | 'relay-sender-unregistered'
  | 'relay-helo-rejected'
  | 'relay-daily-limit'
  | 'relay-peak-limit'
  | 'sender-suspended'
  | 'user-sending-limit'
  | 'rate-limited'
  | 'too-many-recipients'
  | 'tls-required'
  | 'auth-required'
  | 'auth-failed'
  | 'auth-app-password'
  | 'auth-throttled'
  | 'recipient-unknown'
  | 'recipient-domain-bad'
  | 'recipient-policy'
  | 'mailbox-full'
  | 'mailbox-disabled'
  | 'spam-content'
  | 'malware-attachment'
  | 'message-malformed'
  | 'reputation-block'
  | 'sender-auth-fail'
  | 'sender-dns'
  | 'routing-failure'
  | 'next-hop-unknown'
  | 'network-failure'
  | 'tls-failure'
  | 'message-too-large'
  | 'greylisted'
  | 'system-temporary'
  | 'protocol-error'
  | 'expired'
  | 'suppressed'
  | 'unknown'

/** Id of a class of the user's own (`docs/rules.md`): no class of a later version is called so. */
export type OwnClassId = `own-${string}`

/** What a delivery of a case may be put down to. */
export type ClassId = FailureId | OwnClassId

/**
 * One row of evidence. Every part that is given must hold; the sign with the larger sum of weights decides
 * (operator 16 or program 15, phrases 8, stage 4, status 2, code 1), so a provider's words beat its codes, words beat numbers.
 * Equal sums: a phrase that contains the other's phrase is the narrower and decides (`spamhaus` beats `spam`); else the class that
 * stands earlier in `failures/index.ts`.
 */
export interface Sign {
  readonly provider?: Provider
  /** Lower case, at least three characters; each is contained in the normalised reply. */
  readonly phrases?: readonly string[]
  readonly stage?: Stage
  /** `5.2.2`, or `X.2.2` for both 4.2.2 and 5.2.2. */
  readonly status?: string
  /** The three digits, or `4` / `5` for any code of that first digit. */
  readonly code?: number
  /** Short name that makes the rule's id when one class has several rules of one provider: `google/relay-daily-limit-customer`. */
  readonly rule?: string
  /** Overrides of the class's defaults, where the wording tells more. */
  readonly scope?: Scope
  readonly permanent?: boolean
  readonly clears?: Clears
}

/** A remedy's numbered steps, verb first, per hop; `any` where the hop has none of its own. */
export type Steps = Readonly<Partial<Record<Hop, readonly string[]>>> & { readonly any: readonly string[] }

type HopActors = Readonly<Partial<Record<Hop, Actor>>>

/** Of what the own relay does wrong as a client, such as its login: no device can mend it. */
export const ownRelayActors: HopActors = {
  'own-relay→google': 'sender-admin',
  'own-relay→relay': 'sender-admin',
  'own-relay→destination': 'sender-admin',
}

/** A kind of failure: what it means, who can mend it and how, and by what it is recognised. */
export interface FailureClass {
  readonly id: FailureId
  /** Plain words, as shown beside the server's own. */
  readonly title: string
  readonly family: Family
  /** One or two sentences for somebody who does not run mail servers. */
  readonly meaning: string
  readonly scope: Scope
  readonly permanent: boolean
  readonly clears: Clears
  /** 1 information … 5 urgent. */
  readonly severity: 1 | 2 | 3 | 4 | 5
  readonly actor: Actor
  /** Who can act on a hop, if somebody else. */
  readonly hopActors?: HopActors
  readonly steps: Steps
  /** Steps, in the place of those, for a mail that was given back or given up: nothing tries it again. */
  readonly lostSteps?: Readonly<Partial<Record<Hop | 'any', readonly string[]>>>
  /** What makes it worse, or wastes time. */
  readonly doNot: string
  /** Where the facts were read: a URL of a specification or a provider's page. */
  readonly source: string
  /** Where the steps of a hop were read, if elsewhere. */
  readonly hopSources?: Readonly<Partial<Record<Hop, string>>>
  readonly signs: readonly Sign[]
  /** Replies as servers write them, each decided by one of this class's signs. */
  readonly examples: readonly string[]
}

/** What is shown and advised of a class, of Relayscope or of the user's own. */
export interface Advice extends Omit<FailureClass, 'id' | 'signs' | 'examples'> {
  readonly id: ClassId
}

/** A row of evidence in a provider's table: the class that it means, and a reply that it decides. */
export interface ProviderSign extends Sign {
  readonly failure: FailureId
  readonly provider: Provider
  /** A reply as the provider writes it. */
  readonly example: string
}

/** What a row of a provider's table tells beside its class. */
export type RowDetails = Pick<Sign, 'scope' | 'permanent' | 'clears' | 'code' | 'stage'>

/** A row as a table writes it: name, phrase or phrases, class, an example of the provider's wording, and what the wording tells more. */
export type ProviderRow = readonly [
  rule: string,
  phrases: string | readonly string[],
  failure: FailureId,
  example: string,
  details?: RowDetails | undefined,
]

/** The table of one provider as rows of evidence. */
export function providerSigns(provider: Provider, rows: readonly ProviderRow[]): readonly ProviderSign[] {
  return rows.map(([rule, phrases, failure, example, details]) => ({
    failure,
    provider,
    rule,
    phrases: typeof phrases === 'string' ? [phrases] : phrases,
    example,
    ...details,
  }))
}

/** Rows of one phrase each, for wordings that need nothing else. */
export function words(...phrases: readonly string[]): readonly Sign[] {
  return phrases.map((phrase) => ({ phrases: [phrase] }))
}

/** Rows of one enhanced status each, for replies without telling words. */
export function statuses(...found: readonly string[]): readonly Sign[] {
  return found.map((status) => ({ status }))
}

/** Where Google says what it does about spam from a relay, and asks administrators to do. */
export const relaySpamPolicy = 'https://support.google.com/a/answer/6389191'

/** Google's rules for spam from a relay, as steps of every class by which it shows. */
export const relaySpamSteps: readonly string[] = [
  'Look for the spam alert that Google mails to the super administrators: it lists the accounts, users and others (addresses of your domain that are no users, and whatever gives your domain in HELO).',
  'Search Reporting › Email log search in the Admin console with the public address of the relay as Sender IP: it shows which of them sent what, and how much.',
  'Act within 24 hours: then Google suspends each user who still sends spam, and says so in a second alert. Of the others a second alert comes too, but those you must block yourself: the device, or its address at the relay.',
  'Keep them suspended and blocked until the source is found and stopped (an infected device, an open relay, a stolen password). Only then restore users under Directory › Users.',
]

/** Names of public blocklists: the only names that signs may contain. The longer name stands before the one that it contains. */
export const blocklists = [
  'zen.spamhaus.org',
  'sbl-xbl.spamhaus.org',
  'dbl.spamhaus.org',
  'spamhaus',
  'b.barracudacentral.org',
  'barracudacentral.org',
  'bl.spamcop.net',
  'spamcop.net',
  'dnsbl.sorbs.net',
  'sorbs.net',
  'psbl.surriel.com',
  'uceprotect',
  'ix.dnsbl.manitu.net',
  'truncate.gbudb.net',
  'multi.uribl.com',
  'uribl.com',
  'surbl.org',
  'dnsbl.dronebl.org',
  'cbl.abuseat.org',
  'ubl.unsubscore.com',
  'spamrl.com',
  'hostkarma',
  'mailspike.net',
  'nordspam.com',
  'invaluement',
  'backscatterer.org',
  's5h.net',
  'spfbl.net',
  'senderscore.com',
  'abusix.zone',
] as const
