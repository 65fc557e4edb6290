import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Coverage } from '../../shared/coverage.ts'
import { useClock } from '../clock.ts'
import { sentenceOf, useConnection } from '../engine.ts'
import { counted } from '../numbers.ts'
import { LogText } from './log-text.tsx'
import { Notice } from './notice.tsx'

const SHOWN = 12
const GAPS = 5

/** Which time each file covers, and which hours hold no line of any. */
export function CoverageCard({ generation }: { readonly generation: number }) {
  const { engine } = useConnection()
  const covered = useQuery({ queryKey: ['coverage', generation], queryFn: () => engine.coverage() })
  if (covered.error) return <Notice tone="bad">{sentenceOf(covered.error)}</Notice>
  const whole = covered.data?.at(-1)
  if (!covered.data || !whole?.firstTime || !whole.lastTime) return null
  return (
    <section className="card stack" aria-labelledby="coverage">
      <h2 id="coverage">Time that the files cover</h2>
      <Strips files={covered.data.slice(0, -1)} from={whole.firstTime} to={whole.lastTime} />
      <Gaps gaps={whole.gaps} />
    </section>
  )
}

interface StripsProps {
  readonly files: readonly Coverage[]
  readonly from: string
  readonly to: string
}

function Strips({ files, from, to }: StripsProps) {
  const clock = useClock()
  const start = Date.parse(from)
  const span = Math.max(1, Date.parse(to) - start)
  const percent = (iso: string) => ((Date.parse(iso) - start) / span) * 100
  return (
    <>
      <ul className="coverage">
        {files.slice(0, SHOWN).map(({ sourceId, source, firstTime, lastTime }) =>
          sourceId !== null && firstTime !== null && lastTime !== null ? (
            <li key={sourceId}>
              <Link to="/sources/$id" params={{ id: sourceId }} className="cut">
                <LogText text={source ?? sourceId} />
              </Link>
              <span className="strip" aria-hidden>
                <span
                  className="covered"
                  style={{ left: `${percent(firstTime)}%`, width: `${Math.max(0.4, percent(lastTime) - percent(firstTime))}%` }}
                />
              </span>
              <span className="dim num">{clock.range(firstTime, lastTime)}</span>
            </li>
          ) : null,
        )}
      </ul>
      {files.length > SHOWN ? <Link to="/sources">All {counted(files.length, 'file')}</Link> : null}
    </>
  )
}

function Gaps({ gaps }: Pick<Coverage, 'gaps'>) {
  const clock = useClock()
  const silent = gaps.filter((gap) => !gap.regular)
  return (
    <>
      {silent.slice(0, GAPS).map(({ from, to }) => (
        <p key={from}>
          No line of any file is from {clock.full(from)} to {clock.full(to)}: nothing happened, or a log of that time is missing.
        </p>
      ))}
      {silent.length > GAPS ? <p>And {counted(silent.length - GAPS, 'further gap')}.</p> : null}
    </>
  )
}
