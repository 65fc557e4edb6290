import { blocklistIn, lookupPage } from './lookup-pages.ts'

/** What a reply states beside its class; each is null when the reply does not say it. */
export interface Facts {
  /** Name of the blocklist, lower case: `zen.spamhaus.org`. */
  readonly blocklist: string | null
  /** The page on which that list, or the operator, says why: an address to copy. */
  readonly lookup: string | null
  /** Seconds after which the server asks to be tried again. */
  readonly retryAfterSeconds: number | null
  /** Which documented limit the reply names: `google-relay/customer-24h`, `size`, `recipients-per-message` … */
  readonly limit: string | null
  /** The number that the reply gives for that limit (bytes, recipients). */
  readonly limitValue: number | null
  /** Where the recipient is reached now, as the reply says. */
  readonly newAddress: string | null
  /** Google's key of a help page: `NoSuchUser` of `?p=NoSuchUser`. */
  readonly helpKey: string | null
  /** The other side's id of the transaction, which its support asks for: Google's `d2e1a72fcca58-84ccsm303b3a.3`, Microsoft's server, time and id … */
  readonly transactionId: string | null
  /** The client's public address as the other side saw it: `[203.0.113.7      15]`. */
  readonly clientIp: string | null
}

/** Longest reply that is read. */
const longest = 8192

const units: readonly (readonly [string, number])[] = [
  ['h', 3600],
  ['m', 60],
  ['s', 1],
]

/** `in 5 minutes`, `wait 60 seconds`, `after 00:04:33`. */
function retryAfter(text: string): number | null {
  const clock = /(?:in|after|for|wait) ([0-9]{1,2}):([0-9]{2}):([0-9]{2})(?![0-9:])/.exec(text)
  if (clock) return Number(clock[1]) * 3600 + Number(clock[2]) * 60 + Number(clock[3])
  const found =
    /(?:retry|again|wait|back|after|least|greylisted)[a-z ,]{0,24}? ([0-9]{1,5}) ?(h(?:ou)?rs?|min(?:ute)?s?|sec(?:ond)?s?|[hms])(?![a-z])/.exec(
      text,
    )
  if (!found) return null
  const unit = units.find(([letter]) => found[2]?.startsWith(letter))
  return Number(found[1]) * (unit?.[1] ?? 1)
}

/** Limits by the words that name them. */
const limits: readonly (readonly [string, string])[] = [
  ['peak smtp relay limit', 'google-relay/customer-10min'],
  ['daily smtp relay limit exceeded for user', 'google-relay/user-24h'],
  ['daily smtp relay limit exceeded for customer', 'google-relay/customer-24h'],
  ['daily smtp relay sending limit', 'google-relay/customer-24h'],
  ['daily user sending limit', 'gmail/user-24h'],
  ['daily sending quota', 'gmail/user-24h'],
  ['exceeds size limit', 'size'],
  ['message size limit', 'size'],
  ['fixed limit', 'size'],
  ['maximum message size', 'size'],
  ['too many recipients', 'recipients-per-message'],
  ['tenant external recipient rate limit', 'microsoft/tenant-external-24h'],
  ['limit for sending email to external recipients', 'microsoft/tenant-external-24h'],
  ['daily limit for message recipients', 'microsoft/recipients-24h'],
  ['max emails per hour', 'domain-1h'],
  ['maximum sending rate', 'sending-rate'],
  ['daily message quota', 'account-24h'],
  ['submission quota', 'account-24h'],
]

/** The limit that the words name, and the number given for it. */
function limitOf(text: string): { readonly limit: string | null; readonly limitValue: number | null } {
  const named = limits.find(([words]) => text.includes(words))
  if (!named) return { limit: null, limitValue: null }
  const value =
    /(?:size limit|limit of|limit is|fixed limit|maximum of|max(?:imum)?(?: message)? size(?: of)?|maximum is)[ :=]{1,3}([0-9]{1,12})(?![0-9.])/.exec(
      text,
    )
  return { limit: named[1], limitValue: value ? Number(value[1]) : null }
}

/** Ids of transactions by what stands around them. */
const transactionIds: readonly RegExp[] = [
  /(?:^| )([0-9a-z]{6,32}(?:-[0-9a-z]{6,48})?\.[0-9]{1,4}) - (?:gcdp|gsmtp)/,
  /\[([A-Z0-9]{4,30}\.[A-Za-z0-9.-]{3,80}\.outlook\.com [0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{8,20}Z [0-9A-F]{16})\]/,
  /DOC-1369#[0-9]{3} \[([A-Za-z0-9_-]{16,40}\.[a-z]{2}[0-9]{1,4})\]/,
  /postmaster\.(?:gmx|web|mail|1und1|ionos)\.[a-z]{2,3}\/[A-Za-z/]{2,40}\?[A-Za-z0-9=&.:_-]{1,120}&r=([A-Za-z0-9_-]{8,60})/,
  /help\.mail\.ru\/notspam-support\/id\?c=([A-Za-z0-9_-]{4,200})/,
]

/** The first id of a transaction that the reply holds. */
function transactionIdOf(line: string): string | null {
  for (const pattern of transactionIds) {
    const found = pattern.exec(line)?.[1]
    if (found !== undefined) return found
  }
  return null
}

/** `please try <y@example.com>`, `has moved to y@example.com`, `new address is …`. */
function newAddressOf(line: string): string | null {
  const found =
    /(?:[Pp]lease try|has moved to|moved to|[Nn]ew address(?: is)?|changed to|now at|instead use|use instead)[ :]{1,3}<?([A-Za-z0-9._%+=-]{1,64}@[A-Za-z0-9.-]{1,255})/.exec(
      line,
    )
  return found?.[1]?.replace(/[.-]{1,9}$/, '') ?? null
}

/** Reads what a reply states. Linear; reads at most 8,192 characters. */
export function factsOf(raw: string): Facts {
  const line = raw.slice(0, longest).replace(/\\r\\n|\\n|\\r|[\r\n\t]/g, ' ')
  const text = line.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
  const help = /[?&]p=([A-Za-z]{3,60})/.exec(line)
  const address = /\[([0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}|[0-9a-f]{1,4}:[0-9a-f:]{2,40})(?: {1,20}[0-9]{1,3})?\]/.exec(
    text.slice(Math.max(0, text.indexOf(' said: '), text.indexOf(' refused to talk to me: ')), longest),
  )
  const blocklist = blocklistIn(text)
  return {
    blocklist,
    lookup: lookupPage(line, blocklist),
    retryAfterSeconds: retryAfter(text),
    ...limitOf(text),
    helpKey: help?.[1] ?? null,
    transactionId: transactionIdOf(line),
    newAddress: newAddressOf(line),
    clientIp: text.includes('gsmtp') || help ? (address?.[1] ?? null) : null,
  }
}
