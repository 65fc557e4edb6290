import type { Stage } from '../../failures/failure.ts'
import type { Origin } from '../../record.ts'
import { signatureOf } from '../../signature.ts'
import { codesOf } from '../../smtp.ts'
import type { Outcome } from '../format.ts'
import { remember } from '../remembered/remember.ts'
import type { Deliveries } from './deliveries.ts'

/** One session of SMTP, as far as it is known. */
interface Session {
  readonly ip: string
  helo: string | null
  /** As whom the client says that it comes, and whether it proved so. */
  login: string | null
  isLoggedIn: boolean
  /** What `334` asked for last. */
  asked: string | null
  sender: string
  /** Of the last `RCPT TO`. */
  recipient: string
  readonly accepted: string[]
  /** What the next answer is about. */
  stage: Stage
}

function newSession(ip: string): Session {
  return { ip, helo: null, login: null, isLoggedIn: false, asked: null, sender: '', recipient: '', accepted: [], stage: 'connect' }
}

/** Reads both sides of sessions: as a server of clients, and as a client of servers. */
export function createConversations(deliveries: Deliveries) {
  const clients = new Map<string, Session>()
  const servers = new Map<string, Session>()
  // Numbers begin anew with the service: a greeting, or another client or server, begins another session.
  const sessionOf = (sessions: Map<string, Session>, number: string, ip: string, greets: boolean): Session => {
    const known = sessions.get(number)
    if (known !== undefined && known.ip === ip && !(greets && known.stage !== 'starttls')) return known
    sessions.delete(number)
    const session = newSession(ip)
    remember(sessions, number, session)
    return session
  }
  return {
    /** A line of the kind SMTPD. */
    ofClient: (number: string, ip: string, text: string, origin: Origin): Outcome => {
      const session = sessionOf(clients, number, ip, text.startsWith('SENT: 220'))
      if (text.startsWith('RECEIVED: ')) return command(session, text.slice(10))
      if (!text.startsWith('SENT: ')) return 'ignored'
      const reply = replyIn(text.slice(6))
      if (reply.startsWith('221 ')) clients.delete(number)
      return answered(session, ip, reply, deliveries, origin)
    },
    /** A line of the kind SMTPC. */
    ofServer: (number: string, ip: string, text: string, origin: Origin): Outcome => {
      const session = sessionOf(servers, number, ip, text.startsWith('RECEIVED: 220'))
      if (text.startsWith('SENT: ')) {
        if (text.startsWith('SENT: QUIT')) servers.delete(number)
        return command(session, text.slice(6))
      }
      return text.startsWith('RECEIVED: ') ? answer(session, `[${ip}]`, replyIn(text.slice(10)), deliveries, origin) : 'ignored'
    },
  }
}

/** Lines of an answer are separated by `[nl]`. */
function replyIn(text: string): string {
  return text.replaceAll('[nl]', ' ')
}

/** The address of `MAIL FROM:<s> SIZE=…` or `RCPT TO: <r>`. */
function addressIn(text: string): string {
  const open = text.indexOf('<')
  const close = text.indexOf('>', open)
  return open < 0 || close < 0 ? '' : text.slice(open + 1, close)
}

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** A login in Base64; null for what is none, or not ASCII. */
function loginIn(text: string): string | null {
  const bits = Array.from(text.slice(0, 400).replace(/={1,2}$/, ''), (digit) => digits.indexOf(digit))
  if (bits.includes(-1)) return null
  const whole = Math.floor((bits.length * 6) / 8)
  const login = Array.from({ length: whole }, (_, at) => {
    const first = Math.floor((at * 8) / 6)
    const pair = (bits[first]! << 6) | (bits[first + 1] ?? 0)
    return String.fromCharCode((pair >> (4 - ((at * 8) % 6))) & 255)
  }).join('')
  return /^[!-~]{1,256}$/.test(login) ? login : null
}

/** `Username:`, as servers ask for it. */
const USERNAME = 'VXNlcm5hbWU6'

function command(session: Session, text: string): Outcome {
  if (session.asked !== null) {
    if (session.asked === USERNAME) session.login = loginIn(text)
    session.asked = null
    return 'ignored'
  }
  const verb = text.slice(0, 10).toUpperCase()
  if (verb.startsWith('EHLO ') || verb.startsWith('HELO ')) {
    session.helo = text.slice(5)
    session.stage = 'helo'
  } else if (verb.startsWith('MAIL FROM:')) {
    session.sender = addressIn(text)
    session.accepted.length = 0
    session.stage = 'mail'
  } else if (verb.startsWith('RCPT TO:')) {
    session.recipient = addressIn(text)
    session.stage = 'rcpt'
  } else if (verb.startsWith('DATA')) session.stage = 'data'
  else if (verb.startsWith('AUTH')) session.stage = 'auth'
  else if (verb.startsWith('STARTTLS')) session.stage = 'starttls'
  return 'ignored'
}

/** The server's own answer to a client: a mail is taken, or somebody is refused. */
function answered(session: Session, ip: string, reply: string, deliveries: Deliveries, origin: Origin): Outcome {
  const { stage, sender, recipient, accepted, helo } = session
  if (reply.startsWith('334 ')) session.asked = reply.slice(4)
  if (reply.startsWith('235')) session.isLoggedIn = true
  if (reply.startsWith('354')) {
    // It has its number, and may be delivered, before the client is told so.
    deliveries.submit({ sender, recipients: [...accepted], clientIp: ip, helo, login: session.isLoggedIn ? session.login : null })
    session.stage = 'eod'
    return 'ignored'
  }
  if (stage === 'rcpt' && reply.startsWith('2')) accepted.push(recipient)
  if (!/^[45][0-9]{2}[ -]/.test(reply)) return 'ignored'
  const { code, status } = codesOf(reply)
  const told = stage === 'mail' || stage === 'rcpt' || stage === 'data' || stage === 'eod'
  // A command that the client misspelt is no refusal.
  if (!told && (code === null || code === 500 || code === 501 || code === 502 || code === 503 || code === 504)) return 'ignored'
  return [
    {
      kind: 'refusal',
      action: 'reject',
      queueId: null,
      stage,
      clientIp: ip === '' ? null : ip,
      clientName: null,
      helo,
      login: stage === 'auth' || session.isLoggedIn ? session.login : null,
      sender: told ? sender : null,
      recipient: stage === 'rcpt' ? recipient : null,
      dsn: status,
      code,
      reply,
      signature: signatureOf(reply, { stage, status, code }),
      origin,
    },
  ]
}

/** Another server's answer, about one recipient or about all that it took. */
function answer(session: Session, server: string, reply: string, deliveries: Deliveries, origin: Origin): Outcome {
  const { stage, sender, recipient, accepted } = session
  if (reply.startsWith('354')) {
    session.stage = 'eod'
    return 'ignored'
  }
  const isGood = reply.startsWith('2')
  if (stage === 'rcpt' && isGood) accepted.push(recipient)
  const isFinal = stage === 'eod' || (!isGood && (stage === 'rcpt' || stage === 'data'))
  if (!isFinal) return 'ignored'
  const about = stage === 'rcpt' ? [recipient] : accepted.splice(0)
  if (stage === 'eod') session.stage = 'helo'
  const records = deliveries.answer(sender, about, server, reply, origin)
  return records.length === 0 ? 'ignored' : records
}
