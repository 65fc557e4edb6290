import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { Ref } from 'react'
import { flagTitle, hasUsual } from '../../shared/flags.ts'
import { count, counted, medianCount, share } from '../../shared/numbers.ts'
import type { SendingList } from '../../shared/senders.ts'
import { useClock } from '../clock.ts'
import { namesOf, rowId, type SendingRow, type SendingSort } from '../sending-rows.ts'
import { LogText } from './log-text.tsx'
import { RowsLink } from './rows-link.tsx'
import { Sparkline } from './sparkline.tsx'

/** By what the list is sorted. */
export interface SendingOrder {
  readonly by: SendingSort
  readonly descending: boolean
}

interface Props {
  readonly rows: readonly SendingRow[]
  readonly trend: NonNullable<SendingList<SendingRow>['trend']>
  readonly what: string
  readonly order: SendingOrder
  readonly onOrder: (order: SendingOrder) => void
  /** Id of the row whose panel is open. */
  readonly open: string | undefined
  /** Whether any row of the list is unusual: the table has no column for it otherwise. */
  readonly unusual: boolean
  readonly body: Ref<HTMLTableSectionElement>
}

const columns: readonly { readonly by: SendingSort; readonly title: string; readonly right?: true }[] = [
  { by: 'peak', title: 'Over time' },
  { by: 'usual', title: 'Usual', right: true },
  { by: 'messages', title: 'Messages', right: true },
  { by: 'recipients', title: 'Recipients', right: true },
  { by: 'failed', title: 'Failed', right: true },
  { by: 'first', title: 'First seen', right: true },
  { by: 'last', title: 'Last seen', right: true },
]

/** Who sends, with a small chart and numbers that open their rows; every column sorts. */
export function SendingTable({ rows, trend, what, order, onOrder, open, unusual, body }: Props) {
  const head = (by: SendingSort, title: string, right: boolean) => (
    <th
      key={by}
      data-column={by}
      scope="col"
      className={right ? 'right' : undefined}
      aria-sort={order.by === by ? (order.descending ? 'descending' : 'ascending') : undefined}
    >
      <button
        type="button"
        className="sort"
        onClick={() => onOrder({ by, descending: order.by === by ? !order.descending : by !== 'name' })}
      >
        {title}
        {order.by === by ? order.descending ? <IconArrowDown size={12} aria-hidden /> : <IconArrowUp size={12} aria-hidden /> : null}
      </button>
    </th>
  )
  return (
    <div style={{ overflowX: 'auto' }}>
      <table className="plain sending">
        <thead>
          <tr>
            {head('name', what, false)}
            {columns.map(({ by, title, right }) => head(by, title, right ?? false))}
            {unusual ? (
              <th data-column="flags" scope="col">
                Unusual
              </th>
            ) : null}
          </tr>
        </thead>
        <tbody ref={body}>
          {rows.map((row) => (
            <Row key={row.query} row={row} trend={trend} open={rowId(row) === open} unusual={unusual} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

interface RowProps {
  readonly row: SendingRow
  readonly trend: Props['trend']
  readonly open: boolean
  readonly unusual: boolean
}

function Row({ row, trend, open, unusual }: RowProps) {
  const clock = useClock()
  const { first, rest } = namesOf(row)
  const who = [first, ...rest].join(', ')
  const time = (by: SendingSort, iso: string) => (
    <td data-column={by} className="right num" style={{ whiteSpace: 'nowrap' }} title={clock.full(iso)}>
      {clock.day(iso)} {clock.time(iso).slice(0, 5)}
    </td>
  )
  return (
    <tr data-open={open || undefined}>
      <th scope="row" className="breaks who">
        <Link
          from="/devices"
          to="/devices"
          search={(now) => ({ ...now, open: rowId(row) })}
          aria-current={open ? 'true' : undefined}
          aria-label={who}
        >
          <LogText text={first} />
        </Link>
        {rest.length > 0 ? (
          <span className="dim">
            {' '}
            <LogText text={rest.join(' · ')} />
          </span>
        ) : null}
      </th>
      <td>
        <Sparkline values={row.trend} {...trend} />
      </td>
      <td data-column="usual" className="right num dim">
        {hasUsual(row) ? medianCount(row.baselinePerDay) : '–'}
      </td>
      <td className="right">
        <RowsLink query={row.query} label={`${counted(row.messages, 'message')} of ${who}`}>
          {count(row.messages)}
        </RowsLink>
      </td>
      <td data-column="recipients" className="right">
        <RowsLink query={row.query} label={`${counted(row.recipients, 'recipient')} of ${who}`}>
          {count(row.recipients)}
        </RowsLink>
      </td>
      <td className="right">
        {row.failed === 0 ? (
          <span className="dim">none</span>
        ) : (
          <>
            <span className="dim num">{share(row.failed, row.recipients)} · </span>
            <RowsLink query={row.failedQuery} label={`${counted(row.failed, 'failed delivery', 'failed deliveries')} of ${who}`}>
              {count(row.failed)}
            </RowsLink>
          </>
        )}
      </td>
      {time('first', row.firstSeen)}
      {time('last', row.lastSeen)}
      {unusual ? (
        <td data-column="flags">
          {row.flags.map(({ flag, why, query, expected }) => (
            <span key={flag} className={expected === null ? undefined : 'dim'}>
              <RowsLink query={query} title={`${flagTitle(flag, expected)}${why}`} label={`${flagTitle(flag, expected)}${why} ${who}`}>
                {flag}
              </RowsLink>
              {expected === null ? null : ' expected'}
            </span>
          ))}
        </td>
      ) : null}
    </tr>
  )
}
