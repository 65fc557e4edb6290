import { SegmentedControl } from '@mantine/core'
import { IconArrowLeft, IconPencil } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { mappingSentence } from '../../shared/mapping/mapping.ts'
import { count, share, size } from '../../shared/numbers.ts'
import type { SourceReport } from '../../shared/source-report.ts'
import { useClock } from '../clock.ts'
import { useCommands } from '../commands.ts'
import { sentenceOf, useConnection } from '../engine.ts'
import { useGoBack } from '../go-back.ts'
import { LinkButton } from '../parts/link-button.tsx'
import { Notice } from '../parts/notice.tsx'
import { RawViewer } from '../parts/raw-viewer.tsx'
import { RemapSource } from '../parts/remap-source.tsx'
import { RemoveSource } from '../parts/remove-source.tsx'
import { SearchedFor } from '../parts/searched-for.tsx'
import { Bones } from '../parts/skeleton.tsx'
import { ZoneYear } from '../parts/zone-year.tsx'

/** One source: how it was read, and its lines. */
export function SourceScreen() {
  const { id } = useParams({ from: '/sources/$id' })
  const { engine } = useConnection()
  const sources = useQuery({ queryKey: ['sources'], queryFn: () => engine.sources.list() })
  const source = sources.data?.find((item) => item.id === id)
  if (sources.isPending) return <div className="page">{<Bones />}</div>
  if (sources.error)
    return (
      <div className="page">
        <Notice tone="bad">{sentenceOf(sources.error)}</Notice>
      </div>
    )
  if (!source) {
    return (
      <div className="empty">
        <h1>This source is not in the case</h1>
        <p>It may have been removed, or the address belongs to another case.</p>
        <LinkButton to="/sources">All sources</LinkButton>
      </div>
    )
  }
  return <Source source={source} />
}

function Source({ source }: { readonly source: SourceReport }) {
  const { line, only, map } = useSearch({ from: '/sources/$id' })
  const navigate = useNavigate()
  const goTo = (next: number) => void navigate({ to: '/sources/$id', params: { id: source.id }, search: { line: next }, replace: true })
  const goBack = useGoBack('/sources')
  useCommands([{ id: 'back', label: 'Back', keys: ['Escape'], group: 'Sources', run: goBack }])
  return (
    <div style={{ display: 'grid', gridTemplateRows: 'auto minmax(320px, 1fr)', height: '100%', minHeight: 520 }}>
      <div className="stack" style={{ gap: 12, padding: '12px 16px', borderBottom: '1px solid var(--line)' }}>
        <div className="row wrap">
          <LinkButton to="/sources" variant="subtle" color="gray" size="compact-xs" leftSection={<IconArrowLeft size={14} />}>
            Sources
          </LinkButton>
          <h1 className="grow breaks">{source.name}</h1>
          {source.mapping === null ? null : (
            <LinkButton
              to="/sources/$id"
              params={{ id: source.id }}
              search={{ map: true }}
              variant="default"
              leftSection={<IconPencil size={14} />}
            >
              Change how it is read
            </LinkButton>
          )}
          <RemoveSource source={source} onRemoved={() => void navigate({ to: '/sources' })} />
        </div>
        <SourceFacts source={source} />
        {source.searchResult ? <SearchedFor source={source} /> : null}
        {source.warnings.map((warning) => (
          <Notice key={warning} tone="warn">
            <div className="sentence">{warning}</div>
          </Notice>
        ))}
        <div className="row wrap" style={{ justifyContent: 'space-between' }}>
          <SegmentedControl
            aria-label="Which lines"
            value={only ?? 'all'}
            onChange={(value) =>
              void navigate({
                to: '/sources/$id',
                params: { id: source.id },
                search: value === 'unrecognised' ? { only: 'unrecognised' } : {},
                replace: true,
              })
            }
            data={[
              { value: 'all', label: `All ${count(source.lines)} lines` },
              { value: 'unrecognised', label: `Not understood ${count(source.unrecognised)}`, disabled: source.unrecognised === 0 },
            ]}
          />
          {only === 'unrecognised' ? (
            <span className="dim">Choose a line to see it among its neighbours.</span>
          ) : line ? (
            <span className="dim num">Line {count(line)}</span>
          ) : null}
        </div>
      </div>
      {map === true && source.mapping !== null ? (
        <RemapSource source={source} onClose={() => void navigate({ to: '/sources/$id', params: { id: source.id }, search: {} })} />
      ) : null}
      <RawViewer key={only ?? 'all'} sourceId={source.id} only={only ?? 'all'} line={line ?? null} onLine={goTo} />
    </div>
  )
}

function SourceFacts({ source }: { readonly source: SourceReport }) {
  const clock = useClock()
  const items: readonly (readonly [string, React.ReactNode])[] = [
    ['Format', source.formatTitle],
    ...(source.mapping === null ? [] : [['Mapping', mappingSentence(source.mapping)] as const]),
    ['Size', `${size(source.sizeBytes)}, ${source.encoding}`],
    [
      'Lines',
      `${count(source.recognised)} read, ${count(source.ignored)} with nothing to keep, ${count(source.unrecognised)} not understood (${share(source.unrecognised, source.lines)})`,
    ],
    ...(source.duplicates > 0
      ? [['Already in the case', `${count(source.duplicates)} lines (${share(source.duplicates, source.lines)})`] as const]
      : []),
    ['From – to', source.firstTime && source.lastTime ? `${clock.full(source.firstTime)} – ${clock.full(source.lastTime)}` : '—'],
    ['Zone', <ZoneYear key="zone" source={source} what="zone" />],
    ['Year', <ZoneYear key="year" source={source} what="year" />],
  ]
  return (
    <dl style={{ display: 'flex', flexWrap: 'wrap', gap: '8px 32px', margin: 0 }}>
      {items.map(([name, value]) => (
        <div key={name}>
          <dt className="dim" style={{ fontSize: 12 }}>
            {name}
          </dt>
          <dd style={{ margin: 0 }} className="num">
            {value}
          </dd>
        </div>
      ))}
    </dl>
  )
}
