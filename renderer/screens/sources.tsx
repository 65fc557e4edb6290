import { IconAlertTriangle } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { isLineMapping } from '../../shared/mapping/mapping.ts'
import { count, counted, share, size } from '../../shared/numbers.ts'
import type { SourceReport } from '../../shared/source-report.ts'
import { type Clock, useClock } from '../clock.ts'
import { sentenceOf, useConnection } from '../engine.ts'
import { CoverageSection } from '../parts/coverage-section.tsx'
import { ImportPanel } from '../parts/import-progress.tsx'
import { LinkButton } from '../parts/link-button.tsx'
import { Notice } from '../parts/notice.tsx'
import { OrganisationCard } from '../parts/organisation.tsx'
import { OwnMappings } from '../parts/own-mappings.tsx'
import { SearchedFor } from '../parts/searched-for.tsx'
import { Bones } from '../parts/skeleton.tsx'
import { ZoneYear } from '../parts/zone-year.tsx'

/** What was read, how, and what was not understood. */
export function SourcesScreen() {
  const { engine } = useConnection()
  const sources = useQuery({ queryKey: ['sources'], queryFn: () => engine.sources.list() })
  const present = useQuery({ queryKey: ['case'], queryFn: () => engine.cases.current() })
  const list = sources.data ?? []
  return (
    <div className="page page-wide">
      <h1>{sources.data ? headline(list) : 'Sources'}</h1>
      {sources.error ? <Notice tone="bad">{sentenceOf(sources.error)}</Notice> : null}
      <ImportPanel />
      {sources.isPending ? <Bones lines={5} /> : null}
      {sources.data && list.length === 0 ? <NoSources /> : null}
      {list.length > 0 ? <SourceTable sources={list} /> : null}
      {present.data && list.length > 0 ? <CoverageSection generation={present.data.generation} /> : null}
      {present.data && list.length > 0 ? <OrganisationCard organisation={present.data.organisation} /> : null}
      <OwnMappings />
    </div>
  )
}

function headline(sources: readonly SourceReport[]): string {
  if (sources.length === 0) return 'No sources yet'
  const lines = sources.reduce((sum, source) => sum + source.lines, 0)
  const unread = sources.reduce((sum, source) => sum + source.unrecognised, 0)
  const files = counted(sources.length, 'file')
  if (unread === 0) return `${files}, ${counted(lines, 'line')}, all understood`
  return `${files}, ${counted(lines, 'line')}; ${count(unread)} (${share(unread, lines)}) not understood`
}

function NoSources() {
  return (
    <div className="empty">
      <p>No log is in this case yet. Drop files anywhere in this window.</p>
      <LinkButton to="/">Go to Start</LinkButton>
    </div>
  )
}

function period(clock: Clock, source: SourceReport): string {
  if (!source.firstTime || !source.lastTime) return '—'
  return clock.range(source.firstTime, source.lastTime)
}

function SourceTable({ sources }: { readonly sources: readonly SourceReport[] }) {
  const clock = useClock()
  return (
    <div style={{ overflowX: 'auto' }}>
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">File</th>
            <th scope="col">Format</th>
            <th scope="col" className="right">
              Lines
            </th>
            <th scope="col" className="right">
              Not understood
            </th>
            <th scope="col">From – to</th>
            <th scope="col">Zone</th>
            <th scope="col">Year</th>
            <th scope="col">Worth knowing</th>
          </tr>
        </thead>
        <tbody>
          {sources.map((source) => (
            <tr key={source.id}>
              <td style={{ minWidth: 170, maxWidth: 320 }} className="breaks">
                <Link to="/sources/$id" params={{ id: source.id }} style={{ fontWeight: 550 }}>
                  {source.name}
                </Link>
                <br />
                <span className="dim num" style={{ fontSize: 12 }}>
                  {size(source.sizeBytes)}
                </span>
              </td>
              <td style={{ maxWidth: 260 }}>
                {source.mapping === null ? (
                  source.formatTitle
                ) : (
                  <>
                    {isLineMapping(source.mapping) ? 'Lines' : 'Columns'}, read by a mapping of your own
                    <br />
                    <Link to="/sources/$id" params={{ id: source.id }} search={{ map: true }} style={{ fontSize: 12 }}>
                      Change it
                    </Link>
                  </>
                )}
              </td>
              <td className="right num">
                {count(source.lines)}
                {source.ignored > 0 ? (
                  <>
                    <br />
                    <span className="dim" style={{ fontSize: 12 }}>
                      {count(source.ignored)} with nothing to keep
                    </span>
                  </>
                ) : null}
              </td>
              <td className="right num">
                {source.unrecognised === 0 ? (
                  'none'
                ) : (
                  <Link to="/sources/$id" params={{ id: source.id }} search={{ only: 'unrecognised' }}>
                    {share(source.unrecognised, source.lines)} · {count(source.unrecognised)}
                  </Link>
                )}
              </td>
              <td className="num" style={{ whiteSpace: 'nowrap' }}>
                {period(clock, source)}
              </td>
              <td>
                <ZoneYear source={source} what="zone" />
              </td>
              <td>
                <ZoneYear source={source} what="year" />
              </td>
              <td style={{ paddingRight: 0, minWidth: 200 }}>
                <Worth source={source} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Worth({ source }: { readonly source: SourceReport }) {
  if (source.warnings.length === 0 && source.duplicates === 0 && !source.searchResult) return <span className="dim">—</span>
  return (
    <div className="stack" style={{ gap: 2 }}>
      {source.searchResult ? <SearchedFor source={source} /> : null}
      {source.duplicates > 0 ? <span>{share(source.duplicates, source.lines)} was already in the case</span> : null}
      {source.warnings.map((warning) => (
        <span key={warning} className="row" style={{ gap: 6, alignItems: 'flex-start' }}>
          <IconAlertTriangle size={14} style={{ flex: 'none', marginTop: 2, color: 'var(--warn)' }} aria-label="Warning" />
          <span className="breaks sentence">{warning}</span>
        </span>
      ))}
    </div>
  )
}
