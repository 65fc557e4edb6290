import { Link } from '@tanstack/react-router'
import { talkerName } from '../../shared/headline.ts'
import type { Overview, Talker } from '../../shared/overview.ts'
import { useClock } from '../clock.ts'
import { counted, share } from '../numbers.ts'
import { familyWords } from '../words.ts'
import { FoundLink } from './found-link.tsx'
import { LogText } from './log-text.tsx'

/** Failures by family: lost and waiting, without noise. */
export function FamilyTable({ families }: { readonly families: Overview['families'] }) {
  return (
    <section className="card stack" aria-labelledby="families">
      <h2 id="families">Failures by kind</h2>
      {families.length === 0 ? <p className="dim">No failure but noise.</p> : null}
      {families.length > 0 ? (
        <table className="plain">
          <thead>
            <tr>
              <th scope="col">Kind</th>
              <th scope="col" className="right">
                Lost
              </th>
              <th scope="col" className="right">
                Waiting
              </th>
            </tr>
          </thead>
          <tbody>
            {families.map(({ family, lost, waiting }) => (
              <tr key={family}>
                <th scope="row" className="named">
                  {familyWords[family]}
                </th>
                <td className="right">
                  <FoundLink found={lost} what={`lost: ${familyWords[family]}`} />
                </td>
                <td className="right">
                  <FoundLink found={waiting} what={`waiting: ${familyWords[family]}`} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
    </section>
  )
}

interface TalkerProps {
  readonly id: 'devices' | 'senders'
  readonly title: string
  readonly talkers: readonly Talker[]
  readonly none: string
}

/** Who sends most of one's own mail, and how much of it was lost. */
export function TalkerTable({ id, title, talkers, none }: TalkerProps) {
  return (
    <section className="card stack" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {talkers.length === 0 ? <p className="dim">{none}</p> : null}
      {talkers.length > 0 ? (
        <table className="plain">
          <thead>
            <tr>
              <th scope="col">Own mail</th>
              <th scope="col" className="right">
                Deliveries
              </th>
              <th scope="col" className="right">
                Lost
              </th>
              <th scope="col" className="right">
                Share
              </th>
            </tr>
          </thead>
          <tbody>
            {talkers.map((talker) => (
              <tr key={talker.name}>
                <th scope="row" className="named breaks">
                  <Link to="/devices" search={{ ...(id === 'senders' ? { tab: 'senders' } : {}), open: talker.name }}>
                    <LogText text={talkerName(talker)} />
                  </Link>
                </th>
                <td className="right">
                  <FoundLink found={talker} what={`deliveries of ${talker.name}`} />
                </td>
                <td className="right">
                  <FoundLink found={{ count: talker.lost, query: talker.lostQuery }} what={`lost of ${talker.name}`} />
                </td>
                <td className="right num">{share(talker.lost, talker.count)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
    </section>
  )
}

const SHOWN = 12

/** Which time each file covers, and which hours none does. */
export function Coverage({ coverage, gaps }: Pick<Overview, 'coverage' | 'gaps'>) {
  const clock = useClock()
  const times = coverage.flatMap(({ from, to }) => [Date.parse(from), Date.parse(to)])
  const start = Math.min(...times)
  const span = Math.max(1, Math.max(...times) - start)
  const percent = (iso: string) => ((Date.parse(iso) - start) / span) * 100
  return (
    <section className="card stack" aria-labelledby="coverage">
      <h2 id="coverage">Time that the files cover</h2>
      <ul className="coverage">
        {coverage.slice(0, SHOWN).map(({ id, name, from, to }) => (
          <li key={id}>
            <Link to="/sources/$id" params={{ id }} className="cut">
              <LogText text={name} />
            </Link>
            <span className="strip" aria-hidden>
              <span className="covered" style={{ left: `${percent(from)}%`, width: `${Math.max(0.4, percent(to) - percent(from))}%` }} />
            </span>
            <span className="dim num">{clock.range(from, to)}</span>
          </li>
        ))}
      </ul>
      {coverage.length > SHOWN ? <Link to="/sources">All {counted(coverage.length, 'file')}</Link> : null}
      {gaps.slice(0, 5).map(({ from, to }) => (
        <p key={from}>
          No file covers {clock.full(from)} to {clock.full(to)}: mail of that time is not in this case.
        </p>
      ))}
      {gaps.length > 5 ? <p>And {counted(gaps.length - 5, 'further gap')}.</p> : null}
    </section>
  )
}
