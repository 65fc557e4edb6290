import { useQuery } from '@tanstack/react-query'
import { type Coverage, suspicionsOf } from '../../shared/coverage.ts'
import { counted, duration } from '../../shared/numbers.ts'
import { useClock } from '../clock.ts'
import { sentenceOf, useConnection } from '../engine.ts'
import { CoverageStrips } from './coverage-strips.tsx'
import { LogText } from './log-text.tsx'
import { Notice } from './notice.tsx'

const GAPS = 8

/** What time the files really cover: strips, what looks cut off, and the silences of all files together. */
export function CoverageSection({ generation }: { readonly generation: number }) {
  const { engine } = useConnection()
  const answer = useQuery({ queryKey: ['coverage', generation], queryFn: () => engine.coverage() })
  if (answer.error) return <Notice tone="bad">{sentenceOf(answer.error)}</Notice>
  const whole = answer.data?.at(-1)
  if (!answer.data || !whole || answer.data.every(({ firstTime }) => firstTime === null)) return null
  const files = answer.data.slice(0, -1)
  return (
    <section aria-labelledby="coverage" className="stack" style={{ gap: 12 }}>
      <div>
        <h2 id="coverage">Time that the files cover</h2>
        <p className="dim">
          Hatched: no line for an hour or more, pale where other days are silent at that time too. What is not found there may have happened
          all the same.
          {files.some((file) => !file.log) ? ' Outlined: search results, mails, events of services and lists, which cover no time.' : ''}
        </p>
      </div>
      <CoverageStrips coverage={answer.data} />
      <Suspicions files={files} />
      <Silences whole={whole} />
    </section>
  )
}

function Suspicions({ files }: { readonly files: readonly Coverage[] }) {
  const found = files.flatMap((file) => suspicionsOf(file).map((suspicion) => ({ source: file.source ?? '', suspicion })))
  if (found.length === 0) return null
  return (
    <ul className="plain-list stack" style={{ gap: 4 }}>
      {found.map(({ source, suspicion }) => (
        <li key={`${source} ${suspicion}`} className="breaks">
          <LogText text={source} />: {suspicion}.
        </li>
      ))}
    </ul>
  )
}

function Silences({ whole }: { readonly whole: Coverage }) {
  const clock = useClock()
  const silent = whole.gaps.filter((gap) => !gap.regular)
  if (silent.length === 0) return null
  return (
    <table className="plain" style={{ width: 'auto', alignSelf: 'flex-start' }}>
      <caption className="dim" style={{ textAlign: 'left' }}>
        No line of any file: nothing happened, or a log of that time is missing
      </caption>
      <thead>
        <tr>
          <th scope="col">From</th>
          <th scope="col">To</th>
          <th scope="col" className="right">
            How long
          </th>
        </tr>
      </thead>
      <tbody>
        {silent.slice(0, GAPS).map(({ from, to, seconds }) => (
          <tr key={from}>
            <td className="num">{clock.full(from)}</td>
            <td className="num">{clock.full(to)}</td>
            <td className="num right">{duration(seconds)}</td>
          </tr>
        ))}
      </tbody>
      {silent.length > GAPS ? (
        <tfoot>
          <tr>
            <td colSpan={3}>And {counted(silent.length - GAPS, 'further silence')}.</td>
          </tr>
        </tfoot>
      ) : null}
    </table>
  )
}
