import { afterBlanks, BACKSLASH, COLON, isDigit } from '../../shared/ascii.ts'
import { readOrigin } from '../../shared/carrier.ts'

/**
 * Lines of JSON that carry a line of a log, as rsyslog would have written it: entries of `journalctl -o json`
 * (systemd.journal-fields(7), JSON format of the journal: https://systemd.io/JOURNAL_EXPORT_FORMATS) and of Docker's
 * json-file. They are rewritten before anything else reads them, one line for one, so that carriers, grammars, the masking of
 * passwords and the search for duplicates know one kind of line. Lines are latin1 strings holding UTF-8.
 */
export function plainLines(bytes: Buffer): { readonly bytes: Buffer; readonly rewritten: number } {
  if (bytes[0] !== BRACE && !bytes.includes('\n{')) return { bytes, rewritten: 0 }
  let rewritten = 0
  const lines = bytes
    .toString('latin1')
    .split('\n')
    .map((line) => {
      const plain = plainLine(line)
      if (plain !== null) rewritten += 1
      return plain ?? line
    })
  return rewritten === 0 ? { bytes, rewritten } : { bytes: Buffer.from(lines.join('\n'), 'latin1'), rewritten }
}

/** The line that a line of JSON carries; null where it is none, or a broken one. */
export function plainLine(line: string): string | null {
  if (line.charCodeAt(0) !== BRACE) return null
  return line.startsWith('{"log":') ? containerLine(line) : journalLine(line)
}

const BRACE = 123
const LIST = 91
const STRING = 34

/** What `MESSAGE` is null for: without `--all`, journalctl leaves out values of more than 4096 bytes. */
const LEFT_OUT = '(left out of this export as longer than 4096 bytes: export again with journalctl --all)'

function journalLine(line: string): string | null {
  const received = textOf(line, '__REALTIME_TIMESTAMP')
  // Like journalctl and rsyslog: when it was sent, else when it was received.
  const stamp = received === null ? null : journalStamp(textOf(line, '_SOURCE_REALTIME_TIMESTAMP') ?? received)
  const at = valueAt(line, 'MESSAGE')
  const text = at === -1 ? '' : line.startsWith('null', at) ? LEFT_OUT : textAt(line, at, 'MESSAGE')
  if (stamp === null || text === null) return null
  const program = textOf(line, 'SYSLOG_IDENTIFIER') ?? textOf(line, '_COMM') ?? 'unknown'
  const pid = textOf(line, 'SYSLOG_PID') ?? textOf(line, '_PID')
  return logLine(stamp, textOf(line, '_HOSTNAME') ?? '', pid === null ? program : `${program}[${pid}]`, text)
}

/** Docker's time is exact and has its zone, other than the stamp that the program wrote. */
function containerLine(line: string): string | null {
  // Labels of the container may be named as the fields are, and come first.
  const time = line.includes('"attrs":') ? stringOr(parsed(line, 'time')) : textOf(line, 'time')
  const written = textOf(line, 'log')
  if (time === null || written === null || !isDigit(time.charCodeAt(0))) return null
  const text = written.endsWith('\n') ? written.slice(0, -1) : written
  const carried = readOrigin(text)
  if (carried === null) return printable(`${time} ${text}`)
  const { host, program, pid } = carried.origin
  return logLine(time, host, pid === 0 ? program : `${program}[${pid}]`, text.slice(carried.textStart))
}

/** As rsyslog writes it to a file with RFC 3339 stamps. A blank within host or tag would move what follows it. */
function logLine(stamp: string, host: string, tag: string, text: string): string {
  const place = host === '' ? stamp : `${stamp} ${host.replaceAll(' ', '_')}`
  return printable(tag === '' ? `${place} ${text}` : `${place} ${tag.replaceAll(' ', '_')}: ${text}`)
}

/** Control characters as rsyslog writes them: a line feed is `#012`. */
function printable(text: string): string {
  let shown = ''
  let from = 0
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code >= 32 && code !== 127) continue
    shown += `${text.slice(from, at)}#${code.toString(8).padStart(3, '0')}`
    from = at + 1
  }
  return shown + text.slice(from)
}

// One second holds many lines, so the last one is kept. The cache changes no result.
let lastSecond = ''
let lastText = ''

/** RFC 3339 of microseconds since the epoch, as digits; null where they are none. */
function journalStamp(micros: string): string | null {
  if (!/^[0-9]{10,16}$/.test(micros)) return null
  const second = micros.slice(0, -6)
  if (second !== lastSecond) {
    lastText = new Date(Number(second) * 1000).toISOString().slice(0, 19)
    lastSecond = second
  }
  return `${lastText}.${micros.slice(-6)}+00:00`
}

function textOf(line: string, name: string): string | null {
  const at = valueAt(line, name)
  return at === -1 ? null : textAt(line, at, name)
}

/** Index of the value of the first key of that name; -1 where there is none. Entries are flat. Within a string, quotes are escaped: `"key":` is none. */
function valueAt(line: string, name: string): number {
  // Quotes are many: the search begins with a letter.
  for (let at = line.indexOf(name); at !== -1; at = line.indexOf(name, at + 1)) {
    const end = at + name.length
    if (line.charCodeAt(at - 1) !== STRING || line.charCodeAt(end) !== STRING) continue
    const colon = afterBlanks(line, end + 1)
    if (line.charCodeAt(colon) === COLON) return afterBlanks(line, colon + 1)
  }
  return -1
}

/** The value at `at`: a string, a number, an array of bytes, or the first of several values; null where it is none of these. */
function textAt(line: string, at: number, name: string): string | null {
  const code = line.charCodeAt(at)
  if (code === LIST) return firstOf(parsed(line, name))
  if (code !== STRING) return /^[0-9]{1,20}/.exec(line.slice(at, at + 20))?.[0] ?? null
  const end = stringEnd(line, at + 1)
  if (end === -1) return null
  const text = line.slice(at + 1, end)
  return text.includes('\\') ? firstOf([parsed(`{"":"${text}"}`, '')]) : text
}

/** Index of the quote that ends a string. */
function stringEnd(line: string, from: number): number {
  for (let at = line.indexOf('"', from); at !== -1; at = line.indexOf('"', at + 1)) {
    let escapes = 0
    while (line.charCodeAt(at - 1 - escapes) === BACKSLASH) escapes += 1
    if (escapes % 2 === 0) return at
  }
  return -1
}

function parsed(json: string, name: string): unknown {
  try {
    const entry = JSON.parse(Buffer.from(json, 'latin1').toString('utf8')) as Readonly<Record<string, unknown>> // It begins with a brace.
    return entry[name]
  } catch {
    return null
  }
}

/** A text; null for any other value. */
function stringOr(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

/** A value of several is an array of them, and each may be an array of bytes. */
function firstOf(value: unknown): string | null {
  if (!Array.isArray(value)) return null
  const [first] = value as readonly unknown[]
  if (typeof first === 'string') return Buffer.from(first, 'utf8').toString('latin1')
  const bytes: readonly unknown[] = Array.isArray(first) ? first : value
  if (!bytes.every((byte) => typeof byte === 'number')) return null
  return Buffer.from(Buffer.from(bytes).toString('utf8'), 'utf8').toString('latin1')
}
