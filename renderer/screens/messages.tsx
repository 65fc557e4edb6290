import { useLocalStorage } from '@mantine/hooks'
import { IconChartBar, IconFileText, IconFilter, IconStar } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useRef } from 'react'
import type { DeliveryRow, QueryReport, SortColumn } from '../../shared/api.ts'
import { counted } from '../../shared/numbers.ts'
import { type Clock, useClock } from '../clock.ts'
import { useCommands } from '../commands.ts'
import { sentenceOf, useConnection } from '../engine.ts'
import { DeliveryGrid, type GridHandle, type Sort } from '../parts/delivery-grid.tsx'
import { FacetDrawer, useFacetColumn } from '../parts/facet-column.tsx'
import { Facets } from '../parts/facets.tsx'
import { OutcomeFilter } from '../parts/filters.tsx'
import { Histogram } from '../parts/histogram.tsx'
import { ImportPanel } from '../parts/import-progress.tsx'
import { LinkButton } from '../parts/link-button.tsx'
import { MessageStory } from '../parts/message-story.tsx'
import { NothingFound } from '../parts/nothing-found.tsx'
import { Notice } from '../parts/notice.tsx'
import { QueryBox } from '../parts/query-box.tsx'
import { SidePanel } from '../parts/side-panel.tsx'
import { Bones } from '../parts/skeleton.tsx'
import { MAIL_ITSELF } from '../query-text.ts'
import { useRemembered, useSearches } from '../searches.ts'

function sortOf(text: string | undefined): Sort {
  const descending = text === undefined || text.startsWith('-')
  return { column: (text ?? '-time').replace('-', '') as SortColumn, descending }
}

function resultSentence(report: QueryReport, clock: Clock): string {
  const deliveries = counted(report.total, 'delivery', 'deliveries')
  const range = report.firstTime && report.lastTime ? ` · ${clock.range(report.firstTime, report.lastTime)}` : ''
  return report.total === 0 ? 'Nothing found' : `${deliveries} of ${counted(report.messages, 'message')}${range}`
}

/** Find messages and tell their fate. */
export function MessagesScreen() {
  const { engine } = useConnection()
  const present = useQuery({ queryKey: ['case'], queryFn: () => engine.cases.current() })
  if (present.isPending)
    return (
      <div className="page">
        <Bones />
      </div>
    )
  if (present.error)
    return (
      <div className="page">
        <Notice tone="bad">{sentenceOf(present.error)}</Notice>
      </div>
    )
  if (!present.data || present.data.sources === 0) return <NoMessages open={present.data !== null} />
  return <Messages caseId={present.data.id} generation={present.data.generation} />
}

function NoMessages({ open }: { readonly open: boolean }) {
  return (
    <div className="page">
      <ImportPanel />
      <div className="empty">
        <h1>{open ? 'This case holds no log yet' : 'No case is open'}</h1>
        <p className="dim">Drop log files anywhere in this window, or open a case of before.</p>
        <LinkButton to="/">Go to Start</LinkButton>
      </div>
    </div>
  )
}

