import type { LogRecord, Origin, RefusalAction } from '../../record.ts'
import { signatureOf } from '../../signature.ts'
import type { Outcome } from '../format.ts'
import { clientAt, closing, codeAt, loginIn, stageOf, statusAt } from './words.ts'

const actions = new Map<string, RefusalAction | 'ignored'>([
  ['reject', 'reject'],
  ['reject_warning', 'warn'],
  ['warn', 'warn'],
  ['warning', 'warn'],
  ['discard', 'discard'],
  ['hold', 'hold'],
  ['quarantine', 'hold'],
  ['redirect', 'redirect'],
  ['filter', 'filter'],
  ['info', 'ignored'],
  ['prepend', 'ignored'],
  ['append', 'ignored'],
  ['replace', 'ignored'],
  ['strip', 'ignored'],
  ['bcc', 'ignored'],
  ['pass', 'ignored'],
  ['accept', 'ignored'],
  ['delay', 'ignored'],
])

const parts = ['header ', 'body ', 'mime-header ', 'nested-header ', 'attachment ', 'content ']

/** Envelope, HELO and login at the end of the line, and where they begin and end. */
interface Tail {
  readonly start: number
  readonly end: number
  readonly sender: string | null
  readonly recipient: string | null
  readonly helo: string | null
  readonly login: string | null
}

/**
 * Reads `VERB: RCPT from name[ip]: 550 5.7.1 …; from=<…> to=<…> proto=ESMTP helo=<…>` of smtpd and postscreen, and
 * `VERB: header Subject: … from name[ip]; from=<…> …: text` of cleanup. `from` is the index of the verb.
 *
 * @returns null where no such verb stands at `from`
 */
export function readRefusal(text: string, from: number, queueId: string | null, origin: Origin): Outcome | null {
  const colon = text.indexOf(': ', from)
  if (colon < 0) return null
  const action = actionOf(text.slice(from, colon))
  if (action === undefined) return null
  if (action === 'ignored') return 'ignored'
  const at = colon + 2
  const content = parts.some((part) => text.startsWith(part, at))
  return content ? ofContent(text, at, action, queueId, origin) : ofCommand(text, at, action, queueId, origin)
}

function actionOf(verb: string): RefusalAction | 'ignored' | undefined {
  const direct = actions.get(verb)
  if (direct !== undefined) return direct
  const dash = verb.lastIndexOf('-')
  return dash > 0 && (verb.startsWith('milter-') || verb.startsWith('proxy-')) ? actions.get(verb.slice(dash + 1)) : undefined
}

function ofCommand(text: string, at: number, action: RefusalAction, queueId: string | null, origin: Origin): Outcome {
  const word = text.indexOf(' from ', at)
  const colon = text.indexOf(': ', at)
  const tail = tailOf(text, at)
  // A before-queue filter names no client: `proxy-reject: END-OF-MESSAGE: 554 …`.
  const bare = colon >= 0 && (word < 0 || colon < word)
  if (word < 0 && !bare) return 'unrecognised'
  const client = bare ? null : clientAt(text, word + 6)
  if (!bare && client === null) return 'unrecognised'
  const stageEnd = bare ? colon : word
  const replyStart = Math.min((client?.end ?? colon) + 2, tail.start)
  const reply = text.slice(replyStart, tail.start)
  return refused(action, queueId, stageOf(text.slice(at, stageEnd)), client, tail, reply, origin)
}

function ofContent(text: string, at: number, action: RefusalAction, queueId: string | null, origin: Origin): Outcome {
  const tail = tailOf(text, at)
  const word = text.lastIndexOf(' from ', tail.start - 1)
  if (word < at) return 'unrecognised'
  const client = clientAt(text, word + 6)
  const reply = text.startsWith(': ', tail.end) ? text.slice(tail.end + 2) : text.slice(at, word)
  return refused(action, queueId, 'eod', client !== null && client.end <= tail.start ? client : null, tail, reply, origin)
}

function refused(
  action: RefusalAction,
  queueId: string | null,
  stage: ReturnType<typeof stageOf>,
  client: ReturnType<typeof clientAt>,
  tail: Tail,
  reply: string,
  origin: Origin,
): Outcome {
  const code = codeAt(reply, 0)
  const dsn = statusAt(reply, code === null ? 0 : 4)
  const record: LogRecord = {
    kind: 'refusal',
    action,
    queueId,
    stage,
    clientIp: client?.ip ?? null,
    clientName: client?.name ?? null,
    helo: tail.helo,
    login: tail.login,
    sender: tail.sender,
    recipient: tail.recipient,
    dsn,
    code,
    reply,
    signature: signatureOf(reply, { stage, status: dsn, code }),
    origin,
  }
  return [record]
}

/** postscreen writes commas between the parts. A server's text may hold `; from=` too, so the last one counts. */
function tailOf(text: string, at: number): Tail {
  const protocol = text.lastIndexOf(' proto=')
  const limit = protocol < at ? text.length : protocol
  let start = text.lastIndexOf('; from=<', limit)
  if (start < at) start = text.lastIndexOf('; to=<', limit)
  if (start < at && protocol >= at && text.charCodeAt(protocol - 1) === 59) start = protocol - 1
  if (start < at) return { start: text.length, end: text.length, sender: null, recipient: null, helo: null, login: null }
  let end = start + 1
  const value = (key: string): string | null => {
    const found = text.indexOf(key, end - 1)
    if (found < 0) return null
    const open = found + key.length - 1
    const close = closing(text, open)
    end = close + 1
    return text.slice(open + 1, close)
  }
  const sender = text.startsWith('; from=<', start) ? value(' from=<') : null
  const recipient = value(' to=<')
  const helo = protocol < at ? null : value(' helo=<')
  return { start, end: Math.min(end, text.length), sender, recipient, helo, login: loginIn(text, start) }
}
