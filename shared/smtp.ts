import type { Provider, Stage } from './failures/failure.ts'
import { operatorIn, programIn } from './operators.ts'
import { withoutNames } from './without-names.ts'
import { hostName, lowerAscii, type Peeling, peelOnce, peelTail, type Reporter, readLocalCause, stripBlanks } from './wrappers.ts'

/** What the log line says about a reply beside the reply itself. A part that the text names as well is taken from the text. */
export interface ReplyHints {
  /** Name of the answering host, `smtp-relay.gmail.com` or `smtp-relay.gmail.com[192.0.2.25]:587`. */
  readonly host?: string | null
  readonly stage?: Stage | null
  /** Enhanced status, `5.7.1` (Postfix and Sendmail: `dsn=`). */
  readonly status?: string | null
  /** The three digits. */
  readonly code?: number | null
}

/** A server's reply without the words that the logging program put around it. */
export interface Reply {
  /** As it was given. */
  readonly raw: string
  /** For matching: one line, ASCII lower case, single blanks, without wrapper, reply code, status and their repetitions. */
  readonly text: string
  readonly code: number | null
  /** `5.7.1`; null when the reply names none. */
  readonly status: string | null
  readonly stage: Stage | null
  /** Lower-case name of the host that answered, or that could not be reached. */
  readonly host: string | null
  /** The operator that answers, else the program whose wording it is. */
  readonly provider: Provider | null
  /** The program whose wording it is, although an operator runs it. */
  readonly program: Provider | null
  readonly reporter: Reporter | null
}

/** What is left when the wrappers are peeled off. `text` is still as the server wrote it. */
export interface Peeled {
  readonly text: string
  readonly host: string | null
  readonly stage: Stage | null
  readonly reporter: Reporter | null
  /** Which program speaks, where the wrapper tells. */
  readonly program: Provider | null
}

/** Longest reply that is looked at; the rest cannot change a verdict and would only cost time. */
const longest = 8192

/** Takes off what Postfix, Exim, msmtp, Sendmail and qmail write around a reply. Linear; reads at most 8,192 characters. */
export function peel(raw: string): Peeled {
  const peeling: Peeling = {
    text: stripBlanks(raw.length > longest ? raw.slice(0, longest) : raw),
    host: null,
    stage: null,
    reporter: null,
    program: null,
  }
  for (let turn = 0; turn < 8; turn++) {
    peelTail(peeling)
    if (!peelOnce(peeling)) break
    peeling.text = stripBlanks(peeling.text)
  }
  if (peeling.reporter === null) readLocalCause(peeling)
  return peeling
}

/** A number that stands where a reply code should; null where it is none (RFC 5321 4.2). */
export function replyCode(number: number | null): number | null {
  return number !== null && number >= 200 && number < 600 ? number : null
}