function Messages({ caseId, generation }: { readonly caseId: string; readonly generation: number }) {
  const { engine } = useConnection()
  const clock = useClock()
  const navigate = useNavigate({ from: '/messages' })
  const search = useSearch({ from: '/messages' })
  const query = search.q ?? ''
  const sort = sortOf(search.sort)
  const { sel } = search
  const grid = useRef<GridHandle>(null)
  const panel = useRef<HTMLElement>(null)
  const report = useQuery({
    queryKey: ['report', query, generation],
    queryFn: ({ signal }) => engine.messages.report({ query }, { signal }),
    placeholderData: keepPreviousData,
  })
  const [chart, setChart] = useLocalStorage({ key: 'relayscope.chart', defaultValue: true, getInitialValueInEffect: false })
  const searches = useSearches(caseId)
  useRemembered(report.data?.total && !report.isPlaceholderData && query !== MAIL_ITSELF ? query : '', searches.remember)
  const isSaved = searches.saved.includes(query)
  const column = useFacetColumn(sel !== undefined)

  const ask = (q: string, fresh: boolean) =>
    void navigate({ search: { ...(q ? { q } : {}), ...(search.sort ? { sort: search.sort } : {}) }, replace: !fresh })
  const kept = { ...(search.q ? { q: search.q } : {}), ...(search.sort ? { sort: search.sort } : {}) }
  const select = (row: DeliveryRow, replace: boolean) =>
    void navigate({
      search: { ...kept, sel: row.messageId, at: row.row, ...(row.recipient === null ? {} : { to: row.recipient }) },
      replace,
    })
  const close = () => {
    void navigate({ search: { ...kept, ...(search.at === undefined ? {} : { at: search.at }) }, replace: true })
    // The list may be hidden behind the message on a narrow screen: it is there again after the next render.
    setTimeout(() => grid.current?.focus(), 30)
  }
  const widen = () => {
    if (search.sel) void navigate({ to: '/messages/$id', params: { id: search.sel }, search: search.to ? { to: search.to } : {} })
  }
  const open = (row: DeliveryRow, how: 'click' | 'enter') => {
    const again = search.sel === row.messageId && (search.to ?? null) === row.recipient
    if (how === 'enter' && again) return widen()
    if (!again) select(row, search.sel !== undefined)
    if (how === 'enter') setTimeout(() => panel.current?.focus(), 60)
  }

  useCommands([
    { id: 'chart', label: 'Show or hide the chart', keys: ['h'], group: 'Messages', run: () => setChart((now) => !now) },
    {
      id: 'save',
      label: 'Save this search, or take it off the saved ones',
      keys: ['s'],
      group: 'Messages',
      run: () => {
        if (query !== '') searches.toggleSaved(query)
      },
    },
    { id: 'next', label: 'Next row', keys: ['j', 'ArrowDown'], group: 'Messages', run: () => grid.current?.move(1) },
    { id: 'previous', label: 'Previous row', keys: ['k', 'ArrowUp'], group: 'Messages', run: () => grid.current?.move(-1) },
    { id: 'wide', label: 'Open; once more: full page', keys: ['Enter'], group: 'Messages', run: widen },
    {
      id: 'close',
      label: 'Close the message',
      keys: ['Escape'],
      group: 'Messages',
      run: () => (search.sel ? close() : grid.current?.focus()),
    },
  ])

  const selected = search.sel ? { id: search.sel, recipient: search.to ?? null, row: search.at ?? null } : null
  const filter = { query, report: report.data, onQuery: (next: string) => ask(next, true) }
  const ready = report.isSuccess && !report.isPlaceholderData
  const facets = <Facets {...filter} generation={generation} ready={ready} />
  const nothing = report.data?.total === 0 && !report.isPlaceholderData
  return (
    <div className="messages">
      <div className="query">
        <QueryBox query={query} onQuery={ask} onLeave={() => grid.current?.focus()} />
        <OutcomeFilter {...filter} />
        <div className={`result${report.isPlaceholderData ? ' stale' : ''}`}>
          <h1 className="num" aria-live="polite">
            {report.data ? resultSentence(report.data, clock) : 'Counting…'}
          </h1>
          {report.error ? <span className="breaks">{sentenceOf(report.error)}</span> : null}
          <span className="grow" />
          {query === '' ? null : (
            <button type="button" className="pick filter" aria-pressed={isSaved} onClick={() => searches.toggleSaved(query)}>
              <IconStar size={14} aria-hidden />
              {isSaved ? 'Saved' : 'Save'}
            </button>
          )}
          <button type="button" className="pick filter" aria-pressed={chart} onClick={() => setChart((now) => !now)}>
            <IconChartBar size={14} aria-hidden />
            Chart
          </button>
          <button type="button" className="pick filter" aria-expanded={column.shown || column.drawer} onClick={column.toggle}>
            <IconFilter size={14} aria-hidden />
            Filters
          </button>
          {nothing ? null : (
            <Link to="/report" search={query ? { q: query } : {}} className="pick filter" aria-label="Report of these">
              <IconFileText size={14} aria-hidden />
              Report
            </Link>
          )}
        </div>
      </div>
      <FacetDrawer opened={column.drawer} onClose={column.toggle}>
        {column.drawer ? facets : null}
      </FacetDrawer>
      <div className="split">
        {column.shown && !nothing ? facets : null}
        <div className="middle">
          {chart ? <Histogram query={query} generation={generation} ready={ready} onQuery={filter.onQuery} /> : null}
          <div className="list" hidden={!nothing}>
            {nothing && report.data ? <NothingFound {...filter} report={report.data} generation={generation} /> : null}
          </div>
          <div className="list" hidden={nothing} style={{ display: nothing ? 'none' : 'flex' }}>
            <DeliveryGrid
              query={query}
              sort={sort}
              generation={generation}
              selected={selected}
              onSort={(next) =>
                void navigate({ search: (now) => ({ ...now, sort: `${next.descending ? '-' : ''}${next.column}` }), replace: true })
              }
              onOpen={open}
              onFocus={(row) => {
                if (search.sel && (search.sel !== row.messageId || search.at !== row.row)) select(row, true)
              }}
              handle={grid}
            />
          </div>
        </div>
        {sel ? (
          <SidePanel title={`Message ${sel}`} onClose={close} onMove={(rows) => grid.current?.move(rows)} onWiden={widen} box={panel}>
            <MessageStory
              id={sel}
              recipient={search.to ?? null}
              onRecipient={(recipient) =>
                void navigate({
                  search: {
                    ...kept,
                    sel,
                    ...(search.at === undefined ? {} : { at: search.at }),
                    ...(recipient === null ? {} : { to: recipient }),
                  },
                  replace: true,
                })
              }
              wide={false}
            />
          </SidePanel>
        ) : null}
      </div>
    </div>
  )
}
