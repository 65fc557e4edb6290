import { afterBlanks, COLON, MINUS } from '../ascii.ts'
import { isRemark, readOrigin } from '../carrier.ts'
import { readJsonLine, textAt } from '../json-line.ts'
import type { Origin } from '../record.ts'
import { isoStamp } from '../stamps.ts'
import type { LogFormat, Outcome } from './format.ts'
import { examples } from './haraka/examples.ts'
import { createQueue } from './haraka/queue.ts'
import { ofJson, ofText, type Said } from './haraka/words.ts'

/** Haraka, as it prints (default, logfmt, JSON), with its own stamps or in the carrier of who keeps its output. */
export const haraka: LogFormat = {
  id: 'haraka',
  title: 'Haraka',
  source: 'https://github.com/haraka/Haraka (logger.js, connection.js, outbound/hmail.js, outbound/index.js; 2.8 to 3.0)',
  mark: 'lines such as `[NOTICE] [UUID.1] [core] …`, `level=NOTICE uuid=UUID.1 …` or the same as JSON',
  traps:
    'Its own stamps are off by default (`log.ini`): without a carrier’s the lines have no time and are not read. A delivery names the domain, not the recipients: they stand in the session that took the mail, which must be in the same file. What a queue plugin did with mail for own domains is not told.',
  unit: 'line',
  splittable: false,
  open: () => {
    const queue = createQueue()
    return (line) => {
      const said = saidBy(line)
      if (said === 'foreign') return 'ignored'
      if (said === null) return line === '' || isRemark(line) ? 'ignored' : 'unrecognised'
      return said.origin === null ? 'unrecognised' : readSaid(said.words, said.origin, queue)
    }
  },
  owns: (line) => {
    const said = saidBy(line)
    return said !== null && said !== 'foreign'
  },
  examples,
}

const absent = { host: '', program: 'haraka', pid: 0 }

/** What a line says, and by whom and when, without origin where no time is given; `foreign`: another program's; null: no line of a log. */
function saidBy(line: string): { readonly words: Said; readonly origin: Origin | null } | 'foreign' | null {
  if (line.startsWith('{')) {
    const record = readJsonLine(line)
    const words = record === null ? null : ofJson(record)
    const time = record === null ? null : textAt(record, 'timestamp')
    const stamp = time === null ? null : isoStamp(time, 0)
    const origin = stamp === null ? null : { ...absent, stamp: stamp.micros, zoned: stamp.zoned, yearless: false }
    return words && { words, origin }
  }
  const own = line.charCodeAt(4) === MINUS && line.charCodeAt(13) === COLON ? isoStamp(line, 0) : null
  const ownWords = own === null ? null : ofText(line.slice(afterBlanks(line, own.end)))
  if (own !== null && ownWords !== null) {
    return { words: ownWords, origin: { ...absent, stamp: own.micros, zoned: own.zoned, yearless: false } }
  }
  const bare = ofText(line)
  if (bare !== null) return { words: bare, origin: null }
  const carried = readOrigin(line)
  if (carried === null) return null
  const words = ofText(line.slice(carried.textStart))
  return words === null ? 'foreign' : { words, origin: { ...carried.origin, program: 'haraka' } }
}

function readSaid(words: Said, origin: Origin, queue: ReturnType<typeof createQueue>): Outcome {
  if (words.uuid === '-') return 'ignored'
  return words.source === 'outbound' ? queue.deliver(words, origin) : words.source === 'core' ? queue.session(words, origin) : 'ignored'
}
