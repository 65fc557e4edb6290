import { CLOSE, digits, isDigit, OPEN, SPACE } from '../ascii.ts'
import { readOrigin } from '../carrier.ts'
import { eximIdEnd } from '../queue-ids.ts'
import type { Origin } from '../record.ts'
import { isoStamp } from '../stamps.ts'
import { readArrival } from './exim/arrival.ts'
import { type DeliveryFlag, readDelivery } from './exim/delivery.ts'
import { readEvent, readPlain } from './exim/event.ts'
import { examples } from './exim/examples.ts'
import type { LogFormat, Outcome } from './format.ts'

/** Exim's mainlog, rejectlog and paniclog, as files or in a syslog carrier, with any log selectors. */
export const exim: LogFormat = {
  id: 'exim',
  title: 'Exim',
  source: 'https://www.exim.org/exim-html-current/doc/html/spec_html/ch-log_files.html',
  mark: 'lines that begin with `2026-03-02 09:14:05` and a message id (`1vwDhn-0003ab-D3` or `1vwDhn-000000001bo-D342`), or syslog lines of the program `exim` or `exim4`',
  traps:
    'A name in parentheses is only what the client called itself. `->` is a further recipient, `**` may be the end of its retry time, and local deliveries name the local part. A mail that timed out frozen names no recipient. The rejectlog repeats the mainlog.',
  unit: 'line',
  splittable: true,
  open: () => read,
  owns: (line) => {
    const said = ownText(line) ?? wrappedText(line)
    if (said === null) return false
    return said.carried || eximIdEnd(said.text, 0) > 0 || typeof readPlain(said.text, said.origin) !== 'string'
  },
  examples,
}

/** What Exim wrote, and by whom and when. */
interface Said {
  readonly origin: Origin
  readonly text: string
  /** By syslog, so that the program is known. */
  readonly carried: boolean
}

function read(line: string): Outcome {
  const own = ownText(line)
  if (own !== null) {
    const outcome = ofText(own.text, own.origin)
    if (outcome !== 'unrecognised') return outcome
  }
  const wrapped = wrappedText(line)
  if (wrapped !== null) return ofText(wrapped.text, wrapped.origin)
  if (own === null) return isContinuation(line) || isForeign(line) ? 'ignored' : 'unrecognised'
  return eximIdEnd(own.text, 0) < 0 && isForeign(line) ? 'ignored' : 'unrecognised'
}

/** A line of Exim's own file: `2026-03-02 09:14:05.123 +0100 [pid] text`, the last three as the selectors are. */
function ownText(line: string): Said | null {
  if (line.charCodeAt(10) !== SPACE || line.charCodeAt(4) !== 45) return null
  const stamp = isoStamp(line, 0)
  if (stamp === null || line.charCodeAt(stamp.end) !== SPACE) return null
  let at = stamp.end + 1
  let pid = 0
  if (line.charCodeAt(at) === OPEN && isDigit(line.charCodeAt(at + 1))) {
    const close = line.indexOf(']', at)
    const number = close - at < 12 ? digits(line, at + 1, close - at - 1) : Number.NaN
    if (close > 0 && line.charCodeAt(close) === CLOSE && line.charCodeAt(close + 1) === SPACE && !Number.isNaN(number)) {
      pid = number
      at = close + 2
    }
  }
  const { micros, zoned, yearless } = stamp
  return { origin: { stamp: micros, zoned, yearless, host: '', program: '', pid }, text: line.slice(at), carried: false }
}

/** A line in syslog. Exim's own stamp may stand in it too: it has the year, where the carrier's has none. */
function wrappedText(line: string): Said | null {
  const carried = readOrigin(line)
  if (carried === null || !isExim(carried.origin.program)) return null
  const text = line.slice(afterPart(line, carried.textStart))
  const own = ownText(text)
  if (own === null) return { origin: carried.origin, text, carried: true }
  const { stamp, zoned, yearless } = carried.origin.zoned ? carried.origin : own.origin
  const pid = carried.origin.pid === 0 ? own.origin.pid : carried.origin.pid
  return { origin: { ...carried.origin, stamp, zoned, yearless, pid }, text: own.text, carried: true }
}

function isExim(program: string): boolean {
  return program.startsWith('exim') && (program.length === 4 || program.charCodeAt(4) === 45 || program === 'exim4')
}

/** Behind `[1/2] ` or `[1\3] `, the mark of a text that syslog gets in parts. What follows the first part has no meaning of its own. */
function afterPart(line: string, at: number): number {
  if (line.charCodeAt(at) !== OPEN || !isDigit(line.charCodeAt(at + 1))) return at
  const close = line.indexOf('] ', at)
  return close > 0 && close - at < 8 && line.startsWith('[1', at) && /^[/\\]$/.test(line.charAt(at + 2)) ? close + 2 : at
}

function ofText(text: string, origin: Origin): Outcome {
  const end = eximIdEnd(text, 0)
  if (end < 0 || text.charCodeAt(end) !== SPACE) return isLaterPart(text) ? 'ignored' : readPlain(text, origin)
  const queueId = text.slice(0, end)
  const at = end + 1
  if (text.charCodeAt(at + 2) === SPACE) {
    const flag = text.slice(at, at + 2)
    if (flag === '<=' || flag === '(=') return readArrival(text, at + 3, queueId, origin)
    if (isDelivery(flag)) return readDelivery(text, at + 3, flag, queueId, origin)
  }
  if (text.charCodeAt(at) === 67 && text.startsWith('Completed', at)) return [{ kind: 'end', action: 'removed', queueId, origin }]
  return readEvent(text, at, queueId, origin)
}

function isDelivery(flag: string): flag is DeliveryFlag {
  return flag === '=>' || flag === '->' || flag === '**' || flag === '==' || flag === '>>' || flag === '*>'
}

/** `[2/3] …` */
function isLaterPart(text: string): boolean {
  return /^\[[2-9][0-9]?[/\\][0-9]{1,2}\]/.test(text)
}

/** A syslog line of another program. */
function isForeign(line: string): boolean {
  const program = readOrigin(line)?.origin.program ?? ''
  return program !== '' && !isExim(program)
}

/** What the rejectlog dumps of a refused mail, and the later lines of a reply that spans several. */
function isContinuation(line: string): boolean {
  if (line === '' || line.startsWith('----')) return true
  if (line.startsWith('Envelope-')) return true
  const first = line.charCodeAt(0)
  if (first === SPACE || first === 9) return true
  return /^(?:[A-Z*] [!-9;-~]{1,80}:|[245][0-9]{2}[- ])/.test(line)
}
