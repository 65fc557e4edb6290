import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, type PointerEvent, type ReactNode, useEffect, useState } from 'react'
import { outcomes } from '../../shared/message.ts'
import { count, duration } from '../../shared/numbers.ts'
import type { Volume } from '../../shared/overview.ts'
import { outcomeWords } from '../../shared/words.ts'
import { barTime } from '../bar-time.ts'
import { type Clock, useClock } from '../clock.ts'
import { useConnection } from '../engine.ts'
import { hasTime, withTime } from '../query-text.ts'
import { HistogramBars } from './histogram-bars.tsx'
import { VolumeTable } from './volume-table.tsx'

interface Props {
  readonly query: string
  readonly generation: number
  /** The list comes first: nothing is asked before. */
  readonly ready: boolean
  readonly onQuery: (query: string) => void
}

/** The first and the last bar that are chosen, by place. */
interface Span {
  readonly from: number
  readonly to: number
}

function endOf({ buckets, bucketSeconds }: Volume, at: number): string {
  return new Date(Date.parse(buckets[at]?.from ?? '') + bucketSeconds * 1_000).toISOString()
}

/** What the chosen bars hold, in words: `2 Mar 10:00 to 2 Mar 11:00: 12 Delivered, 3 Bounced`. */
function spoken(volume: Volume, { from, to }: Span, clock: Clock): string {
  const first = volume.buckets[from]
  if (first === undefined) return ''
  const chosen = volume.buckets.slice(from, to + 1)
  const counts = outcomes.flatMap((outcome) => {
    const sum = chosen.reduce((total, bucket) => total + (bucket.outcomes[outcome] ?? 0), 0)
    return sum === 0 ? [] : [`${count(sum)} ${outcomeWords[outcome].toLowerCase()}`]
  })
  const time = (iso: string) => barTime(clock, iso, volume.bucketSeconds)
  return `${time(first.from)} to ${time(endOf(volume, to))}: ${counts.join(', ') || 'nothing'}`
}

function timeClause(volume: Volume, { from, to }: Span): string {
  const second = (iso: string) => `${iso.slice(0, 19)}Z`
  return `after:${second(volume.buckets[from]?.from ?? '')} before:${second(endOf(volume, to))}`
}

/** Deliveries over time above the list: drag, or arrow keys and Enter, narrow the time. */
export function Histogram({ query, generation, ready, onQuery }: Props) {
  const { engine } = useConnection()
  const [table, setTable] = useState(false)
  const volume = useQuery({
    queryKey: ['histogram', query, generation],
    queryFn: ({ signal }) => engine.messages.histogram({ query }, { signal }),
    enabled: ready,
    placeholderData: keepPreviousData,
  })
  const data = volume.data
  if (data?.buckets.length === 0) return null
  const narrow = (span: Span) => {
    if (data) onQuery(withTime(query, timeClause(data, span)))
  }
  const tools = (
    <span className="row histogram-tools">
      <span className="dim">one bar: {duration(data?.bucketSeconds ?? 0)}</span>
      {hasTime(query) ? (
        <button type="button" className="link" onClick={() => onQuery(withTime(query, ''))}>
          Whole time
        </button>
      ) : null}
      <button type="button" className="link" aria-pressed={table} onClick={() => setTable((now) => !now)}>
        {table ? 'As a chart' : 'As a table'}
      </button>
    </span>
  )
  return (
    <section className={`histogram${volume.isPlaceholderData ? ' stale' : ''}`} aria-label="Deliveries over time">
      {data === undefined ? (
        <div className="plot" />
      ) : table ? (
        <>
          <VolumeTable volume={data} within={query} />
          <div className="row histogram-axis">{tools}</div>
        </>
      ) : (
        <Plot key={data.buckets[0]?.from} volume={data} onSpan={narrow} tools={tools} />
      )}
    </section>
  )
}

interface PlotProps {
  readonly volume: Volume
  readonly onSpan: (span: Span) => void
  readonly tools: ReactNode
}

/** The bars with what is chosen above them: a layer of its own, so that moving it draws no bar anew. */
function Plot({ volume, onSpan, tools }: PlotProps) {
  const clock = useClock()
  const [anchor, setAnchor] = useState<number | null>(null)
  const [cursor, setCursor] = useState<number | null>(null)
  const [dragging, setDragging] = useState(false)
  const last = volume.buckets.length - 1
  const at = Math.min(cursor ?? last, last)
  const span = { from: Math.min(anchor ?? at, at), to: Math.max(anchor ?? at, at) }
  const visible = cursor !== null
  const clear = () => {
    setAnchor(null)
    setCursor(null)
    setDragging(false)
  }
  useEffect(() => {
    if (!dragging) return
    const cancel = (event: globalThis.KeyboardEvent) => {
      if (event.key === 'Escape') clear()
    }
    window.addEventListener('keydown', cancel)
    return () => window.removeEventListener('keydown', cancel)
  })
  const placeOf = (event: PointerEvent<HTMLElement>): number => {
    const box = event.currentTarget.getBoundingClientRect()
    return Math.max(0, Math.min(last, Math.floor(((event.clientX - box.left) / box.width) * (last + 1))))
  }
  const press = (event: KeyboardEvent<HTMLElement>) => {
    const steps: Readonly<Record<string, number>> = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: last }
    const next = steps[event.key]
    if (next === undefined && event.key !== 'Enter' && event.key !== 'Escape') return
    if (event.key === 'Escape' && cursor === null) return
    event.preventDefault()
    if (event.key === 'Enter') {
      onSpan(span)
      return clear()
    }
    if (next === undefined) return clear()
    setAnchor(event.shiftKey ? (anchor ?? at) : null)
    setCursor(Math.max(0, Math.min(last, cursor === null ? at : next)))
  }
  return (
    <>
      <div
        className="plot"
        role="slider"
        tabIndex={0}
        aria-label="Time: arrow keys move, with Shift they choose a stretch, Enter narrows the list to it"
        aria-orientation="horizontal"
        aria-valuemin={1}
        aria-valuemax={last + 1}
        aria-valuenow={at + 1}
        aria-valuetext={spoken(volume, span, clock)}
        onKeyDown={press}
        onBlur={clear}
        onPointerDown={(event) => {
          if (event.button !== 0) return
          event.currentTarget.setPointerCapture(event.pointerId)
          setAnchor(placeOf(event))
          setCursor(placeOf(event))
          setDragging(true)
        }}
        onPointerMove={(event) => setCursor(placeOf(event))}
        onPointerLeave={() => {
          if (!dragging && document.activeElement?.className !== 'plot') clear()
        }}
        onPointerUp={() => {
          if (!dragging) return
          onSpan(span)
          clear()
        }}
        onPointerCancel={clear}
      >
        <HistogramBars buckets={volume.buckets} />
        {visible ? (
          <div
            className="brush"
            style={{ left: `${(span.from / (last + 1)) * 100}%`, width: `${((span.to - span.from + 1) / (last + 1)) * 100}%` }}
          />
        ) : null}
      </div>
      <div className="row histogram-axis num">
        <span className={visible ? 'axis-text' : 'axis-text dim'}>
          {visible ? spoken(volume, span, clock) : barTime(clock, volume.buckets[0]?.from ?? '', volume.bucketSeconds)}
        </span>
        {tools}
        <span className="dim">{barTime(clock, endOf(volume, last), volume.bucketSeconds)}</span>
      </div>
    </>
  )
}
