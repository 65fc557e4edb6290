import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { FailureReport } from '../../shared/failure-report.ts'
import { hasUsual } from '../../shared/flags.ts'
import { count, counted, medianCount } from '../../shared/numbers.ts'
import { peakOf } from '../../shared/senders.ts'
import { useClock } from '../clock.ts'
import { sentenceOf, useConnection } from '../engine.ts'
import { namesOf, rowId, type SendingRow, sendingSentence } from '../sending-rows.ts'
import { DeviceName } from './device-name.tsx'
import { HoursCard } from './hours-card.tsx'
import { LogText } from './log-text.tsx'
import { Notice } from './notice.tsx'
import { RowsLink } from './rows-link.tsx'
import { type FlagForm, SendingFlags } from './sending-flags.tsx'
import { CommonSubjects, RelaysUsed, TopRecipients } from './sending-values.tsx'
import { Bones } from './skeleton.tsx'
import { VolumeCard } from './volume.tsx'

const MOST = 8

interface Props {
  readonly row: SendingRow
  readonly generation: number
}

/** One device or sender: what it means in a sentence, how much it sends and when, why its mail failed, to whom it goes and who is behind it. */
export function SendingPanel({ row, generation, ...flagForm }: Props & FlagForm) {
  return (
    <div className="story">
      <section className="stack" aria-label="In one sentence">
        <p className="verdict-title">{sendingSentence(row)}</p>
        <SendingFlags row={row} {...flagForm} />
        <RowsLink query={row.query}>Show its {counted(row.messages, 'message')}</RowsLink>
      </section>
      <Facts row={row} />
      <Volume row={row} generation={generation} />
      <ItsHours row={row} generation={generation} />
      <Failures row={row} generation={generation} />
      <TopRecipients query={row.query} generation={generation} />
      {'sender' in row || 'login' in row ? <Devices row={row} generation={generation} /> : null}
      {'sender' in row ? null : <Senders row={row} generation={generation} />}
      <CommonSubjects query={row.query} generation={generation} />
      <RelaysUsed query={row.query} generation={generation} />
    </div>
  )
}

function Facts({ row }: { readonly row: SendingRow }) {
  const clock = useClock()
  const peak = peakOf(row)
  return (
    <dl className="facts">
      {'ip' in row ? (
        <>
          <dt>Name</dt>
          <dd>
            <DeviceName key={rowId(row)} row={row} />
          </dd>
        </>
      ) : null}
      <dt>First, last</dt>
      <dd className="num">
        {clock.full(row.firstSeen)} – {clock.full(row.lastSeen)}
      </dd>
      <dt>Busiest day</dt>
      <dd className="num">
        {peak.day}:{' '}
        <RowsLink query={`${row.query} at:${peak.day}`} label={`${counted(peak.messages, 'message')} on ${peak.day}`}>
          {count(peak.messages)}
        </RowsLink>
        {hasUsual(row) ? <span className="dim"> · usually {medianCount(row.baselinePerDay)}</span> : null}
      </dd>
      {!('reportedMessages' in row) || row.reportedMessages === null ? null : (
        <>
          <dt>By receivers</dt>
          <dd className="num">
            {counted(row.reportedMessages, 'message')}, of which {count(row.reportedFailed ?? 0)} failed DMARC
          </dd>
        </>
      )}
      <dt>No such address</dt>
      <dd className="num">
        {row.unknownShare === 0 ? (
          'none'
        ) : (
          <>
            <RowsLink query={`${row.query} class:(recipient-unknown OR recipient-domain-bad)`}>
              {Number((row.unknownShare * 100).toFixed(1))} %
            </RowsLink>{' '}
            of its recipients
          </>
        )}
      </dd>
    </dl>
  )
}

/** Whether the charts of the panel are shown as tables: the address keeps it. */
function useTable() {
  const navigate = useNavigate({ from: '/devices' })
  const { view, ...search } = useSearch({ from: '/devices' })
  const onTable = (table: boolean) => void navigate({ search: table ? { ...search, view: 'table' } : search, replace: true })
  return { table: view === 'table', onTable }
}

function Volume({ row, generation }: Props) {
  const { engine } = useConnection()
  const asTable = useTable()
  const answer = useQuery({
    queryKey: ['histogram', row.query, generation],
    queryFn: ({ signal }) => engine.messages.histogram({ query: row.query }, { signal }),
  })
  if (answer.error) return <Notice tone="bad">{sentenceOf(answer.error)}</Notice>
  if (!answer.data) return <Bones lines={6} />
  return <VolumeCard volume={answer.data} within={row.query} {...asTable} />
}

