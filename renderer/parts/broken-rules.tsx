import { Button, Textarea } from '@mantine/core'
import { useState } from 'react'
import type { BrokenEntry, KeptRules } from '../../shared/own-rules.ts'
import { nameIn } from '../../shared/rules/kept.ts'
import { sentenceOf } from '../engine.ts'
import { useFaultOfChange, useRulesChange } from '../own-rules.ts'
import { Notice } from './notice.tsx'
import { Quote } from './quote.tsx'
import { EffectsOf } from './rule-effects.tsx'

/** Longest text that is shown of what is no rule. */
const LONGEST = 2_000

/** What stands among the rules of the case and is none by this version: why, and the ways to mend and to delete it. */
export function BrokenRules({ kept }: { readonly kept: KeptRules }) {
  const broken = new Map(kept.broken.map((each) => [each.text, each])) // The same twice is deleted one after the other.
  if (broken.size === 0) return null
  return (
    <ul className="plain-list stack" style={{ gap: 12 }} aria-label="Rules that decide nothing">
      {[...broken.values()].map((each) => (
        <Broken key={each.text} broken={each} kept={kept.text} />
      ))}
    </ul>
  )
}

function Broken({ broken: { list, text, fault }, kept }: { readonly broken: BrokenEntry; readonly kept: string | null }) {
  const [mends, setMends] = useState(false)
  const change = useRulesChange(() => setMends(false))
  const name = nameIn(text) ?? 'without a name'
  const kind = list === 'rules' ? 'rule' : 'class'
  return (
    <li className="stack">
      <Notice tone="warn">
        The {kind} {name.slice(0, 60)} decides nothing, and stays as it is until you mend or delete it: {fault}
      </Notice>
      {mends ? <Mend list={list} text={text} kept={kept} onDone={() => setMends(false)} /> : <Quote text={text.slice(0, LONGEST)} />}
      {change.error ? <Notice tone="bad">{sentenceOf(change.error)}</Notice> : null}
      <div className="row" style={{ gap: 12 }}>
        {mends ? null : (
          <button type="button" className="link" onClick={() => setMends(true)} aria-label={`Mend ${name}`}>
            Mend
          </button>
        )}
        <button
          type="button"
          className="link"
          onClick={() => change.mutate({ changes: [{ list, before: text, after: null }], done: `The ${kind} ${name} was deleted.` })}
          aria-label={`Delete ${name}`}
        >
          Delete
        </button>
      </div>
    </li>
  )
}

interface MendProps extends Omit<BrokenEntry, 'fault'> {
  readonly kept: string | null
  readonly onDone: () => void
}

/** The rule or class as a file of rules holds it, to be written right. */
function Mend({ list, text, kept, onDone }: MendProps) {
  const [typed, setTyped] = useState(() => JSON.stringify(JSON.parse(text), null, 2))
  const change = useRulesChange(onDone)
  const steps = [{ list, before: text, after: typed }]
  const faultOfSteps = useFaultOfChange(kept, steps)
  const fault = typed.trim() === '' ? 'Write it.' : faultOfSteps
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault()
        if (fault === null) change.mutate({ changes: steps, done: `${nameIn(typed) ?? ''} was mended.` })
      }}
    >
      <Textarea
        label="As it is kept"
        description="As a file of rules holds it."
        className="mono"
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        autosize
        minRows={4}
        maxRows={16}
        spellCheck={false}
      />
      {fault === null ? <EffectsOf changes={steps} /> : <Notice tone="warn">{fault}</Notice>}
      {change.error ? <Notice tone="bad">{sentenceOf(change.error)}</Notice> : null}
      <div className="row">
        <Button type="submit" loading={change.isPending} disabled={fault !== null}>
          Keep it
        </Button>
        <Button variant="default" onClick={onDone}>
          Leave it
        </Button>
      </div>
    </form>
  )
}
