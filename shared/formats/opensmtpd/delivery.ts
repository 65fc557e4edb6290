import type { AttemptAction, LogRecord, Origin } from '../../record.ts'
import { signatureOf } from '../../signature.ts'
import type { Outcome } from '../format.ts'
import { codeAt, statusAt } from '../postfix/words.ts'
import type { Sessions } from './sessions.ts'
import { addressOf, isHex, valueOfKey, wordOf } from './words.ts'

const results = new Map<string, AttemptAction>([
  ['Ok', 'sent'],
  ['TempFail', 'deferred'],
  ['PermFail', 'bounced'],
  ['Loop', 'bounced'],
  ['Expire', 'expired'],
])

/**
 * `mta delivery evpid=… from=<s> to=<r> rcpt=<-> source="ip" relay="ip (host)" delay=1m3s result="Ok" stat="250 …"`; for mailboxes
 * `mda delivery evpid=… rcpt=<r> user=u delay=0s result=Ok stat=Delivered`.
 */
export function readDelivery(text: string, sessions: Sessions, origin: Origin): Outcome {
  const envelope = wordOf(text, ' evpid=', 0)
  const result = text.indexOf(' result=')
  const action = results.get(valueOfKey(text, ' result=', ' stat=', result) ?? '')
  const reply = valueOfKey(text, ' stat=', null, result)
  if (envelope === null || reply === null || action === undefined) return 'unrecognised'
  if (action === 'deferred') sessions.waiting.add(envelope)
  else sessions.waiting.delete(envelope)
  const hop = text.startsWith('mda', 17) ? 'local' : hopOf(valueOfKey(text, ' relay=', ' delay=', 17) ?? 'none')
  return attempt(text, envelope, action, reply, hop, origin)
}

/**
 * What the queue says of an envelope: `relay: Expire for 228ce6b978d0789b: from=<s>, to=<r>, rcpt=<->, delay=4d, stat=…`; `Remove` is
 * the operator's. What was tried keeps its last reply. Null where it is none. Before 6.4 deliveries are told so too: `relay: Ok for …:
 * session=…, from=<s>, …, relay=192.0.2.7 (mx.example.net), delay=1s, stat=250 …`, `delivery: Ok for …: …, user=u, method=maildir, …`.
 */
export function readEnvelope(text: string, sessions: Sessions, origin: Origin): Outcome | null {
  const word = text.indexOf(': ') + 2
  const id = text.indexOf(' for ', word) + 5
  if (word < 2 || id < word || !isHex(text, id, 16) || text.charCodeAt(id + 16) !== 58) return null
  const envelope = text.slice(id, id + 16)
  const prefix = text.slice(word, id - 5)
  const waited = sessions.waiting.delete(envelope)
  const queueId = envelope.slice(0, 8)
  if (prefix === 'Remove') return [{ kind: 'end', action: 'deleted', queueId, origin }]
  const action = results.get(prefix)
  if (action === undefined) return 'unrecognised'
  if (action === 'expired' && waited) return [{ kind: 'expired', queueId, origin }]
  if (action === 'deferred') sessions.waiting.add(envelope)
  const isLocal = text.startsWith('local') || text.startsWith('delivery')
  const hop = isLocal ? 'local' : hopOf(valueOfKey(text, ' relay=', ', delay=', id) ?? 'none')
  return attempt(text, envelope, action, valueOfKey(text, ' stat=', null, id) ?? '', hop, origin)
}

function attempt(text: string, envelope: string, action: AttemptAction, reply: string, nextHop: string, origin: Origin): Outcome {
  const recipient = addressOf(text, ' to=', 0)
  if (recipient === null) return 'unrecognised'
  const named = addressOf(text, ' rcpt=', 0)
  const code = codeAt(reply, 0)
  const dsn = code === null ? null : statusAt(reply, 4)
  const record: LogRecord = {
    kind: 'attempt',
    action,
    queueId: envelope.slice(0, 8),
    agent: nextHop === 'local' ? 'local' : 'smtp',
    recipient,
    originalRecipient: named === null || named === '-' || named === recipient ? null : named,
    nextHop,
    delaySeconds: secondsOf(wordOf(text, ' delay=', 0)?.replace(/,$/, '') ?? ''),
    dsn,
    code,
    reply,
    signature: action === 'sent' ? null : signatureOf(reply, { host: nextHop.includes('.') ? nextHop : null, status: dsn, code }),
    linkedId: action === 'sent' ? linkedIn(reply) : null,
    origin,
  }
  return [record]
}

/** `192.0.2.7 (mx.example.net)` as `mx.example.net[192.0.2.7]`. */
function hopOf(relay: string): string {
  const open = relay.indexOf(' (')
  if (open < 0) return relay
  const ip = relay.slice(0, open)
  const name = relay.slice(open + 2, -1)
  return name === ip ? `[${ip}]` : `${name}[${ip}]`
}

/** The id that another OpenSMTPD gave the mail: `250 2.0.0 5579ac45 Message accepted for delivery`. */
function linkedIn(reply: string): string | null {
  return reply.startsWith('250 2.0.0 ') && isHex(reply, 10, 8) && reply.startsWith(' Message accepted for delivery', 18)
    ? reply.slice(10, 18)
    : null
}

const units = new Map([
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
  ['s', 1],
])

/** Seconds of `4d`, `1h2m`, `1m3s`; null where it is something else. */
function secondsOf(delay: string): number | null {
  let total = 0
  let number = 0
  let figures = 0
  for (const sign of delay) {
    const digit = sign.charCodeAt(0) - 48
    if (digit >= 0 && digit <= 9) {
      number = number * 10 + digit
      figures++
      continue
    }
    const unit = units.get(sign)
    if (unit === undefined) break
    total += number * unit
    number = 0
  }
  return figures > 0 ? total : null
}
