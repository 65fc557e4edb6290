import { Link } from '@tanstack/react-router'
import type { DeliveryRow } from '../../shared/api.ts'
import { causeClause } from '../../shared/cause-clauses.ts'
import { failureOf } from '../../shared/failures/index.ts'
import { count } from '../../shared/numbers.ts'
import type { Cause, Found, Overview, OverviewList, PutOff } from '../../shared/overview.ts'
import { fateWords } from '../../shared/sentences.ts'
import { useClock } from '../clock.ts'
import { useOwnClasses } from '../own-rules.ts'
import { FoundLink } from './found-link.tsx'
import { LogText } from './log-text.tsx'
import { OutcomeTag } from './outcome.tsx'

const kinds = [
  { key: 'lost', title: 'Lost', advice: 'Mend the cause, then send these again.', none: 'Nothing was lost.' },
  { key: 'waiting', title: 'Waiting', advice: 'Leave these alone: a server keeps them and goes on.', none: 'Nothing waits.' },
  { key: 'noise', title: 'Noise', advice: 'Strangers refused and echoes of failures: nothing of yours.', none: 'No noise.' },
] as const

function Row({ row, query }: { readonly row: DeliveryRow; readonly query: string }) {
  const clock = useClock()
  const own = useOwnClasses()
  const reason = row.class === null ? fateWords[row.fate] : failureOf(row.class, own).title
  return (
    <li>
      <Link
        to="/messages"
        search={{ q: query, sel: row.messageId, ...(row.recipient === null ? {} : { to: row.recipient }) }}
        className="newest"
      >
        <span className="cut">
          <LogText text={row.sender || '<>'} /> → <LogText text={row.recipient ?? 'no recipient'} />
        </span>
        <span className="dim num">
          {clock.day(row.time)} {clock.time(row.time).slice(0, 5)}
        </span>
        <span className="newest-reason">
          <OutcomeTag outcome={row.outcome} word="" bare />
          <span className="cut">{reason}</span>
        </span>
      </Link>
    </li>
  )
}

const wholes: Readonly<Record<OverviewList['parts'][number]['whose'], string>> = {
  own: 'of your own mail',
  others: "of others' mail to you",
  notices: 'bounce notices',
  strangers: 'strangers at the door',
  backscatter: 'bounces for mail that the logged servers never sent',
  echoes: 'echoes of failures',
}

/** Whose they are, unless all are one's own. */
function Parts({ list }: { readonly list: OverviewList }) {
  if (list.parts.every(({ whose }) => whose === 'own')) return null
  return (
    <p>
      {list.parts.map((part, nth) => (
        <span key={part.whose}>
          {nth > 0 ? ', ' : ''}
          <FoundLink found={part} what={wholes[part.whose]} /> {wholes[part.whose]}
        </span>
      ))}
    </p>
  )
}

/** What the bounces for mail that was not one's own mean. */
function Backscatter({ list }: { readonly list: OverviewList }) {
  if (list.parts.every(({ whose }) => whose !== 'backscatter')) return null
  return (
    <p>
      Other servers bounce to you what the servers of these logs never sent: most likely somebody forges your address.{' '}
      <Link to="/failures" search={{ all: true }}>
        What to do about it
      </Link>
    </p>
  )
}

/** What is lost besides, and not to be sent again. */
function Notices({ notices }: { readonly notices: Found }) {
  if (notices.count === 0) return null
  return (
    <p className="dim">
      Not counted: <FoundLink found={notices} what="bounce notices lost" /> bounce {notices.count === 1 ? 'notice' : 'notices'} that nobody
      took. Nothing to send again.
    </p>
  )
}

/** What waited and was accepted since. */
function Accepted({ putOff }: { readonly putOff: PutOff }) {
  const own = useOwnClasses()
  if (putOff.count === 0) return null
  const why = putOff.reasons.map((id) => causeClause(id, own, 'the server'))
  return (
    <p className="dim">
      <FoundLink found={putOff} what="put off and accepted later" /> more waited and {putOff.count === 1 ? 'was' : 'were'} accepted later
      {why.length > 0 ? `: ${why.join('; ')}` : ''}.
    </p>
  )
}

/** What the list of waiting mail says besides its rows. */
type Waits = Pick<Overview, 'causes' | 'putOff'>

/** What waits for somebody to mend something: left alone, it is given up one day. */
function Stuck({ causes }: { readonly causes: readonly Cause[] }) {
  const own = useOwnClasses()
  return causes
    .filter((cause) => cause.waiting.count > 0 && failureOf(cause.class, own).clears === 'config')
    .map((cause) => (
      <p key={cause.class}>
        <FoundLink found={cause.waiting} what="that wait for a remedy" /> {cause.waiting.count === 1 ? 'goes' : 'go'} out only once this is
        mended: {causeClause(cause.class, own, 'the server')}.
      </p>
    ))
}

type ListProps = { readonly list: OverviewList; readonly waits: Waits | null; readonly notices: Found | null } & Pick<
  (typeof kinds)[number],
  'title' | 'advice' | 'none'
>

function List({ list, waits, notices, title, advice, none }: ListProps) {
  return (
    <section className="card stack" aria-label={title}>
      <h2 className="row">
        <span className="grow">{title}</span>
        <span className="list-count">
          <FoundLink found={list} what={title.toLowerCase()} />
        </span>
      </h2>
      <p className="dim">{list.count === 0 ? none : advice}</p>
      <Parts list={list} />
      <Backscatter list={list} />
      {notices ? <Notices notices={notices} /> : null}
      {waits ? <Stuck causes={waits.causes} /> : null}
      {waits ? <Accepted putOff={waits.putOff} /> : null}
      {list.count > 0 ? (
        <>
          <ul className="newest-list">
            {list.rows.map((row) => (
              <Row key={`${row.messageId} ${row.recipient}`} row={row} query={list.query} />
            ))}
          </ul>
          <FoundLink found={list} what={title.toLowerCase()}>
            {list.count > list.rows.length ? `All ${count(list.count)}` : 'Open as a list'}
          </FoundLink>
        </>
      ) : null}
    </section>
  )
}

/** What to send again, what to leave alone, what to ignore. A list of which there is nothing to say takes no place beside the others. */
export function OverviewLists({ lists, lostNotices, ...waits }: Pick<Overview, 'lists' | 'lostNotices'> & Waits) {
  const besides = { lost: lostNotices.count, waiting: waits.putOff.count, noise: 0 }
  const isEmpty = ({ key }: (typeof kinds)[number]) => lists[key].count + besides[key] === 0
  const empty = kinds.filter(isEmpty)
  return (
    <div className="stack">
      <div className="lists">
        {kinds
          .filter((kind) => !isEmpty(kind))
          .map(({ key, ...words }) => (
            <List
              key={key}
              list={lists[key]}
              waits={key === 'waiting' ? waits : null}
              notices={key === 'lost' ? lostNotices : null}
              {...words}
            />
          ))}
      </div>
      {empty.length === 0 ? null : <p className="dim">{empty.map(({ none }) => none).join(' ')}</p>}
    </div>
  )
}
