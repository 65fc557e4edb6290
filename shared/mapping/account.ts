import { bracketed, reportsOf } from '../formats/export/report.ts'
import { addressesIn } from '../formats/export/table.ts'
import { charactersOf } from '../json-line.ts'
import type { LogRecord, Origin, ReportAction } from '../record.ts'
import type { Moment } from '../zone-names.ts'
import type { MappedField, Mapping } from './mapping.ts'
import { actionOfReply, actionOfValue, LONGEST_RESULT } from './result.ts'

/** Why a row is no account of a mail: no moment in its time, a result of unknown meaning, no address or id in it. */
export type Fault = 'time' | 'result' | 'nobody'

/** What a row or line says of a mail; 'ignored': by its result nothing of the way of one. */
export type Account = readonly LogRecord[] | 'ignored' | Fault

/** One row or line. `textOf`: what it says of a field, as bytes; '' for nothing. */
export interface Told {
  readonly textOf: (field: MappedField) => string
  readonly moment: Moment | null
  readonly origin: Pick<Origin, 'host' | 'program'>
}

/** Results that no mail has which the reply beside them refuses. */
const successes: ReadonlySet<ReportAction | 'ignored'> = new Set(['accepted', 'relayed', 'delivered'])

/** Reads rows of a mapping. `agent`: the format's id. */
export function accountReader({ results = {} }: Pick<Mapping, 'results'>, agent: string): (told: Told) => Account {
  const meanings = new Map(Object.entries(results).map(([value, action]) => [key(value), action]))
  const actionOf = (result: string, reply: string): ReportAction | 'ignored' | null => {
    const answered = actionOfReply(reply)
    if (result === '') return answered ?? 'accepted'
    const value = charactersOf(result)
    const said = meanings.get(key(value)) ?? actionOfValue(value)
    const isContradicted = (answered === 'bounced' || answered === 'deferred') && said !== null && successes.has(said)
    return isContradicted ? answered : said // What a program calls a success may be that it got an answer.
  }
  return ({ textOf, moment, origin }) => {
    const result = textOf('result').slice(0, LONGEST_RESULT)
    const reply = textOf('reply')
    const action = actionOf(result, reply)
    if (action === 'ignored') return 'ignored'
    const sender = senderIn(textOf('sender'))
    const recipients = addressesOf(textOf('recipient'))
    const messageId = bracketed(textOf('messageId') || null)
    const queueId = textOf('queueId') || null
    if (moment === null) return 'time'
    if (action === null) return 'result'
    if (sender === null && recipients.length === 0 && messageId === null && queueId === null) return 'nobody'
    return reportsOf({
      action,
      agent,
      queueId,
      messageId,
      sender,
      recipients,
      clientIp: addressOfHost(textOf('clientIp')),
      nextHop: null,
      reply: reply === '' && actionOfReply(result) !== null ? result : reply,
      subject: textOf('subject') || null,
      sizeBytes: bytesIn(textOf('size')),
      placement: action === 'quarantined' ? 'quarantine' : null,
      direction: null,
      origin: { ...moment, ...origin, pid: 0 },
    })
  }
}

/** What exports write where they say nothing. */
const empty = new Set(['', '-', 'n/a', 'null', 'none'])

/** Whether a text says nothing. */
export function isEmpty(text: string): boolean {
  return empty.has(text.toLowerCase())
}

/** How values of a result are compared. */
function key(value: string): string {
  return value.trim().toLowerCase()
}

function senderIn(text: string): string | null {
  return text === '<>' ? '' : (addressesOf(text)[0] ?? null)
}

/** A text in quotes, also one that never ends, and what follows up to an address in angle brackets whose name it is part of. */
const quotedText = /(^|[ \t,;])"(?:[^"\\]|\\.)*(?:"([^",;<]*<[^<>@]*@)?)?/g

/** A name in single quotes before an address in angle brackets; other quotes of that kind are apostrophes. */
const singlyQuoted = /(^|[ \t,;])'[^'<]*'(?=[ \t]*<[^<>@]*@)/g

/** Addresses of a list as mails write it, each once: not those in a name before angle brackets, and without the quotes around one. */
function addressesOf(text: string): readonly string[] {
  const unnamed = text.replace(quotedText, (whole: string, before: string, after?: string) =>
    after === undefined ? whole : before + after,
  )
  const parts = unnamed
    .replace(singlyQuoted, '$1')
    .split(/[,;]/)
    .map((part) => {
      const bracket = part.indexOf('<')
      return bracket !== -1 && part.includes('@', bracket) ? part.slice(bracket) : part
    })
  return [...new Set(addressesIn(parts.join(',')).map((word) => word.replace(/^\[?(["'])(.+)\1\]?$/, '$2')))]
}

/** The address in `192.0.2.10`, `printer.lan [192.0.2.10]:4321` or `[2001:db8::1]`; null where there is none. */
function addressOfHost(text: string): string | null {
  const four = /(?:^|[^0-9.])((?:[0-9]{1,3}\.){3}[0-9]{1,3})(?![0-9.])/.exec(text)
  if (four !== null) return four[1] ?? null
  const six = text.split(/[ [\]()/,]+/, 16).find((word) => /^[0-9A-Fa-f:]{2,39}$/.test(word) && word.split(':').length > 2)
  return six ?? null
}

const factors: Readonly<Record<string, number>> = { '': 1, b: 1, bytes: 1, kb: 1e3, kib: 1024, mb: 1e6, mib: 1 << 20 }

/** The bytes in `18234` or `17.8 KB`; null where there are none. */
function bytesIn(text: string): number | null {
  const found = /^([0-9]{1,12}(?:\.[0-9]{1,3})?) ?([A-Za-z]{0,5})$/.exec(text)
  const factor = factors[found?.[2]?.toLowerCase() ?? '?']
  return found === null || factor === undefined ? null : Math.round(Number(found[1]) * factor)
}
