import { causeClause, isWordless, wordlessClause } from './cause-clauses.ts'
import { count } from './numbers.ts'
import type { MainCause, Overview, OverviewList, Talker } from './overview.ts'
import { ownOf, remedyOf } from './remedy.ts'
import { actorWords, serverName, surenessOf } from './sentences.ts'

/** What the first screen says: the first sentence, what follows from it, and what the files cannot tell. */
export interface Headline {
  readonly title: string
  /** Further sentences, none longer than a line or two. */
  readonly more: readonly string[]
  /** Who must do what first; null where nobody must do anything. */
  readonly action: { readonly who: string; readonly step: string } | null
  /** What the logs do not say, and which export would. */
  readonly unknown: string | null
  /** What it means that a mail is not found. */
  readonly absent: string | null
}

function deliveries(value: number, kind = ''): string {
  return `${count(value)} ${kind}${value === 1 ? 'delivery' : 'deliveries'}`
}

/** A sender's address; a device's name with its address. */
export function talkerName({ name, title }: Pick<Talker, 'name' | 'title'>): string {
  return title === null ? name : `${title} (${name})`
}

/** A cause with words that claim no more than is known. */
function causeWords(main: MainCause): string {
  const id = main.class === 'expired' ? (main.cause ?? 'expired') : main.class
  if (id === 'unknown' && isWordless(main.reply)) return wordlessClause
  const clause = causeClause(id, ownOf(main), serverName(main.nextHop) ?? 'the next server')
  const given = main.class === 'expired' && id !== 'expired' ? `it was tried for too long, and ` : ''
  const sure = surenessOf(main)
  if (id === 'unknown' || sure === null || sure === 'certain') return `${given}${clause}`
  return sure === 'likely' ? `${given}most likely ${clause}` : `${given}it looks as if ${clause} (only a status code says so)`
}

/** Who most of it comes from, where one device or sender stands out. */
function whoSentence(main: MainCause, usedUp: boolean): string | null {
  const who = main.device ?? main.sender
  if (who === null) return null
  const kind = main.device === null ? 'sender' : 'device'
  if (usedUp) return `What was refused is mostly from ${talkerName(who)}: ${count(who.count)} of ${count(main.count)}.`
  if (who.count === main.count)
    return main.count === 1 ? `The ${kind} is ${talkerName(who)}.` : `All of it is from the ${kind} ${talkerName(who)}.`
  return `The ${kind} with most of it is ${talkerName(who)}: ${count(who.count)} of ${count(main.count)}.`
}

/** Of a limit: who used it up, which need not be who was refused. */
function usedUpSentence({ causes }: Overview, main: MainCause): string | null {
  const usedUp = causes.find((cause) => cause.class === main.class)?.usedUp ?? null
  if (usedUp === null) return null
  const { by, accepted, seconds, server } = usedUp
  const window = seconds >= 7_200 ? `${seconds / 3_600} hours` : `${seconds / 60} minutes`
  const share = by.count * 2 > accepted.count ? 'used most of it up' : 'used more of it than any other'
  return `${talkerName(by)} ${share}: ${count(by.count)} of the ${deliveries(accepted.count)} that these logs show through ${server} in the ${window} before.`
}

function sinceSentence(main: MainCause): string | null {
  if (main.acceptedSince === null) return null
  const server = serverName(main.nextHop)
  const who = main.device === null ? 'this sender' : 'this device'
  if (main.acceptedSince.count === 0) return `After the last of them, these logs show no mail of ${who} that ${server} accepted.`
  return `After the last of them, ${server} accepted ${deliveries(main.acceptedSince.count)} of ${who}.`
}

/** What became of mail after the last line about it, and what would say it. */
function unknownSentence({ handedOn, unknown, own, holds }: Overview): string | null {
  const parts = []
  if (unknown.count > 0) parts.push(`no line says what became of ${deliveries(unknown.count)}`)
  if (handedOn.count > 0)
    parts.push(
      `${deliveries(handedOn.count)} ${handedOn.count === 1 ? 'was' : 'were'} handed over to other servers, and what happened there is not in them`,
    )
  if (parts.length === 0) return null
  const which = own.all.count > 0 ? 'your senders' : 'the senders'
  const next = holds.searches
    ? 'The result of a search holds only what was searched for: search again for the senders that are missing'
    : 'The log of the next server would: for Google, export Email Log Search of the same days from the Admin console; for Microsoft 365, a message trace'
  return `What these ${holds.searches ? 'files' : 'logs'} cannot tell: ${parts.join('; ')}. ${next}; else look for bounces that ${which} received.`
}

