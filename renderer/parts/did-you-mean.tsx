import { useQueries } from '@tanstack/react-query'
import type { FacetField } from '../../shared/facets.ts'
import type { ClassId } from '../../shared/failures/failure.ts'
import { failureOf } from '../../shared/failures/index.ts'
import { count } from '../../shared/numbers.ts'
import type { OwnClass } from '../../shared/rules/schema.ts'
import { facetWords } from '../../shared/words.ts'
import { corrected, type Doubt, doubts } from '../did-you-mean.ts'
import { type EngineClient, useConnection } from '../engine.ts'
import { nearestIn } from '../nearest.ts'
import { useOwnClasses } from '../own-rules.ts'
import { LogText } from './log-text.tsx'

/** Of so many values of a field the nearest are looked for: the commonest. */
const CANDIDATES = 2_000
const OFFERED = 3

interface Offer {
  readonly field: FacetField | 'class'
  readonly value: string
  readonly label: string
  readonly count: number
}

/** Who is asked, and the classes of the user's own. */
interface Known {
  readonly engine: EngineClient
  readonly own: readonly OwnClass[]
}

/** What there is under a query: the numbers are those of the lists that open. */
async function candidates({ engine, own }: Known, { rest, fields }: Doubt, signal: AbortSignal): Promise<readonly Offer[]> {
  const lists = await Promise.all(
    fields.map(async (field): Promise<readonly Offer[]> => {
      if (field === 'class') {
        const { classes } = await engine.messages.report({ query: rest }, { signal })
        return classes.map(({ value, count: found }) => ({ field, value, label: failureOf(value as ClassId, own).title, count: found }))
      }
      const { values } = await engine.messages.facet({ query: rest, field, limit: CANDIDATES }, { signal })
      return values.map(({ value, title, count: found }) => ({ field, value, label: title ?? value, count: found }))
    }),
  )
  return lists.flat()
}

interface Answer {
  readonly doubt: Doubt
  readonly offers: readonly Offer[]
}

/** Under the rest of the query; where that finds nothing either, alone. What finds something by itself is in no doubt. */
async function near(known: Known, doubt: Doubt, signal: AbortSignal): Promise<Answer> {
  if (doubt.rest !== '' && (await known.engine.messages.report({ query: doubt.clause }, { signal })).total > 0) return { doubt, offers: [] }
  const offers = nearestIn(await candidates(known, doubt, signal), ({ value, label }) => [value, label]).find(doubt.text, OFFERED)
  return offers.length > 0 || doubt.rest === '' ? { doubt, offers } : near(known, { ...doubt, rest: '' }, signal)
}

/** Values that are near to what was written, where a query finds nothing. */
export function DidYouMean({
  query,
  generation,
  onQuery,
}: {
  readonly query: string
  readonly generation: number
  readonly onQuery: (query: string) => void
}) {
  const { engine } = useConnection()
  const own = useOwnClasses()
  const parts = doubts(query)
  const answers = useQueries({
    queries: parts.map((doubt) => ({
      queryKey: ['near', doubt.text, doubt.fields, doubt.rest, generation],
      queryFn: ({ signal }: { readonly signal: AbortSignal }) => near({ engine, own }, doubt, signal),
    })),
  })
  const found = answers.flatMap(({ data }) => (data && data.offers.length > 0 ? [data] : []))
  if (found.length === 0) return null
  return (
    <div className="near" role="status">
      {found.map(({ doubt, offers }) => (
        <div key={doubt.place.start}>
          <p>
            Nothing with <code className="inline-code">{doubt.text}</code>. Did you mean
          </p>
          <ul className="plain-list">
            {offers.map((offer) => (
              <li key={`${offer.field} ${offer.value}`} className="near-offer">
                <button type="button" className="link" onClick={() => onQuery(corrected(doubt, offer.field, offer.value))}>
                  <LogText text={offer.label} />
                </button>
                <span className="dim num">
                  {facetWords[offer.field]}, {count(offer.count)}
                </span>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </div>
  )
}
