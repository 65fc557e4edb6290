import { parseReply } from '../smtp.ts'
import { addressIn, type Fields, fieldGroups, type Mail, untyped } from './mail.ts'
import { type BounceAction, judge, nothingReported, type ReportedRecipient } from './reported.ts'
import type { Returned } from './returned.ts'
import type { TextReport } from './text-bounce.ts'

/** Types of the part that programs read (RFC 3464, RFC 6533). */
const statusTypes = new Set(['message/delivery-status', 'message/global-delivery-status'])

const actions: readonly BounceAction[] = ['failed', 'delayed', 'delivered', 'relayed', 'expanded']

/** Most recipients that are read of one mail. */
const mostRecipients = 10_000

/** An instant of RFC 5322 as ISO 8601, or null. */
export function instant(date: string | undefined | null): string | null {
  if (!date || date.length > 200) return null
  const at = Date.parse(date.replace(/\([^()]*\)/g, '').trim())
  return Number.isNaN(at) ? null : new Date(at).toISOString().replace('.000Z', 'Z')
}

function actionOf(fields: Fields): BounceAction | null {
  const word = (fields.get('action') ?? '').toLowerCase()
  const named = actions.find((action) => word.startsWith(action))
  if (named) return named
  if (word.startsWith('fail')) return 'failed'
  const digit = /^[245]/.exec(fields.get('status') ?? '')?.[0]
  return digit === '2' ? 'delivered' : digit === '4' ? 'delayed' : digit === '5' || word !== '' ? 'failed' : null
}

/** `xn--` and utf-8 addresses alike; the escapes `\x{41}` of utf-8-addr-xtext are undone (RFC 6533, 3). */
function recipientOf(fields: Fields, ...names: readonly string[]): string | null {
  for (const name of names) {
    const written = fields.get(name)
    if (written === undefined) continue
    const plain = (untyped(written) ?? '').replace(/\\x\{([0-9A-Fa-f]{2,6})\}/g, (whole, hex: string) => {
      const point = Number.parseInt(hex, 16)
      return point > 0x10ffff ? whole : String.fromCodePoint(point)
    })
    const address = addressIn(plain) ?? (plain === '' ? null : plain.replace(/^<|>$/g, ''))
    if (address !== null && address !== '') return address
  }
  return null
}

/** Whether an address names a host with a domain. */
function hasPublicHost(address: string): boolean {
  const at = address.indexOf('@')
  return at !== -1 && address.includes('.', at)
}

/**
 * Who failed: the final recipient. Its original is preferred where the final one is an address of another network (X.400) or of a
 * host that nobody outside knows.
 */
function namedRecipient(fields: Fields): string | null {
  const last = recipientOf(fields, 'final-recipient', 'x-actual-recipient')
  const original = recipientOf(fields, 'original-recipient')
  if (last === null || original === null) return last ?? original
  const isForeign = /^x400\s{0,9};/i.test(fields.get('final-recipient') ?? '') || !hasPublicHost(last)
  return isForeign && hasPublicHost(original) ? original : last
}

function actualRecipient(fields: Fields, recipient: string): string | null {
  const actual = recipientOf(fields, 'x-actual-recipient')
  return actual === null || !actual.includes('@') || actual.toLowerCase() === recipient.toLowerCase() ? null : actual
}

function diagnosticOf(fields: Fields): string | null {
  const written = fields.get('diagnostic-code')
  const words = untyped(written)
  return words === null || words.length > 8192 ? (words?.slice(0, 8192) ?? null) : words
}

/** The server's name: Gmail ends it with a dot and explains it in brackets, Apple adds the connection. */
function serverOf(fields: Fields): string | null {
  const [name = ''] = (untyped(fields.get('remote-mta')) ?? '').split('(', 1)
  return name.trim().replace(/\.$/, '') || null
}

/** Reads one group of a status part; null when it names no recipient. */
function readRecipient(fields: Fields, message: Fields, texts: readonly TextReport[], returned: Returned): ReportedRecipient | null {
  const named = namedRecipient(fields)
  const action = actionOf(fields)
  if (named === null || action === null) return null
  const remoteMta = serverOf(fields)
  const [, status = null, comment] = /([245]\.[0-9]{1,3}\.[0-9]{1,3})(?:\s{1,9}\(([^()]{1,500})\))?/.exec(fields.get('status') ?? '') ?? []
  const told = texts.find((text) => text.recipient.toLowerCase() === named.toLowerCase()) ?? (texts.length === 1 ? texts[0] : undefined)
  // `@mx.example.net` is a host; the text names the recipient.
  const recipient = named.startsWith('@') && told ? told.recipient : named
  const written = diagnosticOf(fields)
  const diagnostic = (written !== null && /[a-z]/i.test(written) ? written : (told?.reason ?? written)) ?? comment ?? null
  const failed = action === 'failed' || action === 'delayed'
  return {
    ...nothingReported,
    ...returned,
    kind: 'dsn',
    recipient,
    originalRecipient: recipientOf(fields, 'original-recipient'),
    actualRecipient: actualRecipient(fields, recipient),
    action,
    enhancedCode: status,
    ...(failed ? judge(diagnostic, status, remoteMta, action === 'delayed') : { smtpCode: parseReply(diagnostic ?? '').code }),
    reportingMta: untyped(message.get('reporting-mta')),
    remoteMta,
    diagnostic,
    queueId: message.get('x-postfix-queue-id') ?? returned.queueId,
    arrival: instant(message.get('arrival-date')),
  }
}

/**
 * Reads the delivery status of RFC 3464: one report per recipient group, whatever carries the part.
 *
 * @param texts what the part for people says, for groups without a diagnostic code
 */
export function readDsn(mail: Mail, texts: readonly TextReport[], returned: Returned): readonly ReportedRecipient[] {
  const found: ReportedRecipient[] = []
  const parts = mail.parts.filter((part) => statusTypes.has(part.type))
  // Where the structure was lost on the way, the fields stand in the text.
  if (parts.length === 0 && /^Final-Recipient:/im.test(mail.text)) parts.push({ type: 'message/delivery-status', text: mail.text })
  for (const part of parts) {
    const groups = fieldGroups(part.text)
    const message = groups.find((group) => group.has('reporting-mta') || group.has('arrival-date')) ?? new Map<string, string>()
    for (const group of groups) {
      if (found.length >= mostRecipients) return found
      const report = readRecipient(group, message, texts, returned)
      if (report) found.push(report)
    }
  }
  return found
}
