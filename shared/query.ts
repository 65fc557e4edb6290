import { describeBare, isIpv6, readBare } from './query/bare.ts'
import { type FieldName, fieldNamed, fieldNames, fields, nearestField } from './query/fields.ts'
import { printQuery } from './query/print.ts'
import {
  type BareClause,
  type Clause,
  type ClauseReading,
  type FieldClause,
  type Place,
  type QueryProblem,
  type Value,
  ValueRefused,
} from './query/syntax.ts'
import { type Token, tokenise } from './query/tokens.ts'
import { printValue, readValues } from './query/values.ts'

/** A query that was read. With problems, `clause` is what the sound parts say. */
export interface ParsedQuery {
  readonly clause: Clause
  readonly readings: readonly ClauseReading[]
  readonly problems: readonly QueryProblem[]
}

/** Deeper groups are refused. */
const MAX_DEPTH = 30
/** More clauses are refused. */
const MAX_CLAUSES = 200

const fieldStart = /^([A-Za-z][A-Za-z0-9_-]{0,30}):(.*)$/s

interface Reading {
  readonly source: string
  readonly tokens: readonly Token[]
  at: number
  clauses: number
  readonly readings: ClauseReading[]
  readonly problems: QueryProblem[]
}

/**
 * Reads a query: `from:jane@acme.test -outcome:delivered (code:5.7.* OR "greylist")`. A space means AND, OR binds more
 * closely than the space. Never throws: what cannot be read is in `problems`, each with its place and what was expected.
 */
export function parseQuery(source: string): ParsedQuery {
  const { tokens, problems } = tokenise(source)
  const reading: Reading = { source, tokens, at: 0, clauses: 0, readings: [], problems: [...problems] }
  const clause = readAll(reading, 0)
  return {
    clause: clause ?? { kind: 'all', parts: [], place: { start: 0, end: source.length } },
    readings: reading.readings,
    problems: reading.problems,
  }
}

function refuse(reading: Reading, place: Place, message: string, instead?: string): null {
  reading.problems.push({ place, message, ...(instead === undefined ? {} : { instead }) })
  return null
}

/** Reads clauses up to the end, or to the parenthesis that closes this group. */
function readAll(reading: Reading, depth: number): Clause | null {
  const parts: Clause[] = []
  while (reading.at < reading.tokens.length) {
    const token = reading.tokens[reading.at]!
    if (token.kind === 'close') {
      if (depth > 0) break
      refuse(reading, token.place, 'This ) closes nothing: take it out, or put the text in quotation marks.')
      reading.at++
    } else if (token.kind === 'and') {
      reading.at++
      if (parts.length === 0 || !startsClause(reading.tokens[reading.at]))
        refuse(reading, token.place, 'AND needs a clause on both sides; a space alone means the same.')
    } else {
      const part = readSome(reading, depth)
      if (part !== null) parts.push(part)
    }
  }
  return joined('all', parts)
}

function startsClause(token: Token | undefined): boolean {
  return token !== undefined && token.kind !== 'close' && token.kind !== 'or' && token.kind !== 'and'
}

function joined(kind: 'all' | 'some', parts: readonly Clause[]): Clause | null {
  if (parts.length < 2) return parts[0] ?? null
  return { kind, parts, place: { start: parts[0]!.place.start, end: parts.at(-1)!.place.end } }
}

function readSome(reading: Reading, depth: number): Clause | null {
  const parts: Clause[] = []
  for (;;) {
    const token = reading.tokens[reading.at]
    if (startsClause(token)) {
      const part = readOne(reading, depth)
      if (part !== null) parts.push(part)
    } else if (token?.kind === 'or') {
      refuse(reading, token.place, 'OR needs a clause on both sides.')
    } else if (token?.kind === 'and') {
      refuse(reading, token.place, 'AND cannot stand beside OR.')
      reading.at++
    }
    if (reading.tokens[reading.at]?.kind !== 'or') break
    const or = reading.tokens[reading.at]!
    reading.at++
    if (!startsClause(reading.tokens[reading.at])) {
      refuse(reading, or.place, 'OR needs a clause on both sides.')
      break
    }
  }
  return joined('some', parts)
}

