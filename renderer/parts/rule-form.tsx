import { Button, Select, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { allFailures } from '../../shared/failures/index.ts'
import type { OwnRule } from '../../shared/rules/schema.ts'
import { familyWords } from '../../shared/words.ts'
import { sentenceOf } from '../engine.ts'
import { useFaultOfChange, useOwnClasses, useRulesChange } from '../own-rules.ts'
import { Notice } from './notice.tsx'
import { Quote } from './quote.tsx'
import { EffectsOf } from './rule-effects.tsx'

const shipped = Object.entries(familyWords).map(([family, group]) => ({
  group,
  items: allFailures
    .filter((failure) => failure.family === family && failure.id !== 'unknown')
    .map(({ id, title }) => ({ value: id, label: title })),
}))

/** A rule as it is being written: its class may not be chosen yet. */
export type UnfinishedRule = Omit<OwnRule, 'class'> & { readonly class: string | null }

/** What is typed, which may be no rule yet. */
interface Typed {
  readonly name: string
  readonly class: string | null
  readonly words: string
  readonly status: string
  readonly code: string
}

/** The rule that is typed; what the form does not show stays. */
function ruleOf(rule: UnfinishedRule, { name, class: id, words, status, code }: Typed): OwnRule | null {
  if (id === null) return null
  const { phrases: _, status: _status, code: _code, ...rest } = rule
  const phrases = words.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]))
  return {
    ...rest,
    name: name.trim(),
    class: id as OwnRule['class'], // Chosen from the list.
    ...(phrases.length === 0 ? {} : { phrases }),
    ...(status.trim() === '' ? {} : { status: status.trim() }),
    ...(code.trim() === '' ? {} : { code: Number(code) }),
  }
}

interface RuleFormProps {
  readonly rule: UnfinishedRule
  /** The rules of the case as they are kept, and of them the one that is changed. */
  readonly kept: string | null
  readonly changes: string | null
  readonly onDone: () => void
}

/** Writes a rule: its words and class, what it would take, and only then keeps it. */
export function RuleForm({ rule, kept, changes, onDone }: RuleFormProps) {
  const [typed, setTyped] = useState<Typed>({
    name: rule.name,
    class: rule.class,
    words: (rule.phrases ?? []).join('\n'),
    status: rule.status ?? '',
    code: rule.code === undefined ? '' : String(rule.code),
  })
  // The rule as it was when the form was opened: who changed it meanwhile is not overruled.
  const [before] = useState(changes)
  const change = useRulesChange(onDone)
  const written = ruleOf(rule, typed)
  const steps = written === null ? null : [{ list: 'rules' as const, before, after: JSON.stringify(written) }]
  const faultOfSteps = useFaultOfChange(kept, steps ?? [])
  const fault = steps === null ? 'Choose what the reply means.' : faultOfSteps
  return (
    <form
      className="stack"
      style={{ gap: 12 }}
      onSubmit={(event) => {
        event.preventDefault()
        if (fault === null && steps !== null)
          change.mutate({ changes: steps, done: `The rule ${typed.name.trim()} was ${changes === null ? 'added' : 'changed'}.` })
      }}
    >
      <Fields typed={typed} onType={setTyped} />
      <div className="stack" style={{ gap: 4 }}>
        <span className="dim" style={{ fontSize: 12 }}>
          The reply that it must decide
        </span>
        <Quote text={rule.example} />
      </div>
      {fault === null && steps !== null ? (
        <EffectsOf changes={steps} />
      ) : (
        <Notice tone={written === null ? 'plain' : 'warn'}>{fault}</Notice>
      )}
      {change.error ? <Notice tone="bad">{sentenceOf(change.error)}</Notice> : null}
      <div className="row">
        <Button type="submit" loading={change.isPending} disabled={fault !== null}>
          {changes === null ? 'Keep this rule' : 'Change the rule'}
        </Button>
        <Button variant="default" onClick={onDone}>
          Leave it
        </Button>
      </div>
    </form>
  )
}

function Fields({ typed, onType }: { readonly typed: Typed; readonly onType: (typed: Typed) => void }) {
  const own = useOwnClasses().map(({ id, title }) => ({ value: id, label: title }))
  return (
    <>
      <Select
        label="What it means"
        description="The class says who can act and what to do."
        placeholder="Choose a class"
        data={own.length === 0 ? shipped : [{ group: 'Your own', items: own }, ...shipped]}
        value={typed.class}
        onChange={(id) => onType({ ...typed, class: id })}
        searchable
        nothingFoundMessage="No such class"
      />
      <Textarea
        label="Words"
        description="All of them must stand in the reply, each line as it is. Leave out names, numbers and addresses: they differ the next time."
        value={typed.words}
        onChange={(event) => onType({ ...typed, words: event.currentTarget.value })}
        autosize
        minRows={2}
        maxRows={6}
        spellCheck={false}
      />
      <div className="row wrap" style={{ alignItems: 'flex-start', gap: 12 }}>
        <TextInput
          label="Status"
          description="Only with it, as 5.7.1"
          value={typed.status}
          maxLength={12}
          onChange={(event) => onType({ ...typed, status: event.currentTarget.value })}
          w={150}
        />
        <TextInput
          label="Reply code"
          description="Only with it, as 550"
          value={typed.code}
          maxLength={3}
          onChange={(event) => onType({ ...typed, code: event.currentTarget.value })}
          w={150}
        />
        <TextInput
          className="grow"
          label="Name"
          description="Verdicts show it as own/NAME."
          value={typed.name}
          maxLength={60}
          onChange={(event) => onType({ ...typed, name: event.currentTarget.value })}
        />
      </div>
    </>
  )
}
