import { AppError } from '../../../shared/errors.ts'
import type { Happening, Property } from '../../../shared/query/fields.ts'
import type { Clause, Comparison, FieldClause, PlainClause, Value } from '../../../shared/query/syntax.ts'
import type { Param } from '../values.ts'
import {
  DELIVERY_TIME,
  DEVICE_KEY,
  EVENT_COUNTS,
  EVENT_OF_LIFE,
  EVENT_OF_REFUSAL,
  EVENT_OF_REPORT,
  fatesOf,
  happened,
  numberColumns,
  propertySql,
  textColumns,
} from './field-sql.ts'
import { spanOf } from './moment.ts'
import type { CaseState } from './question.ts'
import { wordFound } from './word-hits.ts'

/** A condition over `deliveries d JOIN messages m`: constant fragments, every value bound as `$1`, `$2` … */
export interface Predicate {
  readonly sql: string
  readonly params: readonly Param[]
  /** Texts to be looked for in the lines before the condition is used (word-hits.ts). */
  readonly words: readonly string[]
}

/** The rows that a predicate is about. */
export const DELIVERIES = 'deliveries d JOIN messages m ON m.no = d.message'

interface Making {
  readonly state: CaseState
  readonly words: Set<string>
  readonly bind: (value: Param) => string
}

/** Makes the condition of a query. */
export function predicateOf(query: Clause, state: CaseState): Predicate {
  const params: Param[] = []
  const words = new Set<string>()
  const bind = (value: Param): string => `$${params.push(value)}`
  const sql = clauseSql(query, { state, words, bind })
  return { sql, params, words: [...words] }
}

/** Whether a query asks for every delivery. */
export function isEverything(query: Clause): boolean {
  return query.kind === 'all' && query.parts.length === 0
}

function clauseSql(clause: Clause | PlainClause, making: Making): string {
  switch (clause.kind) {
    case 'all':
      return clause.parts.length === 0 ? 'true' : `(${clause.parts.map((part) => clauseSql(part, making)).join(' AND ')})`
    case 'some':
      return `(${clause.parts.map((part) => clauseSql(part, making)).join(' OR ')})`
    case 'not':
      return `(NOT ${clauseSql(clause.part, making)})`
    case 'bare':
      return clauseSql(clause.means, making)
    case 'words':
      return wordsSql(clause.text, making)
    case 'field':
      return anyOf(clause.values.map((value) => fieldSql(clause, value, making)))
  }
}

/** A comparison with an absent value is false, so that its negation is true. */
function anyOf(conditions: readonly string[]): string {
  return `coalesce(${conditions.join(' OR ')}, false)`
}

function wordsSql(text: string, { words, state, bind }: Making): string {
  words.add(text)
  return wordFound(bind(state.generation), bind(text))
}

function fieldSql({ field }: FieldClause, value: Value, making: Making): string {
  switch (field) {
    case 'from':
    case 'to':
    case 'subject':
    case 'msgid':
    case 'helo':
    case 'login':
      return someColumn(textColumns[field], (column) => textSql(column, value, field === 'subject', making))
    case 'relay':
      return relaySql(value, making)
    case 'device':
      return deviceSql(value, making)
    case 'domain':
    case 'fromdomain':
      return someColumn(textColumns[field], (column) => domainSql(column, value, making))
    case 'id':
      return `${textSql('m.id', value, false, making)} OR m.id IN (SELECT a.id FROM aliases a WHERE ${textSql('a.alias', value, false, making)})`
    case 'queue':
      return queueSql(value, making)
    case 'host':
      return `d.message IN (SELECT l.message FROM legs l WHERE ${textSql('l.host', value, false, making)})
        OR d.message IN (SELECT r.message FROM reports r JOIN events e ON ${EVENT_OF_REPORT} WHERE ${EVENT_COUNTS} AND ${textSql('e.host', value, false, making)})`
    case 'source':
      return sourceSql(value, making)
    case 'sig':
      return `d.reply_no IN (SELECT r.no FROM replies r WHERE ${textSql('r.signature', value, false, making)} OR ${textSql('r.exemplar', value, false, making)})`
    case 'rule':
      return `d.reply_no IN (SELECT r.no FROM replies r WHERE ${textSql('r.rule', value, false, making)})`
    case 'ip':
      return ipSql(value, making)
    case 'code':
      return codeSql(value, making)
    case 'status':
    case 'attempts':
    case 'size':
    case 'delay':
      return numberSql(numberColumns[field], value, making)
    case 'outcome':
    case 'class':
    case 'direction':
    case 'had':
    case 'is':
      return choiceSql(field, value, making)
    case 'before':
    case 'after':
    case 'at':
      return timeSql(field, value, making)
  }
}

function misplaced(value: Value): AppError {
  return new AppError('bug', `A query's field cannot be compared with a ${value.kind}`)
}

