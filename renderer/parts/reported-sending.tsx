import { useQuery } from '@tanstack/react-query'
import { count, counted } from '../../shared/numbers.ts'
import type { ReportedSending } from '../../shared/reported-sending.ts'
import { clockOf } from '../clock.ts'
import { sentenceOf, useConnection } from '../engine.ts'
import { LogText } from './log-text.tsx'
import { Notice } from './notice.tsx'
import { RowsLink } from './rows-link.tsx'

/** Receivers report of days of UTC, whatever zone is shown. */
const days = clockOf('UTC')

/** More are not drawn: it is said how many there are, and the command line lists all senders. */
const DRAWN = 200

/** What DMARC and TLS reports in the case count; nothing where there are none. */
export function ReportedSendingTables({ generation }: { readonly generation: number }) {
  const { engine } = useConnection()
  const answer = useQuery({
    queryKey: ['reported-sending', generation],
    queryFn: ({ signal }) => engine.senders.reported({ limit: DRAWN }, { signal }),
  })
  if (answer.error) return <Notice tone="bad">{sentenceOf(answer.error)}</Notice>
  const told = answer.data
  if (!told) return null
  return (
    <>
      {told.sendersTotal > 0 ? <Senders told={told} /> : null}
      {told.tlsTotal > 0 ? <Sessions told={told} /> : null}
    </>
  )
}

function Head({ titles }: { readonly titles: readonly string[] }) {
  return (
    <thead>
      <tr>
        {titles.map((title, at) => (
          <th key={title} scope="col" className={at > 1 ? 'right' : undefined}>
            {title}
          </th>
        ))}
      </tr>
    </thead>
  )
}

function Senders({ told }: { readonly told: ReportedSending }) {
  const { senders: rows, sendersTotal, addresses, unknownAddresses: unknown } = told
  return (
    <section aria-labelledby="reported-senders">
      <h2 id="reported-senders">In your name, by the word of receivers</h2>
      <p>
        DMARC reports name {counted(addresses, 'address', 'addresses')};{' '}
        {unknown === 0 ? 'the logs know all of them' : `the logs know nothing of ${count(unknown)}`}. Failed: neither SPF nor DKIM held for
        the domain.
      </p>
      <div style={{ overflowX: 'auto' }}>
        <table className="plain">
          <Head titles={['From', 'Domain', 'Messages', 'Passed', 'Failed', 'Quarantined', 'Rejected', 'In the logs', 'Last day (UTC)']} />
          <tbody>
            {rows.map((row) => (
              <tr key={`${row.ip} ${row.domain}`}>
                <th scope="row" className="breaks">
                  <LogText text={row.name ?? row.ip} />
                  {row.name === null ? null : <span className="dim"> {row.ip}</span>}
                </th>
                <td className="breaks">
                  <LogText text={row.domain} />
                </td>
                {[row.messages, row.passed, row.failed, row.quarantined, row.rejected].map((number, at) => (
                  <td key={['messages', 'passed', 'failed', 'quarantined', 'rejected'][at]} className="right num">
                    {number === 0 ? <span className="dim">none</span> : count(number)}
                  </td>
                ))}
                <td className="right num">
                  {row.logged === 0 ? (
                    <span className="dim">not known</span>
                  ) : (
                    <RowsLink query={`device:"${row.ip}"`} label={`${counted(row.logged, 'message')} from ${row.ip}`}>
                      {count(row.logged)}
                    </RowsLink>
                  )}
                </td>
                <td className="right num" title={row.reporters.join(', ')}>
                  {days.date(row.lastSeen)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {sendersTotal > rows.length ? (
        <p className="dim">
          Shown are the {count(rows.length)} rows with most failures of {count(sendersTotal)}; <code>relayscope devices --reported</code>{' '}
          lists all.
        </p>
      ) : null}
    </section>
  )
}

function Sessions({ told: { tls: rows, tlsTotal } }: { readonly told: ReportedSending }) {
  return (
    <section aria-labelledby="reported-tls">
      <h2 id="reported-tls">How others could encrypt to you</h2>
      <div style={{ overflowX: 'auto' }}>
        <table className="plain">
          <Head titles={['Domain', 'Why sessions failed', 'Policy', 'Encrypted', 'Failed', 'Last day (UTC)']} />
          <tbody>
            {rows.map((row) => (
              <tr key={`${row.domain} ${row.policy}`}>
                <th scope="row" className="breaks">
                  <LogText text={row.domain} />
                </th>
                <td className="breaks">
                  <LogText text={row.reasons.join(', ') || 'none failed'} />
                </td>
                <td className="right">
                  <LogText text={row.policy} />
                </td>
                <td className="right num">{count(row.passed)}</td>
                <td className="right num">{count(row.failed)}</td>
                <td className="right num" title={row.reporters.join(', ')}>
                  {days.date(row.lastSeen)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {tlsTotal > rows.length ? (
        <p className="dim">
          Shown are the {count(rows.length)} rows with most failures of {count(tlsTotal)}.
        </p>
      ) : null}
    </section>
  )
}
