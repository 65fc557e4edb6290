import { afterBlanks, BACKSLASH, CLOSE, COLON, DOT, digits, holds, isDigit, LESS, MINUS, OPEN, QUOTE, SPACE } from './ascii.ts'
import type { Origin } from './record.ts'
import { bsdStamp, isoStamp, isTag, type Stamp, unixStamp } from './stamps.ts'

/** A line's origin and the index at which the program's own text begins. */
export interface Carried {
  readonly origin: Origin
  readonly textStart: number
}

/**
 * Reads what a carrier says of one line: RFC 3164 (year, `<PRI>` and fraction optional), RFC 3339 / ISO 8601 (offset optional),
 * RFC 5424, the `short-` styles of journalctl, or what container runtimes put before any of them. The shape is decided by the line's first characters, so a file may change it in the middle.
 *
 * @returns null where the line has no such header, or RFC 5424 without a time
 */
export function readOrigin(line: string): Carried | null {
  let at = 0
  if (line.charCodeAt(0) === LESS) at = afterPriority(line)
  const first = line.charCodeAt(at)
  if (first > 64) return line.charCodeAt(at + 8) === MINUS ? shortFull(line, at + 4) : rfc3164(line, at)
  if (!isDigit(first)) return null
  const fourth = line.charCodeAt(at + 4)
  if (fourth === MINUS) return iso(line, at)
  if (first === 49 && line.charCodeAt(at + 1) === SPACE) return rfc5424(line, at + 2)
  if (fourth === SPACE) return rfc3164(line, at)
  return line.charCodeAt(at + 10) === DOT ? shortUnix(line, at) : null
}

/** Whether a line is journalctl's own, such as `-- Boot 3f2a… --`. */
export function isRemark(line: string): boolean {
  return line.startsWith('-- ') && line.endsWith(' --')
}

function afterPriority(line: string): number {
  let at = 1
  while (isDigit(line.charCodeAt(at)) && at < 5) at++
  return line.charCodeAt(at) === 62 ? at + 1 : 0
}

// One log holds few hosts and programs: each is one string. The caches change no result.
let lastHost = '?'
/** By length and last character. */
const programs: string[] = Array.from({ length: 32 * 128 }, () => '')

function rfc3164(line: string, at: number): Carried | null {
  const stamp = bsdStamp(line, at)
  return stamp === null || line.charCodeAt(stamp.end) !== SPACE ? null : hostAndTag(line, stamp)
}

function iso(line: string, at: number): Carried | null {
  const stamp = isoStamp(line, at)
  if (stamp === null || line.charCodeAt(stamp.end) !== SPACE) return null
  return contained(line, stamp.end + 1, stamp) ?? hostAndTag(line, stamp)
}

/** `Mon 2026-03-02 10:14:05 CET host …`: journalctl -o short-full. Of the zones only those that are UTC are sure by their name. */
function shortFull(line: string, at: number): Carried | null {
  const stamp = isoStamp(line, at)
  if (stamp === null || stamp.zoned || line.charCodeAt(stamp.end) !== SPACE) return stamp && hostAndTag(line, stamp)
  const end = line.indexOf(' ', stamp.end + 1)
  const zone = line.slice(stamp.end + 1, end)
  return end < 0 ? null : hostAndTag(line, { ...stamp, zoned: zone === 'UTC' || zone === 'GMT', end })
}

/** `1772442845.123456 host …`: journalctl -o short-unix. */
function shortUnix(line: string, at: number): Carried | null {
  const stamp = unixStamp(line, at)
  return stamp === null || line.charCodeAt(stamp.end) !== SPACE ? null : hostAndTag(line, stamp)
}

/**
 * A line that a container runtime read and stamped: `stdout F ` before it (Kubernetes' CRI), or nothing (`docker logs -t`) where
 * it has a stamp of its own. The runtime's is exact and has its zone.
 */
function contained(line: string, at: number, stamp: Stamp): Carried | null {
  // Few hosts begin with `std`.
  const from = holds(line, 'std', at) && (line.startsWith('out F ', at + 3) || line.startsWith('err F ', at + 3)) ? at + 9 : at
  const stamped = line.charCodeAt(from + 9) === COLON && line.charCodeAt(from + 12) === COLON ? rfc3164(line, from) : null
  if (stamped === null) return from === at ? null : hostAndTag(line, { ...stamp, end: from })
  return { ...stamped, origin: { ...stamped.origin, stamp: stamp.micros, zoned: stamp.zoned, yearless: false } }
}

function hostAndTag(line: string, stamp: Stamp): Carried | null {
  let at = afterBlanks(line, stamp.end)
  // `<mail.info> host` of FreeBSD's syslogd -v
  if (line.charCodeAt(at) === LESS) {
    const close = line.indexOf('> ', at)
    if (close > 0) at = close + 2
  }
  let host = ''
  const space = line.indexOf(' ', at)
  if (space < 0 || line.charCodeAt(space - 1) !== COLON) {
    if (space < 0) return null
    host = hostAt(line, at, space)
    at = afterBlanks(line, space)
    // `host mail.info tag:` of busybox
    if (holds(line, 'mail.', at) && !isTag(line, at)) {
      const next = line.indexOf(' ', at)
      if (next > 0 && isTag(line, next + 1)) at = next + 1
    }
  }
  return tagged(line, at, host, stamp)
}