function someColumn(columns: readonly string[], condition: (column: string) => string): string {
  return columns.map((column) => `coalesce(${condition(column)}, false)`).join(' OR ')
}

/** Contained; with `*` a pattern of the whole; quoted the whole, except where `phrase` means that free text contains it. */
function textSql(column: string, value: Value, phrase: boolean, { bind }: Making): string {
  if (value.kind === 'any') return `${column} <> ''`
  if (value.kind !== 'text') throw misplaced(value)
  if (value.exact && !phrase) return `lower(${column}) = lower(${bind(value.text)})`
  if (!value.exact && value.text.includes('*')) return patternSql(column, value.text, bind)
  return `contains(lower(${column}), lower(${bind(value.text)}))`
}

function patternSql(column: string, text: string, bind: Making['bind']): string {
  const pattern = text.replace(/[\\%_]/g, '\\$&').replaceAll('*', '%')
  return `lower(${column}) LIKE lower(${bind(pattern)}) ESCAPE '\\'`
}

/** A domain with its subdomains; one word is part of any label. */
function domainSql(column: string, value: Value, making: Making): string {
  if (value.kind !== 'text' || value.exact || value.text.includes('*') || !value.text.includes('.'))
    return textSql(column, value, false, making)
  const domain = making.bind(value.text)
  return `lower(${column}) = lower(${domain}) OR ends_with(lower(${column}), '.' || lower(${domain}))`
}

/**
 * The next hop; where an export or a bounce says what came after, also the one that the log's mail was handed to. Quoted it is
 * meant whole, or by its name (`smtp-relay.gmail.com` of `smtp-relay.gmail.com[192.0.2.28]:587`), and is the last one.
 */
function relaySql(value: Value, making: Making): string {
  const hop = 'd.next_hop'
  if (value.kind === 'text' && value.exact) {
    const text = making.bind(value.text)
    return `coalesce(lower(${hop}) = lower(${text}) OR split_part(lower(${hop}), '[', 1) = lower(${text}), false)`
  }
  const last = someColumn([hop], (column) => textSql(column, value, true, making))
  if (!making.state.reported) return last
  return `${last}
    OR (d.message, lower(d.recipient)) IN (SELECT (l.message, lower(e.recipient)) FROM legs l JOIN events e ON ${EVENT_OF_LIFE}
      WHERE l.message IN (SELECT r.message FROM reports r) AND ${EVENT_COUNTS} AND e.kind = 'attempt' AND e.action = 'sent'
        AND ${textSql('e.next_hop', value, true, making)})`
}

/** The queue id in these logs, alone or as `host/id`, or the one that the next hop named. */
function queueSql(value: Value, making: Making): string {
  const column = value.kind === 'text' && value.text.includes('/') ? "concat(l.host, '/', l.queue_id)" : 'l.queue_id'
  return `d.message IN (SELECT l.message FROM legs l WHERE ${textSql(column, value, false, making)})
    OR d.message IN (SELECT l.message FROM events e JOIN legs l ON ${EVENT_OF_LIFE}
      WHERE ${EVENT_COUNTS} AND e.kind = 'attempt' AND ${textSql('e.linked_id', value, false, making)})
    OR d.message IN (SELECT r.message FROM reports r JOIN events e ON ${EVENT_OF_REPORT} WHERE ${EVENT_COUNTS} AND ${textSql('e.queue_id', value, false, making)})`
}

function sourceSql(value: Value, making: Making): string {
  const sources = `SELECT s.source FROM sources s WHERE ${textSql('s.name', value, false, making)} OR s.id = ${making.bind(value.kind === 'text' ? value.text : '')}`
  return `d.source IN (${sources}) OR d.message IN (SELECT l.message FROM legs l WHERE l.first_source IN (${sources}) OR l.last_source IN (${sources}))
    OR d.message IN (SELECT r.message FROM reports r WHERE r.source IN (${sources}))`
}

const ipv4 = /^\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}$/

/** Whether an address is whole, so that 192.0.2.1 does not find 192.0.2.10; fragments are contained. */
function isWholeIp(text: string): boolean {
  return text.includes(':') ? text.includes('::') || (text.split(':').length === 8 && !text.endsWith(':')) : ipv4.test(text)
}

function ipSql(value: Value, making: Making): string {
  const hop = "regexp_extract(d.next_hop, '\\[([0-9A-Fa-f.:]+)\\]', 1)"
  if (value.kind === 'network') return someColumn(['m.client_ip', hop], (column) => networkSql(column, value, making))
  if (value.kind === 'text' && !value.exact && isWholeIp(value.text)) {
    return someColumn(['m.client_ip', hop], (column) => `lower(${column}) = lower(${making.bind(value.text)})`)
  }
  return someColumn(['m.client_ip', hop], (column) => textSql(column, value, false, making))
}

