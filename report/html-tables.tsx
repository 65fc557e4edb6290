import { flagTitle } from '../shared/flags.ts'
import type { LineRef } from '../shared/message.ts'
import { count, share } from '../shared/numbers.ts'
import { remedyFor } from '../shared/remedy.ts'
import type { Report, ReportList, ReportRow } from '../shared/report.ts'
import type { Sending } from '../shared/senders.ts'
import { fateWords } from '../shared/sentences.ts'
import type { ReportClock } from './clock.ts'
import { Log, RawLine } from './log.tsx'
import { ownRuleRows } from './own-rules.ts'
import { linesShown } from './sections.ts'
import { clientWords, leftOut, listWords, timesOf } from './words.ts'

/** What to send again, what to leave alone. */
export function DeliveryLists({ report, clock }: { readonly report: Report; readonly clock: ReportClock }) {
  const shown = new Set(linesShown(report).map(anchorOf))
  return report.lists
    .filter((list) => list.count > 0)
    .map((list) => <DeliveryTable key={list.kind} list={list} clock={clock} oneFile={report.sources.length === 1} shown={shown} />)
}

/** The lines on which the report rests. */
export function Lines({ report }: { readonly report: Report }) {
  return (
    <section>
      <h2>Lines</h2>
      {linesShown(report).map((line) => (
        <div key={anchorOf(line)} id={anchorOf(line)}>
          <RawLine {...line} />
        </div>
      ))}
    </section>
  )
}

/** The user's own rules that decided failures, so that nobody takes their verdicts for those of Relayscope. */
export function OwnRules({ report }: { readonly report: Report }) {
  return (
    <section>
      <h2>Decided by rules of your own</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">Rule</th>
            <th scope="col">Signs</th>
            <th scope="col">Cause</th>
            <th scope="col" className="number">
              Failed
            </th>
          </tr>
        </thead>
        <tbody>
          {ownRuleRows(report).map(({ name, signs, cause, failed }) => (
            <tr key={name}>
              <td>
                <Log text={name} />
              </td>
              <td>
                <Log text={signs} />
              </td>
              <td>{cause}</td>
              <td className="number">{count(failed)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function anchorOf({ sourceId, line }: { readonly sourceId: string; readonly line: number }): string {
  return `line-${sourceId.replace(/[^A-Za-z0-9-]/g, '-')}-${line}`
}

interface TableProps {
  readonly list: ReportList
  readonly clock: ReportClock
  /** Its name need not be said. */
  readonly oneFile: boolean
  /** Anchors of the lines that the report shows. */
  readonly shown: ReadonlySet<string>
}

function DeliveryTable({ list, ...rest }: TableProps) {
  const { title, advice } = listWords[list.kind]
  const cut = leftOut(list)
  return (
    <section>
      <h2>
        {title} <span className="number">{count(list.count)}</span>
      </h2>
      <p>{advice}</p>
      <table>
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">From</th>
            <th scope="col">To</th>
            <th scope="col">What became of it</th>
            <th scope="col">Line</th>
          </tr>
        </thead>
        <tbody>
          {list.rows.map((row) => (
            <DeliveryLine key={`${row.message.id} ${row.delivery.recipient} ${row.delivery.originalRecipient}`} row={row} {...rest} />
          ))}
        </tbody>
      </table>
      {cut === null ? null : <p className="dim">{cut}</p>}
    </section>
  )
}

function DeliveryLine({ row: { message, delivery }, clock, oneFile, shown }: Omit<TableProps, 'list'> & { readonly row: ReportRow }) {
  const reason = remedyFor(message, delivery)?.title
  return (
    <tr>
      <td className="time">{clock.stamp(delivery.firstAttempt ?? message.firstSeen)}</td>
      <td>
        <Log text={message.sender || '<>'} />
      </td>
      <td>
        <Log text={delivery.recipient ?? '–'} />
      </td>
      <td>
        {fateWords[delivery.fate]}
        {reason === undefined ? '' : `: ${reason}`}
      </td>
      <td className="line">
        {delivery.lines.map((line) => (
          <LinePlace key={anchorOf(line)} line={line} oneFile={oneFile} shown={shown} />
        ))}
      </td>
    </tr>
  )
}

function LinePlace({ line, oneFile, shown }: Pick<TableProps, 'oneFile' | 'shown'> & { readonly line: LineRef }) {
  const place = <Log text={oneFile ? String(line.line) : `${line.source}:${line.line}`} />
  return shown.has(anchorOf(line)) ? <a href={`#${anchorOf(line)}`}>{place}</a> : <span>{place}</span>
}

/** Who sends, and how much of it failed. */
export function Talkers({ report: { devices, senders } }: { readonly report: Report }) {
  return (
    <section>
      <h2>Devices and senders</h2>
      <p>Own and internal mail, unless other mail was asked for. Failed: bounced, given up or refused on entry, of the recipients.</p>
      <TalkerTable
        title="Device"
        total={devices.total}
        rows={devices.rows.map((row) => ({
          ...row,
          label: clientWords({ ip: row.ip, name: row.clientName, helo: row.helo, user: row.user, device: row.name }),
        }))}
      />
      <TalkerTable title="Sender" total={senders.total} rows={senders.rows.map((row) => ({ ...row, label: row.sender || '<>' }))} />
    </section>
  )
}

interface TalkerRow extends Pick<Sending, 'messages' | 'recipients' | 'flags'> {
  readonly label: string
  readonly failed: number
}

function TalkerTable({ title, total, rows }: { readonly title: string; readonly total: number; readonly rows: readonly TalkerRow[] }) {
  if (rows.length === 0) return null
  return (
    <>
      <table>
        <thead>
          <tr>
            <th scope="col">{title}</th>
            {['Messages', 'Recipients', 'Failed', 'Share'].map((column) => (
              <th key={column} scope="col" className="number">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.label}>
              <th scope="row">
                <Log text={row.label} />
                {row.flags.map(({ flag, why, expected }) => (
                  <div key={flag} className="dim">
                    <Log text={`${flagTitle(flag, expected)}${why}`} />
                  </div>
                ))}
              </th>
              <td className="number">{count(row.messages)}</td>
              <td className="number">{count(row.recipients)}</td>
              <td className="number">{count(row.failed)}</td>
              <td className="number">{share(row.failed, row.recipients)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {total > rows.length ? (
        <p className="dim">
          The busiest {count(rows.length)} of {count(total)}.
        </p>
      ) : null}
    </>
  )
}

/** Which files the report rests on, and how they were read. */
export function SourceTable({ report, clock }: { readonly report: Report; readonly clock: ReportClock }) {
  return (
    <section>
      <h2>Sources</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">File</th>
            <th scope="col" className="number">
              Lines
            </th>
            <th scope="col" className="number">
              Not understood
            </th>
            <th scope="col">Time</th>
          </tr>
        </thead>
        <tbody>
          {report.sources.map((source) => (
            <tr key={source.id}>
              <th scope="row">
                <Log text={source.name} />
                <div className="dim">{source.formatTitle}</div>
                <div className="hash">SHA-256 {source.sha256}</div>
              </th>
              <td className="number">{count(source.lines)}</td>
              <td className="number">{count(source.unrecognised)}</td>
              <td>
                {source.firstTime === null || source.lastTime === null
                  ? 'no time'
                  : `${clock.stamp(source.firstTime)} to ${clock.stamp(source.lastTime)}`}
                <div className="dim">{timesOf(source)}</div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
