import { SPACE } from '../ascii.ts'
import { isRemark, readOrigin } from '../carrier.ts'
import type { Origin } from '../record.ts'
import { isoStamp, unixStamp } from '../stamps.ts'
import type { LogFormat, Outcome } from './format.ts'
import { createQueue } from './qmail/deliveries.ts'
import { examples } from './qmail/examples.ts'
import { readBlocked, readRefusal } from './qmail/refusal.ts'
import { taiStamp } from './qmail/words.ts'

/** qmail and what came of it (netqmail, notqmail, s/qmail, IndiMail), by multilog or in a syslog carrier. */
export const qmail: LogFormat = {
  id: 'qmail',
  title: 'qmail',
  source: 'http://www.qmail.org/man/man5/qmail-log.html (qmail-send.c, qmail-local.c, qsutil.c); LOGGING.spamcontrol of SPAMCONTROL',
  mark: 'lines such as `new msg 93869`, `starting delivery 2392: msg 93869 to …` behind a TAI64N stamp, or of the program `qmail`',
  traps:
    'Message numbers are used again at once, delivery numbers after a restart. No Message-ID and no client is written: the uid that ran qmail-queue is all that tells who sent; that of qmail-smtpd stands for all that came by SMTP. Blanks in replies are written as `_`.',
  unit: 'line',
  splittable: false,
  open: () => {
    const queue = createQueue()
    return (line) => {
      const said = saidBy(line)
      if (said === 'foreign') return 'ignored'
      if (said !== null) return readText(said, queue)
      return line === '' || isRemark(line) ? 'ignored' : 'unrecognised'
    }
  },
  owns: (line) => {
    const said = saidBy(line)
    return said !== null && said !== 'foreign' && (events.some((words) => said.text.startsWith(words)) || said.text.includes('Reject::'))
  },
  examples,
}

/** What qmail wrote, and when. */
interface Said {
  readonly origin: Origin
  readonly text: string
}

const own: Omit<Origin, 'stamp' | 'zoned' | 'yearless'> = { host: '', program: 'qmail', pid: 0 }

/** A line of multilog, as written (`@4000…`) or as tai64nlocal shows it, or one of syslog; `foreign`: another program's; null: no line of a log. */
function saidBy(line: string): Said | 'foreign' | null {
  if (line.startsWith('@4')) {
    const stamp = taiStamp(line)
    return stamp === null ? null : { origin: { ...own, stamp, zoned: true, yearless: false }, text: line.slice(26) }
  }
  const shown = line.charCodeAt(10) === SPACE ? isoStamp(line, 0) : null
  // tai64nlocal writes nine decimals.
  if (shown !== null && shown.end === 29 && line.charCodeAt(29) === SPACE)
    return { origin: { ...own, stamp: shown.micros, zoned: shown.zoned, yearless: false }, text: line.slice(30) }
  const carried = readOrigin(line)
  if (carried === null) return null
  if (!carried.origin.program.startsWith('qmail')) return 'foreign'
  // splogger writes the second before the text.
  const stamp = unixStamp(line, carried.textStart)
  if (stamp === null || line.charCodeAt(stamp.end) !== SPACE) return { origin: carried.origin, text: line.slice(carried.textStart) }
  return { origin: { ...carried.origin, stamp: stamp.micros, zoned: true, yearless: false }, text: line.slice(stamp.end + 1) }
}

const events = ['new msg ', 'info msg ', 'starting delivery ', 'delivery ', 'end msg ', 'bounce msg ', 'status: ']

/** What the daemon says of itself, and what decides nothing. */
const noise = [
  'new msg ',
  'status: ',
  'running',
  'exiting',
  'number of ',
  'warning: ',
  'alert: ',
  'triple bounce: ',
  'double bounce: ',
  'local: ',
  'remote: ',
  'trouble ',
  'internal error: ',
  'cannot start: ',
  'tcpserver: ',
  'qmail-',
  'sslserver: ',
]

function readText({ origin, text }: Said, queue: ReturnType<typeof createQueue>): Outcome {
  if (text.startsWith('info msg ')) return queue.arrive(text, origin)
  if (text.startsWith('starting delivery ')) return queue.start(text)
  if (text.startsWith('delivery ')) return queue.finish(text, origin)
  if (text.startsWith('bounce msg ')) return queue.bounce(text)
  if (text.startsWith('end msg ')) return queue.end(text, origin)
  if (text.startsWith('status: exiting')) queue.restart()
  if (text.startsWith('rblsmtpd: ')) return readBlocked(text, origin)
  const rejected = text.indexOf('Reject::')
  if (rejected >= 0) return readRefusal(text, rejected, origin)
  return noise.some((words) => text.startsWith(words)) || text.includes('Accept::') ? 'ignored' : 'unrecognised'
}