/** A whole address is the client of that address and no other; anything else is part of a name. */
function deviceSql(value: Value, making: Making): string {
  if (value.kind === 'text' && isWholeIp(value.text)) return `lower(m.client_ip) = lower(${making.bind(value.text)})`
  return `${someColumn(textColumns.device, (column) => textSql(column, value, true, making))} OR ${namedSql(value, making)}`
}

/** Devices whose name, as the user gave it, fits. */
function namedSql(value: Value, { state: { names }, bind }: Making): string {
  if (value.kind !== 'text') return 'false'
  const parts = (value.exact ? [value.text] : value.text.split('*')).map((part) => part.toLowerCase())
  const found = [...names].flatMap(([device, { name }]) => (isFound(name.toLowerCase(), parts) ? [device] : []))
  return found.length === 0 ? 'false' : `${DEVICE_KEY} IN (SELECT unnest(${bind(found)}::VARCHAR[]))`
}

/** Contained; several parts, between which anything may stand, are a pattern of the whole. */
function isFound(name: string, parts: readonly string[]): boolean {
  const [first = '', ...rest] = parts
  if (rest.length === 0) return name.includes(first)
  const last = rest.at(-1) ?? ''
  if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length) return false
  let at = first.length
  for (const part of rest.slice(0, -1)) {
    const found = name.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return at <= name.length - last.length
}

/** An IPv4 address as a number, in steps of the network's size. */
function networkSql(column: string, value: Value & { readonly kind: 'network' }, { bind }: Making): string {
  const number = (address: string) =>
    `(${[24, 16, 8, 0].map((shift, i) => `try_cast(split_part(${address}, '.', ${i + 1}) AS BIGINT) * ${2 ** shift}`).join(' + ')})`
  const size = bind(2 ** (32 - value.bits))
  return `CASE WHEN NOT contains(${column}, ':') THEN ${number(column)} // ${size} = ${number(bind(value.address))} // ${size} END`
}

function codeSql(value: Value, { bind }: Making): string {
  if (value.kind === 'any') return "d.dsn <> ''"
  if (value.kind !== 'text') throw misplaced(value)
  const column = value.text.includes('.') ? 'd.dsn' : 'CAST(d.code AS VARCHAR)'
  return value.text.includes('*') ? patternSql(column, value.text, bind) : `${column} = ${bind(value.text)}`
}

const operators: Readonly<Record<Comparison, string>> = { '=': '=', '>': '>', '>=': '>=', '<': '<', '<=': '<=' }

function numberSql(column: string, value: Value, { bind }: Making): string {
  if (value.kind === 'any') return `${column} IS NOT NULL`
  if (value.kind === 'between') return `${column} BETWEEN ${bind(value.low)} AND ${bind(value.high)}`
  if (value.kind !== 'number') throw misplaced(value)
  return `${column} ${operators[value.comparison]} ${bind(value.number)}`
}

function choiceSql(field: 'outcome' | 'class' | 'direction' | 'had' | 'is', value: Value, making: Making): string {
  if (value.kind === 'any') return field === 'class' ? 'd.class IS NOT NULL' : 'true'
  if (value.kind !== 'choice') throw misplaced(value)
  const { choice } = value
  if (field === 'outcome') return `d.fate IN (${fatesOf(choice).map(making.bind).join(', ')})`
  if (field === 'direction') return `m.direction = ${making.bind(choice)}`
  if (field === 'had') return hadSql(choice)
  if (field === 'is') return propertySql[choice as Property] // The parser lets only properties through.
  if (choice === 'none') return 'd.class IS NULL'
  return choice.includes('*') ? patternSql('d.class', choice, making.bind) : `d.class = ${making.bind(choice)}`
}

function hadSql(choice: string): string {
  const { when, recipient } = happened[choice as Happening] // The parser lets only happenings through.
  const of = (leg: string) => `FROM legs l JOIN events e ON ${leg} WHERE ${EVENT_COUNTS} AND (${when})`
  if (recipient) return `(d.message, lower(d.recipient)) IN (SELECT (l.message, lower(e.recipient)) ${of(EVENT_OF_LIFE)})`
  return `d.message IN (SELECT l.message ${of(EVENT_OF_LIFE)} UNION ALL SELECT l.message ${of(EVENT_OF_REFUSAL)})`
}

function timeSql(field: 'before' | 'after' | 'at', value: Value, { bind, state }: Making): string {
  if (value.kind === 'any') return 'true'
  if (value.kind !== 'moment' && value.kind !== 'span') throw misplaced(value)
  const { from, to } = spanOf(field, value, state)
  const bounds = [
    ...(from === null ? [] : [`${DELIVERY_TIME} >= make_timestamp(${bind(from)}::BIGINT)`]),
    ...(to === null ? [] : [`${DELIVERY_TIME} < make_timestamp(${bind(to)}::BIGINT)`]),
  ]
  return bounds.length === 0 ? 'true' : `(${bounds.join(' AND ')})`
}
