import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Coverage } from '../../shared/coverage.ts'
import { counted } from '../../shared/numbers.ts'
import { useClock } from '../clock.ts'
import { sentenceOf, useConnection } from '../engine.ts'
import { CoverageStrips } from './coverage-strips.tsx'
import { Notice } from './notice.tsx'

const SHOWN = 12
const GAPS = 5

/** Which time each file covers, and which hours hold no line of any. */
export function CoverageCard({ generation }: { readonly generation: number }) {
  const { engine } = useConnection()
  const covered = useQuery({ queryKey: ['coverage', generation], queryFn: () => engine.coverage() })
  if (covered.error) return <Notice tone="bad">{sentenceOf(covered.error)}</Notice>
  const whole = covered.data?.at(-1)
  if (!covered.data || !whole || covered.data.every(({ firstTime }) => firstTime === null)) return null
  return (
    <section className="card stack" aria-labelledby="coverage">
      <h2 id="coverage">Time that the files cover</h2>
      <CoverageStrips coverage={covered.data} most={SHOWN} linked />
      {covered.data.length > SHOWN + 1 ? <Link to="/sources">All {counted(covered.data.length - 1, 'file')}</Link> : null}
      <Gaps gaps={whole.gaps} />
      {!whole.log ? <p>There is no log among them: no time is covered, and nothing is proved absent.</p> : null}
    </section>
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
