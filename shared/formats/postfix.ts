import { isRemark, readOrigin } from '../carrier.ts'
import type { Origin } from '../record.ts'
import type { LogFormat, Outcome } from './format.ts'
import { readAttempt } from './postfix/attempt.ts'
import { examples } from './postfix/examples.ts'
import { isAgent, isNoise, isPostfix, programOf } from './postfix/noise.ts'
import { readClient, readInterim, readMessageId, readNotice, readPickup, readQueued, readState } from './postfix/queue.ts'
import { readRefusal } from './postfix/refusal.ts'
import { readConnect, readLost, readTlsFailure, readWarning } from './postfix/session.ts'
import { isNamedId, wordEnd } from './postfix/words.ts'

/** Postfix in a syslog carrier: all daemons, any instance, short and long queue ids. */
export const postfix: LogFormat = {
  id: 'postfix',
  title: 'Postfix',
  source:
    'https://www.postfix.org/postconf.5.html, postfix-3.11 sources (src/global/log_adhoc.c, src/smtpd/smtpd_check.c, src/cleanup/cleanup_message.c)',
  mark: 'syslog lines (RFC 3164, RFC 3339 or RFC 5424, also from `journalctl -o json` or `-o short…`, and from containers) whose program is `postfix` or `postfix-INSTANCE`, with or without a service behind a slash',
  traps:
    "RFC 5424 from rsyslog cuts the program at the slash, so `removed` by postsuper cannot be told from qmgr's by its line; `sent` is also said of mail that was discarded.",
  unit: 'line',
  splittable: true,
  open: () => read,
  owns: (line) => {
    const carried = readOrigin(line)
    return carried !== null && isPostfix(carried.origin.program)
  },
  examples,
}

function read(line: string): Outcome {
  const carried = readOrigin(line)
  if (carried === null) return line === '' || isRemark(line) ? 'ignored' : 'unrecognised'
  const { origin, textStart } = carried
  if (!isPostfix(origin.program)) return 'ignored'
  const text = line.slice(textStart)
  const end = wordEnd(text, 0)
  const outcome = text.charCodeAt(end) === 58 && text.charCodeAt(end + 1) === 32 ? ofWord(text, end, origin) : ofPlain(text, origin)
  return outcome === 'unrecognised' && !isAgent(origin.program) ? 'ignored' : outcome
}

/** A text that begins with one word and a colon: a queue id, NOQUEUE, `warning`. */
function ofWord(text: string, end: number, origin: Origin): Outcome {
  if (isNamedId(text, 0, end)) return ofMail(text, end + 2, text.slice(0, end), origin)
  if (text.startsWith('NOQUEUE: ')) return ofNoQueue(text, 9, origin)
  if (text.startsWith('warning: ')) return readWarning(text, 9, origin)
  return ofPlain(text, origin)
}

function ofMail(text: string, at: number, queueId: string, origin: Origin): Outcome {
  switch (text.charCodeAt(at)) {
    case 116:
      if (text.startsWith('to=', at)) return readAttempt(text, at, queueId, origin)
      break
    case 102:
      if (text.startsWith('from=', at)) return readQueued(text, at + 5, queueId, origin)
      break
    case 109:
      if (text.startsWith('message-id=', at)) return readMessageId(text, at + 11, queueId, origin)
      break
    case 99:
      if (text.startsWith('client=', at)) return readClient(text, at + 7, queueId, origin)
      break
    case 117:
      if (text.startsWith('uid=', at)) return readPickup(text, at, queueId, origin)
      break
    default:
      break
  }
  return readState(text, at, queueId, origin) ?? ofEvent(text, at, queueId, origin)
}

/** The rarer words about a mail. */
function ofEvent(text: string, at: number, queueId: string, origin: Origin): Outcome {
  const notice = readNotice(text, at, queueId, origin)
  if (notice !== 'unrecognised') return notice
  if (isLost(text, at)) return readLost(text, at, queueId, origin)
  const interim = readInterim(text, at, queueId, origin)
  if (interim !== 'unrecognised') return interim
  const refusal = readRefusal(text, at, queueId, origin)
  if (refusal !== null) return refusal
  return asides.some((words) => text.startsWith(words, at)) ? 'ignored' : 'unrecognised'
}

/** What is said of a mail and changes nothing. */
const asides = [
  'resent-message-id=',
  'Used TLS for ',
  'skipped, ',
  'enabling PIX workarounds',
  'breaking line',
  'expired',
  'copied to ',
  'sender non-delivery',
  'no ',
  'has ',
]

function ofNoQueue(text: string, at: number, origin: Origin): Outcome {
  // A before-queue filter's server: the mail gets its id, and its `client=`, where the filter hands it on.
  if (text.startsWith('client=', at)) return 'ignored'
  if (isLost(text, at)) return readLost(text, at, null, origin)
  return readRefusal(text, at, null, origin) ?? 'unrecognised'
}

function isLost(text: string, at: number): boolean {
  return (
    text.startsWith('lost connection after ', at) || text.startsWith('timeout after ', at) || text.startsWith('too many errors after ', at)
  )
}

/** A text without a queue id. */
function ofPlain(text: string, origin: Origin): Outcome {
  if (text.startsWith('connect from ')) return readConnect(text, 13, origin)
  if (text.startsWith('disconnect from ')) return 'ignored'
  if (isLost(text, 0)) return readLost(text, 0, null, origin)
  if (text.startsWith('connect to ')) return readInterim(text, 0, null, origin)
  if (text.startsWith('SSL_accept error from ')) return readTlsFailure(text, 22, origin)
  if (text.startsWith('proxy-reject: ')) return readRefusal(text, 0, null, origin) ?? 'unrecognised'
  // tlsproxy writes the same words of the connections that postscreen lends it.
  if (programOf(origin.program) !== 'tlsproxy') {
    if (text.startsWith('CONNECT from ') && text.includes(' to [')) return readConnect(text, 13, origin)
    if (text.startsWith('DISCONNECT ')) return 'ignored'
  }
  return isNoise(text) || text === '' ? 'ignored' : 'unrecognised'
}