/** A log proves what it does not hold; the result of a search, bounces and a service's events prove nothing of the kind. */
function absentSentence({ deliveries: all, holds }: Overview): string | null {
  if (holds.logs) return 'A mail that is not found here was not handed to this server in the time that its log covers.'
  if (all === 0) return null
  return 'That a mail is not found here proves nothing: these files hold what was searched for, what bounced, or what a service was asked to report. The log of the mail server would.'
}

function causeHeadline(overview: Overview, main: MainCause): Omit<Headline, 'unknown' | 'absent'> {
  const whole = main.consequence === 'lost' ? overview.own.lost : overview.own.waiting
  const fate = main.consequence === 'lost' ? (whole.count === 1 ? 'was lost' : 'were lost') : whole.count === 1 ? 'waits' : 'wait'
  const one = whole.count === main.count
  const share = one ? '' : ` Most of it (${count(main.count)}) has one cause:`
  const few = main.count * 2 > whole.count ? share : ` The largest cause (${count(main.count)}):`
  const title = `${count(whole.count)} of ${deliveries(overview.own.all.count, 'own ')} ${fate}${one ? ':' : `.${few}`} ${causeWords(main)}.`
  const usedUp = usedUpSentence(overview, main)
  // What a client was refused, it may try again.
  const lost = main.consequence === 'lost' && main.hop?.startsWith('device→') !== true
  const remedy = remedyOf(main.cause ?? main.class, { ...main, lost, own: ownOf(main) })
  const more = [
    ...(main.consequence === 'waiting' ? ['Nothing of your own mail was lost so far: the server tries again by itself.'] : []),
    usedUp,
    whoSentence(main, usedUp !== null),
    sinceSentence(main),
  ].filter((sentence) => sentence !== null)
  const [step] = remedy.steps
  return { title, more, action: step === undefined ? null : { who: actorWords[remedy.actor], step } }
}

/** Where no class names a cause: what is lost without an answer, what is unknown, or that nothing failed. */
function plainHeadline(overview: Overview): Omit<Headline, 'unknown' | 'absent'> {
  const { own, lists, arrived, handedOn, unknown, deliveries: all } = overview
  const none = { more: [], action: null }
  if (all === 0 && overview.query !== '')
    return { ...none, title: 'No delivery in these files fits.', more: ['See which time the files cover, or ask for less.'] }
  if (all === 0)
    return {
      ...none,
      title: 'These files hold no delivery of a mail.',
      more: ['Export the log of the mail server for the hours in question.'],
    }
  if (own.lost.count > 0)
    return {
      ...none,
      title: `${count(own.lost.count)} of ${deliveries(own.all.count, 'own ')} did not arrive: removed or discarded, without an answer of another server.`,
    }
  if (own.waiting.count > 0)
    return {
      ...none,
      title: `${count(own.waiting.count)} of ${deliveries(own.all.count, 'own ')} ${own.waiting.count === 1 ? 'waits' : 'wait'}; no answer says why.`,
    }
  if (unknown.count === all) return { ...none, title: `These logs do not say what became of any of ${deliveries(all)}.` }
  const others = (list: OverviewList) => list.parts.find(({ whose }) => whose === 'others')?.count ?? 0
  const [lost, waiting] = [others(lists.lost), others(lists.waiting)]
  const more = lost + waiting > 0 ? [`Of others' mail to you, ${count(lost)} were lost and ${count(waiting)} wait.`] : []
  if (own.all.count === 0) {
    const title =
      overview.query === ''
        ? `These logs hold no mail of your own among ${deliveries(all)}.`
        : `Of ${deliveries(all)}, none is your own mail.`
    return { ...none, more, title }
  }
  const rest = unknown.count > 0 ? `; of ${count(unknown.count)} nothing is known` : ''
  return {
    ...none,
    more,
    title: `No own mail failed: of all mail, ${count(arrived.count)} arrived and ${count(handedOn.count)} were handed over${rest}.`,
  }
}

/** What the case, or the deliveries of a query, say in one sentence, who must do what first, and what the logs cannot tell. */
export function headlineOf(overview: Overview): Headline {
  const { mainCause } = overview
  const said = mainCause === null ? plainHeadline(overview) : causeHeadline(overview, mainCause)
  return { ...said, unknown: unknownSentence(overview), absent: absentSentence(overview) }
}
