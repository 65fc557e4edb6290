import type { Provider, Stage } from './failures/failure.ts'
import { hostName, operatorOf, peel, type ReplyHints, readCodes } from './smtp.ts'

/** Kinds of characters; a token is a run of `inToken`, `digit` and `letter`. */
const blank = 0
const other = 1
const digit = 2
const letter = 3
const inToken = 4

const kinds = charKinds()

function charKinds(): Uint8Array {
  const table = new Uint8Array(256).fill(other)
  for (const code of [9, 10, 13, 32]) table[code] = blank
  for (let code = 48; code <= 57; code++) table[code] = digit
  for (let code = 65; code <= 90; code++) table[code] = table[code + 32] = letter
  for (const sign of '._@+-:/~%=&?#!$*') table[sign.charCodeAt(0)] = inToken
  for (let code = 128; code < 256; code++) table[code] = letter
  return table
}

function kindAt(text: string, at: number): number {
  const code = text.charCodeAt(at)
  return code < 256 ? (kinds[code] ?? other) : letter
}

/** Where the token that begins at `start` ends. */
function tokenEnd(text: string, start: number): number {
  let end = start
  while (end < text.length && kindAt(text, end) >= digit) end++
  return end
}

/** Punctuation that ends a sentence or an address, not a name: `. : ? ! - =`. */
function isTrailing(code: number): boolean {
  return code === 46 || code === 58 || code === 63 || code === 33 || code === 45 || code === 61 || code === 35 || code === 42
}

/** An IPv4 address: four runs of one to three digits, a port or prefix length allowed. */
const ipv4 = /^[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}(?:[:/][0-9]{1,5})?$/
/** An IPv6 address: hexadecimal groups with at least two colons; `IPv6:` of address literals allowed. */
const ipv6 = /^(?:IPv6:)?(?=[0-9A-Fa-f.]{0,15}:[0-9A-Fa-f]{0,4}:)[0-9A-Fa-f:.]{2,45}(?:\/[0-9]{1,3})?$/
/** Something with dots whose last label has letters only, with a port or not. */
const domain = /^[0-9A-Za-z_-]{1,63}\.[0-9A-Za-z._-]{0,190}[A-Za-z]{2,24}(?::[0-9]{1,5})?$/
/** Exchange's names of steps look like domains: `RESOLVER.ADR.RecipNotFound`. */
const exchangeStep = /^[A-Z]{3,12}\.(?:[A-Z]{3,12}\.)?[A-Z][a-z]/
/** A help page's key tells replies apart: `?p=NoSuchUser`. */
const helpKey = /[?&](p=[A-Za-z]{3,60})/

/** Masks the digits of a run of four or more, or a decimal number; the rest stays. */
function maskNumbers(token: string): string {
  return /[0-9]{4}/.test(token)
    ? token.replace(/[0-9]{4,}/g, '<num>')
    : /^[0-9]+\.[0-9]+$/.test(token) || /^[0-9:]+:[0-9:]+$/.test(token)
      ? '<num>'
      : token
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
  if (colons >= 2 && ipv6.test(token)) return '<ip>'
  if (dots > 0 && letters > 0 && domain.test(token) && !exchangeStep.test(token)) return '<domain>'
  if (digits >= 2 && letters > 0 && token.length >= 8 && colons === 0 && shape.slashes === 0) return '<id>'
  if (colons > 0 && letters > 0) return token.split(':').map(maskPlain).join(':')
  if (digits > 0 && letters > 0 && dots > 0 && token.length >= 8) return '<id>'
  return digits >= 2 ? maskNumbers(token) : token
}

/** As {@link maskToken}, for a part of a token: it has no further parts. */
function maskPlain(part: string): string {
  readShape(part)
  if (shape.dots === 3 && ipv4.test(part)) return '<ip>'
  if (shape.dots > 0 && shape.letters > 0 && domain.test(part)) return '<domain>'
  if (shape.digits >= 2 && shape.letters > 0 && part.length >= 8) return '<id>'
  return shape.digits >= 4 ? maskNumbers(part) : part
}

/** A URL keeps its help key; a path of a file goes. */
function maskPath(token: string): string {
  if (token.charCodeAt(0) === 47) return '<id>'
  const key = helpKey.exec(token)
  return key ? `<url ${key[1]}>` : '<url>'
}

/** Whether a token of a text is a variable part that a signature masks: an address, a name, an id, a long number. */
export function isMaskable(token: string): boolean {
  return maskText(token) !== token
}

/** `?p=`, brackets of Google (`[203.0.113.7      15]`): blanks and the internal number behind an address are dropped. */
function afterAddress(text: string, from: number): number {
  let at = from
  while (at < text.length && kindAt(text, at) === blank) at++
  if (at === from) return from
  const number = at
  while (at < text.length && kindAt(text, at) === digit) at++
  return at > number && text.charCodeAt(at) === 93 ? at : from
}

/** Replaces the variable parts of a text by `<ip> <addr> <domain> <id> <num> <url>` and collapses blanks. Linear. */
export function maskText(text: string, repeated = ''): string {
  let out = ''
  let at = 0
  let pendingBlank = false
  while (at < text.length) {
    const kind = kindAt(text, at)
    const escaped = text.charCodeAt(at) === 92 && (text.charCodeAt(at + 1) === 110 || text.charCodeAt(at + 1) === 114)
    if (kind === blank || escaped) {
      pendingBlank = out !== ''
      at += escaped ? 2 : 1
      continue
    }
    if (kind === other) {
      out += pendingBlank ? ` ${text.charAt(at)}` : text.charAt(at)
      pendingBlank = false
      at++
      continue
    }
    const end = tokenEnd(text, at)
    let last = end
    while (last > at && isTrailing(text.charCodeAt(last - 1))) last--
    const token = text.slice(at, last)
    at = end
    if (repeated !== '' && token.startsWith(repeated) && isRepeat(token, repeated)) continue
    const mask = maskToken(token)
    out += (pendingBlank ? ' ' : '') + mask + text.slice(last, end)
    pendingBlank = false
    if (mask === '<ip>') at = afterAddress(text, at)
  }
  return out
}

/** `550-5.7.1` or `550-` again inside a reply that began with it. */
function isRepeat(token: string, code: string): boolean {
  return token.length === code.length || (token.charCodeAt(3) === 45 && token.charCodeAt(5) === 46) || token.length === code.length + 1
}

/** What a key is made of beside the text; the engine gives what the line says. */
export interface SignatureHints extends ReplyHints {
  readonly provider?: Provider | null
}

function providerOfHost(host: string | null | undefined): Provider | '' {
  const name = host ? hostName(host) : null
  return (name === null ? null : operatorOf(name)) ?? ''
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
  const text = maskText(peeled.text.slice(codes.rest), codes.code === null ? '' : String(codes.code))
  return `${provider}|${stage}|${code}|${codes.status ?? hints.status ?? ''}|${text}`
}
