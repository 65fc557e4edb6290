import { isRemark, readOrigin } from '../carrier.ts'
import type { LogFormat, Outcome } from './format.ts'
import { readDelivery, readEnvelope } from './opensmtpd/delivery.ts'
import { examples } from './opensmtpd/examples.ts'
import { createSessions, type Sessions } from './opensmtpd/sessions.ts'
import { readSmtpIn } from './opensmtpd/smtp-in.ts'
import { isHex } from './opensmtpd/words.ts'

/** OpenSMTPD, in a syslog carrier. */
export const opensmtpd: LogFormat = {
  id: 'opensmtpd',
  title: 'OpenSMTPD',
  source: 'https://github.com/OpenSMTPD/OpenSMTPD (usr.sbin/smtpd/smtp_session.c, mta_session.c, mta.c, mda.c, queue.c, log.c; 5.3 to 7.6)',
  mark: 'syslog lines whose program is `smtpd`, with a session of 16 hexadecimal digits and `smtp`, `mta` or `mda`; before 6.4 `smtp-in:`, `relay:` and `delivery:`',
  traps:
    'A mail is the first half of its envelopes’ ids; sessions have ids of their own, and only `smtp connected` names the client; no line holds a Message-ID, and of a multi-line reply the line ends are gone.',
  unit: 'line',
  splittable: false,
  open: () => {
    const sessions = createSessions()
    return (line) => read(line, sessions)
  },
  owns: (line) => {
    const carried = readOrigin(line)
    return carried !== null && isOpensmtpd(carried.origin.program)
  },
  examples,
}

function isOpensmtpd(program: string): boolean {
  return program === 'smtpd' || program === 'opensmtpd'
}

function read(line: string, sessions: Sessions): Outcome {
  const carried = readOrigin(line)
  if (carried === null) return line === '' || isRemark(line) ? 'ignored' : 'unrecognised'
  const { origin, textStart } = carried
  if (!isOpensmtpd(origin.program)) return 'ignored'
  const text = line.slice(textStart)
  if (text.startsWith('smtp-in: ')) return readSmtpIn(text, 9, sessions, origin)
  // What the queue says of an envelope, and what the processes say of themselves.
  if (!isHex(text, 0, 16) || text.charCodeAt(16) !== 32) return readEnvelope(text, sessions, origin) ?? 'ignored'
  if (text.startsWith('smtp ', 17)) return sessions.read(text, 22, origin)
  if (text.startsWith('mta delivery ', 17) || text.startsWith('mda delivery ', 17)) return readDelivery(text, sessions, origin)
  return text.startsWith('mta ', 17) || text.startsWith('mda ', 17) ? 'ignored' : 'unrecognised'
}
