import { type Field, type FieldName, fields, nearest } from './fields.ts'
import { momentExpected, momentHasSpace, printMoment, readMoment } from './moments.ts'
import { type Comparison, type Value, ValueRefused } from './syntax.ts'
import { quote } from './tokens.ts'

const compared = /^(>=|<=|>|<|=)(.*)$/s
const amount = /^(\d{1,15}(?:\.\d{1,9})?) ?([A-Za-z]*)$/
const enhanced = /^[245](?:\.\d{1,3}){0,2}$/
const enhancedPattern = /^[245*X](?:\.(?:\d{1,3}|\*|[Xx])){0,2}$/
const replyCode = /^[2-5]\d\d$/
const replyPattern = /^[2-5](?:\*|[xX]{2})$/
const network = /^([0-9A-Fa-f.:]{2,45})\/(\d{1,3})$/

const durationUnits: Readonly<Record<string, number>> = {
  ms: 0.001,
  s: 1,
  sec: 1,
  m: 60,
  min: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
}
const sizeUnits: Readonly<Record<string, number>> = {
  b: 1,
  k: 1e3,
  kb: 1e3,
  m: 1e6,
  mb: 1e6,
  g: 1e9,
  gb: 1e9,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
}

/** Reads the values of a field from one written value: one, or several where a list of choices is separated by commas. */
export function readValues(name: FieldName, written: string, quoted: boolean): readonly Value[] {
  const { kind } = fields[name]
  if (written === '*' && (!quoted || kind === 'choice')) return [{ kind: 'any' }]
  if (written === '' && !(quoted && kind === 'address'))
    throw new ValueRefused(`needs a value, for example ${name}:${fields[name].example}`)
  if (!quoted && (kind === 'choice' || kind === 'code' || kind === 'status') && written.includes(',')) {
    return written
      .split(',')
      .filter((part) => part !== '')
      .map((part) => readValue(name, part, quoted))
  }
  return [readValue(name, written, quoted)]
}

function readValue(name: FieldName, written: string, quoted: boolean): Value {
  const field = fields[name]
  switch (field.kind) {
    case 'address':
      return written === '<>' || written === '' ? { kind: 'text', text: '', exact: true } : textValue(unwrap(written), quoted)
    case 'domain':
      return textValue(written.replace(/^@/, ''), quoted)
    case 'ident':
    case 'text':
      return textValue(written, quoted)
    case 'ip':
      return readIp(written, quoted)
    case 'choice':
      return { kind: 'choice', choice: readChoice(field, name, written) }
    case 'code':
      return readCode(written)
    case 'status':
      return readStatus(name, written)
    case 'count':
    case 'duration':
    case 'size':
      return readNumber(name, field, written)
    case 'moment':
      return readMoments(name, written)
  }
}

function textValue(text: string, exact: boolean): Value {
  if (text === '') throw new ValueRefused('needs a value')
  return { kind: 'text', text, exact }
}

/** `<a@b>` is the address a@b. */
function unwrap(address: string): string {
  return address.length > 2 && address.startsWith('<') && address.endsWith('>') ? address.slice(1, -1) : address
}

function readIp(written: string, quoted: boolean): Value {
  const bare = written.replace(/^\[|\]$/g, '')
  const range = network.exec(bare)
  if (!range) return textValue(bare, quoted)
  const [address, bits] = [range[1]!, Number(range[2])]
  const parts = address.split('.')
  const isV4 = parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255)
  if (!isV4) throw new ValueRefused('is no IPv4 range; for IPv6 write the beginning: ip:2001:db8:*')
  if (bits > 32) throw new ValueRefused('has more than 32 bits; a range looks like 192.0.2.0/24')
  return { kind: 'network', address: parts.map(Number).join('.'), bits }
}

/** A class of the user's own: which there are is the case's. */
const ownClassId = /^own-[a-z0-9-]{1,40}$/

function readChoice(field: Field, name: FieldName, written: string): string {
  const choices = field.choices ?? []
  const choice = written.toLowerCase().replaceAll('_', '-')
  if (choices.includes(choice)) return choice
  if (name === 'class' && ownClassId.test(choice)) return choice
  if (name === 'class' && /^[a-z-]*[*][a-z*-]*$/.test(choice)) return choice
  const near = nearest(choice, choices)
  if (near !== null) throw new ValueRefused(`is not known; did you mean ${name}:${near}?`, near)
  throw new ValueRefused(`is not known; ${name}: takes ${choices.join(', ')}`)
}

function readCode(written: string): Value {
  if (replyCode.test(written) || replyPattern.test(written)) return { kind: 'text', text: written.replace(/[xX]{2}$/, '*'), exact: false }
  if (!enhancedPattern.test(written)) throw new ValueRefused('needs an enhanced status code: 5.7.1, 5.7.* or 4.*.*')
  const pattern = written.replace(/[xX]/g, '*')
  const parts = pattern.split('.')
  if (enhanced.test(written) && parts.length === 3) return { kind: 'text', text: pattern, exact: false }
  while (parts.length < 3) parts.push('*')
  return { kind: 'text', text: parts.join('.'), exact: false }
}

