import type { DmarcCount, LogRecord, Origin } from '../record.ts'
import { elementAt, elementsIn, readXmlElement, type XmlElement } from '../xml-element.ts'
import { examples } from './dmarc-aggregate/examples.ts'
import type { LogFormat, Outcome } from './format.ts'

/** A record is a few hundred bytes, and one with ten signatures is read; a longer one would take longer than a line may. */
const LONGEST = 4 << 10

const part = /<(?:[A-Za-z0-9_.-]{1,40}:)?(record|report_metadata|policy_published)[ >]/

/** What the beginning of a report says, of all its records. */
interface Report {
  readonly origin: Origin
  readonly id: string | null
  readonly until: number
  readonly domain: string | null
  readonly policy: string | null
}

/** DMARC aggregate reports: what receivers count of mail in the name of a domain. */
export const dmarcAggregate: LogFormat = {
  id: 'dmarc-aggregate',
  title: 'DMARC aggregate report',
  source: 'RFC 7489, appendix C; RFC 9990',
  mark: '`<feedback>` with `<report_metadata>` and `<record>`',
  traps:
    'It counts mail by address and day and names no mail. `dkim` and `spf` of `policy_evaluated` say whether they hold for the domain of From; one of them is enough. The disposition is what was done, not whether it passed: with `p=none` everything is `none`. The address is of the last server, not of the device behind it.',
  unit: 'xml',
  noLog: true,
  splittable: false,
  open: () => {
    let report: Report | null = null
    return (line) => {
      const begins = part.exec(line)
      if (begins === null) return /^(?:<\/|<\?|<!|[ \t]*$)/.test(line) ? 'ignored' : 'unrecognised'
      const read = line.length > LONGEST ? null : readXmlElement(line, begins.index)
      if (read === null) return 'unrecognised'
      const kind = read.name
      if (kind === 'report_metadata') report = beginningOf(read)
      if (report === null) return 'unrecognised'
      if (kind === 'policy_published') report = { ...report, domain: text(read, 'domain'), policy: text(read, 'p')?.toLowerCase() ?? null }
      return kind === 'record' ? recordsOf(read, report) : 'ignored'
    }
  },
  owns: (line) => part.test(line),
  examples,
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' }

/** The text of the element at a path, without the blank that white space around it has become; null where there is none. */
function text(element: XmlElement | undefined, ...path: readonly string[]): string | null {
  const found = elementAt(element, ...path)?.text.replace(/^ | $/g, '') ?? ''
  if (found === '') return null
  return found.includes('&') ? found.replace(/&(lt|gt|quot|apos|amp);/g, (_whole, name: string) => entities[name] ?? '') : found
}

function count(element: XmlElement, ...path: readonly string[]): number | null {
  const digits = text(element, ...path) ?? ''
  return /^[0-9]{1,15}$/.test(digits) ? Number(digits) : null
}

function beginningOf(metadata: XmlElement): Report | null {
  const [begin, end] = [count(metadata, 'date_range', 'begin'), count(metadata, 'date_range', 'end')]
  if (begin === null || begin > 9e9) return null
  const host = text(metadata, 'org_name') ?? text(metadata, 'email') ?? ''
  const origin = { stamp: begin * 1e6, zoned: true, yearless: false, host, program: 'dmarc', pid: 0 }
  return { origin, id: text(metadata, 'report_id'), until: Math.min(end ?? begin, 9e9) * 1e6, domain: null, policy: null }
}

function recordsOf(record: XmlElement, { origin, id, until, domain, policy }: Report): Outcome {
  const clientIp = text(record, 'row', 'source_ip')
  const messages = count(record, 'row', 'count')
  if (clientIp === null || messages === null) return 'unrecognised'
  const evaluated = elementAt(record, 'row', 'policy_evaluated')
  const found: LogRecord = {
    kind: 'dmarc',
    action: actionOf(text(evaluated, 'disposition')),
    clientIp,
    domain,
    policy,
    headerFrom: text(record, 'identifiers', 'header_from'),
    envelopeFrom: text(record, 'identifiers', 'envelope_from'),
    envelopeTo: text(record, 'identifiers', 'envelope_to'),
    messages,
    dkim: resultOf(text(evaluated, 'dkim')),
    spf: resultOf(text(evaluated, 'spf')),
    results: resultsOf(elementAt(record, 'auth_results')),
    reportId: id,
    until,
    origin,
  }
  return [found]
}

function actionOf(disposition: string | null): DmarcCount['action'] {
  const word = disposition?.toLowerCase()
  return word === 'quarantine' || word === 'reject' || word === 'pass' ? word : 'none'
}

function resultOf(result: string | null): 'pass' | 'fail' {
  return result?.toLowerCase() === 'pass' ? 'pass' : 'fail'
}

function resultsOf(results: XmlElement | undefined): string {
  const name = (one: XmlElement) => [text(one, 'domain'), text(one, 'selector')].filter((part) => part !== null).join('/')
  const each = (kind: 'dkim' | 'spf') => elementsIn(results, kind).map((one) => `${kind}=${name(one)}:${text(one, 'result') ?? ''}`)
  return [...each('dkim'), ...each('spf')].join(' ')
}
