import type { FieldName } from './fields.ts'
import type { BareReading, ClauseReading, FieldClause, Place, PlainClause } from './syntax.ts'
import { quote } from './tokens.ts'
import { readValues } from './values.ts'

const address = /^[^\s@<>"]{1,64}@[^\s@<>"]{1,255}$/
const pattern = /^[^\s<>"]{0,64}@[^\s<>"]{1,255}$/
const envelope = /^(?:(from|to|orig_to)=)?<([^<>\s]{0,320})>[,;:]?$/
const messageId = /^(?:message-id=)?(<[^<>\s]{1,990}>)[,;]?$/
const ipv4 = /^(?:\d{1,3}\.){3}\d{1,3}(?:\/\d{1,2})?$/
const ipv6 = /^(?=[^:]*:[^:]*:)[0-9A-Fa-f:]{2,45}(?:\.\d{1,3}){0,3}$/
const enhanced = /^[245]\.(?:\d{1,3}|\*)\.(?:\d{1,3}|\*)$/
const reply = /^[45]\d\d$/
const hexQueue = /^[0-9A-F]{6,15}$/
const longQueue = /^[0-9B-DF-HJ-NP-TV-Zb-df-hj-np-tv-z]{10,20}$/
const eximQueue = /^[0-9A-Za-z]{6}-[0-9A-Za-z]{6,11}-[0-9A-Za-z]{2,4}$/
const sendmailQueue = /^[0-9A-Za-z]{8}\d{6,10}$/
const ownId = /^[0-9a-hjkmnp-tv-z]{12}$/
const domainName = /^@?(?:[A-Za-z0-9_*](?:[A-Za-z0-9_*-]{0,62})\.){1,20}[A-Za-z*][A-Za-z0-9*-]{0,62}$/

/** What a text without a field was taken for, and what that means. */
export interface BareMeaning {
  readonly reading: BareReading
  readonly means: PlainClause
}

/** Whether a text with colons is an IPv6 address and not a field with its value. */
export function isIpv6(text: string): boolean {
  return ipv6.test(text)
}

/** Reads a text without a field: the box takes any id. Quoted text is always words. */
export function readBare(text: string, quoted: boolean, place: Place): BareMeaning {
  if (!quoted) {
    const named = readNamed(text, place)
    if (named !== null) return named
  }
  return { reading: 'words', means: { kind: 'words', text, place } }
}

function readNamed(text: string, place: Place): BareMeaning | null {
  const one = (field: FieldName, value: string): FieldClause => ({ kind: 'field', field, values: readValues(field, value, false), place })
  const either = (...parts: readonly PlainClause[]): PlainClause => ({ kind: 'some', parts, place })
  const logged = envelope.exec(text)
  if (logged?.[1] !== undefined) {
    return { reading: 'address', means: one(logged[1] === 'from' ? 'from' : 'to', logged[2] === '' ? '<>' : logged[2]!) }
  }
  const msgid = messageId.exec(text)
  if (msgid) return { reading: 'message-id', means: one('msgid', msgid[1]!) }
  const trimmed = text.replace(/[,;:]$/, '')
  const unbracketed = trimmed.replace(/^\[|\]$/g, '')
  if (isAddressOf(unbracketed)) return { reading: 'ip', means: one('ip', unbracketed) }
  if (enhanced.test(trimmed)) return { reading: 'code', means: one('code', trimmed) }
  if (reply.test(trimmed)) return { reading: 'status', means: one('status', trimmed) }
  const isPattern = trimmed.includes('*')
  if (address.test(trimmed) || (isPattern && pattern.test(trimmed))) {
    const sides = [one('from', trimmed), one('to', trimmed)]
    return { reading: 'address', means: either(...sides, ...(isPattern ? [] : [one('msgid', `<${trimmed}>`)])) }
  }
  if (domainName.test(trimmed)) {
    const domain = trimmed.replace(/^@/, '')
    return { reading: 'domain', means: either(one('domain', domain), one('fromdomain', domain)) }
  }
  if (isOwnId(trimmed)) return { reading: 'id', means: either(one('id', trimmed), one('queue', trimmed)) }
  if (isQueueId(trimmed)) return { reading: 'queue-id', means: one('queue', trimmed) }
  return null
}

function isAddressOf(text: string): boolean {
  if (ipv6.test(text)) return true
  if (!ipv4.test(text)) return false
  const [ip, bits] = text.split('/')
  return ip!.split('.').every((part) => Number(part) <= 255) && Number(bits ?? 0) <= 32
}

/** Ids made here are 12 characters of lower-case letters and digits, with at least two digits: no word looks so. */
function isOwnId(text: string): boolean {
  return ownId.test(text) && digits(text) >= 2
}

function isQueueId(text: string): boolean {
  if (hexQueue.test(text) && digits(text) >= 2) return true
  if (longQueue.test(text) && digits(text) >= 2 && /[A-Za-z]/.test(text)) return true
  return (eximQueue.test(text) && digits(text) >= 1) || (sendmailQueue.test(text) && digits(text) >= 7)
}

function digits(text: string): number {
  return text.replace(/\D/g, '').length
}

const described: Readonly<Record<BareReading, (text: string) => string>> = {
  address: (text) => `sender or recipient contains ${text}${text.includes('*') ? '' : ', or it is the Message-ID'}`,
  ip: (text) => `client or next hop has the IP ${text}`,
  'message-id': (text) => `Message-ID contains ${text}`,
  'queue-id': (text) => `queue id contains ${text}`,
  id: (text) => `message ${text}`,
  code: (text) => `enhanced status code is ${text}`,
  status: (text) => `SMTP reply code is ${text}`,
  domain: (text) => `sender's or recipient's domain is ${text}`,
  words: (text) => `an address, id, reply, subject or line contains “${text}”`,
}

/** How a text without a field was read, with the readings that it could have had instead. */
export function describeBare(text: string, quoted: boolean, reading: BareReading, place: Place, source: string): ClauseReading {
  const others: { text: string; reading: string }[] = []
  const offer = (field: FieldName, words: string) => others.push({ text: `${field}:${text}`, reading: `${words} contains ${text}` })
  if (reading === 'address' && !text.includes('=')) {
    offer('from', 'sender')
    offer('to', 'recipient')
    offer('msgid', 'Message-ID')
  }
  if (reading === 'domain') {
    offer('domain', "recipient's domain")
    offer('fromdomain', "sender's domain")
    offer('relay', 'next hop')
    offer('device', 'device')
  }
  if (reading === 'ip' && !text.includes('/')) offer('relay', 'next hop')
  if (reading === 'id' || reading === 'queue-id') offer('msgid', 'Message-ID')
  if (reading === 'words' && !quoted) {
    offer('from', 'sender')
    offer('to', 'recipient')
    offer('queue', 'queue id')
  }
  if (reading !== 'words') others.push({ text: quote(text), reading: described.words(text) })
  const word = described[reading](text)
  return { place, text: source, reading: word, others }
}