function readStatus(name: FieldName, written: string): Value {
  if (replyPattern.test(written)) {
    const low = Number(written[0]) * 100
    return { kind: 'between', low, high: low + 99 }
  }
  const [from, to] = written.split('..')
  const expected = `needs an SMTP reply code: ${name}:550, ${name}:5xx, ${name}:450..452`
  if (from !== undefined && to !== undefined) {
    if (!replyCode.test(from) || !replyCode.test(to)) throw new ValueRefused(expected)
    return between(Number(from), Number(to))
  }
  const { comparison, rest } = comparisonOf(written)
  if (!replyCode.test(rest)) throw new ValueRefused(expected)
  return { kind: 'number', comparison, number: Number(rest) }
}

function comparisonOf(written: string): { readonly comparison: Comparison; readonly rest: string; readonly given: boolean } {
  const match = compared.exec(written)
  if (!match) return { comparison: '=', rest: written, given: false }
  const comparison = match[1] === '>' || match[1] === '>=' || match[1] === '<' || match[1] === '<=' ? match[1] : '='
  return { comparison, rest: match[2]!.trim(), given: true }
}

function between(low: number, high: number): Value {
  if (low > high) throw new ValueRefused('has its larger end first: write the smaller one, then ..')
  return { kind: 'between', low, high }
}

function readNumber(name: FieldName, field: Field, written: string): Value {
  const range = written.split('..')
  if (range.length === 2) return between(readAmount(name, field, range[0]!), readAmount(name, field, range[1]!))
  const { comparison, rest, given } = comparisonOf(written)
  const number = readAmount(name, field, rest)
  if (!given && field.kind !== 'count') {
    throw new ValueRefused(`needs a comparison: ${name}:>${rest}, ${name}:<${rest}, or a range ${name}:${rest}..${rest}`)
  }
  return { kind: 'number', comparison, number }
}

function readAmount(name: FieldName, field: Field, written: string): number {
  const match = amount.exec(written.trim())
  const bare = field.kind === 'count' ? '3' : field.kind === 'size' ? '20MB' : '10m'
  if (!match) throw new ValueRefused(`needs a number: ${name}:>${bare}`)
  const [number, unit] = [match[1]!, match[2]!.toLowerCase()]
  if (field.kind === 'count') {
    if (unit !== '' || number.includes('.')) throw new ValueRefused(`needs a whole number: ${name}:>=3`)
    return Number(number)
  }
  const units = field.kind === 'size' ? sizeUnits : durationUnits
  const factor = units[unit]
  if (factor === undefined) {
    const offered = field.kind === 'size' ? ['KB', 'MB', 'GB'] : ['s', 'm', 'h']
    throw new ValueRefused(`needs a unit: ${offered.map((name) => `${number}${name}`).join(', ')}`)
  }
  return field.kind === 'size' ? Math.round(Number(number) * factor) : Math.round(Number(number) * factor * 1e6) / 1e6
}

function readMoments(name: FieldName, written: string): Value {
  const range = written.split('..')
  if (range.length > 2) throw new ValueRefused(momentExpected)
  if (range.length === 2) {
    if (name !== 'at') throw new ValueRefused(`takes one date; a range is written at:${written.includes(' ') ? quote(written) : written}`)
    const from = readMoment(range[0]!, null)
    return { kind: 'span', from, to: readMoment(range[1]!, from) }
  }
  const { comparison, rest, given } = comparisonOf(written)
  if (given && name !== 'at') throw new ValueRefused(`takes a date without ${comparison}; write at:${comparison}${rest}`)
  return { kind: 'moment', comparison, moment: readMoment(rest, null) }
}

/** A value as it is written in a query: read back it is the same. */
export function printValue(name: FieldName, value: Value): string {
  switch (value.kind) {
    case 'any':
      return '*'
    case 'text':
      return value.exact ? quote(value.text) : value.text
    case 'choice':
      return value.choice
    case 'number':
      return `${value.comparison === '=' && fields[name].kind !== 'duration' && fields[name].kind !== 'size' ? '' : value.comparison}${printAmount(name, value.number)}`
    case 'between':
      return `${printAmount(name, value.low)}..${printAmount(name, value.high)}`
    case 'network':
      return `${value.address}/${value.bits}`
    case 'moment': {
      const text = `${value.comparison === '=' ? '' : value.comparison}${printMoment(value.moment)}`
      return momentHasSpace(value.moment) ? quote(text) : text
    }
    case 'span': {
      const text = `${printMoment(value.from)}..${printMoment(value.to)}`
      return momentHasSpace(value.from) || momentHasSpace(value.to) ? quote(text) : text
    }
  }
}

function printAmount(name: FieldName, number: number): string {
  const { kind } = fields[name]
  if (kind === 'duration') return printWithUnit(number, ['w', 'd', 'h', 'm', 's'], durationUnits, 's')
  if (kind === 'size') return printWithUnit(number, ['GB', 'MB', 'KB'], sizeUnits, 'B')
  return String(number)
}

function printWithUnit(number: number, names: readonly string[], units: Readonly<Record<string, number>>, smallest: string): string {
  const fits = names.find((name) => {
    const size = units[name.toLowerCase()]!
    return number >= size && Number.isInteger(number / size)
  })
  return fits === undefined ? `${Number(number.toFixed(6))}${smallest}` : `${number / units[fits.toLowerCase()]!}${fits}`
}
