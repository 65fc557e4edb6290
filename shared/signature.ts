import type { Provider, Stage } from './failures/failure.ts'
import { operatorOf } from './operators.ts'
import { peel, type ReplyHints, readCodes } from './smtp.ts'
import { hostName } from './wrappers.ts'

/** Kinds of characters, as bits: a token is a run of everything but `blank` and `other`. */
const letter = 1
const digit = 2
const dot = 4
const joint = 8
const blank = 16
const other = 32

const kinds = charKinds()

function charKinds(): Uint8Array {
  const table = new Uint8Array(256).fill(other)
  for (const code of [9, 10, 13, 32]) table[code] = blank
  for (let code = 48; code <= 57; code++) table[code] = digit
  for (let code = 65; code <= 90; code++) table[code] = table[code + 32] = letter
  for (const sign of '_+-~%&?#!$*') table[sign.charCodeAt(0)] = letter
  for (const sign of '@:/=') table[sign.charCodeAt(0)] = joint
  table[46] = dot
  for (let code = 128; code < 256; code++) table[code] = letter
  return table
}

/** The kind of a character code; NaN (behind the end) is `other`. */
function kindOf(code: number): number {
  return code < 256 ? (kinds[code] ?? other) : code > 255 ? letter : other
}

/** Punctuation that ends a sentence or an address, not a name: `. : ? ! - =`. */
function isTrailing(code: number): boolean {
  return code === 46 || code === 58 || code === 63 || code === 33 || code === 45 || code === 61 || code === 35 || code === 42
}

/** An IPv4 address: four runs of one to three digits, a port or prefix length allowed. */
const ipv4 = /^[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}(?:[:/][0-9]{1,5})?$/
/** An IPv6 address: hexadecimal groups with at least two colons; `IPv6:` of address literals allowed. */
const ipv6 = /^(?:IPv6:)?(?=[0-9A-Fa-f.]{0,15}:[0-9A-Fa-f]{0,4}:)[0-9A-Fa-f:.]{2,45}(?:\/[0-9]{1,3})?$/
/** What stands before and behind the last dot of a host name, with a port or not. */
const labels = /^[0-9A-Za-z_-][0-9A-Za-z._-]*$/
const lastLabel = /^[A-Za-z]{2,24}(?::[0-9]{1,5})?$/

/** Whether a token has dots and its last label has letters only. */
function isDomain(token: string): boolean {
  const at = token.lastIndexOf('.')
  return at > 0 && at < 250 && lastLabel.test(token.slice(at + 1)) && labels.test(token.slice(0, at)) && !token.includes('..')
}

/** Exchange's names of steps look like domains: `RESOLVER.ADR.RecipNotFound`. */
const exchangeStep = /^[A-Z]{3,12}\.(?:[A-Z]{3,12}\.)?[A-Z][a-z]/
/** A help page's key tells replies apart: `?p=NoSuchUser`, `#BL000001`. */
const helpKey = /[?&](p=[A-Za-z]{3,60})|#([A-Z]{2}0[0-9]{5})$/

