import { isRemark, readOrigin } from '../carrier.ts'
import type { Origin } from '../record.ts'
import type { LogFormat, Outcome } from './format.ts'
import { readAttempt } from './sendmail/attempt.ts'
import { examples } from './sendmail/examples.ts'
import { readLinked, readSubmission } from './sendmail/queue.ts'
import { readBrokenOff, readFailedLogin, readMilter, readRuleset, readUnknownUser, readWords } from './sendmail/refusal.ts'
import { idEnd } from './sendmail/words.ts'

/** Sendmail in a syslog carrier: the server, the submission program and its queue runners. */
export const sendmail: LogFormat = {
  id: 'sendmail',
  title: 'Sendmail',
  source:
    'https://ftp.sendmail.org/doc/op.pdf (section 4.1), sendmail-8.17 sources (deliver.c: logdelivery; envelope.c: logsender; savemail.c: returntosender)',
  mark: 'syslog lines whose program is `sendmail`, `sm-mta`, `sm-msp-queue` or another that begins so',
  traps:
    'Any refusal may be called `User unknown` or `Service unavailable`: `dsn=` and `reply=` tell; only the first line of a reply is written; one line names many recipients; a local alias is named instead of the address that was submitted.',
  unit: 'line',
  splittable: true,
  open: () => read,
  owns: (line) => {
    const carried = readOrigin(line)
    return carried !== null && isSendmail(carried.origin.program)
  },
  examples,
}

function isSendmail(program: string): boolean {
  return program.startsWith('sendmail') || program.startsWith('sm-')
}

function read(line: string): Outcome {
  const carried = readOrigin(line)
  if (carried === null) return line === '' || isRemark(line) ? 'ignored' : 'unrecognised'
  const { origin, textStart } = carried
  if (!isSendmail(origin.program)) return 'ignored'
  const text = line.slice(textStart)
  const end = idEnd(text, 0)
  return end < 0 || !text.startsWith(': ', end) ? ofPlain(text, origin) : ofMail(text, end + 2, text.slice(0, end), origin)
}

function ofMail(text: string, at: number, queueId: string, origin: Origin): Outcome {
  if (text.startsWith('to=', at)) return readAttempt(text, at + 3, queueId, origin)
  if (text.startsWith('from=', at)) return readSubmission(text, at + 5, queueId, origin)
  if (text.startsWith('ruleset=', at)) return readRuleset(text, at + 8, queueId, origin)
  if (text.startsWith('Milter: ', at)) return readMilter(text, at + 8, queueId, origin)
  if (text.startsWith('collect: ', at) || text.startsWith('lost input channel from ', at)) return readBrokenOff(text, at, queueId, origin)
  if (text.startsWith('AUTH failure ', at)) return readFailedLogin(text, at, origin)
  if (text.startsWith('<', at)) return readUnknownUser(text, at, queueId, origin)
  const linked = readLinked(text, at, queueId, origin)
  if (linked !== 'unrecognised') return linked
  const aside = asides.some((words) => text.startsWith(words, at)) || text.includes(' did not issue ', at)
  return aside ? 'ignored' : readWords(text, at, queueId, origin)
}

/** What is said of a mail or a session and decides nothing. */
const asides = [
  'alias ',
  'AUTH',
  'STARTTLS',
  'SYSERR',
  'NOQUEUE',
  'Milter ',
  'milter=',
  'SMTP outgoing connect',
  'timeout waiting for input ',
  'makeconnection ',
  'locked',
  'done; ',
  'ETRN ',
  'VRFY ',
  'EXPN ',
  'Losing ',
  'dropenvelope',
  'assigned id',
  'clone',
  'Warning: ',
  'smtpquit',
  'return-path',
  '--- ',
  '<-- ',
]

/** A text without a queue id. */
function ofPlain(text: string, origin: Origin): Outcome {
  if (text.startsWith('ruleset=')) return readRuleset(text, 8, null, origin)
  if (text.startsWith('AUTH failure ')) return readFailedLogin(text, 0, origin)
  if (text.startsWith('NOQUEUE: ')) return 'ignored'
  return noise.some((words) => text.startsWith(words)) || text.includes('): ') || text.includes(' failed: ') ? 'ignored' : 'unrecognised'
}

/** What the daemon says of itself and of connections. */
const noise = [
  'STARTTLS',
  'AUTH',
  'starting daemon ',
  'started as: ',
  'restarting ',
  'stopping daemon',
  'gethostbyaddr(',
  'rejecting connections on ',
  'accepting connections again ',
  'alias database ',
  '/',
  'runqueue: ',
  'grew ',
  'My unqualified host name ',
  'unable to qualify ',
  'Milter ',
  'error connecting to filter ',
  'daemon ',
  'queue',
  'timeout waiting for input ',
  'low on space ',
  'deferring connections ',
  'WARNING: ',
  'SYSERR',
]
