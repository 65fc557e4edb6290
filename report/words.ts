import { backscatterRemedy } from '../shared/backscatter.ts'
import { searchSentence, suspicionsOf } from '../shared/coverage.ts'
import { talkerName } from '../shared/headline.ts'
import type { Client, Delivery } from '../shared/message.ts'
import { count, counted } from '../shared/numbers.ts'
import { type Redaction, type Report, type ReportList, type ReportListKind, TABLE_ROWS } from '../shared/report.ts'
import { yearSourceWords, zoneSourceWords } from '../shared/words.ts'
import { reportClock } from './clock.ts'

/** Whether the report is about one message: a ticket to hand on. */
export function isTicket(report: Report): boolean {
  return report.messages === 1 && report.stories.length === 1
}

/** What the report is called. */
export function titleOf(report: Report): string {
  if (report.title !== null) return report.title
  if (!isTicket(report))
    return report.overview.query === '' && report.redaction === null ? `Mail report: ${report.caseName}` : 'Mail report'
  const [story] = report.stories
  const [delivery] = byNeed(story?.message.deliveries ?? [])
  const more = (story?.message.deliveries.length ?? 0) - 1
  const others = more > 0 ? ` and ${counted(more, 'other')}` : ''
  return `Message from ${story?.message.sender || '<>'} to ${delivery?.recipient ?? 'nobody named'}${others}`
}

/** A fact of the report's head: what it is about, of what time, and who made it. */
export interface Fact {
  readonly name: string
  readonly value: string
  /** Whether the value is of a log or of the user. */
  readonly raw?: boolean
}

/** What stands under the title. */
export function headFacts(report: Report): readonly Fact[] {
  const { overview, madeAt, version, zone, redaction } = report
  const clock = reportClock(zone)
  const found = `${counted(overview.deliveries, 'delivery', 'deliveries')} of ${counted(report.messages, 'message')}`
  return [
    ...(overview.query === '' ? [] : [{ name: 'Asked for', value: overview.query, raw: true }]),
    {
      name: 'About',
      value: redaction !== null && overview.query === '' ? found : `${found}${overview.query === '' ? ', the whole case' : ''}`,
    },
    ...(overview.firstTime === null || overview.lastTime === null
      ? []
      : [{ name: 'Time', value: `${clock.stamp(overview.firstTime)} to ${clock.stamp(overview.lastTime)} (${zone})` }]),
    { name: 'Made', value: `${clock.stamp(madeAt)} (${zone}) by Relayscope ${version}` },
    {
      name: 'Names',
      value: redaction === null ? 'Real addresses, names and IPs: treat it as you treat the logs' : redactionSentence(report),
    },
  ]
}

/** How many values of each kind were replaced: `3 addresses`. */
export function redactedKinds({ addresses, domains, hosts, ips, names, subjects }: Redaction): readonly string[] {
  return [
    ...(addresses > 0 ? [counted(addresses, 'address', 'addresses')] : []),
    ...(domains > 0 ? [counted(domains, 'domain')] : []),
    ...(hosts > 0 ? [counted(hosts, 'host')] : []),
    ...(ips > 0 ? [counted(ips, 'IP')] : []),
    ...(names > 0 ? [counted(names, 'name')] : []),
    ...(subjects > 0 ? [counted(subjects, 'subject')] : []),
  ]
}

/** What was replaced, and what no program can know. */
export function redactionSentence({ redaction }: Pick<Report, 'redaction'>): string {
  if (redaction === null) return ''
  return `Redacted: ${redactedKinds(redaction).join(', ')} are replaced by pseudonyms, the same for the same value everywhere in this report. Hosts of big providers keep their names. A name in the free text of a reply may remain: read the report before you hand it on`
}

/** What of the lost and waiting mail is not one's own, so that the first sentence and the table agree; null where all is. */
export function othersSentence({ overview: { own, lists, lostNotices } }: Report): string | null {
  const lost = lists.lost.count - own.lost.count
  const waiting = lists.waiting.count - own.waiting.count
  const parts = [
    ...(lost > 0 ? [`${count(lost)} lost`] : []),
    ...(waiting > 0 ? [`${count(waiting)} waiting`] : []),
    ...(lostNotices.count > 0 ? [`${count(lostNotices.count)} bounce notices lost, which nobody sends again`] : []),
  ]
  return parts.length === 0 ? null : `Of inbound mail and notices beside your own mail: ${parts.join(', ')}.`
}

/** Of how many bounces the user's servers never sent the message; null where there are none. */
export function backscatterFact({ overview: { lists } }: Report): string | null {
  const found = lists.noise.parts.find(({ whose }) => whose === 'backscatter')
  if (found === undefined) return null
  return `${counted(found.count, 'bounce')} of the noise: backscatter. ${backscatterRemedy.meaning}`
}

/** The deliveries of a message, those that ask for something first. */
export function byNeed(deliveries: readonly Delivery[]): readonly Delivery[] {
  const order: Readonly<Record<Delivery['consequence'], number>> = { lost: 0, waiting: 1, unknown: 2, noise: 3, 'handed-on': 4, arrived: 5 }
  return deliveries.toSorted((a, b) => order[a.consequence] - order[b.consequence])
}

