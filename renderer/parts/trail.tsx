import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Outcome, Step } from '../../shared/message.ts'
import { count, duration } from '../../shared/numbers.ts'
import { stepSentence } from '../../shared/sentences.ts'
import { useClock } from '../clock.ts'
import { LogText } from './log-text.tsx'

/** Pauses longer than this are shown as steps of their own. */
const pauseSeconds = 10

/** More steps than this are folded in the middle. */
const mostSteps = 24

const outcomeOfReport: Readonly<Record<string, Outcome>> = {
  relayed: 'handed-on',
  delivered: 'delivered',
  deferred: 'waiting',
  quarantined: 'removed',
  bounced: 'bounced',
  expired: 'bounced',
  rejected: 'rejected',
}

function outcomeOfStep(step: Step): Outcome | undefined {
  if (step.kind === 'refusal') return step.action === 'reject' ? 'rejected' : undefined
  if (step.kind === 'expired') return 'bounced'
  if (step.kind === 'held') return 'waiting'
  if (step.kind === 'report') return outcomeOfReport[step.action ?? '']
  if (step.kind !== 'attempt') return undefined
  if (step.action === 'sent') return 'handed-on'
  return step.action === 'deferred' ? 'waiting' : step.action === 'bounced' || step.action === 'expired' ? 'bounced' : undefined
}

function secondsBetween(before: Step | undefined, step: Step): number {
  return before ? (Date.parse(step.time) - Date.parse(before.time)) / 1_000 : 0
}

function keyOf(step: Step): string {
  return [step.line.sourceId, step.line.line, step.kind, step.recipient, step.queueId].join(' ')
}

/** The steps that concern one recipient: its own, and those of the whole message. */
export function stepsFor(steps: readonly Step[], recipient: string | null): readonly Step[] {
  if (recipient === null) return steps
  const wanted = recipient.toLowerCase()
  return steps.filter((step) => step.recipient === null || step.recipient.toLowerCase() === wanted)
}

/** The message's way, hop by hop, with the pauses between. */
export function Trail({ steps }: { readonly steps: readonly Step[] }) {
  const clock = useClock()
  const [all, setAll] = useState(false)
  const folded = !all && steps.length > mostSteps
  const exact = steps.some(({ time }) => /\.0*[1-9]\d*Z$/.test(time))
  const half = mostSteps / 2
  const shown = folded ? [...steps.slice(0, half), ...steps.slice(-half)] : steps
  return (
    <ol className="trail">
      {shown.flatMap((step, index) => {
        const cut = folded && index === half
        const pause = cut ? 0 : secondsBetween(shown[index - 1], step)
        const here = (
          <li key={keyOf(step)}>
            <time dateTime={step.time} title={clock.full(step.time)} className="num dim">
              {exact ? clock.tenths(step.time) : clock.time(step.time)}
            </time>
            <span className="dot" data-outcome={outcomeOfStep(step)} aria-hidden />
            <div className="breaks">
              <LogText text={stepSentence(step)} />{' '}
              <span className="dim" style={{ fontSize: 12 }}>
                <LogText text={step.host} />
                {step.host ? ' · ' : ''}
                <Link to="/sources/$id" params={{ id: step.line.sourceId }} search={{ line: step.line.line }} style={{ color: 'inherit' }}>
                  line {count(step.line.line)}
                </Link>
              </span>
            </div>
          </li>
        )
        const between = cut ? (
          <li key="folded" className="wait">
            <span />
            <span />
            <button type="button" className="link" onClick={() => setAll(true)}>
              Show {count(steps.length - shown.length)} more steps
            </button>
          </li>
        ) : pause > pauseSeconds ? (
          <li key={`pause ${keyOf(step)}`} className="wait">
            <span />
            <span />
            <span className="gap">{duration(pause)} later</span>
          </li>
        ) : null
        return between ? [between, here] : [here]
      })}
    </ol>
  )
}
