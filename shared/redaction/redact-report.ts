import { failureOf, isOwnClass } from '../failures/index.ts'
import { remedyOf } from '../remedy.ts'
import type { Report } from '../report.ts'
import type { OwnClass } from '../rules/schema.ts'
import type { Sending } from '../senders.ts'
import { createPseudonyms, isHostName, isIp, type Pseudonyms } from './pseudonyms.ts'
import { indexPhrases, redactText } from './redact-text.ts'
import { isCommonWord } from './vocabulary.ts'

/** How the text under a name of the report is read. What is not named here may be anything that a log says. */
const kinds: Readonly<
  Record<string, 'ours' | 'address' | 'whole' | 'subject' | 'query' | 'queue' | 'file' | 'message-id' | 'rule' | undefined>
> = {
  version: 'ours',
  madeAt: 'ours',
  zone: 'ours',
  sections: 'ours',
  id: 'ours',
  sourceId: 'ours',
  sha256: 'ours',
  meaning: 'ours',
  steps: 'ours',
  doNot: 'ours',
  sign: 'ours',
  flag: 'ours',
  rule: 'rule',
  class: 'ours',
  mta: 'ours',
  senderRegistration: 'ours',
  cause: 'ours',
  sender: 'address',
  recipient: 'address',
  originalRecipient: 'address',
  ip: 'whole',
  clientIp: 'whole',
  clientName: 'whole',
  device: 'whole',
  deviceName: 'whole',
  login: 'whole',
  user: 'whole',
  helo: 'whole',
  host: 'whole',
  one: 'whole',
  other: 'whole',
  name: 'whole',
  title: 'whole',
  value: 'whole',
  subject: 'subject',
  key: 'query', // What a row is counted by, as JSON.
  query: 'query',
  lostQuery: 'query',
  failedQuery: 'query',
  queueIds: 'queue',
  source: 'file',
  sources: 'file',
  messageId: 'message-id',
}

/** Names of log files that are the same everywhere. */
const commonFile = /^(?:mail|maillog|syslog|messages|mail\.(?:log|err|info|warn))(?:[-.][0-9]{1,8})?(?:\.(?:gz|log))?$/

const moment = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{8,16}Z$/

/** Texts at any depth changed; `name`: of the field, of lists that of the list. */
function mapTexts(value: unknown, name: string, change: (text: string, name: string) => string): unknown {
  if (typeof value === 'string') return change(value, name)
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, name, change))
  if (typeof value !== 'object' || value === null) return value
  const isAdvice = 'actor' in value // Its title is that of a failure class, not what somebody calls a device, and its source no file.
  const isOwn = 'rule' in value && String(value.rule).startsWith('own/') // Its sign is what the user wrote.
  const kindOf = (inner: string) =>
    isAdvice && (inner === 'title' || inner === 'source') ? 'meaning' : inner === 'sign' && isOwn ? 'phrases' : inner
  return Object.fromEntries(Object.entries(value).map(([inner, item]) => [inner, mapTexts(item, kindOf(inner), change)]))
}

interface Redacting {
  readonly pseudonyms: Pseudonyms
  readonly phrases: Map<string, string>
  readonly files: ReadonlyMap<string, string>
}

/** An address, an IP, a host, or what somebody calls a thing; null where it is none of them as a whole. */
function wholeName(text: string, { pseudonyms, phrases }: Redacting): string | null {
  const bare = text.replace(/^\[(?:IPv6:)?|\]$/g, '')
  if (text === '') return ''
  if (text.includes('@')) return pseudonyms.address(text)
  if (isIp(bare)) return pseudonyms.ip(bare)
  if (isHostName(text)) return pseudonyms.host(text)
  if (/^[^\s[\]]*\[[^\s[\]]*\](?::[0-9]+)?$|^[^\s:]+:[0-9]+$/.test(text)) return null // A next hop: its parts are told apart as text.
  const pseudonym = pseudonyms.name(text)
  if (/\s/.test(text)) phrases.set(text, pseudonym)
  return pseudonym
}

/** What a field of names says; null of a field that may hold any text. */
function redactField(text: string, name: string, redacting: Redacting): string | null {
  const { pseudonyms, phrases, files } = redacting
  switch (kinds[name]) {
    case 'ours':
      return text
    case 'address':
      return pseudonyms.address(text)
    case 'whole':
      return wholeName(text, redacting)
    case 'subject': {
      const pseudonym = pseudonyms.subject(text)
      if (!isCommonWord(text.trim())) phrases.set(text.trim(), pseudonym)
      return pseudonym
    }
    case 'query':
      return ''
    case 'queue': {
      const cut = text.lastIndexOf('/')
      return cut < 0 ? text : `${wholeName(text.slice(0, cut), redacting) ?? 'host'}${text.slice(cut)}`
    }
    case 'rule':
      return text.startsWith('own/') ? `own/${wholeName(text.slice(4), redacting)}` : text
    case 'file':
      return files.get(text) ?? 'file'
    case 'message-id':
      return text.includes('@') ? `<${pseudonyms.messageId(text.replace(/^<|>$/g, ''))}>` : text
    case undefined:
      return moment.test(text) ? text : null
  }
}

