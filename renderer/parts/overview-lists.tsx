import { Link } from '@tanstack/react-router'
import type { DeliveryRow } from '../../shared/api.ts'
import { failureOf } from '../../shared/failures/index.ts'
import { count } from '../../shared/numbers.ts'
import type { Overview, OverviewList } from '../../shared/overview.ts'
import { fateWords } from '../../shared/sentences.ts'
import { useClock } from '../clock.ts'
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
  const reason = row.class === null ? fateWords[row.fate] : failureOf(row.class).title
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

function List({ list, title, advice, none }: { readonly list: OverviewList } & Pick<(typeof kinds)[number], 'title' | 'advice' | 'none'>) {
  return (
    <section className="card stack" aria-label={title}>
      <h2 className="row">
        <span className="grow">{title}</span>
        <span className="list-count">
          <FoundLink found={list} what={title.toLowerCase()} />
        </span>
      </h2>
      <p className="dim">{list.count === 0 ? none : advice}</p>
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

/** What to send again, what to leave alone, what to ignore. */
export function OverviewLists({ lists }: { readonly lists: Overview['lists'] }) {
  return (
    <div className="three">
      {kinds.map(({ key, ...words }) => (
        <List key={key} list={lists[key]} {...words} />
      ))}
    </div>
  )
}