function readOne(reading: Reading, depth: number): Clause | null {
  const token = reading.tokens[reading.at]!
  if (token.kind === 'not' || token.kind === 'open') {
    if (depth >= MAX_DEPTH) {
      reading.at = reading.tokens.length
      return refuse(reading, token.place, `Groups may stand ${MAX_DEPTH} deep, not deeper.`)
    }
    reading.at++
    return token.kind === 'not' ? readNot(reading, token, depth + 1) : readGroup(reading, token, depth + 1)
  }
  reading.clauses++
  if (reading.clauses > MAX_CLAUSES) {
    reading.at = reading.tokens.length
    return refuse(reading, token.place, `A query may have ${MAX_CLAUSES} clauses, not more.`)
  }
  reading.at++
  const start = token.kind === 'word' && !isIpv6(token.text) ? fieldStart.exec(token.text) : null
  return start === null ? readText(reading, token) : readField(reading, token, start[1]!, start[2]!)
}

function readNot(reading: Reading, token: Token, depth: number): Clause | null {
  if (!startsClause(reading.tokens[reading.at])) return refuse(reading, token.place, `${token.text} needs a clause after it.`)
  const before = reading.readings.length
  const isSingle = !['open', 'not'].includes(reading.tokens[reading.at]?.kind ?? '')
  const part = readOne(reading, depth)
  if (part === null) return null
  const place = { start: token.place.start, end: part.place.end }
  const excluded = reading.readings.splice(before).map((each) => excludedReading(each, isSingle ? place : each.place, reading.source))
  reading.readings.push(...excluded)
  return { kind: 'not', part, place }
}

function excludedReading(each: ClauseReading, place: Place, source: string): ClauseReading {
  return {
    place,
    text: source.slice(place.start, place.end),
    reading: `not: ${each.reading}`,
    others: place === each.place ? each.others : each.others.map(({ text, reading }) => ({ text: `-${text}`, reading: `not: ${reading}` })),
  }
}

function readGroup(reading: Reading, open: Token, depth: number): Clause | null {
  const clause = readAll(reading, depth)
  const close = reading.tokens[reading.at]
  if (close?.kind === 'close') reading.at++
  else if (reading.at >= reading.tokens.length) refuse(reading, open.place, 'This ( is never closed: put a ) after the group.')
  return clause
}

function readText(reading: Reading, token: Token): BareClause | null {
  const { text, place } = token
  if (text === '') return refuse(reading, place, 'There is nothing between the quotation marks.')
  const quoted = token.kind === 'quoted'
  const clause: BareClause = { kind: 'bare', text, quoted, ...readBare(text, quoted, place), place }
  reading.readings.push(describeBare(text, quoted, clause.reading, place, reading.source.slice(place.start, place.end)))
  return clause
}

function readField(reading: Reading, token: Token, name: string, rest: string): Clause | null {
  const next = reading.tokens[reading.at]
  const known = fieldNamed(name)
  if (known === null) {
    if (rest === '' && !(next?.attached && (next.kind === 'quoted' || next.kind === 'open'))) return readText(reading, token)
    if (rest.startsWith('//')) return readText(reading, token)
    const near = nearestField(name)
    return refuse(reading, token.place, unknownField(name, near), near === null ? undefined : `${near}:${rest}`)
  }
  const { prefix } = known
  const field = known.field === 'status' && /^[A-Za-z]{3}/.test(rest) ? 'outcome' : known.field
  const comparison = /^(?:>=|<=|>|<|=)?$/.test(rest)
  if (comparison && next?.attached && next.kind === 'quoted') {
    reading.at++
    const place = { start: token.place.start, end: next.place.end }
    return fieldClause(reading, field, place, [{ written: `${prefix}${rest}${next.text}`, quoted: true, place }])
  }
  if (rest === '' && next?.attached && next.kind === 'open') {
    reading.at++
    return readList(reading, field, prefix, token, next)
  }
  const place = token.place
  return fieldClause(reading, field, place, [{ written: rest === '' ? '' : `${prefix}${rest}`, quoted: false, place }])
}

function unknownField(name: string, near: string | null): string {
  const advice = near === null ? `the fields are ${fieldNames.join(', ')}.` : `did you mean ${near}:?`
  return `There is no field ${name}; ${advice} To search for the text itself, put it in quotation marks.`
}

