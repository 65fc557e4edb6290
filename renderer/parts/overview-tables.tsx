import { Link } from '@tanstack/react-router'
import { talkerName } from '../../shared/headline.ts'
import { share } from '../../shared/numbers.ts'
import type { Overview, Talker } from '../../shared/overview.ts'
import { familyWords } from '../../shared/words.ts'
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
