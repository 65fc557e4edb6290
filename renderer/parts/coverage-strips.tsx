import { Link } from '@tanstack/react-router'
import { type Coverage, type Gap, SEARCH_RESULT } from '../../shared/coverage.ts'
import { counted, duration } from '../../shared/numbers.ts'
import { useClock } from '../clock.ts'
import { LogText } from './log-text.tsx'

/** A stretch of the strip, in per cent of its width. */
export interface Stretch {
  readonly left: number
  readonly width: number
  /** Null: with lines. */
  readonly gap: Gap | null
}

/** Thinner would not be seen. */
const LEAST_WIDTH = 0.4

/** The stretches with lines and those without between two moments (ms), in order. */
export function stretchesOf({ firstTime, lastTime, gaps }: Pick<Coverage, 'firstTime' | 'lastTime' | 'gaps'>, start: number, end: number) {
  if (firstTime === null || lastTime === null) return []
  const span = Math.max(1, end - start)
  const percent = (iso: string) => ((Date.parse(iso) - start) / span) * 100
  const stretch = (from: string, to: string, gap: Gap | null): Stretch => {
    const left = Math.min(percent(from), 100 - LEAST_WIDTH)
    return { left, width: Math.max(LEAST_WIDTH, percent(to) - left), gap }
  }
  const edges = [firstTime, ...gaps.flatMap(({ from, to }) => [from, to]), lastTime]
  return edges.slice(1).map((to, at) => stretch(edges[at] ?? to, to, at % 2 === 1 ? (gaps[(at - 1) / 2] ?? null) : null))
}

function Strip({ coverage, start, end }: { readonly coverage: Coverage; readonly start: number; readonly end: number }) {
  const stretches = stretchesOf(coverage, start, end)
  return (
    <span className="strip" aria-hidden>
      {stretches.map(({ left, width, gap }) => (
        <span
          key={left}
          className={!coverage.log ? 'searched' : gap === null ? 'covered' : gap.regular ? 'silent habit' : 'silent'}
          style={{ left: `${left}%`, width: `${width}%` }}
        />
      ))}
    </span>
  )
}

function gapWords({ gaps, log, searchResult }: Coverage): string | null {
  if (!log) return searchResult ? SEARCH_RESULT : null
  if (gaps.length === 0) return null
  const habits = gaps.filter((gap) => gap.regular).length
  const silent = duration(gaps.reduce((sum, gap) => sum + gap.seconds, 0))
  const usual =
    habits === 0 ? '' : habits === gaps.length ? ', at the same time of the day' : `, ${habits} of them at the same time of the day`
  return `${counted(gaps.length, 'silence')}${usual}: ${silent} in all`
}

interface Props {
  readonly coverage: readonly Coverage[]
  /** Files shown at most; all without. */
  readonly most?: number
  /** Whether a file's name opens it. */
  readonly linked?: boolean
}

/** Which time each file covers, with the silences in it, and all files together below. */
export function CoverageStrips({ coverage, most = coverage.length, linked = false }: Props) {
  const clock = useClock()
  const times = coverage.flatMap(({ firstTime, lastTime }) => (firstTime && lastTime ? [Date.parse(firstTime), Date.parse(lastTime)] : []))
  const whole = coverage.at(-1)
  if (!whole || times.length === 0) return null
  const files = coverage.slice(0, -1)
  const start = times.reduce((least, time) => Math.min(least, time))
  const end = times.reduce((most, time) => Math.max(most, time))
  const shown = [...files.slice(0, most), ...(files.length > 1 && whole.log ? [whole] : [])]
  return (
    <ul className="coverage">
      {shown.map((each) => {
        const silences = gapWords(each)
        return (
          <li key={each.sourceId ?? ''}>
            {each.sourceId === null ? (
              <strong>{files.some((file) => !file.log) ? 'All logs together' : 'All files together'}</strong>
            ) : linked ? (
              <Link to="/sources/$id" params={{ id: each.sourceId }} className="cut">
                <LogText text={each.source ?? each.sourceId} />
              </Link>
            ) : (
              <span className="cut">
                <LogText text={each.source ?? each.sourceId} />
              </span>
            )}
            <Strip coverage={each} start={start} end={end} />
            <span className="dim num">
              {each.firstTime && each.lastTime ? clock.range(each.firstTime, each.lastTime) : 'no line with a time'}
            </span>
            {silences ? <span className="dim num silences">{silences}</span> : null}
          </li>
        )
      })}
    </ul>
  )
}
