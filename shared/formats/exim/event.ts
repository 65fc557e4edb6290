import type { Stage } from '../../failures/failure.ts'
import type { LogRecord, Origin } from '../../record.ts'
import { signatureOf } from '../../signature.ts'
import type { Outcome } from '../format.ts'
import { readFields } from './fields.ts'
import { readLogin, readRefusal, readSynchronization, readTurnedAway } from './refusal.ts'
import { hostAt } from './words.ts'

/** Words about a mail that change its state. */
const states: readonly (readonly [string, (queueId: string, origin: Origin) => LogRecord])[] = [
  ['Frozen', (queueId, origin) => ({ kind: 'held', action: 'hold', queueId, origin })],
  ['*** Frozen', (queueId, origin) => ({ kind: 'held', action: 'hold', queueId, origin })],
  ['frozen by', (queueId, origin) => ({ kind: 'held', action: 'hold', queueId, origin })],
  ['Message is frozen', (queueId, origin) => ({ kind: 'held', action: 'hold', queueId, origin })],
  ['Unfrozen', (queueId, origin) => ({ kind: 'held', action: 'release', queueId, origin })],
  ['unfrozen by', (queueId, origin) => ({ kind: 'held', action: 'release', queueId, origin })],
  ['removed by', (queueId, origin) => ({ kind: 'end', action: 'deleted', queueId, origin })],
  ['cancelled by timeout_frozen_after', (queueId, origin) => ({ kind: 'expired', queueId, origin })],
  ['cancelled by', (queueId, origin) => ({ kind: 'end', action: 'deleted', queueId, origin })],
]

/** Words about a mail that change nothing. */
const asides = [
  'no immediate delivery',
  'Spool file ',
  'DKIM: ',
  'SPF: ',
  'DMARC ',
  'PRDR ',
  'Authentication-Results: ',
  'TLS session: ',
  'TLS error ',
  'TLS certificate ',
  'DANE ',
  'SSL ',
  'Completed',
  'sender address changed to ',
  'original recipients ignored',
  'event ',
  'remote host address is the local host',
  'routed by ',
  'Tainted ',
  'Warning: ',
  'Re-adding ',
  'dnslists ',
  'queued by ',
  'malware acl condition',
  'spam acl condition',
]

/** Reads what is said of the mail `queueId`, behind its id. */
export function readEvent(text: string, from: number, queueId: string, origin: Origin): Outcome {
  const state = states.find(([words]) => text.startsWith(words, from))
  if (state !== undefined) return [state[1](queueId, origin)]
  if (isField(text, from)) return ofHost(text, from, queueId, origin)
  if (text.startsWith('rejected ', from) || text.startsWith('temporarily rejected ', from)) {
    return readRefusal(text, from, readFields('', 0), queueId, origin) ?? 'unrecognised'
  }
  if (text.endsWith(': error ignored') || asides.some((words) => text.startsWith(words, from))) return 'ignored'
  return olderInterim(text, from, queueId, origin)
}

/** Whether the client's or the server's fields begin at `from`. */
export function isField(text: string, from: number): boolean {
  return text.charCodeAt(from + 1) === 61 && (text.charCodeAt(from) === 72 || text.charCodeAt(from) === 85)
}

/** A line that begins with a host or a local user: a refusal of a client, a warning, or one try at one server. */
export function ofHost(text: string, from: number, queueId: string | null, origin: Origin): Outcome {
  const fields = readFields(text, from)
  const at = text.charCodeAt(fields.end) === 32 ? fields.end + 1 : fields.end
  const refused = readRefusal(text, at, fields, queueId, origin)
  if (refused !== null) return refused
  if (fields.sender !== null || clientAsides.some((words) => text.startsWith(words, at))) return 'ignored'
  if (queueId === null || fields.host === null) return 'unrecognised'
  return interim(text, from, queueId, fields.host.place, origin)
}

/** Words of an ACL or of callouts: what they lead to is said in a line of its own. */
const clientAsides = ['Warning: ', 'sender verify ', 'DKIM: ', 'SPF: ', 'no IP address found', 'X=', 'VRFY ', 'EXPN ']

