import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { asBytes } from '../as-bytes.ts'
import { fields, pairsIn } from './expected-fields.ts'
import { factsOf } from './facts.ts'

/** Corpora of other projects; tests that read them skip where they are absent. */
export const corpora = join(import.meta.dirname, '../../../shared/corpora')

/** One line and the fields that its corpus expects of it. */
export interface ExpectedLine {
  readonly line: string
  readonly expect: readonly (readonly [name: string, value: string])[]
}

/** How many expected fields were read right. `kept`: of those that Relayscope keeps at all. `wrong` says line, field and value. */
export interface Tally {
  readonly lines: number
  readonly kept: number
  readonly right: number
  readonly notKept: number
  /** Kept, but the line is understood and ignored: it says nothing of a mail, a refusal or a session's end. */
  readonly ofIgnored: number
  readonly wrong: readonly string[]
}

type Row = Readonly<Record<string, unknown>>

function rowsOf(file: string): readonly Row[] {
  const lines = readFileSync(join(corpora, file), 'utf8').split('\n').filter(Boolean)
  return lines.map((line) => JSON.parse(line) as Row)
}

/** Texts and numbers; a text of pairs also pair by pair. */
function pairs(expect: unknown): readonly (readonly [string, string])[] {
  return Object.entries((expect ?? {}) as Row).flatMap(([name, value]) => {
    if (typeof value !== 'string' && typeof value !== 'number') return []
    if (name === 'postfix_keyvalue_data' || name === 'kvItems') return pairsIn(String(value))
    return [[name, String(value)] as const]
  })
}

/** The lines of Postfix of each set, with what is expected under the names of `expected-fields.ts`. */
export const sets: Readonly<Record<string, () => readonly ExpectedLine[]>> = {
  'postfix-grok': () => plain('postfix-grok/expected.jsonl'),
  'postfix-parser': () => plain('postfix-parser/expected.jsonl'),
  'sekoia-intake': () => plain('sekoia-intake/expected.jsonl'),
  lightmeter: () => plain('lightmeter/expected-parser.jsonl').map(({ line, expect }) => ({ line, expect: lightmeter(expect) })),
  'crowdsec-hub': crowdsec,
  fail2ban: () => plain('fail2ban/expected.jsonl').map(({ line, expect }) => ({ line, expect: expect.map(failTime) })),
}

function plain(file: string): readonly ExpectedLine[] {
  return rowsOf(file)
    .map(({ line, expect }) => ({ line: String(line), expect: pairs(expect) }))
    .filter(({ line }) => /^[^:]+:[^:]+:[^:]+ postfix[^ :[]*\[/.test(line))
}

function crowdsec(): readonly ExpectedLine[] {
  return rowsOf('crowdsec-hub/expected.jsonl').flatMap(({ parser, expect }) => {
    if (!/postfix|postscreen/.test(String(parser))) return []
    const { timestamp, timestamp8601, machine, program, pid, message } = expect as Readonly<Record<string, string | undefined>>
    const time = timestamp ?? timestamp8601 ?? 'Jan  1 00:00:00'
    return [{ line: `${time} ${machine} ${program}[${pid}]: ${message}`, expect: pairs(expect) }]
  })
}

function failTime([name, value]: readonly [string, string]): readonly [string, string] {
  const [, month, day = '', clock] = /^[0-9]+-([0-9]+)-([0-9]+)T(.*)$/.exec(value) ?? []
  return name === 'time' ? ['clock', `${month}-${day.padStart(2, '0')}T${clock}`] : [name, value]
}

const lightmeterNames: Readonly<Record<string, string>> = {
  'p.Queue': 'queueId',
  'p.RelayName': 'relay_host',
  'p.RelayIP': 'relay_ip',
  'p.RelayPort': 'relay_port',
  'p.Delay': 'delay',
  'p.Dsn': 'dsn',
  'p.Status': 'status',
  'p.ExtraMessage': 'response',
  'p.MessageId': 'message_id',
  'p.IP': 'client_ip',
  'e.Queue': 'remoteQueueId',
  'e.SmtpCode': 'reply_code',
  'e.Dsn': 'dsn',
  'header.Host': 'host',
  'h.Host': 'host',
  'header.PID': 'pid',
  'h.PID': 'pid',
  // The name of its parser's error.
  err: 'parserError',
}

/** Names, values as Go writes them, and addresses in two parts. */
function lightmeter(expect: ExpectedLine['expect']): ExpectedLine['expect'] {
  const parts = new Map(expect)
  const addresses = [
    ['to', 'p.Recipient'],
    ['orig_to', 'p.OrigRecipient'],
    ['from', 'p.Sender'],
  ].flatMap(([name = '', part]) => {
    const [local, domain] = [parts.get(`${part}LocalPart`) ?? '', parts.get(`${part}DomainPart`) ?? '']
    return local === '' ? [] : [[name, domain === '' ? local : `${local}@${domain}`] as const]
  })
  const others = expect.flatMap(([name, value]) => {
    if (/(Local|Domain)Part$/.test(name) || value === '' || (name === 'p.RelayPort' && value === '0')) return []
    const text =
      name === 'p.Status' ? value.replace('Status', '').toLowerCase() : value.replace(/^net\.ParseIP\(`(.*)`\)$|^\((.*)\)$/, '$1$2')
    return [[lightmeterNames[name] ?? name, text] as const]
  })
  return [...addresses, ...others]
}

/** Compares what is read of a set's lines with what the set expects. */
export function tally(lines: readonly ExpectedLine[]): Tally {
  let [kept, right, notKept, ofIgnored] = [0, 0, 0, 0]
  const wrong: string[] = []
  for (const { line, expect } of lines) {
    const facts = factsOf(asBytes(line))
    for (const [name, value] of expect) {
      const field = fields[name]
      if (field === undefined) {
        notKept += 1
        continue
      }
      kept += 1
      if (field(asBytes(value), facts)) right += 1
      else if (facts['outcome'] === 'ignored') ofIgnored += 1
      else wrong.push(`${name}=${value} | ${JSON.stringify(facts)} | ${line}`)
    }
  }
  return { lines: lines.length, kept, right, notKept, ofIgnored, wrong }
}
