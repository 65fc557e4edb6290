import { isRemark, readOrigin } from '../carrier.ts'
import { queueIdIn } from '../queue-ids.ts'
import type { LogRecord, Origin } from '../record.ts'
import { signatureOf } from '../signature.ts'
import { codesOf } from '../smtp.ts'
import { bsdStamp, isoStamp, unixStamp } from '../stamps.ts'
import { type Moment, shownStamp } from '../zone-names.ts'
import type { LogFormat, Outcome } from './format.ts'
import { examples } from './msmtp/examples.ts'

/** msmtp's own log file, or its lines in syslog: one for each mail that a program handed to it. */
export const msmtp: LogFormat = {
  id: 'msmtp',
  title: 'msmtp',
  source: 'https://marlam.de/msmtp/msmtp.html#Logging, msmtp 1.8 sources (src/msmtp.c: msmtp_get_log_info)',
  mark: 'lines with `host=`, `tls=`, `auth=` and `exitcode=`',
  traps:
    'One recipient that is refused fails the mail for all. msmtp has no queue: what failed is not tried again, and no id ties a line to other logs but the queue id in the reply. Apostrophes are written as `?`.',
  unit: 'line',
  splittable: true,
  open: () => read,
  owns: (line) => line.includes(' tls=o') && line.includes(' auth=o') && line.includes('host='),
  examples,
}

function read(line: string): Outcome {
  const at = line.startsWith('host=') ? 0 : line.indexOf(' host=')
  // In its own file the stamp alone stands before it.
  const own = at > 0 ? bsdStamp(line, 0) : null
  if (own !== null && own.end === at)
    return readMail(line, at + 1, originOf({ stamp: own.micros, zoned: own.zoned, yearless: own.yearless }))
  const carried = readOrigin(line)
  if (carried !== null && carried.origin.program === 'msmtp') return readMail(line, carried.textStart, carried.origin)
  if (at < 0) return carried !== null || line === '' || isRemark(line) ? 'ignored' : 'unrecognised'
  const moment = momentOf(line.slice(0, at))
  // A tag before it is another program's.
  if (moment === null) return carried !== null && carried.origin.program !== '' ? 'ignored' : 'unrecognised'
  return readMail(line, at + 1, originOf(moment))
}

function originOf({ stamp, zoned, yearless }: Moment): Origin {
  return { stamp, zoned, yearless, host: '', program: 'msmtp', pid: 0 }
}

/** The time is written as `logfile_time_format` wants it. */
function momentOf(text: string): Moment | null {
  for (const stamped of [bsdStamp, isoStamp, unixStamp]) {
    const stamp = stamped(text, 0)
    if (stamp !== null && stamp.end === text.length) return { stamp: stamp.micros, zoned: stamp.zoned, yearless: stamp.yearless }
  }
  return shownStamp(text, false)
}

/** `key=value` and `key='text'`, in order; text holds no apostrophe. */
function fieldsOf(line: string, from: number): ReadonlyMap<string, string> {
  const fields = new Map<string, string>()
  let at = from
  while (at < line.length) {
    const equals = line.indexOf('=', at)
    if (equals < 0) break
    const quoted = line.charCodeAt(equals + 1) === 39
    const start = quoted ? equals + 2 : equals + 1
    const end = line.indexOf(quoted ? "'" : ' ', start)
    fields.set(line.slice(at, equals), line.slice(start, end < 0 ? line.length : end))
    if (end < 0) break
    at = quoted ? end + 2 : end + 1
  }
  return fields
}

function readMail(line: string, from: number, origin: Origin): Outcome {
  const fields = fieldsOf(line, from)
  const recipients = fields.get('recipients')
  const exit = fields.get('exitcode')
  if (recipients === undefined || exit === undefined) return 'unrecognised'
  const host = fields.get('host') ?? null
  const action = exit === 'EX_OK' ? 'relayed' : 'rejected'
  const reply = fields.get('smtpmsg') ?? fields.get('errormsg') ?? ''
  const { code, status } = codesOf(reply)
  const size = fields.get('mailsize') ?? ''
  return recipients.split(',', 1000).map(
    (recipient): LogRecord => ({
      kind: 'report',
      action,
      agent: 'msmtp',
      queueId: action === 'relayed' ? queueIdIn(reply) : null,
      messageId: null,
      sender: fields.get('from') ?? null,
      recipient: recipient === '' ? null : recipient,
      originalRecipient: null,
      clientIp: null,
      nextHop: host,
      dsn: status,
      code,
      reply,
      signature: action === 'rejected' ? signatureOf(reply, { host, status, code }) : null,
      subject: null,
      sizeBytes: /^[0-9]{1,12}$/.test(size) ? Number(size) : null,
      placement: null,
      direction: 'sent',
      origin,
    }),
  )
}
