import type { QueryReport } from '../../shared/api.ts'
import { counted } from '../../shared/numbers.ts'
import { clauseText, parseQuery, topClauses } from '../../shared/query.ts'
import { withoutPlace } from '../query-text.ts'
import { DidYouMean } from './did-you-mean.tsx'

/** Why nothing was found: what may be misspelt, and what each clause keeps away. */
export function NothingFound({
  query,
  report,
  generation,
  onQuery,
}: {
  readonly query: string
  readonly report: QueryReport
  readonly generation: number
  readonly onQuery: (query: string) => void
}) {
  const clauses = topClauses(parseQuery(query).clause)
  const without = (clause: string) => {
    const found = clauses.find((part) => clauseText(part) === clause)
    return found ? withoutPlace(query, found.place) : ''
  }
  const helpful = report.without.filter((part) => part.count > 0)
  return (
    <div className="empty" role="status">
      <h2 className="verdict-title">No delivery fits all of this</h2>
      <DidYouMean query={query} generation={generation} onQuery={onQuery} />
      {helpful.length > 0 && clauses.length > 1 ? (
        <table className="plain" style={{ width: 'auto', textAlign: 'left' }}>
          <tbody>
            {helpful.map((part) => (
              <tr key={part.clause}>
                <td>
                  without <code className="inline-code">{part.clause}</code>
                </td>
                <td>
                  <button type="button" className="link num" onClick={() => onQuery(without(part.clause))}>
                    {counted(part.count, 'delivery', 'deliveries')}
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : (
        <p className="dim">
          These logs hold nothing with it. A shorter part of the address or id may find it; or the mail was sent outside of the time that
          the logs cover.
        </p>
      )}
      <button type="button" className="link" onClick={() => onQuery('')}>
        Show everything
      </button>
    </div>
  )
}
