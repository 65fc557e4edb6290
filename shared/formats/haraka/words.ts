import { textAt } from '../../json-line.ts'

/** A line of Haraka, whatever its format. */
export interface Said {
  /** Of a connection (`UUID`), a transaction (`UUID.1`) or a delivery (`UUID.1.1`); `-` where there is none. */
  readonly uuid: string
  /** `core`, `outbound`, or the name of a plugin. */
  readonly source: string
  readonly message: string
  /** What was logged beside the words. */
  readonly fields: ReadonlyMap<string, string>
}

const levels: ReadonlySet<string> = new Set(['DATA', 'PROTOCOL', 'DEBUG', 'INFO', 'NOTICE', 'WARN', 'ERROR', 'CRIT', 'ALERT', 'EMERG'])
const none: ReadonlyMap<string, string> = new Map()

/** Reads `[NOTICE] [UUID.1] [core] …` or `level=NOTICE uuid=UUID.1 …`; null where a text is none of Haraka's. */
export function ofText(text: string): Said | null {
  if (text.startsWith('level=')) {
    const fields = fieldsOf(text, 0)
    const [level = '', uuid, source, message] = ['level', 'uuid', 'origin', 'message'].map((name) => fields.get(name))
    if (!levels.has(level) || uuid === undefined) return null
    return { uuid, source: source ?? fields.get('source') ?? 'core', message: message ?? '', fields }
  }
  const found = /^\[([A-Z]{3,8})\] \[([-0-9A-Fa-f.]{1,60})\] \[([^\]]{1,80})\] {1,3}(?=.)/.exec(text.slice(0, 180))
  if (found === null || !levels.has(found[1] ?? '')) return null
  const [head, , uuid = '', source = ''] = found
  return { uuid, source, ...withFields(text.slice(head.length)) }
}

/** The same as JSON. */
export function ofJson(record: object): Said | null {
  const [level, uuid] = [textAt(record, 'level'), textAt(record, 'uuid')]
  if (level === null || uuid === null || !levels.has(level) || !Object.hasOwn(record, 'message')) return null
  const fields = new Map(Object.keys(record).map((name) => [name, textAt(record, name) ?? '']))
  return { uuid, source: fields.get('origin') ?? fields.get('source') ?? 'core', message: fields.get('message') ?? '', fields }
}

/** Words behind which fields follow. */
const heads = ['message ', 'queue ', 'connect ', 'disconnect ']

/** What the default format glued together: an address or a word, and fields. Other words hold what looks like fields. */
function withFields(text: string): Pick<Said, 'message' | 'fields'> {
  if (text.startsWith('delivered file=')) return { message: '', fields: fieldsOf(text, 0) }
  if (text.startsWith('recipient <') || text.startsWith('sender <')) {
    const close = text.indexOf('>')
    if (close < 0 || !text.startsWith(' code=', close + 1)) return { message: text, fields: none }
    return { message: text.slice(0, close + 1), fields: fieldsOf(text, close + 2) }
  }
  const head = heads.find((words) => text.startsWith(words))
  return head === undefined ? { message: text, fields: none } : { message: head.slice(0, -1), fields: fieldsOf(text, head.length) }
}

/** `key=value key="text, quotes escaped"`, in order; the first of a name counts. */
function fieldsOf(text: string, from: number): ReadonlyMap<string, string> {
  const fields = new Map<string, string>()
  for (let at = from; at < text.length; ) {
    const equals = text.indexOf('=', at)
    if (equals < 0) break
    const name = text.slice(at, equals)
    const quoted = text.charCodeAt(equals + 1) === 34
    const start = quoted ? equals + 2 : equals + 1
    const end = quoted ? closingQuote(text, start) : text.indexOf(' ', start)
    const value = text.slice(start, end < 0 ? text.length : end)
    if (!fields.has(name)) fields.set(name, quoted ? value.replaceAll('\\"', '"') : value)
    if (end < 0) break
    at = quoted ? end + 2 : end + 1
  }
  return fields
}

function closingQuote(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 92) at++
    else if (code === 34) return at
  }
  return -1
}

/** The address in `recipient <k.lee@example.net>`; null where there is none. */
export function addressIn(message: string): string | null {
  const open = message.indexOf('<')
  const close = message.indexOf('>', open)
  return open < 0 || close < 0 ? null : message.slice(open + 1, close)
}
