import { SegmentedControl } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { backscatterRemedy } from '../../shared/backscatter.ts'
import type { FailureReport } from '../../shared/failure-report.ts'
import { count, counted, share } from '../../shared/numbers.ts'
import { useClock } from '../clock.ts'
import { useCommands } from '../commands.ts'
import { sentenceOf, useConnection } from '../engine.ts'
import { CaseNeeded } from '../parts/case-needed.tsx'
import { FailureDetail } from '../parts/failure-detail.tsx'
import { FoundLink } from '../parts/found-link.tsx'
import { Notice } from '../parts/notice.tsx'
import { RemedySteps } from '../parts/remedy.tsx'
import { RowsLink } from '../parts/rows-link.tsx'
import { Bones } from '../parts/skeleton.tsx'

/** From noise to causes: what kinds of failure there are, how bad, and what to do. */
export function FailuresScreen() {
  return <CaseNeeded title="Failures">{(generation) => <Failures generation={generation} />}</CaseNeeded>
}

function headline(reports: readonly FailureReport[]): string {
  const total = reports.reduce((sum, report) => sum + report.deliveries, 0)
  if (total === 0) return 'No failed deliveries'
  const found = `${counted(total, 'failed delivery', 'failed deliveries')} in ${counted(reports.length, 'class', 'classes')}`
  const top = reports.slice(0, 2).reduce((sum, report) => sum + report.deliveries, 0)
  return reports.length < 3 ? found : `${found}. The top 2 make ${share(top, total)}`
}

function Failures({ generation }: { readonly generation: number }) {
  const { engine } = useConnection()
  const navigate = useNavigate({ from: '/failures' })
  const search = useSearch({ from: '/failures' })
  const query = search.all ? '' : '-is:noise'
  const answer = useQuery({
    queryKey: ['failures', query, generation],
    queryFn: () => engine.failures.report({ query }),
    placeholderData: keepPreviousData,
  })
  const reports = answer.data ?? []
  const chosen = reports.find((report) => report.class === search.class) ?? reports[0]
  const step = (by: number) => {
    const next = chosen && reports[reports.indexOf(chosen) + by]
    if (next) void navigate({ search: (now) => ({ ...now, class: next.class }), replace: true })
  }
  useCommands([
    { id: 'next', label: 'Next class', keys: ['j', 'ArrowDown'], group: 'Failures', run: () => step(1) },
    { id: 'previous', label: 'Previous class', keys: ['k', 'ArrowUp'], group: 'Failures', run: () => step(-1) },
    {
      id: 'rows',
      label: 'Open the messages of the class',
      keys: ['o'],
      group: 'Failures',
      run: () => {
        if (chosen) void navigate({ to: '/messages', search: { q: chosen.query } })
      },
    },
  ])
  return (
    <div className="page page-wide">
      <div className="row wrap">
        <h1 className="grow" aria-live="polite">
          {answer.data ? headline(reports) : 'Failures'}
        </h1>
        <Link to="/rules">Rules for what is not recognised</Link>
        <SegmentedControl
          aria-label="Which failures"
          value={search.all ? 'all' : 'own'}
          onChange={(value) => void navigate({ search: value === 'all' ? { all: true } : {} })}
          data={[
            { value: 'own', label: 'Without noise' },
            { value: 'all', label: 'With strangers and echoes' },
          ]}
        />
      </div>
      {answer.error ? <Notice tone="bad">{sentenceOf(answer.error)}</Notice> : null}
      {search.all ? <BackscatterCard generation={generation} /> : null}
      {answer.isPending ? <Bones /> : null}
      {chosen ? (
        <div className="failures">
          <ClassTable reports={reports} chosen={chosen} />
          <FailureDetail key={chosen.class} report={chosen} />
        </div>
      ) : null}
      {answer.data?.length === 0 ? (
        <p className="dim">
          Nothing bounced, expired or was refused.{' '}
          <Link to="/messages" search={{ q: 'had:deferred' }}>
            What was delayed on the way
          </Link>
        </p>
      ) : null}
    </div>
  )
}

/** Bounces for mail that was not one's own: what they mean and what to do, whatever reason they name. */
function BackscatterCard({ generation }: { readonly generation: number }) {
  const { engine } = useConnection()
  const glance = useQuery({ queryKey: ['overview', generation], queryFn: () => engine.overview() })
  const found = glance.data?.lists.noise.parts.find(({ whose }) => whose === 'backscatter')
  if (found === undefined) return null
  return (
    <section className="card stack" aria-labelledby="backscatter">
      <h2 id="backscatter" className="row">
        {backscatterRemedy.title}
        <FoundLink found={found} what="bounces for mail that the logged servers never sent" />
      </h2>
      <p>{backscatterRemedy.meaning}</p>
      <RemedySteps remedy={backscatterRemedy} />
    </section>
  )
}

function ClassTable({ reports, chosen }: { readonly reports: readonly FailureReport[]; readonly chosen: FailureReport }) {
  const clock = useClock()
  return (
    <table className="plain">
      <thead>
        <tr>
          <th scope="col">Class</th>
          <th scope="col" className="right">
            Failed
          </th>
          <th scope="col" className="right">
            Last
          </th>
        </tr>
      </thead>
      <tbody>
        {reports.map((report) => (
          <tr key={report.class} data-open={report === chosen || undefined}>
            <td>
              <Link
                to="/failures"
                search={(now) => ({ ...now, class: report.class })}
                aria-current={report === chosen ? 'true' : undefined}
              >
                {report.title}
              </Link>
            </td>
            <td className="right">
              <RowsLink query={report.query} label={`${counted(report.deliveries, 'delivery', 'deliveries')}: ${report.title}`}>
                {count(report.deliveries)}
              </RowsLink>
            </td>
            <td className="right num dim" style={{ whiteSpace: 'nowrap' }} title={clock.full(report.lastSeen)}>
              {clock.day(report.lastSeen)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
