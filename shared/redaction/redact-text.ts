import { lowerAscii } from '../wrappers.ts'
import { isHostName, isIp, type Pseudonyms } from './pseudonyms.ts'

/** Characters of a local part without quotation marks. */
const local = '\\p{L}\\p{N}\\p{M}!#$%&*+/=?^_{|}~.\\\\-'
const domain = '(?:\\[[0-9A-Fa-fIPv:.]{2,60}\\]|[\\p{L}\\p{N}_][\\p{L}\\p{N}_.-]*)'

/**
 * What may name somebody: an address (also with its @ written %40), what has colons, a word. Each alternative begins only where
 * a run of its characters begins, so that a line is read once.
 */
const parts = new RegExp(
  [
    `"[^"@]{1,128}"@${domain}`,
    `(?<![${local}]|[\\p{L}\\p{N}]')(?:[${local}]|(?<=[\\p{L}\\p{N}])'(?=[${local}]))+(?:@|%40)${domain}`,
    '(?<![\\p{L}\\p{N}_.:-])(?:IPv6:)?[0-9A-Fa-f]*:[0-9A-Fa-f:.]+',
    '[\\p{L}\\p{N}_][\\p{L}\\p{N}_.-]*',
  ].join('|'),
  'gu',
)

const word = /[\p{L}\p{N}_][\p{L}\p{N}_.-]*/gu

/** Names of attributes that stand before an address in logs and links. */
const attribute =
  /^(.*(?:^|[?&/:])(?:id|s|r|sender|recipient|rcpt|from|to|user|username|sasl_username|sasl_sender|orig_to|email|mail|mfrom|client)=)(.+)$/su

/** Subjects and other names of several words, found by how they begin. */
export interface Phrases {
  readonly byStart: ReadonlyMap<string, readonly { readonly text: string; readonly pseudonym: string }[]>
}

const START = 4

/** Makes an index of phrases and their pseudonyms. Shorter ones than four characters are left out. */
export function indexPhrases(pseudonyms: ReadonlyMap<string, string>): Phrases {
  const byStart = new Map<string, { readonly text: string; readonly pseudonym: string }[]>()
  for (const [phrase, pseudonym] of pseudonyms) {
    const lower = lowerAscii(phrase)
    for (const text of new Set([lower, lower.replaceAll('"', '""')])) {
      if (text.length < START) continue
      const start = text.slice(0, START)
      const list = byStart.get(start)
      if (list === undefined) byStart.set(start, [{ text, pseudonym }])
      else list.push({ text, pseudonym })
    }
  }
  for (const list of byStart.values()) list.sort((a, b) => b.text.length - a.text.length)
  return { byStart }
}

const wordCharacter = /[\p{L}\p{N}_]/u

/** Replaces every address, host, IP, known name and phrase in text of a log. Linear. */
export function redactText(text: string, pseudonyms: Pseudonyms, phrases: Phrases): string {
  const head = checkedHeader.exec(text)
  if (head === null) return redactPhrases(text, pseudonyms, phrases)
  const start = head.index + head[0].length
  const sender = text.lastIndexOf('; from=<')
  const client = sender < start ? -1 : text.lastIndexOf(' from ', sender)
  const end = client < start ? text.length : client
  const value = head[0].endsWith('Subject: ') ? pseudonyms.subject(text.slice(start, end)) : '(left out)'
  return redactPhrases(text.slice(0, start), pseudonyms, phrases) + value + redactPhrases(text.slice(end), pseudonyms, phrases)
}

/** `header Subject: … from host[ip]; from=<…` of cleanup, and a header line of a mail: what stands behind the name is a stranger's text. */
const checkedHeader = /(?:: (?:header|body) (?:[A-Za-z-]{1,40}: )?|^(?:Subject|Thread-Topic): )/

function redactPhrases(text: string, pseudonyms: Pseudonyms, { byStart }: Phrases): string {
  if (byStart.size === 0) return redactParts(text, pseudonyms)
  const lower = lowerAscii(text)
  let redacted = ''
  let done = 0
  for (let at = 0; at < lower.length; at++) {
    if (at < done || (at > 0 && wordCharacter.test(lower[at - 1] ?? ''))) continue
    const found = byStart.get(lower.slice(at, at + START))?.find((phrase) => isAt(lower, phrase.text, at))
    if (found === undefined) continue
    redacted += redactParts(text.slice(done, at), pseudonyms) + found.pseudonym
    done = at + found.text.length
  }
  return redacted + redactParts(text.slice(done), pseudonyms)
}

function isAt(text: string, phrase: string, at: number): boolean {
  return text.startsWith(phrase, at) && !wordCharacter.test(text[at + phrase.length] ?? '')
}

function redactParts(text: string, pseudonyms: Pseudonyms): string {
  return text.replace(parts, (part) => {
    if (part.includes('@') || part.includes('%40')) return redactAddress(part, pseudonyms)
    return part.includes(':') ? redactColons(part, pseudonyms) : redactWord(part, pseudonyms)
  })
}

/** The text without what of these characters stands at its end. */
function withoutEnd(text: string, characters: string): string {
  let end = text.length
  while (end > 0 && characters.includes(text[end - 1] ?? '')) end--
  return text.slice(0, end)
}

function redactAddress(part: string, pseudonyms: Pseudonyms): string {
  const end = withoutEnd(part, '.-')
  const rest = part.slice(end.length)
  const escaped = end.lastIndexOf('%40')
  const cut = end.includes('@') ? end.lastIndexOf('@') : escaped
  const sign = end.includes('@') ? '@' : '%40'
  const name = end.slice(0, cut)
  const [, before = '', own = name] = attribute.exec(name) ?? (name.startsWith('//') ? /^(.*\/)([^/]+)$/s.exec(name) : null) ?? []
  const address = pseudonyms.address(`${own.replace(/^"|"$/g, '')}@${end.slice(cut + sign.length)}`)
  return redactParts(before, pseudonyms) + (sign === '@' ? address : address.replace('@', '%40')) + rest
}

function redactColons(part: string, pseudonyms: Pseudonyms): string {
  const bare = withoutEnd(part, '.:')
  const end = part.startsWith('::', bare.length) && part.length === bare.length + 2 ? part : bare
  const literal = end.startsWith('IPv6:') ? 'IPv6:' : ''
  if (isIp(end.slice(literal.length))) return literal + pseudonyms.ip(end.slice(literal.length)) + part.slice(end.length)
  return part.replace(word, (each) => redactWord(each, pseudonyms))
}

function redactWord(written: string, pseudonyms: Pseudonyms): string {
  const end = withoutEnd(written, '.-')
  const rest = written.slice(end.length)
  const known = pseudonyms.known(end)
  if (known !== null) return known + rest
  if (isIp(end)) return pseudonyms.ip(end) + rest
  if (isHostName(end)) return pseudonyms.host(end) + rest
  return end.replace(/[\p{L}\p{N}]+/gu, (piece) => pseudonyms.known(piece) ?? piece) + rest
}