function ItsHours({ row, generation }: Props) {
  const { engine } = useConnection()
  const asTable = useTable()
  const answer = useQuery({
    queryKey: ['hours', row.query, generation],
    queryFn: ({ signal }) => engine.messages.hours({ query: row.query }, { signal }),
  })
  if (answer.error) return <Notice tone="bad">{sentenceOf(answer.error)}</Notice>
  if (!answer.data) return <Bones lines={6} />
  return <HoursCard hours={answer.data} {...asTable} />
}

function Failures({ row, generation }: Props) {
  const { engine } = useConnection()
  const answer = useQuery({
    queryKey: ['failures', row.query, generation],
    queryFn: ({ signal }) => engine.failures.report({ query: row.query }, { signal }),
  })
  return (
    <section aria-labelledby="sending-failures">
      <h2 id="sending-failures">Why its mail fails</h2>
      {answer.error ? <Notice tone="bad">{sentenceOf(answer.error)}</Notice> : null}
      {answer.isPending ? <Bones lines={2} /> : null}
      {answer.data?.length === 0 ? <p className="dim">Nothing bounced, expired, waits or was refused.</p> : null}
      {answer.data && answer.data.length > 0 ? <FailureRows reports={answer.data} /> : null}
    </section>
  )
}

function FailureRows({ reports }: { readonly reports: readonly FailureReport[] }) {
  const clock = useClock()
  return (
    <table className="plain">
      <thead>
        <tr>
          <th scope="col">Class</th>
          <th scope="col" className="right">
            Deliveries
          </th>
          <th scope="col" className="right">
            Last
          </th>
        </tr>
      </thead>
      <tbody>
        {reports.map((report) => (
          <tr key={report.class}>
            <td>
              <Link to="/failures" search={{ class: report.class }}>
                {report.title}
              </Link>
            </td>
            <td className="right">
              <RowsLink query={report.query} label={`${counted(report.deliveries, 'delivery', 'deliveries')}: ${report.title}`}>
                {count(report.deliveries)}
              </RowsLink>
            </td>
            <td className="right num dim" title={clock.full(report.lastSeen)}>
              {clock.day(report.lastSeen)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Senders({ row, generation }: Props) {
  const { engine } = useConnection()
  const answer = useQuery({
    queryKey: ['senders', row.query, MOST, generation],
    queryFn: ({ signal }) => engine.senders.addresses({ query: row.query, limit: MOST }, { signal }),
  })
  return <Others title="Its senders" kind="sender" answer={answer} tab="senders" />
}

function Devices({ row, generation }: Props) {
  const { engine } = useConnection()
  const answer = useQuery({
    queryKey: ['devices', row.query, MOST, generation],
    queryFn: ({ signal }) => engine.senders.devices({ query: row.query, limit: MOST }, { signal }),
  })
  return <Others title="From these devices" kind="device" answer={answer} tab={undefined} />
}

interface OthersProps {
  readonly title: string
  readonly kind: string
  readonly tab: 'senders' | undefined
  readonly answer: {
    readonly data: { readonly rows: readonly SendingRow[]; readonly total: number } | undefined
    readonly error: Error | null
  }
}

/** Who is on the other side: the senders of a device, the devices of a sender. */
function Others({ title, kind, tab, answer: { data, error } }: OthersProps) {
  return (
    <section aria-labelledby={`sending-${kind}s`}>
      <h2 id={`sending-${kind}s`}>
        {title} {data ? <small>{count(data.total)}</small> : null}
      </h2>
      {error ? <Notice tone="bad">{sentenceOf(error)}</Notice> : null}
      <table className="plain">
        <tbody>
          {data?.rows.map((other) => (
            <tr key={other.query}>
              <td className="breaks">
                <Link to="/devices" search={{ ...(tab ? { tab } : {}), open: rowId(other) }}>
                  <LogText text={namesOf(other).first} />
                </Link>
              </td>
              <td className="right">
                <RowsLink query={other.query} label={`${counted(other.messages, 'message')} of ${namesOf(other).first}`}>
                  {count(other.messages)}
                </RowsLink>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {data && data.total > data.rows.length ? (
        <p className="dim">
          The busiest {count(data.rows.length)} of {counted(data.total, kind)}.
        </p>
      ) : null}
    </section>
  )
}
