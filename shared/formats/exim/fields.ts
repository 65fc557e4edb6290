import { COLON, QUOTE, SPACE } from '../../ascii.ts'
import { angleEnd, bare, type Host, hostAt, quoteEnd, wordEnd } from './words.ts'

/**
 * The fields of a line, whatever log selectors are on. One letter means two things: on an arrival `R=` is the mail that a
 * bounce reports and `T=` the subject, on a delivery they are router and transport.
 */
export interface Fields {
  /** `H=` */
  host: Host | null
  /** `U=` */
  user: string | null
  /** `A=`, with its authenticator: `plain:user`. */
  auth: string | null
  /** `R=` */
  r: string | null
  /** `T=`, as written: a subject has its quotes. */
  t: string | null
  /** `F=` */
  sender: string | null
  /** `S=` */
  size: string | null
  /** `id=` */
  id: string | null
  /** `C=`, without its quotes. */
  confirmation: string | null
  /** `QT=` */
  queueTime: string | null
  /** Index at which the fields end: before a text, or the end of the line. */
  end: number
}

/** Reads `KEY=value` and bare flags (`K`, `L*`, `PRDR`) from `from` (or the blank there) on, up to the first word that is neither. */
export function readFields(text: string, from: number): Fields {
  const fields: Fields = {
    host: null,
    user: null,
    auth: null,
    r: null,
    t: null,
    sender: null,
    size: null,
    id: null,
    confirmation: null,
    queueTime: null,
    end: from,
  }
  let start = text.charCodeAt(from) === SPACE ? from + 1 : from
  for (;;) {
    const equals = keyEnd(text, start)
    const valued = text.charCodeAt(equals) === 61
    const end = valued ? valueEnd(text, start, equals, fields) : flagEnd(text, start, equals)
    if (end <= start) return fields
    fields.end = end
    if (text.charCodeAt(end) !== SPACE) return fields
    start = end + 1
  }
}

/** Index after the letters and digits of a key. Flags are capitals; the keys `id` and `Ci` are not. */
function keyEnd(text: string, start: number): number {
  let at = start
  for (; at < start + 5; at++) {
    const code = text.charCodeAt(at)
    const small = code === 105 || code === 100
    if (!(code >= 65 && code <= 90) && !(code === 56 && at > start) && !small) break
  }
  return at
}

/** Index after a flag from `start` to `letters` and what stands behind them; -1 where it is none. */
function flagEnd(text: string, start: number, letters: number): number {
  const degree = text.charCodeAt(letters)
  const end = degree === 42 || degree === 46 ? letters + 1 : letters
  const code = text.charCodeAt(end)
  const ends = !(code > SPACE) || (code === COLON && !(text.charCodeAt(end + 1) > SPACE))
  return ends && flags.has(text.slice(start, letters)) ? end : -1
}

/** CHUNKING, early pipelining, PRDR, TCP Fast Open, ARC; a star or a point behind them says how far. */
const flags = new Set(['K', 'L', 'PRDR', 'TFO', 'ARC'])

function valueEnd(text: string, start: number, equals: number, fields: Fields): number {
  const at = equals + 1
  if (text.charCodeAt(start) === 72 && equals === start + 1) {
    // Only the first counts: so a line of nothing but hosts takes no longer than others.
    if (fields.host !== null) return wordEnd(text, at)
    fields.host = hostAt(text, at)
    return fields.host?.end ?? -1
  }
  const first = text.charCodeAt(at)
  const end = first === QUOTE ? quoteEnd(text, at) : first === 60 ? angleEnd(text, at) : wordEnd(text, at)
  if (equals - start === 1) keep(fields, text.charCodeAt(start), text, at, end)
  else if (text.startsWith('id=', start)) fields.id = text.slice(at, end)
  else if (text.startsWith('QT=', start)) fields.queueTime = text.slice(at, end)
  return end
}

/** Most lines have many fields that nobody asks for (`X=`, `P=` …): only the others are copied. */
function keep(fields: Fields, key: number, text: string, from: number, to: number): void {
  switch (key) {
    case 65:
      fields.auth = text.slice(from, to)
      break
    case 67:
      fields.confirmation = text.charCodeAt(from) === QUOTE ? text.slice(from + 1, to - 1) : text.slice(from, to)
      break
    case 70:
      fields.sender = bare(text.slice(from, to))
      break
    case 82:
      fields.r = text.slice(from, to)
      break
    case 83:
      fields.size = text.slice(from, to)
      break
    case 84:
      fields.t = text.slice(from, to)
      break
    case 85:
      fields.user = text.slice(from, to)
      break
    default:
      break
  }
}

/** The login in `A=authenticator:login`, and with `smtp_mailauth` a sender behind it; null where the authenticator sets none. */
export function loginOf(auth: string | null): string | null {
  if (auth === null) return null
  const [, login = ''] = auth.split(':', 3)
  return login === '' ? null : login
}