/** A row of the table of what became of the mail. */
export interface CountRow {
  readonly word: string
  readonly count: number
  readonly means: string
}

/** What became of the deliveries; the counts add up to all of them. */
export function countRows({ overview }: Report): readonly CountRow[] {
  const { arrived, handedOn, lists, lostNotices, deliveries } = overview
  const rest = deliveries - arrived.count - handedOn.count - lists.waiting.count - lists.lost.count - lists.noise.count - lostNotices.count
  return [
    { word: 'Arrived', count: arrived.count, means: 'In a mailbox, as far as these logs prove.' },
    { word: 'Handed over', count: handedOn.count, means: 'Another server took it; the rest is in its log.' },
    { word: 'Waiting', count: lists.waiting.count, means: 'Leave alone: a server keeps it and tries again.' },
    { word: 'Lost', count: lists.lost.count, means: 'Send again, once the cause is mended.' },
    ...(lostNotices.count > 0
      ? [{ word: 'Notices', count: lostNotices.count, means: 'Bounce notices that were lost: nothing to send again.' }]
      : []),
    { word: 'Noise', count: lists.noise.count, means: 'Strangers refused, echoes of failures: nothing to do.' },
    { word: 'Other', count: rest, means: 'Replaced by other recipients, or no line says what became of it.' },
  ]
}

/** Titles of the lists, and what to do with what stands on them. */
export const listWords: Readonly<Record<ReportListKind, { readonly title: string; readonly advice: string }>> = {
  lost: { title: 'Lost: send again', advice: 'Mend the cause first, then send these again.' },
  waiting: { title: 'Waiting: leave alone', advice: 'A server keeps these and tries again by itself.' },
  notices: {
    title: 'Bounce notices that were lost',
    advice: 'Nothing to send again: nobody received the report of a failure. The mail they report stands on its own list.',
  },
  passed: {
    title: 'Arrived, handed over or without an end',
    advice: 'Nothing to do here; what happened behind the next server is in its log.',
  },
  noise: { title: 'Noise', advice: 'Strangers refused and echoes of failures: nothing of yours.' },
}

/** What of a list is not shown; null where all is. */
export function leftOut({ count: all, rows }: ReportList): string | null {
  if (rows.length === all) return null
  return `${count(all)} rows: attach as CSV, which holds up to ${count(TABLE_ROWS)} of each list. The newest ${count(rows.length)} are shown, own mail first.`
}

/** How many rows the table of these lists holds: of each at most as many as it takes. */
export function tableRows(lists: readonly ReportList[]): number {
  return lists.reduce((sum, list) => sum + Math.min(list.count, TABLE_ROWS), 0)
}

/** Who handed a mail in: what the user calls it, else its name as the server saw it, with its address. */
export function clientWords({ ip, name, helo, user, device }: Client): string {
  const seen = name !== null && name !== 'unknown' ? name : helo
  const known = device ?? seen
  const who = talkerName({ name: ip ?? known ?? 'this server itself', title: ip === null ? null : known })
  return user === null ? who : `${who}, login ${user}`
}

/** What a report must not be asked: what these files cannot show, as sentences. */
export function cannotShow(report: Report, unknown: string | null): readonly string[] {
  const { sources, coverage, zone } = report
  const clock = reportClock(zone)
  const whole = coverage.at(-1)
  const gaps = whole?.gaps.filter((gap) => !gap.regular) ?? []
  return [
    ...(unknown === null ? [] : [unknown]),
    ...(whole === undefined ? [] : suspicionsOf(whole)).map((suspicion) => `${suspicion.slice(0, 1).toUpperCase()}${suspicion.slice(1)}.`),
    ...gaps.slice(0, 8).map(({ from, to }) => `No line of any file is from ${clock.stamp(from)} to ${clock.stamp(to)}.`),
    ...(gaps.length > 8 ? [`And ${counted(gaps.length - 8, 'further gap')}.`] : []),
    ...sources.filter((source) => source.searchResult).map((source) => `${source.name}: ${searchSentence(source.searched)}.`),
    ...sources
      .filter((source) => source.zoneSource === 'assumed' || source.yearSource === 'assumed')
      .map(
        (source) =>
          `${source.name}: ${source.zoneSource === 'assumed' ? `its zone (${source.zone})` : 'its year'} is assumed; no line states it.`,
      ),
    ...sources
      .filter((source) => source.unrecognised > 0)
      .map(
        (source) =>
          `${source.name}: ${counted(source.unrecognised, 'line')} of ${count(source.lines)} were not understood and are not counted.`,
      ),
    'Logs of mail servers show what servers told each other. They do not show whether somebody has read a mail.',
  ]
}

/** How the times of a source are known. */
export function timesOf(source: Report['sources'][number]): string {
  const year = source.firstYear === null ? '' : `; year ${source.firstYear}, ${yearSourceWords(source.yearSource)}`
  return `zone ${source.zone}, ${zoneSourceWords(source.zoneSource)}${year}`
}