function hostAt(line: string, from: number, to: number): string {
  if (to - from !== lastHost.length || !holds(line, lastHost, from)) lastHost = line.slice(from, to)
  return lastHost
}

/** A tag ends with `:` or `[pid]`; `127.0.0.1:10025/smtpd` holds a colon. Without a tag the text begins at once. */
function tagged(line: string, from: number, host: string, stamp: Stamp): Carried {
  let at = from
  for (; at < line.length; at++) {
    const code = line.charCodeAt(at)
    if (code === SPACE) break
    if (code === COLON && !(line.charCodeAt(at + 1) > SPACE)) return carried(line, from, at, 0, at + 1, host, stamp)
    if (code !== OPEN) continue
    let close = at + 1
    while (isDigit(line.charCodeAt(close))) close++
    if (close === at + 1 || line.charCodeAt(close) !== CLOSE) continue
    const pid = pidAt(line, at + 1, close)
    const text = line.charCodeAt(close + 1) === COLON ? close + 2 : close + 1
    return carried(line, from, at, pid, text, host, stamp)
  }
  return carried(line, from, from, 0, from, host, stamp)
}

/** The number of a process; 0 where it is none, or none that a system gives. */
function pidAt(line: string, from: number, to: number): number {
  const pid = digits(line, from, to - from)
  return pid < 2 ** 31 ? pid : 0
}

function carried(line: string, from: number, to: number, pid: number, text: number, host: string, stamp: Stamp): Carried {
  let textStart = afterBlanks(line, text)
  // `[ID 197553 mail.info] ` of Solaris
  if (holds(line, '[ID ', textStart)) {
    const close = line.indexOf('] ', textStart)
    if (close > 0) textStart = close + 2
  }
  const { micros, zoned, yearless } = stamp
  return { origin: { stamp: micros, zoned, yearless, host, program: programAt(line, from, to), pid }, textStart }
}

/** The few program names of a log are kept as one string each; a slice would hold on to its whole line. */
function programAt(line: string, from: number, to: number): string {
  const length = to - from
  if (length === 0) return ''
  const slot = (length & 31) * 128 + (line.charCodeAt(to - 1) & 127)
  const known = programs[slot]!
  if (known.length === length && holds(line, known, from)) return known
  const name = line.slice(from, to)
  programs[slot] = name
  return name
}

function rfc5424(line: string, at: number): Carried | null {
  const stamp = isDigit(line.charCodeAt(at)) ? isoStamp(line, at) : null
  if (stamp === null || line.charCodeAt(stamp.end) !== SPACE) return null
  const hostEnd = line.indexOf(' ', stamp.end + 1)
  const appEnd = line.indexOf(' ', hostEnd + 1)
  const pidEnd = line.indexOf(' ', appEnd + 1)
  const idEnd = line.indexOf(' ', pidEnd + 1)
  if (hostEnd < 0 || appEnd < 0 || pidEnd < 0 || idEnd < 0) return null
  const host = hostAt(line, stamp.end + 1, hostEnd)
  const pid = pidAt(line, appEnd + 1, pidEnd)
  const textStart = afterMark(line, afterBlanks(line, afterStructuredData(line, idEnd + 1)))
  const { micros, zoned, yearless } = stamp
  const program = programAt(line, hostEnd + 1, appEnd)
  return {
    origin: {
      stamp: micros,
      zoned,
      yearless,
      host: host === '-' ? '' : host,
      program: program === '-' ? '' : program,
      pid,
    },
    textStart,
  }
}

/** RFC 5424 section 6.3: `-`, or elements whose quoted values escape `"`, `\` and `]`. */
function afterStructuredData(line: string, from: number): number {
  if (line.charCodeAt(from) === MINUS) return from + 1
  let quoted = false
  let at = from
  for (; at < line.length; at++) {
    const code = line.charCodeAt(at)
    if (quoted && code === BACKSLASH) at++
    else if (code === QUOTE) quoted = !quoted
    else if (!quoted && code === CLOSE && line.charCodeAt(at + 1) !== OPEN) return at + 1
    else if (!quoted && code === SPACE && line.charCodeAt(from) !== OPEN) return at
  }
  return at
}

/** A byte order mark before the message, as bytes or as a character; blanks may follow it. */
function afterMark(line: string, at: number): number {
  if (line.startsWith('\u00ef\u00bb\u00bf', at)) return afterBlanks(line, at + 3)
  return line.charCodeAt(at) === 0xfeff ? afterBlanks(line, at + 1) : at
}
