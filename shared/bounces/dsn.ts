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

function diagnosticOf(fields: Fields): string | null {
  const written = fields.get('diagnostic-code')
  const words = untyped(written)
  return words === null || words.length > 8192 ? (words?.slice(0, 8192) ?? null) : words
}

/** Reads one group of a status part; null when it names no recipient. */
function readRecipient(fields: Fields, message: Fields, texts: readonly TextReport[], returned: Returned): ReportedRecipient | null {
  const recipient = recipientOf(fields, 'final-recipient', 'x-actual-recipient', 'original-recipient')
  const action = actionOf(fields)
  if (recipient === null || action === null) return null
  const remoteMta = untyped(fields.get('remote-mta'))
  const status = /[245]\.[0-9]{1,3}\.[0-9]{1,3}/.exec(fields.get('status') ?? '')?.[0] ?? null
  const told = texts.find((text) => text.recipient.toLowerCase() === recipient.toLowerCase())
  const diagnostic = diagnosticOf(fields) ?? told?.reason ?? null
  const failed = action === 'failed' || action === 'delayed'
  return {
    ...nothingReported,
    ...returned,
    kind: 'dsn',
    recipient,
    originalRecipient: recipientOf(fields, 'original-recipient'),
    action,
    enhancedCode: status,
    ...(failed ? judge(diagnostic, status, remoteMta, action === 'delayed') : {}),
    reportingMta: untyped(message.get('reporting-mta')),
    remoteMta,
    diagnostic,
    queueId: message.get('x-postfix-queue-id') ?? null,
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
