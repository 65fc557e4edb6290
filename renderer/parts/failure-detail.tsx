import { Link } from '@tanstack/react-router'
import { type Accepted, type FailureReport, type FailureSignature, type Hit, whoseLog } from '../../shared/failure-report.ts'
import { count, counted } from '../../shared/numbers.ts'
import { hopWords } from '../../shared/words.ts'
import { useClock } from '../clock.ts'
import { Address, LogText } from './log-text.tsx'
import { Quote } from './quote.tsx'
import { RemedySteps } from './remedy.tsx'
import { RowsLink } from './rows-link.tsx'

function AcceptedFact({ title, accepted }: { readonly title: string; readonly accepted: Accepted | null }) {
  const clock = useClock()
  if (accepted === null) return null
  return (
    <div className="breaks">
      <span className="dim">{title}: </span>
      <Link to="/messages/$id" params={{ id: accepted.messageId }} className="num">
        {clock.full(accepted.time)}
      </Link>
      <span className="dim"> {accepted.by === 'next-hop' ? 'by' : 'for'} </span>
      <Address address={accepted.name} />
    </div>
  )
}

function Hits({ title, hits }: { readonly title: string; readonly hits: readonly Hit[] }) {
  if (hits.length === 0) return null
  return (
    <section className="grow" style={{ minWidth: 220 }}>
      <h3 className="dim">{title}</h3>
      <table className="plain">
        <tbody>
          {hits.map((hit) => (
            <tr key={hit.value}>
              <td style={{ maxWidth: 260 }}>
                {hit.name === null ? (
                  <Address address={hit.value} />
                ) : (
                  <>
                    <LogText text={hit.name} /> <span className="dim">{hit.value}</span>
                  </>
                )}
              </td>
              <td className="right">
                <RowsLink
                  query={hit.query}
                  label={`${counted(hit.deliveries, 'delivery', 'deliveries')} of ${hit.value || 'the null sender'}`}
                >
                  {count(hit.deliveries)}
                </RowsLink>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** Which rule says so, and the way to another. */
function DecidedBy({ signature: { signature, exemplar, rule, sign } }: { readonly signature: FailureSignature }) {
  if (!signature || !exemplar) return null
  const own = rule?.startsWith('own/') ? rule.slice('own/'.length) : null
  return (
    <div className="row wrap dim" style={{ fontSize: 12, columnGap: 12 }}>
      <span className="breaks">
        {rule === null ? 'No rule recognises these words.' : `Decided by “${sign}” (${own === null ? 'rule' : 'your rule'} ${rule})`}
      </span>
      {own === null ? (
        <Link to="/rules" search={{ draft: signature }}>
          {rule === null ? 'Draft a rule' : 'Wrong class? Write a rule'}
        </Link>
      ) : (
        <Link to="/rules" search={{ change: own }}>
          Change it
        </Link>
      )}
    </div>
  )
}

function SignatureCard({ signature }: { readonly signature: FailureSignature }) {
  const clock = useClock()
  return (
    <li className="card stack">
      <div className="row wrap" style={{ columnGap: 16 }}>
        <RowsLink query={signature.query} label={`${counted(signature.deliveries, 'delivery', 'deliveries')} with this reply`}>
          {counted(signature.deliveries, 'delivery', 'deliveries')}
        </RowsLink>
        <span className="dim num">
          {clock.full(signature.firstSeen)} – {clock.full(signature.lastSeen)}
        </span>
      </div>
      {signature.exemplar === null ? <span className="dim">No server said anything.</span> : <Quote text={signature.exemplar} />}
      <DecidedBy signature={signature} />
      <AcceptedFact title="Last accepted before" accepted={signature.lastGood} />
      <AcceptedFact title="Accepted again" accepted={signature.acceptedAgain} />
    </li>
  )
}

/** What a class of failures means here: since when, what to do on each hop, the replies, and who is hit. */
export function FailureDetail({ report }: { readonly report: FailureReport }) {
  const clock = useClock()
  const left = report.signatureCount - report.signatures.length
  return (
    <section className="stack failure-detail" aria-labelledby="failure-title">
      <h2 id="failure-title" className="verdict-title">
        {report.title}
      </h2>
      <div className="stack" style={{ gap: 2 }}>
        <div>
          <RowsLink query={report.query} label={`${counted(report.deliveries, 'delivery', 'deliveries')} of this class`}>
            {counted(report.deliveries, 'delivery', 'deliveries')}
          </RowsLink>
          <span className="dim num">
            {' '}
            · first {clock.full(report.firstSeen)} · last {clock.full(report.lastSeen)}
          </span>
        </div>
        <AcceptedFact title="Last accepted before" accepted={report.lastGood} />
        <AcceptedFact title="Accepted again" accepted={report.acceptedAgain} />
      </div>
      {report.remedies.slice(0, 3).map(({ hop, mta, remedy }) => (
        <section key={`${hop} ${mta}`} className="stack">
          <h3>
            What to do{hop === null ? '' : `: ${hopWords[hop]}`}
            {whoseLog(report.remedies, mta)}
          </h3>
          <RemedySteps remedy={remedy} />
        </section>
      ))}
      <h3>What the servers said</h3>
      <ol className="plain-list stack">
        {report.signatures.slice(0, 20).map((signature) => (
          <SignatureCard key={signature.query} signature={signature} />
        ))}
      </ol>
      {report.signatures.length > 20 || left > 0 ? (
        <p className="dim">The twenty most frequent of {count(report.signatureCount)} replies are shown.</p>
      ) : null}
      <h3>Who is hit most</h3>
      <div className="row wrap" style={{ alignItems: 'flex-start', columnGap: 24 }}>
        <Hits title="Recipients" hits={report.recipients} />
        <Hits title="Senders" hits={report.senders} />
        <Hits title="Devices" hits={report.devices} />
      </div>
    </section>
  )
}
