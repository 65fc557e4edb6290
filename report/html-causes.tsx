import { type Accepted, type FailureReport, type FailureSignature, type Hit, lossWords, whoseLog } from '../shared/failure-report.ts'
import { talkerName } from '../shared/headline.ts'
import { count, counted } from '../shared/numbers.ts'
import type { Report, ReportLine } from '../shared/report.ts'
import { hopWords } from '../shared/words.ts'
import { CausesFigure } from './charts.tsx'
import type { ReportClock } from './clock.ts'
import { Log, RawLine } from './log.tsx'
import { RemedyRest, RemedySteps } from './remedy.tsx'
import { linesOfCause } from './sections.ts'

const SIGNATURES = 4

/** Why mail failed: each cause with its numbers, the servers' words, who is hit, what to do, and lines that prove it. */
export function Causes({ report, clock }: { readonly report: Report; readonly clock: ReportClock }) {
  return (
    <section>
      <h2>Causes</h2>
      <CausesFigure causes={report.causes} />
      {report.causes.map((failure) => (
        <Cause key={failure.class} failure={failure} report={report} clock={clock} />
      ))}
    </section>
  )
}

function Cause({ failure, report, clock }: { readonly failure: FailureReport; readonly report: Report; readonly clock: ReportClock }) {
  return (
    <section className="cause">
      <h3>
        {failure.title} <span className="number">{count(failure.deliveries)}</span>
      </h3>
      <p>
        {counted(failure.deliveries, 'delivery', 'deliveries')} of {counted(failure.messages, 'message')}: {lossWords(failure)}.{' '}
        {clock.stamp(failure.firstSeen)} to {clock.stamp(failure.lastSeen)}. {failure.remedies[0]?.remedy.meaning}
      </p>
      <Replies signatures={failure.signatures} all={failure.signatureCount} />
      <dl className="hits">
        <AcceptedFact title="Accepted before" found={failure.lastGood} clock={clock} />
        <AcceptedFact title="Accepted again" found={failure.acceptedAgain} clock={clock} />
        <Hits title="Recipients" hits={failure.recipients} />
        <Hits title="Senders" hits={failure.senders} />
        <Hits title="Devices" hits={failure.devices} />
      </dl>
      {failure.remedies.map(({ hop, mta, deliveries, remedy }) => (
        <div key={`${hop} ${mta}`} className="hop">
          <h4>
            What to do{hop === null ? '' : `: ${hopWords[hop]}`}
            {whoseLog(failure.remedies, mta)} <span className="number">{count(deliveries)}</span>
          </h4>
          <RemedySteps steps={remedy.steps} />
        </div>
      ))}
      {failure.remedies[0] === undefined ? null : <RemedyRest remedy={failure.remedies[0].remedy} />}
      <Proof lines={linesOfCause(report, failure.class)} />
    </section>
  )
}

function Replies({ signatures, all }: { readonly signatures: readonly FailureSignature[]; readonly all: number }) {
  const left = all - Math.min(signatures.length, SIGNATURES)
  return (
    <>
      <table className="replies">
        <thead>
          <tr>
            <th scope="col" className="number">
              Count
            </th>
            <th scope="col">The server's own words</th>
          </tr>
        </thead>
        <tbody>
          {signatures.slice(0, SIGNATURES).map((signature) => (
            <tr key={signature.signature ?? ''}>
              <td className="number">{count(signature.deliveries)}</td>
              <td>{signature.exemplar === null ? 'No server said anything.' : <Log text={signature.exemplar} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {left > 0 ? <p className="dim">And {counted(left, 'other reply', 'other replies')}.</p> : null}
    </>
  )
}

function AcceptedFact({ title, found, clock }: { readonly title: string; readonly found: Accepted | null; readonly clock: ReportClock }) {
  if (found === null) return null
  return (
    <div>
      <dt>{title}</dt>
      <dd>
        {clock.stamp(found.time)}, {found.by === 'next-hop' ? 'by' : 'for'} <Log text={found.name} />
      </dd>
    </div>
  )
}

function Hits({ title, hits }: { readonly title: string; readonly hits: readonly Hit[] }) {
  if (hits.length === 0) return null
  return (
    <div>
      <dt>{title}</dt>
      <dd>
        {hits.map(({ value, name, deliveries }, at) => (
          <span key={value}>
            {at === 0 ? '' : ', '}
            <Log text={talkerName({ name: value || '<>', title: name })} /> ({count(deliveries)})
          </span>
        ))}
      </dd>
    </div>
  )
}

function Proof({ lines }: { readonly lines: readonly ReportLine[] }) {
  if (lines.length === 0) return null
  return (
    <div className="proof">
      <h4>For example</h4>
      {lines.map((line) => (
        <RawLine key={`${line.sourceId} ${line.line}`} {...line} />
      ))}
    </div>
  )
}