/** Reply code and enhanced status at the start of a peeled text, and where the words begin. */
export function readCodes(text: string): { readonly code: number | null; readonly status: string | null; readonly rest: number } {
  const found = /^([245][0-9]{2})(?:[- ]#?([245]\.[0-9]{1,3}\.[0-9]{1,3})(?![0-9.])|(?=[- \n\r\t\\?]|$))/.exec(text)
  if (found) return { code: Number(found[1]), status: found[2] ?? null, rest: found[0].length }
  const status = /^#?([245]\.[0-9]{1,3}\.[0-9]{1,3})(?![0-9.])/.exec(text)
  return { code: null, status: status?.[1] ?? null, rest: status?.[0].length ?? 0 }
}

/** What a number within a sentence counts: it is no code then. Servers begin their words with a capital, or behind a colon. */
const counted =
  /^(?:[kmg]?b|bytes?|ms|milliseconds?|s|secs?|seconds?|minutes?|hours?|days?|times|messages?|mails?|emails?|recipients?|connections?|concurrent|errors|of)\b/

/** A status or code that stands further inside, `… (#5.1.1)` or `… <x@example.net>... 550 No such user`; `limit of 500 messages` holds none. */
function codesInside(text: string): { readonly code: number | null; readonly status: string | null } {
  const status = /(?:^|[ (#:])([45]\.[0-9]{1,3}\.[0-9]{1,3})(?![0-9.])/.exec(text)
  for (const { 1: code, index, 0: found } of text.matchAll(/(?:^|[ :])([45][0-9]{2})[- ](?=[A-Za-z45<"'#])/g))
    if (!/[a-z]/i.test(text.charAt(index - 1)) || !counted.test(text.slice(index + found.length, index + found.length + 16)))
      return { code: Number(code), status: status?.[1] ?? null }
  return { code: null, status: status?.[1] ?? null }
}

/** Deletes `550-`, `550 5.7.1` and `550 ` at the start and wherever they are repeated behind a blank. */
function withoutCode(line: string, code: string): string {
  let out = ''
  let from = 0
  for (let at = line.indexOf(code); at >= 0; at = line.indexOf(code, Math.max(at + 1, from))) {
    const before = line.charCodeAt(at - 1)
    const after = line.charCodeAt(at + 3)
    if ((at > 0 && before !== 32) || (after !== 45 && after !== 32 && at + 3 < line.length)) continue
    out += line.slice(from, at)
    from = at + 4
  }
  return out + line.slice(from)
}

/** One line in lower case, without the code and status that servers repeat on every line of a reply. */
function normalise(text: string, code: number | null, status: string | null): string {
  let line = text.replace(/\\r\\n|\\n|\\r|[\r\n\t]/g, ' ').replace(/\?(?=[245][0-9]{2}[- ])/g, ' ')
  line = lowerAscii(line).replace(/\u2019|\u00e2\u0080\u0099/g, "'")
  line = line.replace(/([a-z])\?(?=(?:t|ve|s|re|ll)[ .,])/g, "$1'")
  line = line.replace(/ {2,}/g, ' ')
  if (code !== null) line = withoutCode(line, String(code))
  if (status !== null) line = line.replaceAll(`#${status} `, ' ').replaceAll(`${status} `, ' ')
  else line = line.replace(/^[245]\.[0-9]{1,3}\.[0-9]{1,3} /, '')
  return stripBlanks(line.replace(/ {2,}/g, ' '))
}

/** Sendmail writes these for any refusal; its `dsn=` is the truth (a 5.7.1 is no unknown user). */
function isSendmailFiller(text: string, status: string | null): boolean {
  if (status === null) return false
  return text === 'service unavailable' || (text === 'user unknown' && status.slice(1, 3) !== '.1')
}

/** The codes of a peeled text: at its start, else further inside. */
function codesIn(text: string) {
  const start = readCodes(text)
  const inside = start.code !== null && start.status !== null ? start : codesInside(text)
  return { start, code: start.code ?? inside.code, status: start.status ?? inside.status }
}

/** Code and status as `parseReply` reads them, for who needs no words: these are most of its work. */
export function codesOf(raw: string): Pick<Reply, 'code' | 'status'> {
  if (raw === '') return { code: null, status: null }
  const { code, status } = codesIn(peel(raw).text)
  return { code, status }
}

/** Reads one reply, or the reason text of a log, in any of the dresses that logs put on it. Never throws. */
export function parseReply(raw: string, hints: ReplyHints = {}): Reply {
  const peeled = peel(raw)
  const { start, code: written, status: named } = codesIn(peeled.text)
  const code = written ?? hints.code ?? null
  const status = named ?? hints.status ?? null
  const words = normalise(peeled.text, written, named)
  const text = peeled.reporter === null && start.code === null && isSendmailFiller(words, hints.status ?? null) ? '' : words
  const host = peeled.host ?? (hints.host ? hostName(hints.host) : null)
  const isLocal = peeled.reporter === 'local'
  const program = peeled.program ?? (isLocal ? null : programIn(text))
  return {
    raw,
    text,
    code,
    status,
    stage: peeled.stage ?? hints.stage ?? null,
    host,
    provider: peeled.program ?? (isLocal ? null : (operatorIn(host, withoutNames(text)) ?? program)),
    program,
    reporter: peeled.reporter,
  }
}
