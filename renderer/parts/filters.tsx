import type { FacetValue, QueryReport } from '../../shared/api.ts'
import { type Outcome, outcomes } from '../../shared/message.ts'
import { shortCount } from '../../shared/numbers.ts'
import { chosen, exclude, excluded, toggle } from '../query-text.ts'
import { OutcomeTag } from './outcome.tsx'

interface Props {
  readonly query: string
  readonly report: QueryReport | undefined
  readonly onQuery: (query: string) => void
}

function countOf(values: readonly FacetValue[], value: string): number {
  return values.find((found) => found.value === value)?.count ?? 0
}

/** Outcomes with their counts under the present query, which is also what the colours of the chart mean; each writes a clause. */
export function OutcomeFilter({ query, report, onQuery }: Props) {
  const active = chosen(query, 'outcome')
  const out = excluded(query, 'outcome')
  const shown = outcomes.filter(
    (outcome) => active.includes(outcome) || out.includes(outcome) || countOf(report?.outcomes ?? [], outcome) > 0,
  )
  return (
    <fieldset className="filters" aria-label="Outcome">
      {shown.map((outcome: Outcome) => (
        <button
          key={outcome}
          type="button"
          className="pick filter"
          aria-pressed={active.includes(outcome)}
          data-state={out.includes(outcome) ? 'out' : undefined}
          title="Click: only this. Ctrl and click: add it. Alt and click: leave it out."
          onClick={(event) =>
            onQuery(
              event.altKey ? exclude(query, 'outcome', outcome) : toggle(query, 'outcome', outcome, !(event.ctrlKey || event.metaKey)),
            )
          }
        >
          <OutcomeTag outcome={outcome} bare />
          <span className="dim num">{shortCount(countOf(report?.outcomes ?? [], outcome))}</span>
        </button>
      ))}
    </fieldset>
  )
}