interface Written {
  readonly written: string
  readonly quoted: boolean
  readonly place: Place
}

/** Reads `(a OR b)` after a field's name. */
function readList(reading: Reading, field: FieldName, prefix: string, start: Token, open: Token): Clause | null {
  const written: Written[] = []
  let wantsValue = true
  for (;;) {
    const token = reading.tokens[reading.at]
    if (token === undefined) return refuse(reading, open.place, 'This ( is never closed: put a ) after the last value.')
    reading.at++
    if (token.kind === 'close') {
      const place = { start: start.place.start, end: token.place.end }
      if (written.length === 0 || wantsValue) return refuse(reading, place, `${field}:(…) needs values with OR between them.`)
      return fieldClause(reading, field, place, written)
    }
    const isValue = token.kind === 'word' || token.kind === 'quoted'
    if (isValue !== wantsValue || (!isValue && token.kind !== 'or')) {
      skipGroup(reading)
      return refuse(reading, token.place, `Between the values of ${field}:(…) stands OR: ${field}:(a OR b).`)
    }
    if (isValue) written.push({ written: `${prefix}${token.text}`, quoted: token.kind === 'quoted', place: token.place })
    wantsValue = !wantsValue
  }
}

function skipGroup(reading: Reading): void {
  let depth = 1
  while (reading.at < reading.tokens.length && depth > 0) {
    const { kind } = reading.tokens[reading.at]!
    depth += kind === 'open' ? 1 : kind === 'close' ? -1 : 0
    reading.at++
  }
}

function fieldClause(reading: Reading, field: FieldName, place: Place, written: readonly Written[]): FieldClause | null {
  const values: Value[] = []
  const source = reading.source.slice(place.start, place.end)
  for (const each of written) {
    try {
      values.push(...readValues(field, each.written, each.quoted))
    } catch (error) {
      if (!(error instanceof ValueRefused)) throw error
      refuse(
        reading,
        each.place,
        `\`${reading.source.slice(each.place.start, each.place.end)}\` ${error.message.replace(/([^?])$/, '$1.')}`,
        error.instead === undefined || each.written.includes(',')
          ? undefined
          : `${each.place === place ? `${field}:` : ''}${error.instead}`,
      )
    }
  }
  if (values.length === 0 || values.length > MAX_CLAUSES) return null
  const clause: FieldClause = { kind: 'field', field, values, place }
  reading.readings.push({ place, text: source, reading: describeField(clause), others: [] })
  return clause
}

function describeField({ field, values }: FieldClause): string {
  const { title } = fields[field]
  const described = values.map((value) => {
    if (value.kind === 'any') return 'is given'
    const printed = printValue(field, value)
    if (field === 'before' || field === 'after') return printed // Their titles end in a preposition.
    if (value.kind === 'text' && !value.exact && !value.text.includes('*')) return `contains ${printed}`
    return `${value.kind === 'text' && !value.exact ? 'fits' : 'is'} ${printed}`
  })
  return `${title} ${described.join(' or ')}`
}

/** The query that is left without one of the clauses that all must hold; `index` counts `topClauses`. */
export function withoutClause(query: Clause, index: number): Clause {
  const parts = topClauses(query).filter((_, i) => i !== index)
  return parts.length === 1 ? parts[0]! : { kind: 'all', parts, place: query.place }
}

/** The clauses that all must hold: what is shown as chips. */
export function topClauses(query: Clause): readonly Clause[] {
  return query.kind === 'all' ? query.parts : [query]
}

/** The query without the clauses of one field that all others are joined to by AND: what that field's facet counts under. */
export function withoutField(query: Clause, field: FieldName): Clause {
  const parts = topClauses(query).filter((part) => !isOf(part, field))
  return parts.length === 1 ? parts[0]! : { kind: 'all', parts, place: query.place }
}

function isOf(clause: Clause, field: FieldName): boolean {
  return clause.kind === 'not' ? isOf(clause.part, field) : clause.kind === 'field' && clause.field === field
}

/** A clause as the text of its own query. */
export function clauseText(clause: Clause): string {
  return printQuery(clause)
}
