import type { LogRecord, Origin, Refusal } from '../../record.ts'
import { signatureOf } from '../../signature.ts'
import type { Row } from '../../table.ts'
import { bracketed, reportsOf } from '../export/report.ts'
import { numberIn } from '../export/table.ts'
import { Dialogue, type Settled } from '../microsoft/dialogue.ts'
import { addressIn } from '../microsoft/trace.ts'

/** Most addresses whose sessions are remembered. */
const most = 20_000

/** A session with one address, and how the server there calls itself. */
interface Known {
  readonly dialogue: Dialogue
  remoteName: string | null
}

/** Reads the rows of a log in their order; sessions are told apart by their address. */
export function sessionReader(): (row: Row, micros: number) => readonly LogRecord[] {
  const sessions = new Map<string, Known>()
  const begin = (key: string): Known => {
    const known = { dialogue: new Dialogue(), remoteName: null }
    sessions.delete(key)
    sessions.set(key, known)
    if (sessions.size > most) sessions.delete(sessions.keys().next().value ?? '')
    return known
  }
  return (row, micros) => {
    const origin: Origin = {
      stamp: micros,
      zoned: true,
      yearless: false,
      host: wordIn(row, 's-computername') ?? '',
      program: 'smtpsvc',
      pid: 0,
    }
    const outbound = /^OutboundConnection(?:Command|Response)$/.test(row('cs-username'))
    const key = `${outbound ? 'to' : 'from'} ${row('c-ip')}`
    if (outbound) {
      const answer = row('cs-username') === 'OutboundConnectionResponse' ? row('cs-uri-query').replaceAll('+', ' ') : null
      const greets = answer !== null && /^[245][0-9]{2}[ -]/.test(answer) && sessions.get(key)?.dialogue.isAwaited !== true
      return outboundRow(row, answer, greets ? begin(key) : (sessions.get(key) ?? begin(key)), origin)
    }
    const greets = /^(?:HELO|EHLO)$/i.test(row('cs-method'))
    return inboundRow(row, greets ? begin(key) : (sessions.get(key) ?? begin(key)), origin)
  }
}

/** A cell; null where it is `-` or absent. */
function wordIn(row: Row, column: string): string | null {
  const text = row(column)
  return text === '' || text === '-' ? null : text
}

/** An argument with its blanks; a plus sign within an address stays. */
function argumentOf(row: Row): string {
  const text = wordIn(row, 'cs-uri-query') ?? ''
  if (/^(?:MAIL|RCPT)$/i.test(row('cs-method')))
    return text
      .replace(/^\+/, '')
      .replace(/:\+{1,9}/, ': ')
      .replace(/\+(?=[A-Z]{3,6}=)/g, ' ')
  return text.replaceAll('+', ' ').trim()
}

/** One row is a command of a client and its answer. */
function inboundRow(row: Row, { dialogue }: Known, origin: Origin): readonly LogRecord[] {
  const clientIp = addressIn(row('c-ip'))
  const method = row('cs-method')
  if (method.toUpperCase() === 'TIMEOUT') {
    const stage = dialogue.brokenOff()
    return stage === null ? [] : [{ kind: 'session', action: 'lost', clientIp, clientName: null, stage, queueId: null, origin }]
  }
  dialogue.command(method, argumentOf(row))
  const code = numberIn(row('sc-status'))
  if (code === null || code < 200 || code > 599) return []
  const settled = dialogue.answer(code, true)
  if (settled === null) return []
  if (settled.settled === 'refused') return refusals(row, settled, clientIp, origin)
  const id = /<[^<> ]{1,996}>/.exec(row('cs-uri-query'))?.[0] ?? null
  return reportsOf({
    ...reportOf(settled, origin),
    action: 'accepted',
    messageId: bracketed(id),
    clientIp,
    nextHop: null,
    reply: '',
    sizeBytes: numberIn(row('cs-bytes')),
  })
}

function refusals(row: Row, settled: Settled, clientIp: string | null, origin: Origin): readonly LogRecord[] {
  const { stage, code, sender, recipients } = settled
  const reply = String(code)
  const refusal: Omit<Refusal, 'recipient'> = {
    kind: 'refusal',
    action: 'reject',
    queueId: null,
    stage,
    clientIp,
    clientName: null,
    helo: wordIn(row, 'cs-username'),
    login: null,
    sender,
    dsn: null,
    code,
    reply,
    signature: signatureOf(reply, { stage, code }),
  }
  return (recipients.length === 0 ? [null] : recipients).map((recipient): LogRecord => ({ ...refusal, recipient, origin }))
}

/** A command to the next server, or its answer. */
function outboundRow(row: Row, answer: string | null, known: Known, origin: Origin): readonly LogRecord[] {
  const { dialogue } = known
  if (answer === null) {
    dialogue.command(row('cs-method'), argumentOf(row))
    return []
  }
  const code = /^([2-5][0-9]{2})(?: |$)/.exec(answer)
  if (code === null) return []
  if (dialogue.helo === null) known.remoteName = /^220 ([^ ]{1,255})/.exec(answer)?.[1] ?? null
  const settled = dialogue.answer(Number(code[1]))
  const nextHop = `${known.remoteName ?? ''}[${row('c-ip')}]:${row('s-port')}`
  if (settled === null) return []
  if (settled.settled === 'refused' && /^(?:connect|helo|auth)$/.test(settled.stage))
    return [{ kind: 'interim', queueId: null, reply: answer, signature: signatureOf(answer, { host: nextHop }), origin }]
  const action = settled.settled === 'taken' ? 'relayed' : settled.code < 500 ? 'deferred' : 'bounced'
  return reportsOf({ ...reportOf(settled, origin), action, messageId: null, clientIp: null, nextHop, reply: answer, sizeBytes: null })
}

function reportOf({ sender, recipients, code }: Settled, origin: Origin) {
  return { agent: 'iis-smtp', queueId: null, sender, recipients, code, subject: null, placement: null, direction: null, origin } as const
}