function interim(text: string, from: number, queueId: string, host: string, origin: Origin): Outcome {
  const reply = text.slice(from)
  return [{ kind: 'interim', queueId, reply, signature: signatureOf(reply, { host }), origin }]
}

/** Older versions: `mx.example.net [192.0.2.1] Connection refused`. */
function olderInterim(text: string, from: number, queueId: string, origin: Origin): Outcome {
  const host = hostAt(text, from)
  return host?.ip === null || host === null ? 'unrecognised' : interim(text, from, queueId, host.place, origin)
}

/** Texts without a mail that say nothing of one. */
const noise = [
  'exim ',
  'Start queue run',
  'End queue run',
  'Start ODMR',
  'no host name found for IP address ',
  'no IP address found for host ',
  'no MAIL in SMTP connection from ',
  'no MAIL in TLS',
  'list matching forced to fail',
  'SMTP syntax error in ',
  'SMTP protocol error in ',
  'SMTP protocol violation',
  'ignoring AUTH=',
  'VRFY failed for ',
  'EXPN failed for ',
  'TLS client disconnected cleanly',
  'TLS session: ',
  'Warning: ',
  'SIGHUP received',
  'daemon: ',
  'SIGTERM received',
  'pid ',
  'Failed to find ',
  'auth_daemon',
  'DKIM: ',
  'DMARC ',
  'spool directory space check',
  'host lookup did not complete',
  'Suggested action: ',
  'sender verify ',
  'PROXY ',
  'rejected ETRN ',
  'rejected VRFY ',
  'rejected EXPN ',
  'Connection from ',
  'retry rule',
]

/** How clients leave: the words before the host, where they were, and what the refusal of a mail under way says. */
const departures: readonly (readonly [string, Stage | null])[] = [
  ['unexpected disconnection while reading SMTP command from ', null],
  ['SMTP command timeout on connection from ', null],
  ['SMTP call from ', null],
  ['TLS error on connection from ', 'starttls'],
  ['SMTP connection from ', null],
]

/** Reads a text that names no mail. */
export function readPlain(text: string, origin: Origin): Outcome {
  if (isField(text, 0)) return ofHost(text, 0, null, origin)
  if (text.startsWith('rejected ') || text.startsWith('temporarily rejected ')) {
    return readRefusal(text, 0, readFields('', 0), null, origin) ?? 'unrecognised'
  }
  const login = text.indexOf(' authenticator failed for ')
  if (login > 0 && login < 80) return readLogin(text, login + 26, origin)
  if (text.startsWith('SMTP protocol synchronization error')) return readSynchronization(text, origin)
  if (text.startsWith('refused connection from ')) return readTurnedAway(text, 24, 'connect', text.slice(text.indexOf(' (') + 1), origin)
  if (text.startsWith('SMTP data timeout (message abandoned) on connection from ')) {
    return readTurnedAway(text, 57, 'data', 'SMTP data timeout (message abandoned)', origin)
  }
  const departure = departures.find(([words]) => text.startsWith(words))
  if (departure !== undefined) return readDeparture(text, departure[0].length, departure[1], origin)
  return noise.some((words) => text.startsWith(words)) ? 'ignored' : 'unrecognised'
}

/** A mail that breaks off in the middle was not taken: it counts as refused. */
function readDeparture(text: string, at: number, stage: Stage | null, origin: Origin): Outcome {
  const lost = text.indexOf(' lost while reading message data')
  if (lost > 0) return readTurnedAway(text, at, 'data', text.slice(lost + 1), origin)
  const host = hostAt(text, at)
  if (host?.ip === null || host === null) return 'ignored'
  const came = text.startsWith('(TCP/IP connection count', readFields(text, host.end).end + 1)
  if (text.startsWith('SMTP connection from ') && !came && !text.startsWith(' lost', host.end)) return 'ignored'
  return [{ kind: 'session', action: came ? 'connect' : 'lost', clientIp: host.ip, clientName: host.name, stage, queueId: null, origin }]
}
