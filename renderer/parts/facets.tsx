import { TextInput } from '@mantine/core'
import { useDebouncedValue, useLocalStorage } from '@mantine/hooks'
import { IconChevronDown, IconChevronRight, IconSearch } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type { FacetValue, QueryReport } from '../../shared/api.ts'
import type { FacetEntry, FacetField } from '../../shared/facets.ts'
import type { ClassId } from '../../shared/failures/failure.ts'
import { failureOf } from '../../shared/failures/index.ts'
import type { Direction } from '../../shared/message.ts'
import { count } from '../../shared/numbers.ts'
import type { FieldName } from '../../shared/query/fields.ts'
import { directionWords, facetWords } from '../../shared/words.ts'
import { useConnection } from '../engine.ts'
import { useOwnClasses } from '../own-rules.ts'
import { chosen, excluded } from '../query-text.ts'
import { type FacetChoice, FacetValues } from './facet-values.tsx'
import { Bones } from './skeleton.tsx'

const FEW = 8
const MANY = 40

interface Props {
  readonly query: string
  readonly report: QueryReport | undefined
  readonly generation: number
  /** The list comes first: nothing is asked before. */
  readonly ready: boolean
  readonly onQuery: (query: string) => void
}

/** The fields whose values the engine is asked for, in their order. */
const asked: readonly FacetField[] = ['domain', 'fromdomain', 'device', 'login', 'relay', 'source']

/** What the result consists of; each value writes a clause of the query. */
export function Facets({ query, report, generation, ready, onQuery }: Props) {
  const own = useOwnClasses()
  return (
    <section className="facets" aria-label="Filters">
      <ReportedFacet
        field="class"
        query={query}
        values={(report?.classes ?? []).map((value) => choiceOf(value, failureOf(value.value as ClassId, own).title))}
        onQuery={onQuery}
      />
      <ReportedFacet
        field="direction"
        query={query}
        values={(report?.directions ?? []).map((value) => choiceOf(value, directionWords[value.value as Direction]))}
        onQuery={onQuery}
      />
      {asked.map((field) => (
        <AskedFacet key={field} field={field} query={query} generation={generation} ready={ready} onQuery={onQuery} />
      ))}
    </section>
  )
}

function choiceOf({ value, count: found }: FacetValue, label: string): FacetChoice {
  return { value, label, title: null, count: found }
}

interface BlockProps {
  readonly field: FieldName
  readonly query: string
  readonly children: ReactNode
}

/** A facet under its name; which ones are folded is remembered. */
function Block({ field, query, folded, onFold, children }: BlockProps & { readonly folded: boolean; readonly onFold: () => void }) {
  const picked = chosen(query, field).length + excluded(query, field).length
  const Icon = folded ? IconChevronRight : IconChevronDown
  return (
    <div className="facet">
      <h2>
        <button type="button" className="facet-name" aria-expanded={!folded} onClick={onFold}>
          <Icon size={13} aria-hidden />
          <span className="grow">{facetWords[field] ?? field}</span>
          {picked > 0 ? <span className="dim">{picked} picked</span> : null}
        </button>
      </h2>
      {folded ? null : children}
    </div>
  )
}

function useFolded(field: FieldName): readonly [boolean, () => void] {
  const [folded, setFolded] = useLocalStorage<readonly string[]>({
    key: 'relayscope.folded',
    defaultValue: [],
    getInitialValueInEffect: false,
  })
  const isFolded = folded.includes(field)
  return [isFolded, () => setFolded(isFolded ? folded.filter((other) => other !== field) : [...folded, field])]
}

interface ListProps {
  readonly field: FieldName
  readonly query: string
  readonly onQuery: (query: string) => void
}

/** A facet that came with the report: every value is known. */
function ReportedFacet({ field, query, values, onQuery }: ListProps & { readonly values: readonly FacetChoice[] }) {
  const [folded, fold] = useFolded(field)
  const [all, setAll] = useState(false)
  if (values.length === 0) return null
  return (
    <Block field={field} query={query} folded={folded} onFold={fold}>
      <FacetValues field={field} query={query} values={all ? values : values.slice(0, FEW)} onQuery={onQuery} />
      <More shown={all ? values.length : Math.min(FEW, values.length)} total={values.length} onMore={() => setAll(true)} />
    </Block>
  )
}

function More({ shown, total, onMore }: { readonly shown: number; readonly total: number; readonly onMore: (() => void) | null }) {
  if (total <= shown) return null
  const left = `${count(total - shown)} more`
  if (onMore === null) return <span className="facet-more dim">{left}: search for them above</span>
  return (
    <button type="button" className="link facet-more" onClick={onMore}>
      {left}
    </button>
  )
}

/** The name of a device or a source comes first; its address or id stands behind it. */
function entryOf(field: FacetField, { value, title, count: found }: FacetEntry): FacetChoice {
  if (title === null) return { value, label: value, title: null, count: found }
  return { value, label: title, title: field === 'source' ? title : `${title} · ${value}`, count: found }
}

type AskedProps = Omit<Props, 'report'> & { readonly field: FacetField }

/** A facet that the engine is asked for: a device has thousands of values. */
function AskedFacet({ field, query, generation, ready, onQuery }: AskedProps) {
  const { engine } = useConnection()
  const [folded, fold] = useFolded(field)
  const [limit, setLimit] = useState(FEW)
  const [text, setText] = useState('')
  const [containing] = useDebouncedValue(text.trim(), 200)
  const facet = useQuery({
    queryKey: ['facet', field, query, generation, limit, containing],
    queryFn: ({ signal }) => engine.messages.facet({ query, field, limit, containing }, { signal }),
    enabled: ready && !folded,
    placeholderData: keepPreviousData,
  })
  const found = facet.data
  const several =
    found === undefined || found.total > 1 || containing !== '' || chosen(query, field).length > 0 || excluded(query, field).length > 0
  if (found?.total === 0 && containing === '') return null
  if (field === 'source' && !several) return null
  return (
    <Block field={field} query={query} folded={folded} onFold={fold}>
      {(found?.total ?? 0) > FEW || text !== '' ? (
        <TextInput
          className="facet-search"
          aria-label={`Search in: ${facetWords[field] ?? field}`}
          placeholder="Search"
          leftSection={<IconSearch size={13} aria-hidden />}
          value={text}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => setText(event.currentTarget.value)}
        />
      ) : null}
      {found === undefined ? (
        <Bones lines={3} />
      ) : (
        <div className={facet.isPlaceholderData ? 'stale' : undefined}>
          <FacetValues field={field} query={query} values={found.values.map((entry) => entryOf(field, entry))} onQuery={onQuery} />
          <More shown={found.values.length} total={found.total} onMore={limit === FEW ? () => setLimit(MANY) : null} />
          {found.total === 0 ? <p className="dim facet-more">Nothing with this</p> : null}
        </div>
      )}
    </Block>
  )
}
