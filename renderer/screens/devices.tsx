import { useQuery } from '@tanstack/react-query'
import { useRef } from 'react'
import type { DeviceRow, SendingList } from '../../shared/senders.ts'
import { useClock } from '../clock.ts'
import { useCommands } from '../commands.ts'
import { sentenceOf, useConnection } from '../engine.ts'
import { count, counted, share } from '../numbers.ts'
import { CaseNeeded } from '../parts/case-needed.tsx'
import { LogText } from '../parts/log-text.tsx'
import { Notice } from '../parts/notice.tsx'
import { RowsLink } from '../parts/rows-link.tsx'
import { Bones } from '../parts/skeleton.tsx'
import { Sparkline } from '../parts/sparkline.tsx'

/** More are not drawn; the query finds them. */
const MOST_ROWS = 500

/** Who hands mail in, how much, and how much of it fails. */
export function DevicesScreen() {
  return <CaseNeeded title="Devices">{(generation) => <Devices generation={generation} />}</CaseNeeded>
}

function headline({ total, messages }: SendingList<DeviceRow>): string {
  if (total === 0) return 'No own mail in these logs'
  return `${counted(total, 'device')} handed in ${counted(messages, 'message')} of your own`
}

function Devices({ generation }: { readonly generation: number }) {
  const { engine } = useConnection()
  const body = useRef<HTMLTableSectionElement>(null)
  const answer = useQuery({
    queryKey: ['devices', generation],
    queryFn: () => engine.senders.devices({ query: '', limit: MOST_ROWS }),
  })
  const move = (by: number) => {
    const links = [...(body.current?.querySelectorAll<HTMLElement>('tr > th a') ?? [])]
    const at = links.indexOf(document.activeElement as HTMLElement)
    links[at < 0 ? 0 : Math.min(links.length - 1, Math.max(0, at + by))]?.focus()
  }
  useCommands([
    { id: 'next', label: 'Next device', keys: ['j', 'ArrowDown'], group: 'Devices', run: () => move(1) },
    { id: 'previous', label: 'Previous device', keys: ['k', 'ArrowUp'], group: 'Devices', run: () => move(-1) },
  ])
  const list = answer.data
  return (
    <div className="page page-wide">
      <h1>{list ? headline(list) : 'Devices'}</h1>
      {answer.error ? <Notice tone="bad">{sentenceOf(answer.error)}</Notice> : null}
      {answer.isPending ? <Bones /> : null}
      {list && list.rows.length > 0 ? (
        <div style={{ overflowX: 'auto' }}>
          <table className="plain">
            <thead>
              <tr>
                <th scope="col">Device</th>
                <th scope="col">Messages per day</th>
                <th scope="col" className="right">
                  Usual
                </th>
                <th scope="col" className="right">
                  Messages
                </th>
                <th scope="col" className="right">
                  Recipients
                </th>
                <th scope="col" className="right">
                  Failed
                </th>
                <th scope="col" className="right">
                  Last seen
                </th>
              </tr>
            </thead>
            <tbody ref={body}>
              {list.rows.map((row) => (
                <Row key={row.query} row={row} />
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
      {list && list.total > list.rows.length ? (
        <p className="dim">
          The {count(list.rows.length)} busiest of {count(list.total)} devices are shown; the command line lists all.
        </p>
      ) : null}
      {list && list.unnamed.messages > 0 ? (
        <p>
          <RowsLink query={list.unnamed.query} label={`${counted(list.unnamed.messages, 'message')} without a device`}>
            {counted(list.unnamed.messages, 'message')}
          </RowsLink>{' '}
          more: no line says who handed them in.
        </p>
      ) : null}
    </div>
  )
}

/** Its address, and what tells it apart or makes it known. */
function names(row: DeviceRow): { readonly first: string; readonly rest: readonly string[] } {
  const login = row.user === null ? null : `login ${row.user}`
  const first = row.ip ?? 'on the server itself'
  return { first, rest: [login, row.clientName, row.helo === null ? null : `HELO ${row.helo}`].filter((name) => name !== null) }
}

function Row({ row }: { readonly row: DeviceRow }) {
  const clock = useClock()
  const { first, rest } = names(row)
  const who = [first, ...rest].join(', ')
  return (
    <tr>
      <th scope="row" className="breaks" style={{ whiteSpace: 'normal', fontSize: 13 }}>
        <RowsLink query={row.query} label={`Messages of ${who}`}>
          <LogText text={first} />
        </RowsLink>
        {rest.length > 0 ? (
          <span className="dim">
            {' '}
            <LogText text={rest.join(' · ')} />
          </span>
        ) : null}
      </th>
      <td>
        <Sparkline days={row.days} />
      </td>
      <td className="right num dim">{count(row.baselinePerDay)}</td>
      <td className="right">
        <RowsLink query={row.query} label={`${counted(row.messages, 'message')} of ${who}`}>
          {count(row.messages)}
        </RowsLink>
      </td>
      <td className="right">
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
      <td className="right num" style={{ whiteSpace: 'nowrap' }} title={clock.full(row.lastSeen)}>
        {clock.day(row.lastSeen)} {clock.time(row.lastSeen)}
      </td>
    </tr>
  )
}
