import { Link } from '@tanstack/react-router'
import { failureOf } from '../../shared/failures/index.ts'
import { talkerName } from '../../shared/headline.ts'
import { counted } from '../../shared/numbers.ts'
import type { Cause, Overview } from '../../shared/overview.ts'
import { useClock } from '../clock.ts'
import { useOwnClasses } from '../own-rules.ts'
import { FoundLink } from './found-link.tsx'
import { LogText } from './log-text.tsx'

function Who({ cause: { usedUp, device, devices } }: { readonly cause: Cause }) {
  if (usedUp !== null)
    return (
      <>
        <LogText text={talkerName(usedUp.by)} /> sent <FoundLink found={usedUp.by} what="of this device before" /> of the{' '}
        <FoundLink found={usedUp.accepted} what="through the relay before" /> that went through before
      </>
    )
  if (device !== null)
    return (
      <>
        <LogText text={talkerName(device)} /> · <FoundLink found={device} what={`of ${device.name}`} />
      </>
    )
  return devices === 0 ? '–' : counted(devices, 'device')
}

function Row({ cause }: { readonly cause: Cause }) {
  const clock = useClock()
  const { title } = failureOf(cause.class, useOwnClasses())
  return (
    <tr>
      <th scope="row" className="named">
        <Link to="/failures" search={{ class: cause.class }}>
          {title}
        </Link>
      </th>
      <td className="breaks">
        <Who cause={cause} />
      </td>
      <td className="right">
        <FoundLink found={cause.lost} what={`lost: ${title}`} />
      </td>
      <td className="right">
        <FoundLink found={cause.waiting} what={`waiting: ${title}`} />
      </td>
      <td className="right dim num">
        {clock.day(cause.since)} {clock.time(cause.since).slice(0, 5)} – {clock.day(cause.last)} {clock.time(cause.last).slice(0, 5)}
      </td>
    </tr>
  )
}

/** Every cause of lost and waiting own mail with who is behind it, the main one first. */
export function Causes({ causes }: Pick<Overview, 'causes'>) {
  if (causes.length === 0) return null
  return (
    <section className="card stack" aria-labelledby="causes">
      <h2 id="causes">Why your mail failed</h2>
      <div className="wide">
        <table className="plain">
          <thead>
            <tr>
              <th scope="col">Cause</th>
              <th scope="col">Who</th>
              <th scope="col" className="right">
                Lost
              </th>
              <th scope="col" className="right">
                Waiting
              </th>
              <th scope="col" className="right">
                First – last
              </th>
            </tr>
          </thead>
          <tbody>
            {causes.map((cause) => (
              <Row key={cause.class} cause={cause} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}
