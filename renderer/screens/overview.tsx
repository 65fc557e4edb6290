import '../overview.css'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { headlineOf } from '../../shared/headline.ts'
import type { Overview } from '../../shared/overview.ts'
import { fateWords } from '../../shared/sentences.ts'
import { sentenceOf, useConnection } from '../engine.ts'
import { Causes } from '../parts/causes.tsx'
import { CoverageCard } from '../parts/coverage-card.tsx'
import { FoundLink } from '../parts/found-link.tsx'
import { ImportPanel } from '../parts/import-progress.tsx'
import { LinkButton } from '../parts/link-button.tsx'
import { MainCauseCard } from '../parts/main-cause.tsx'
import { Notice } from '../parts/notice.tsx'
import { OverviewLists } from '../parts/overview-lists.tsx'
import { FamilyTable, TalkerTable } from '../parts/overview-tables.tsx'
import { RecognitionLine } from '../parts/recognition.tsx'
import { Bones } from '../parts/skeleton.tsx'
import { VolumeCard } from '../parts/volume.tsx'
import { useImportState } from '../uploads.ts'

/** What is wrong, who must mend it, and which mail to send again, to leave alone, to ignore. */
export function OverviewScreen() {
  const { engine } = useConnection()
  const present = useQuery({ queryKey: ['case'], queryFn: () => engine.cases.current() })
  const holdsLogs = (present.data?.sources ?? 0) > 0
  return (
    <div className="page page-wide">
      <ImportNews />
      {!holdsLogs && present.isFetching ? <Bones /> : null}
      {present.error ? <Notice tone="bad">{sentenceOf(present.error)}</Notice> : null}
      {present.data && holdsLogs ? <WholeCase generation={present.data.generation} /> : null}
      {present.isSuccess && !present.isFetching && !holdsLogs ? <NoCase open={present.data !== null} /> : null}
    </div>
  )
}

/** An import that runs or left something out; one that went well is told by what follows. */
function ImportNews() {
  const state = useImportState()
  if (state.kind === 'ended' && state.progress.phase === 'done' && state.progress.refused.length === 0) return null
  return <ImportPanel />
}

function NoCase({ open }: { readonly open: boolean }) {
  return (
    <div className="empty">
      <h1>{open ? 'This case holds no log yet' : 'No case is open'}</h1>
      <p className="dim">Drop log files anywhere in this window, or open a case of before.</p>
      <LinkButton to="/">Go to Start</LinkButton>
    </div>
  )
}

function WholeCase({ generation }: { readonly generation: number }) {
  const { engine } = useConnection()
  const found = useQuery({ queryKey: ['overview', generation], queryFn: () => engine.overview() })
  if (found.error) return <Notice tone="bad">{sentenceOf(found.error)}</Notice>
  if (!found.data) return <Bones />
  return <Whole overview={found.data} />
}

function Whole({ overview }: { readonly overview: Overview }) {
  const navigate = useNavigate({ from: '/overview' })
  const { view } = useSearch({ from: '/overview' })
  return (
    <>
      <MainCauseCard overview={overview} />
      {overview.deliveries > 0 ? (
        <>
          <OverviewLists lists={overview.lists} lostNotices={overview.lostNotices} causes={overview.causes} putOff={overview.putOff} />
          <Causes causes={overview.causes} />
          <RecognitionLine recognition={overview.recognition} />
          <Fates overview={overview} />
          <VolumeCard
            volume={overview.volume}
            within=""
            table={view === 'table'}
            onTable={(table) => void navigate({ search: table ? { view: 'table' } : {}, replace: true })}
          />
          <div className="tables">
            <FamilyTable families={overview.families} />
            <TalkerTable id="devices" title="Devices" talkers={overview.devices} none="No own mail came from a device with an address." />
            <TalkerTable id="senders" title="Senders" talkers={overview.senders} none="These logs hold no mail of your own." />
          </div>
        </>
      ) : null}
      <CoverageCard generation={overview.generation} />
      <p className="dim">{headlineOf(overview).absent}</p>
    </>
  )
}

function Fates({ overview }: { readonly overview: Overview }) {
  return (
    <section aria-labelledby="fates" className="row wrap">
      <h2 id="fates">
        <FoundLink found={{ count: overview.deliveries, query: '' }} what="deliveries in all" /> deliveries
      </h2>
      <ul className="legend">
        {overview.fates.map(({ fate, ...found }) => (
          <li key={fate}>
            {fateWords[fate]} <FoundLink found={found} what={fateWords[fate]} />
            {fate === 'delivered' && overview.inSpam.count > 0 ? (
              <>
                , <FoundLink found={overview.inSpam} what="of them filed as spam" /> of them filed as spam
              </>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  )
}
