import type { Stage } from '../../failures/failure.ts'
import type { LogRecord, Origin, Refusal } from '../../record.ts'
import { signatureOf } from '../../signature.ts'
import { codesOf } from '../../smtp.ts'
import type { Outcome } from '../format.ts'
import { wordAfter } from './words.ts'

const stages: Readonly<Record<string, Stage>> = { SNDR: 'connect', ORIG: 'mail', RCPT: 'rcpt', DATA: 'eod' }

/** Reads `Reject::RCPT::Failed_Rcptto: S:192.0.2.7:mail.example.net P:ESMTP H:mail.example.net F:<s> T:<r>` of qmail-smtpd with SPAMCONTROL, or s/qmail. */
export function readRefusal(text: string, at: number, origin: Origin): Outcome {
  const found = /^Reject::([A-Z]{2,8})::([A-Za-z_]{1,60}): /.exec(text.slice(at, at + 90))
  if (found === null) return 'unrecognised'
  const [, type = '', condition = ''] = found
  const client = wordAfter(text, ' S:', at) ?? ''
  // Addresses of IPv6 hold colons, names do not.
  const colon = client.lastIndexOf(':')
  const [ip, name] = colon < 0 ? [client, ''] : [client.slice(0, colon), client.slice(colon + 1)]
  const helo = wordAfter(text, ' H:', at) ?? ''
  const stage = condition.endsWith('_Auth') ? 'auth' : /helo/i.test(condition) ? 'helo' : (stages[type] ?? null)
  const said = {
    stage,
    clientIp: knownOr(ip),
    clientName: knownOr(name),
    helo: knownOr(helo),
    sender: addressAfter(text, ' F:', at),
    recipient: addressAfter(text, ' T:', at),
    reply: condition.replaceAll('_', ' '),
  }
  return [refusal(said, origin)]
}

function knownOr(word: string): string | null {
  return word === '' || word === 'unknown' ? null : word
}

/** Reads `rblsmtpd: 192.0.2.7 pid 19597 bl.example.org: 451 …`: a list named the client, which is told so and no more. */
export function readBlocked(text: string, origin: Origin): Outcome {
  const found = /^rblsmtpd: ([0-9A-Fa-f.:]{3,45}) pid [0-9]{1,10}:? (?=.)/.exec(text.slice(0, 90))
  if (found === null) return 'ignored'
  const reply = text.slice(found[0].length)
  const { code, status } = codesOf(reply)
  return [refusal({ stage: 'connect', clientIp: found[1] ?? null, dsn: status, code, reply }, origin)]
}

function refusal(said: Partial<Refusal> & Pick<Refusal, 'stage' | 'reply'>, origin: Origin): LogRecord {
  const { stage, dsn = null, code = null, reply } = said
  const absent = { queueId: null, clientIp: null, clientName: null, helo: null, login: null, sender: null, recipient: null }
  return {
    kind: 'refusal',
    action: 'reject',
    ...absent,
    dsn,
    code,
    signature: signatureOf(reply, { stage, status: dsn, code }),
    ...said,
    origin,
  }
}

/** An address, with angle brackets or without; the null sender is ''. */
function addressAfter(text: string, key: string, from: number): string | null {
  const word = wordAfter(text, key, from)
  if (word === null || word === 'unknown') return null
  return word.startsWith('<') && word.endsWith('>') ? word.slice(1, -1) : word
}
