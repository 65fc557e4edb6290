import { Button } from '@mantine/core'
import { type ReportFormat, reportText } from '../../report/format.ts'
import { listWords, redactedKinds, tableRows, titleOf } from '../../report/words.ts'
import { count, counted } from '../../shared/numbers.ts'
import { READ_ROWS, type Report, TABLE_ROWS } from '../../shared/report.ts'
import { LogText } from './log-text.tsx'

interface Props {
  readonly report: Report
  readonly format: ReportFormat
  /** Saves the lists as a table. */
  readonly onTable: () => void
}

/** What the report says in a line or two, what is too much for it, and what was replaced. */
export function ReportHolds({ report, format, onTable }: Props) {
  const cut = report.sections.includes('deliveries') ? report.lists.filter((list) => list.rows.length < list.count) : []
  const isRead = reportText[format].rows === READ_ROWS
  const isBare = format === 'csv' && !report.sections.includes('deliveries')
  return (
    <div className="stack dim report-hint">
      <p className="breaks">
        <LogText text={titleOf(report)} />: {counted(report.overview.deliveries, 'delivery', 'deliveries')} of{' '}
        {counted(report.messages, 'message')}.
      </p>
      {isBare ? <p>CSV is the table of the lists of deliveries, and these are left out.</p> : null}
      {cut.map(({ kind, count: all, rows }) => (
        <p key={kind}>
          {isRead
            ? `${listWords[kind].title}: ${count(all)} rows, of which the newest ${count(rows.length)} are shown; CSV holds up to ${count(TABLE_ROWS)}.`
            : `Preview: the newest ${count(rows.length)} of ${count(all)} of the list “${kind}”; the file holds up to ${count(reportText[format].rows)}.`}
        </p>
      ))}
      {isRead && cut.length > 0 ? (
        <Button variant="default" onClick={onTable}>
          {counted(tableRows(report.lists), 'row')}: attach as CSV
        </Button>
      ) : null}
      {report.redaction === null ? null : (
        <div>
          <p>Replaced, and marked in the preview:</p>
          <ul className="report-replaced">
            {redactedKinds(report.redaction).map((kind) => (
              <li key={kind}>{kind}</li>
            ))}
          </ul>
          <p>A name in the free text of a reply may remain: read the report before you hand it on.</p>
        </div>
      )}
    </div>
  )
}