/** Codes that operators document; they look like ids: `AUP#In-1310`, `AUP#IPBL0001`, `OFR004_104`, `LPN007_510`. */
const operatorCode = /^(?:AUP#(?:In|I|Out|O)-[0-9]{4}|AUP#(?:IP|URL)BL[0-9]{3,5}|(?:OFR|LPN|OUK)[0-9]{3}_[0-9]{3})$/i

/** A decimal number or a clock time; versions (`5.7.1`) and ports are neither. */
const quantity = /^[0-9]{1,9}(?:\.[0-9]{1,9}|:[0-9]{2}(?::[0-9]{2})?)$/

/** A moment as Microsoft's servers write it behind their name: `2026-03-02T11:57:01.239Z`. */
const moment = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?(?:Z|[+-][0-9]{2}:[0-9]{2})$/

/** Behind these words a number is a count, however short: Postfix's `rate limit exceeded: 451 from …`. */
const beforeCount = 'exceeded: '

/** Masks a decimal number, a time, or the digits of runs of four and more. */
function maskNumbers(token: string): string {
  return quantity.test(token) ? '<num>' : token.replace(/[0-9]{4,}/g, '<num>')
}

/** How a token looks: which kinds of characters it has. */
interface Shape {
  digits: number
  letters: number
  dots: number
  colons: number
  at: boolean
  equals: boolean
  slashes: number
}

const shape: Shape = { digits: 0, letters: 0, dots: 0, colons: 0, at: false, equals: false, slashes: 0 }

function readShape(token: string): void {
  shape.digits = shape.letters = shape.dots = shape.colons = shape.slashes = 0
  shape.at = shape.equals = false
  for (let index = 0; index < token.length; index++) {
    const code = token.charCodeAt(index)
    if (code >= 48 && code <= 57) shape.digits++
    else if (code === 46) shape.dots++
    else if (code === 58) shape.colons++
    else if (code === 64) shape.at = true
    else if (code === 61) shape.equals = true
    else if (code === 47) shape.slashes++
    else if (code >= 65) shape.letters++
  }
}

/** The mask of one token, or the token itself. */
function maskToken(token: string): string {
  readShape(token)
  const { digits, dots, colons, letters } = shape
  if (digits === 0 && dots === 0 && !shape.at && shape.slashes < 2 && colons < 2) return token
  if (shape.at) return token.length > 1 ? '<addr>' : token
  if (shape.slashes >= 2 && (token.charCodeAt(0) === 47 || token.includes('://'))) return maskPath(token)
  if (shape.equals) return token.split('=').map(maskPlain).join('=')
  if (digits > 0 && dots === 3 && ipv4.test(token)) return '<ip>'
  if (colons >= 2 && !quantity.test(token) && ipv6.test(token)) return '<ip>'
  if (dots > 0 && letters > 0 && isDomain(token) && !exchangeStep.test(token)) return '<domain>'
  if (digits >= 2 && letters > 0 && token.length >= 8 && colons === 0 && shape.slashes === 0)
    return operatorCode.test(token) ? token : '<id>'
  if (colons >= 2 && moment.test(token)) return '<id>'
  if (colons > 0 && letters > 0) return token.split(':').map(maskPlain).join(':')
  if (digits > 0 && letters > 0 && dots > 0 && token.length >= 8) return '<id>'
  return digits >= 2 ? maskNumbers(token) : token
}

/** As {@link maskToken}, for a part of a token: it has no further parts. */
function maskPlain(part: string): string {
  readShape(part)
  if (shape.dots === 3 && ipv4.test(part)) return '<ip>'
  if (shape.dots > 0 && shape.letters > 0 && isDomain(part)) return '<domain>'
  if (shape.digits >= 2 && shape.letters > 0 && part.length >= 8) return '<id>'
  return shape.digits >= 4 ? maskNumbers(part) : part
}

/** A URL keeps its help key; a path of a file goes. */
function maskPath(token: string): string {
  if (token.charCodeAt(0) === 47) return '<id>'
  const key = helpKey.exec(token)
  return key ? `<url ${key[1] ?? key[2]}>` : '<url>'
}

/** Whether a token of a text is a variable part that a signature masks: an address, a name, an id, a long number. */
export function isMaskable(token: string): boolean {
  return maskText(token) !== token
}

/** Where the text goes on behind an address: Google's `[203.0.113.7      15]` has blanks and an internal number there. */
function afterAddress(text: string, from: number): number {
  let at = from
  while (kindOf(text.charCodeAt(at)) === blank) at++
  if (at === from) return from
  const number = at
  while (kindOf(text.charCodeAt(at)) === digit) at++
  return at > number && text.charCodeAt(at) === 93 ? at : from
}

/** `550-5.7.1`, `550-` or `550 5.7.1` again inside a reply that began with it: where it ends, else `start`. */
function afterRepeat(text: string, start: number, end: number, code: string): number {
  if (!text.startsWith(code, start)) return start
  const length = end - start
  if (length > 3 && text.charCodeAt(start + 3) === 45 && (length === 4 || text.charCodeAt(start + 5) === 46)) return end
  if (length !== 3 || text.charCodeAt(end + 2) !== 46) return start
  let at = end + 1
  while ((kindOf(text.charCodeAt(at)) & (digit | dot)) !== 0) at++
  return at
}

/** Whether a blank or an escaped line end (`\\n`) stands at `at`, and how long it is. */
function blankAt(text: string, at: number, code: number): number {
  if (kindOf(code) === blank) return 1
  if (code !== 92) return 0
  const next = text.charCodeAt(at + 1)
  return next === 110 || next === 114 ? 2 : 0
}

/** Where the run of blanks that begins at `at` ends. */
function blanksEnd(text: string, at: number): number {
  let end = at
  for (let length = 1; length > 0; end += length) length = blankAt(text, end, text.charCodeAt(end))
  return end
}

/**
 * Replaces the variable parts of a text by `<ip> <addr> <domain> <id> <num> <url>` and collapses blanks; drops repetitions of the
 * reply code `code`. Linear. Unchanged stretches are copied at once: most of a reply is plain words.
 */
export function maskText(text: string, code = ''): string {
  let out = ''
  let from = 0
  let at = 0
  while (at < text.length) {
    const first = text.charCodeAt(at)
    const gap = blankAt(text, at, first)
    if (gap > 0) {
      const end = blanksEnd(text, at)
      if (end !== at + 1 || first !== 32) {
        out += `${text.slice(from, at)} `
        from = end
      }
      at = end
      continue
    }
    if (kindOf(first) === other) {
      at++
      continue
    }
    let end = at
    let flags = 0
    for (let kind = kindOf(first); kind < blank; kind = kindOf(text.charCodeAt(end))) {
      flags |= kind
      end++
    }
    if (flags <= letter) {
      at = end
      continue
    }
    const repeat = code !== '' && flags !== letter ? afterRepeat(text, at, end, code) : at
    const masked = repeat > at ? '' : maskRun(text, at, end)
    if (masked !== null) {
      out += text.slice(from, at) + masked
      from = repeat > at ? blanksEnd(text, repeat) : masked === '<ip>' ? afterAddress(text, end) : end
      end = from
    }
    at = end
  }
  return out + text.slice(from)
}

/** The mask of the token between two positions, with the punctuation behind it; null when it stays as it is. */
function maskRun(text: string, start: number, end: number): string | null {
  let last = end
  while (last > start && isTrailing(text.charCodeAt(last - 1))) last--
  const token = text.slice(start, last)
  const mask = isCount(text, start, token) ? '<num>' : maskToken(token)
  return mask === token ? null : mask + text.slice(last, end)
}

function isCount(text: string, start: number, token: string): boolean {
  return token.length < 4 && text.startsWith(beforeCount, start - beforeCount.length) && /^[0-9]+$/.test(token)
}

/** What a key is made of beside the text; the engine gives what the line says. */
export interface SignatureHints extends ReplyHints {
  readonly provider?: Provider | null
}

function providerOfHost(host: string | null | undefined): Provider | '' {
  const name = host ? hostName(host) : null
  return (name === null ? null : operatorOf(name)) ?? ''
}

/** The enhanced status in a signature, `5.7.1`; null where it has none. */
export function statusIn(signature: string): string | null {
  return signature.split('|', 4)[3] || null
}

/**
 * The key by which equal replies are counted and classified once: provider, stage, code, enhanced code and the text with
 * its variable parts masked, joined by `|`. Replies that differ only in addresses, names, ids, URLs and long numbers have one key.
 * It runs for every failed delivery of an import.
 */
export function signatureOf(raw: string, hints: SignatureHints = {}): string {
  const peeled = peel(raw)
  const codes = readCodes(peeled.text)
  const code = codes.code ?? hints.code ?? ''
  const stage: Stage | '' = peeled.stage ?? hints.stage ?? ''
  const provider = hints.provider ?? providerOfHost(peeled.host ?? hints.host)
  const rest = peeled.text.charCodeAt(codes.rest) === 32 ? codes.rest + 1 : codes.rest
  const text = maskText(peeled.text.slice(rest), codes.code === null ? '' : String(codes.code))
  return `${provider}|${stage}|${code}|${codes.status ?? hints.status ?? ''}|${text}`
}
