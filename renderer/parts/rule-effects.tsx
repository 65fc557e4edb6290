import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { failureOf } from '../../shared/failures/index.ts'
import { count, counted } from '../../shared/numbers.ts'
import type { RuleEffect, RuleEffects } from '../../shared/own-rules.ts'
import type { RuleChange } from '../../shared/rules/kept.ts'
import { sentenceOf, useConnection } from '../engine.ts'
import { useOwnClasses } from '../own-rules.ts'
import { FoundLink } from './found-link.tsx'
import { LogText } from './log-text.tsx'
import { Notice } from './notice.tsx'

/** What a change of the rules would change in the case: shown before it is made. Only of the change as it stands, never of one before. */
export function EffectsOf({ changes }: { readonly changes: readonly RuleChange[] }) {
  const { engine } = useConnection()
  const present = JSON.stringify(changes)
  const [settled] = useDebouncedValue(present, 250)
  const effects = useQuery({
    queryKey: ['rule effects', settled],
    queryFn: ({ signal }) => engine.rules.preview({ changes: JSON.parse(settled) as RuleChange[] }, { signal }), // Written above.
  })
  if (effects.error) return <Notice tone="bad">{sentenceOf(effects.error)}</Notice>
  if (settled !== present || !effects.data) return <p className="dim">Counting what it changes…</p>
  return (
    <div className="stack" aria-live="polite">
      <Effects effects={effects.data} />
    </div>
  )
}

function Effects({ effects }: { readonly effects: RuleEffects }) {
  if (effects.count === 0) return <p>It would change nothing in this case.</p>
  const taken = effects.effects.filter(({ from }) => from.rule !== null)
  return (
    <>
      <p>
        It would change {counted(effects.count, 'reply', 'replies')} of{' '}
        {counted(effects.deliveries, 'failed delivery', 'failed deliveries')}.
      </p>
      {taken.length > 0 ? (
        <Notice tone="warn">
          {taken.length === 1 ? 'One of these replies is' : `${count(taken.length)} of these replies are`} decided by another rule now. Make
          the words narrower unless yours says it better.
        </Notice>
      ) : null}
      <div className="wide">
        <table className="plain">
          <thead>
            <tr>
              <th scope="col" className="right">
                Failed
              </th>
              <th scope="col">Reply</th>
              <th scope="col">Now</th>
              <th scope="col">Then</th>
            </tr>
          </thead>
          <tbody>
            {effects.effects.map((effect) => (
              <EffectRow key={effect.deliveries.query} effect={effect} />
            ))}
          </tbody>
        </table>
      </div>
      {effects.count > effects.effects.length ? <p className="dim">The {count(effects.effects.length)} most frequent are shown.</p> : null}
    </>
  )
}

function Decision({ decision }: { readonly decision: RuleEffect['from'] }) {
  const own = useOwnClasses()
  return (
    <td>
      {failureOf(decision.class, own).title}
      <div className="dim breaks" style={{ fontSize: 12 }}>
        {decision.rule === null ? 'no rule' : decision.rule}
      </div>
    </td>
  )
}

function EffectRow({ effect }: { readonly effect: RuleEffect }) {
  return (
    <tr>
      <td className="right">
        <FoundLink found={effect.deliveries} what="failed deliveries with this reply" />
      </td>
      <td className="mono breaks" style={{ maxWidth: 420, fontSize: 12 }}>
        <LogText text={effect.exemplar.slice(0, 300)} />
      </td>
      <Decision decision={effect.from} />
      <Decision decision={effect.to} />
    </tr>
  )
}
