import { readOrigin } from '../shared/carrier.ts'
import type { Hop } from '../shared/failures/failure.ts'
import { type Mta, mtaOfTag } from '../shared/mtas/index.ts'
import { type OwnVerdict, type Rules, verdictOf } from '../shared/rules/rules.ts'
import { parseReply, type Reply } from '../shared/smtp.ts'

/** What a pasted text is: a reply or error with its verdict, or lines of a log that should be imported. */
export interface Pasted {
  readonly reply: Reply
  readonly verdict: OwnVerdict
  readonly hop: Hop
  /** Whose line it is; null where no line says so. */
  readonly mta: Mta | null
  /** Number of lines that begin like lines of a log; two or more offer the import. */
  readonly logLines: number
}

/** How lines of logs begin: syslog, ISO dates, Exim's date, msmtp's `Mar 02 10:11:12 host=`. */
const logLine = /^(?:<\d{1,3}>)?(?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d |\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d)/

/** The reason in a log's line: what stands in the last parentheses of `status=bounced (…)`, or behind `reject: RCPT from …:`. */
function reasonOf(line: string): string {
  const status = line.indexOf(' status=')
  if (status >= 0) {
    const open = line.indexOf('(', status)
    if (open >= 0) return line.slice(open + 1, line.endsWith(')') ? -1 : undefined)
  }
  const reject = line.indexOf('reject: ')
  if (reject < 0) return line
  const colon = line.indexOf(']: ', reject)
  return colon < 0 ? line.slice(reject) : line.slice(colon + 3)
}

function isGoogle(reply: Reply): boolean {
  return reply.provider === 'google'
}

/** The hop that the words themselves point to; the user may say otherwise. */
function guessHop(raw: string, reply: Reply): Hop {
  if (raw.includes('smtpmsg=') || raw.includes('smtpstatus=')) return isGoogle(reply) ? 'device→google' : 'device→own-relay'
  if (raw.includes('reject: ') || raw.includes('NOQUEUE')) return 'device→own-relay'
  if (isGoogle(reply) || (reply.host ?? '').endsWith('.google.com') || (reply.host ?? '').endsWith('.gmail.com')) return 'own-relay→google'
  if (reply.reporter === 'local' && reply.host === null) return 'own-relay'
  return 'own-relay→destination'
}

/** Reads what was pasted, by the user's rules before the shipped ones; null when there is nothing to read. */
export function readPasted(text: string, rules: Rules | null = null): Pasted | null {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
  if (lines.length === 0) return null
  const logLines = lines.filter((line) => logLine.test(line)).length
  const first = lines[0] ?? ''
  const raw = logLine.test(first) ? reasonOf(first) : lines.join('\n')
  const reply = parseReply(raw)
  return {
    reply,
    verdict: verdictOf(reply, rules),
    hop: guessHop(text, reply),
    mta: mtaOfTag(readOrigin(first)?.origin.program ?? ''),
    logLines,
  }
}
