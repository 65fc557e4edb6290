import { blocklists } from '../failures/failure.ts'
import { operatorOf } from '../operators.ts'
import type { Redaction } from '../report.ts'
import { isCommonWord } from './vocabulary.ts'

/** Pseudonyms of one report: the same for the same value, apart from upper and lower case. They are numbered as they are met. */
export interface Pseudonyms {
  /** `user3@domain1.example`, for an address with or without a domain; a Message-ID that was met keeps its own. */
  address(written: string): string
  /** `host2.domain1.example`; names of big operators and blocklists stay, without what stands before them where that may name somebody. */
  host(written: string): string
  /** `ip-4`; `lan-ip-4` of a private network. 127.0.0.1 and ::1 stay. */
  ip(written: string): string
  /** A host, login or device whose name has no domain: `name-5`. Common words stay. */
  name(written: string): string
  subject(written: string): string
  /** `id7@domain1.example` */
  messageId(written: string): string
  /** The pseudonym of a word that is known from a name, a user or a domain; null of any other. */
  known(word: string): string | null
  counts(): Redaction
}

const ipv4 = /^[0-9]{1,3}(?:\.[0-9]{1,3}){3}$/

/** Whether text is an IP address, with the brackets and the prefix of address literals taken off. */
export function isIp(text: string): boolean {
  if (ipv4.test(text)) return true
  const groups = text.split(':')
  if (groups.length < 3 || groups.length > 9 || !groups.every((group) => /^[0-9a-f]{0,4}$/i.test(group) || ipv4.test(group))) return false
  return text.includes('::') ? /[0-9a-f]/i.test(text) : groups.length === 8
}

const privateIp = /^(?:10\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2[0-9]|3[01])\.|f[cd][0-9a-f]{2}:|fe80:)/i
const loopback = /^(?:127\.0\.0\.1|::1)$/

/** Ends of files that look like ends of domains. */
const fileEnds: ReadonlySet<string> = new Set(['cf', 'db', 'conf', 'log', 'gz'])

/** Whether a word without blanks is the name of a host or a domain. */
export function isHostName(word: string): boolean {
  const at = word.lastIndexOf('.')
  const last = word.slice(at + 1)
  return at > 0 && !word.includes('..') && /^(?:[\p{L}]{2,24}|xn--[a-z0-9-]{2,59})$/iu.test(last) && !fileEnds.has(last.toLowerCase())
}

/** Second labels under which organisations register: `example.co.uk`. */
const registries: ReadonlySet<string> = new Set(['co', 'com', 'org', 'net', 'ac', 'gov', 'edu', 'or', 'ne', 'gv', 'go'])

function registered(host: string): string {
  const labels = host.split('.')
  const deep = labels.length > 2 && labels.at(-1)?.length === 2 && registries.has(labels.at(-2) ?? '')
  return labels.slice(deep ? -3 : -2).join('.')
}

/** The end of a name that says only which operator or blocklist it is of; null of any other name. */
function publicEnd(host: string): string | null {
  const list = blocklists.find((name) => name.includes('.') && (host === name || host.endsWith(`.${name}`)))
  if (list !== undefined) return list
  if (operatorOf(host) === null) return null
  return registered(host)
}

/** What pseudonyms look like within a text, so that a reader sees what was replaced. What a log says may look so by chance. */
export const pseudonymPattern =
  /(?<![\p{L}\p{N}_@.-])(?:(?:user|id)[0-9]+(?:(?:@|%40)[\p{L}\p{N}.-]*[\p{L}\p{N}])?|host[0-9]+\.[\p{L}\p{N}.-]*[\p{L}\p{N}]|domain[0-9]+(?:\.example)?|(?:lan-)?ip-[0-9]+|name-[0-9]+|(?:subject|file|Cause) [0-9]+|\(left out\))(?![\p{L}\p{N}_-])/gu

/** A number for each value of a kind. */
function numbered(): { of(value: string): number; has(value: string): boolean; size(): number } {
  const numbers = new Map<string, number>()
  return {
    of: (value) => {
      const number = numbers.get(value) ?? numbers.size + 1
      numbers.set(value, number)
      return number
    },
    has: (value) => numbers.has(value),
    size: () => numbers.size,
  }
}

/** Makes the pseudonyms of one report. */
export function createPseudonyms(): Pseudonyms {
  const kinds = {
    users: numbered(),
    domains: numbered(),
    hosts: numbered(),
    ips: numbered(),
    names: numbered(),
    subjects: numbered(),
    ids: numbered(),
  }
  const words = new Map<string, string>()
  const learn = (word: string, least: number, pseudonym: string): void => {
    if (word.length >= least && !isCommonWord(word) && !words.has(word)) words.set(word, pseudonym)
  }
  const name = (written: string): string => {
    const lower = written.toLowerCase()
    if (isCommonWord(lower) || lower === '') return written
    const pseudonym = words.get(lower) ?? `name-${kinds.names.of(lower)}`
    learn(lower, 2, pseudonym)
    return pseudonym
  }
  const host = (written: string): string => {
    const lower = written.toLowerCase().replace(/(?<!\.)\.+$/, '')
    if (isIp(lower)) return ip(lower)
    if (!isHostName(lower)) return name(written)
    const end = publicEnd(lower)
    // Google's own hosts name nobody; in front of other operators' names stands a customer, or an address that was looked up.
    if (end === lower || (end !== null && operatorOf(lower) === 'google' && !/(?:[0-9]{1,3}[.-]){3}[0-9]/.test(lower))) return written
    if (end !== null) return `host${kinds.hosts.of(lower)}.${end}`
    const domain = registered(lower)
    const pseudonym = `domain${kinds.domains.of(domain)}.example`
    learn(domain.slice(0, domain.indexOf('.')), 4, `domain${kinds.domains.of(domain)}`)
    return domain === lower ? pseudonym : `host${kinds.hosts.of(lower)}.${pseudonym}`
  }
  const ip = (written: string): string => {
    const lower = written.toLowerCase()
    return loopback.test(lower) ? written : `${privateIp.test(lower) ? 'lan-ip' : 'ip'}-${kinds.ips.of(lower)}`
  }
  const at = (written: string, kind: 'users' | 'ids', prefix: string): string => {
    const lower = written.toLowerCase()
    const cut = lower.lastIndexOf('@')
    const local = cut < 0 ? lower : lower.slice(0, cut)
    if (cut < 0 && isCommonWord(local)) return written
    const pseudonym = `${prefix}${kinds[kind].of(lower)}`
    if (kind === 'users') for (const part of [local, local.replace(/\+.*/s, '')]) learn(part, 3, pseudonym)
    return cut < 0 ? pseudonym : `${pseudonym}@${host(lower.slice(cut + 1).replace(/^\[(?:ipv6:)?|\]$/g, ''))}`
  }
  return {
    address: (written) => {
      if (written === '') return ''
      return kinds.ids.has(written.toLowerCase()) ? at(written, 'ids', 'id') : at(written, 'users', 'user')
    },
    host,
    ip,
    name,
    subject: (written) => `subject ${kinds.subjects.of(written.trim().toLowerCase())}`,
    messageId: (written) => at(written, 'ids', 'id'),
    known: (word) => words.get(word.toLowerCase()) ?? null,
    counts: () => ({
      addresses: kinds.users.size(),
      domains: kinds.domains.size(),
      hosts: kinds.hosts.size(),
      ips: kinds.ips.size(),
      names: kinds.names.size(),
      subjects: kinds.subjects.size(),
    }),
  }
}
