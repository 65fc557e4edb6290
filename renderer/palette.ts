import { useMantineColorScheme } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { CaseSummary } from '../shared/api.ts'
import type { FacetEntry, FacetField } from '../shared/facets.ts'
import type { ClassId } from '../shared/failures/failure.ts'
import { failureOf } from '../shared/failures/index.ts'
import { counted } from '../shared/numbers.ts'
import { quote } from '../shared/query/tokens.ts'
import { parseQuery } from '../shared/query.ts'
import { type Command, useCommandList } from './commands.ts'
import { useConnection } from './engine.ts'
import { nearestIn } from './nearest.ts'
import { useOwnClasses } from './own-rules.ts'
import { useSearches } from './searches.ts'

/** Something that can be chosen in the palette. */
export interface PaletteItem {
  readonly id: string
  readonly label: string
  /** Said behind the label. */
  readonly beside: string | null
  /** Keys that do the same. */
  readonly keys: string | null
  readonly run: () => void
}

/** Choices under one heading. */
export interface PaletteGroup {
  readonly title: string
  readonly items: readonly PaletteItem[]
}

/** The commonest of so many senders and devices are searched here, the rest by the engine. */
const LISTED = 2_000
const FEW = 6

/** Keys that move within a screen: of no use from a list. */
const motions = new Set(['ArrowDown', 'ArrowUp', 'Enter', 'Escape'])

/** What the palette offers for a text: searching for it, then everything that is called so. */
export function usePalette(text: string, present: CaseSummary | null): readonly PaletteGroup[] {
  const typed = text.trim()
  const groups = [
    { title: 'Messages', items: useMessageItems(typed, present) },
    ...useCommandGroups(typed),
    { title: 'Senders', items: useValueItems('from', typed, present) },
    { title: 'Devices', items: useValueItems('device', typed, present) },
    { title: 'Failures', items: useClassItems(typed, present) },
  ]
  return groups.filter(({ items }) => items.length > 0)
}

function useMessageItems(typed: string, present: CaseSummary | null): readonly PaletteItem[] {
  const navigate = useNavigate()
  const { recent, saved } = useSearches(present?.id ?? '')
  if (present === null) return []
  const search = (label: string, query: string, beside: string | null): PaletteItem => ({
    id: `search ${beside ?? ''} ${query}`,
    label,
    beside,
    keys: null,
    run: () => void navigate({ to: '/messages', search: { q: query } }),
  })
  if (typed === '') {
    return [
      ...saved.map((query) => search(query, query, 'saved search')),
      ...recent.filter((query) => !saved.includes(query)).map((query) => search(query, query, 'recent search')),
    ].slice(0, FEW + FEW)
  }
  const { problems, readings } = parseQuery(typed)
  if (problems.length > 0) return [search(`Search messages for “${typed}”`, quote(typed), null)]
  const others = readings.length === 1 ? (readings[0]?.others ?? []) : []
  return [
    search(`Search messages for “${typed}”`, typed, readings.map(({ reading }) => reading).join(' and ')),
    ...others.slice(0, 2).map((other) => search(`Search messages: ${other.reading}`, other.text, null)),
  ]
}

function useCommandGroups(typed: string): readonly PaletteGroup[] {
  const commands = useCommandList()
  const { setColorScheme } = useMantineColorScheme()
  return useMemo(() => {
    const theme = (scheme: 'light' | 'dark' | 'auto', label: string): PaletteItem => ({
      id: `theme ${scheme}`,
      label,
      beside: null,
      keys: null,
      run: () => setColorScheme(scheme),
    })
    const offered = commands.filter(({ id, keys }) => !id.startsWith('palette') && !keys.some((key) => motions.has(key))).map(itemOf)
    const all = [...offered, theme('light', 'Theme: light'), theme('dark', 'Theme: dark'), theme('auto', 'Theme: as the system')]
    const found = typed === '' ? all : nearestIn(all, ({ label }) => [label]).find(typed, FEW)
    const isPlace = ({ label }: PaletteItem) => label.startsWith('Go to ')
    return [
      { title: 'Go to', items: found.filter(isPlace) },
      { title: 'Actions', items: found.filter((item) => !isPlace(item)) },
    ]
  }, [commands, typed, setColorScheme])
}

function itemOf(command: Command): PaletteItem {
  const { id, group, label, keys } = command
  return { id: `command ${group} ${id}`, label, beside: null, keys: keys[0] ?? null, run: () => command.run() }
}

function useValueItems(field: FacetField & ('from' | 'device'), typed: string, present: CaseSummary | null): readonly PaletteItem[] {
  const { engine } = useConnection()
  const navigate = useNavigate()
  const [containing] = useDebouncedValue(typed, 150)
  const known = useQuery({
    queryKey: ['facet', field, '', present?.generation, LISTED, ''],
    queryFn: ({ signal }) => engine.messages.facet({ query: '', field, limit: LISTED }, { signal }),
    enabled: present !== null,
  })
  const isMore = (known.data?.total ?? 0) > LISTED && containing.length > 2
  const rest = useQuery({
    queryKey: ['facet', field, '', present?.generation, FEW, containing],
    queryFn: ({ signal }) => engine.messages.facet({ query: '', field, limit: FEW, containing }, { signal }),
    enabled: present !== null && isMore,
    placeholderData: keepPreviousData,
  })
  const values = known.data?.values
  const near = useMemo(() => nearestIn(values ?? [], ({ value, title }) => (title === null ? [value] : [value, title])), [values])
  if (typed.length < 2) return []
  const found = near.find(typed, FEW)
  const others = isMore ? (rest.data?.values ?? []).filter(({ value }) => !found.some((item) => item.value === value)) : []
  return [...found, ...others].slice(0, FEW).map((entry: FacetEntry) => ({
    id: `${field} ${entry.value}`,
    label: entry.title === null ? entry.value : `${entry.title} · ${entry.value}`,
    beside: counted(entry.count, 'delivery', 'deliveries'),
    keys: null,
    run: () => void navigate({ to: '/messages', search: { q: `${field}:${quote(entry.value)}` } }),
  }))
}

function useClassItems(typed: string, present: CaseSummary | null): readonly PaletteItem[] {
  const { engine } = useConnection()
  const navigate = useNavigate()
  const report = useQuery({
    queryKey: ['report', '', present?.generation],
    queryFn: ({ signal }) => engine.messages.report({ query: '' }, { signal }),
    enabled: present !== null,
  })
  const classes = report.data?.classes
  const own = useOwnClasses()
  const near = useMemo(
    () => nearestIn(classes ?? [], ({ value }) => [value, failureOf(value as ClassId, own).title]), // The engine counts classes only.
    [classes, own],
  )
  if (typed.length < 2) return []
  return near.find(typed, FEW).map(({ value, count }) => ({
    id: `class ${value}`,
    label: failureOf(value as ClassId, own).title,
    beside: counted(count, 'delivery', 'deliveries'),
    keys: null,
    run: () => void navigate({ to: '/failures', search: { class: value, all: true } }),
  }))
}
