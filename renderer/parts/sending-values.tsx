import { useQuery } from '@tanstack/react-query'
import type { FacetField } from '../../shared/facets.ts'
import { count, counted } from '../../shared/numbers.ts'
import type { Found } from '../../shared/overview.ts'
import { narrowQuery } from '../../shared/query/narrow.ts'
import { quote } from '../../shared/query/tokens.ts'
import { sentenceOf, useConnection } from '../engine.ts'
import { LogText } from './log-text.tsx'
import { Notice } from './notice.tsx'
import { RowsLink } from './rows-link.tsx'
import { Bones } from './skeleton.tsx'

const MOST = 8

interface Props {
  /** Of whoever sends. */
  readonly query: string
  readonly generation: number
}

/** To whom most of it goes. */
export function TopRecipients(props: Props) {
  return <Values {...props} field="to" title="To whom" of="recipient" />
}

/** Over which servers it goes on. */
export function RelaysUsed(props: Props) {
  return <Values {...props} field="relay" title="Handed on to" of="next hop" />
}

interface ValuesProps extends Props {
  readonly field: FacetField & ('to' | 'relay')
  readonly title: string
  readonly of: string
}

function Values({ query, generation, field, title, of }: ValuesProps) {
  const { engine } = useConnection()
  const { data, error } = useQuery({
    queryKey: ['facet', field, query, generation, MOST],
    queryFn: ({ signal }) => engine.messages.facet({ query, field, limit: MOST }, { signal }),
  })
  const rows = data?.values.map(({ value, count: found }) => ({
    value,
    count: found,
    query: narrowQuery(query, `${field}:${quote(value)}`),
  }))
  return <Commonest title={title} of={of} rows={rows} total={data?.total ?? 0} error={error} />
}

/** What it is about, where the logs say it. */
export function CommonSubjects({ query, generation }: Props) {
  const { engine } = useConnection()
  const { data, error } = useQuery({
    queryKey: ['subjects', query, generation],
    queryFn: ({ signal }) => engine.messages.subjects({ query, limit: MOST }, { signal }),
  })
  if (data === undefined && error === null) return null // Few logs have subjects: no place is kept for them.
  const rows = data?.rows.map(({ subject, ...found }) => ({ value: subject, ...found }))
  return <Commonest title="Subjects with" of="subject" rows={rows} total={data?.total ?? 0} error={error} />
}

interface CommonestProps {
  readonly title: string
  /** What one of them is. */
  readonly of: string
  readonly rows: readonly ({ readonly value: string } & Found)[] | undefined
  readonly total: number
  readonly error: Error | null
}

/** The commonest values with their deliveries; nothing where the logs name none. */
function Commonest({ title, of, rows, total, error }: CommonestProps) {
  const id = `sending-${of.replace(' ', '-')}`
  if (rows?.length === 0) return null
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>
        {title} {rows ? <small>{count(total)}</small> : null}
      </h2>
      {error ? <Notice tone="bad">{sentenceOf(error)}</Notice> : null}
      {rows === undefined && error === null ? <Bones lines={2} /> : null}
      <table className="plain">
        <tbody>
          {rows?.map(({ value, count: found, query }) => (
            <tr key={value}>
              <td className="breaks">
                <LogText text={value} />
              </td>
              <td className="right">
                <RowsLink query={query} label={`${counted(found, 'delivery', 'deliveries')}: ${value}`}>
                  {count(found)}
                </RowsLink>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows && total > rows.length ? (
        <p className="dim">
          The commonest {count(rows.length)} of {counted(total, of)}.
        </p>
      ) : null}
    </section>
  )
}