/** Fields, and lists, that hold the id of a class. */
const classFields: ReadonlySet<string> = new Set(['class', 'cause', 'reasons'])

/** At any depth: classes of the user's own, and ids of them, by those that stand for them; `name`: of the field, of lists that of the list. */
function mapClasses(value: unknown, name: string, numbered: ReadonlyMap<unknown, OwnClass>): unknown {
  if (typeof value === 'string') return classFields.has(name) ? (numbered.get(value)?.id ?? value) : value
  if (Array.isArray(value)) return value.map((item) => mapClasses(item, name, numbered))
  if (typeof value !== 'object' || value === null) return value
  if ((name === 'ownClass' || name === 'ownClasses') && 'id' in value) return numbered.get(value.id) ?? null
  return Object.fromEntries(Object.entries(value).map(([inner, item]) => [inner, mapClasses(item, inner, numbered)]))
}

/** The report without what the user wrote of classes of their own, which may be anything: each has a number. */
function withoutOwnClasses(report: Report): Report {
  const ownClasses = report.ownClasses.map((own, at): OwnClass => {
    const steps = own.steps.map((_, index) => `Step ${index + 1} is left out.`)
    return {
      ...own,
      id: `own-${at + 1}`,
      title: `Cause ${at + 1}`,
      meaning: 'What it means is left out.',
      steps,
      doNot: 'What is left out.',
    }
  })
  const numbered = new Map(report.ownClasses.map(({ id }, at) => [id, ownClasses[at] as OwnClass])) // One was made of each.
  const mapped = mapClasses(report, '', numbered) as Report // The same shape with other classes.
  const causes = mapped.causes.map((cause) => {
    if (!isOwnClass(cause.class)) return cause
    const remedies = cause.remedies.map((each) => ({ ...each, remedy: remedyOf(cause.class, { ...each, own: ownClasses }) }))
    return { ...cause, title: failureOf(cause.class, ownClasses).title, remedies }
  })
  return { ...mapped, causes }
}

/** A row without the reasons for which the user expects what is unusual. */
function withoutReasons<Row extends Pick<Sending, 'flags'>>(row: Row): Row {
  return { ...row, flags: row.flags.map((flag) => ({ ...flag, expected: flag.expected && { ...flag.expected, reason: '' } })) }
}

/**
 * The report with pseudonyms for addresses, names, IPs and subjects, the same one for the same value everywhere, in raw lines and
 * replies too. Queries are left out. A name that no field holds and no pattern shows stays: nothing can know it.
 */
export function redactReport(report: Report): Report {
  const { sources, title, note, ...found } = withoutOwnClasses(report)
  const names = [...new Set(sources.map((source) => source.name))]
  const files = new Map(names.map((name, at) => [name, commonFile.test(name) ? name : `file ${at + 1}`]))
  const redacting: Redacting = { pseudonyms: createPseudonyms(), phrases: new Map(), files }
  const devices = found.devices.rows.map((row) => ({ ...withoutReasons(row), kind: null })) // What the user wrote may be anything.
  const senders = found.senders.rows.map(withoutReasons)
  const coverage = found.coverage.map((each) => ({ ...each, searched: null })) // So may this.
  const rest = { ...found, coverage, devices: { ...found.devices, rows: devices }, senders: { ...found.senders, rows: senders } }
  mapTexts(rest, '', (text, name) => redactField(text, name, redacting) ?? text) // First every name is learnt.
  const phrases = indexPhrases(redacting.phrases)
  const done = new Map<string, string>() // Words of our own and replies stand in many rows.
  const change = (text: string, name: string): string => {
    const field = redactField(text, name, redacting)
    if (field !== null) return field
    const replaced = done.get(text) ?? redactText(text, redacting.pseudonyms, phrases)
    done.set(text, replaced)
    return replaced
  }
  const redacted = mapTexts(rest, '', change) as typeof rest // The same shape with other texts.
  const redactedSources = sources.map((source) => ({
    ...source,
    name: files.get(source.name) ?? 'file',
    searched: null,
    mapping: null, // Words of another system, and its values.
    warnings: source.warnings.map((warning) => redactText(warning, redacting.pseudonyms, phrases)),
  }))
  const written = (text: string | null) => (text === null ? null : redactText(text, redacting.pseudonyms, phrases))
  return {
    ...redacted,
    title: written(title),
    note: written(note),
    sources: redactedSources,
    caseName: 'case',
    redaction: redacting.pseudonyms.counts(),
  }
}
