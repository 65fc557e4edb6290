import { Button } from '@mantine/core'
import { IconDownload, IconFileImport } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { failureOf } from '../../shared/failures/index.ts'
import { counted } from '../../shared/numbers.ts'
import type { KeptRule, KeptRules } from '../../shared/own-rules.ts'
import { type KeptList, nameIn, type RuleChange, readKept } from '../../shared/rules/kept.ts'
import { type Rules, readRules, rulesText } from '../../shared/rules/rules.ts'
import type { OwnClass, OwnRule } from '../../shared/rules/schema.ts'
import { sentenceOf, useConnection } from '../engine.ts'
import { useFaultOfChange, useOwnClasses, useRulesChange } from '../own-rules.ts'
import { saveFile } from '../save-file.ts'
import { BrokenRules } from './broken-rules.tsx'
import { ChooseFile } from './choose-file.tsx'
import { FoundLink } from './found-link.tsx'
import { LogText } from './log-text.tsx'
import { Notice } from './notice.tsx'
import { EffectsOf } from './rule-effects.tsx'

function KeptRow({ kept: { rule, decides }, onDelete }: { readonly kept: KeptRule; readonly onDelete: () => void }) {
  const own = useOwnClasses()
  const words = [
    ...(rule.phrases ?? []).map((phrase) => `“${phrase}”`),
    ...[rule.provider, rule.stage, rule.status, rule.code].flatMap((part) => (part === undefined ? [] : [String(part)])),
  ]
  return (
    <li className="stack" style={{ gap: 2 }}>
      <div className="row wrap">
        <strong className="breaks" style={{ fontWeight: 600 }}>
          {rule.name}
        </strong>
        <span className="grow">→ {failureOf(rule.class, own).title}</span>
        <span>
          <FoundLink found={decides} what={`decided by ${rule.name}`} /> decided
        </span>
      </div>
      <div className="dim breaks">
        <LogText text={words.join(', ')} />
      </div>
      <div className="row" style={{ gap: 12 }}>
        <Link to="/rules" search={({ all }) => ({ ...(all ? { all } : {}), change: rule.name })} aria-label={`Change ${rule.name}`}>
          Change
        </Link>
        <button type="button" className="link" onClick={onDelete} aria-label={`Delete ${rule.name}`}>
          Delete
        </button>
      </div>
    </li>
  )
}

type KeptClass = KeptRules['classes'][number]

/** Classes of the user's own: one that a rule names stays. */
function KeptClasses({ kept, onDelete }: { readonly kept: KeptRules; readonly onDelete: (kept: KeptClass) => void }) {
  return (
    <>
      <h3>Your classes</h3>
      <ul className="plain-list stack" style={{ gap: 8 }}>
        {kept.classes.map((each) => {
          const { id, title, meaning } = each.class
          const rules = kept.rules.filter(({ rule }) => rule.class === id).length
          return (
            <li key={id}>
              <strong style={{ fontWeight: 600 }}>{title}</strong> <span className="dim breaks">({id})</span>
              <div>{meaning}</div>
              {rules > 0 ? (
                <span className="dim">Named by {counted(rules, 'rule')}.</span>
              ) : (
                <button type="button" className="link" onClick={() => onDelete(each)} aria-label={`Delete ${id}`}>
                  Delete
                </button>
              )}
            </li>
          )
        })}
      </ul>
    </>
  )
}

/** Rules and classes of a file that was chosen, as a change; those of the same name are replaced. */
interface Offered {
  readonly name: string
  /** How many, in words. */
  readonly what: string
  readonly count: number
  readonly changes: readonly RuleChange[]
}

/** `2 rules and 1 class`; what there is none of is left out. */
function countedOf({ rules, classes }: Pick<Rules, 'rules' | 'classes'>): string {
  const parts = [
    rules.length > 0 ? counted(rules.length, 'rule') : null,
    classes.length > 0 ? counted(classes.length, 'class', 'classes') : null,
  ]
  return parts.filter((part) => part !== null).join(' and ')
}

/** Takes rules and classes over: each in the place of the one of its name, if there is one. */
function takeOver(kept: string | null, { rules, classes }: Pick<Rules, 'rules' | 'classes'>): readonly RuleChange[] {
  const there = readKept(kept)
  const steps = (list: KeptList, values: readonly (OwnRule | OwnClass)[]): readonly RuleChange[] => {
    const named = new Map(there[list].map(({ text }) => [nameIn(text), text]))
    return values.map((value) => {
      const after = JSON.stringify(value)
      return { list, before: named.get(nameIn(after)) ?? null, after }
    })
  }
  return [...steps('classes', classes), ...steps('rules', rules)]
}

interface OfferProps {
  readonly offered: Offered
  readonly kept: string | null
  readonly onDone: () => void
}

/** Rules of a file before they are kept: what they would change, or what would not be right. */
function Offer({ offered: { name, what, count, changes }, kept, onDone }: OfferProps) {
  const change = useRulesChange(onDone)
  const fault = useFaultOfChange(kept, changes)
  return (
    <section className="stack" aria-label={`Rules of ${name}`}>
      <h3>
        {what} of {name}
      </h3>
      {fault === null ? <EffectsOf changes={changes} /> : <Notice tone="warn">{fault}</Notice>}
      {change.error ? <Notice tone="bad">{sentenceOf(change.error)}</Notice> : null}
      <div className="row">
        <Button
          loading={change.isPending}
          disabled={fault !== null}
          onClick={() => change.mutate({ changes, done: `${what} of ${name} ${count === 1 ? 'was' : 'were'} taken over.` })}
        >
          Keep {count === 1 ? 'it' : `these ${count}`}
        </Button>
        <Button variant="default" onClick={onDone}>
          Leave it
        </Button>
      </div>
    </section>
  )
}

/** The user's rules of this case: what each decides, and the ways to change, delete, take over and save them. */
export function KeptRulesCard({ kept }: { readonly kept: KeptRules }) {
  const { engine, handIn } = useConnection()
  const [offered, setOffered] = useState<Offered | null>(null)
  const change = useRulesChange(() => setOffered(null))
  const classes = kept.classes.map((each) => each.class)
  const file = rulesText(
    kept.rules.map(({ rule }) => rule),
    classes,
  )
  const read = useMutation({
    mutationFn: async (file: File) => {
      const handle = await handIn(file, () => undefined, new AbortController().signal)
      return { name: file.name, taken: readRules(await engine.rules.readFile({ file: handle }), file.name) }
    },
    onSuccess: ({ name, taken }) => {
      const count = taken.rules.length + taken.classes.length
      setOffered({ name, what: countedOf(taken), count, changes: takeOver(kept.text, taken) })
    },
  })
  return (
    <section className="card stack" aria-labelledby="kept">
      <h2 id="kept">Your rules</h2>
      <p className="dim">
        Kept in this case and tried before those of Relayscope, which stay as they are. The verdicts of the case follow at once.
      </p>
      {kept.refusal !== null ? <Notice tone="warn">{kept.refusal}</Notice> : null}
      {kept.rules.length + kept.broken.length === 0 && kept.refusal === null ? <p>None yet.</p> : null}
      <BrokenRules kept={kept} />
      <ul className="plain-list stack" style={{ gap: 12 }}>
        {kept.rules.map((each) => (
          <KeptRow
            key={each.rule.name}
            kept={each}
            onDelete={() =>
              change.mutate({
                changes: [{ list: 'rules', before: each.text, after: null }],
                done: `The rule ${each.rule.name} was deleted.`,
              })
            }
          />
        ))}
      </ul>
      {kept.classes.length === 0 ? null : (
        <KeptClasses
          kept={kept}
          onDelete={({ text, class: { id } }) =>
            change.mutate({ changes: [{ list: 'classes', before: text, after: null }], done: `The class ${id} was deleted.` })
          }
        />
      )}
      {offered === null ? null : <Offer offered={offered} kept={kept.text} onDone={() => setOffered(null)} />}
      {[read.error, change.error].map((error) =>
        error ? (
          <Notice key={error.message} tone="bad">
            {sentenceOf(error)}
          </Notice>
        ) : null,
      )}
      <div className="row wrap">
        <ChooseFile
          accept=".json,.jsonc,application/json"
          what="File of rules"
          icon={<IconFileImport size={14} />}
          loading={read.isPending}
          onFile={(file) => read.mutate(file)}
        >
          Rules from a file…
        </ChooseFile>
        {file === null ? null : (
          <Button
            variant="default"
            leftSection={<IconDownload size={14} />}
            onClick={() => saveFile('relayscope-rules.json', 'application/json', file)}
          >
            Save as a file
          </Button>
        )}
      </div>
      {file === null || kept.broken.length === 0 ? null : <p className="dim">What decides nothing is left out of the file.</p>}
    </section>
  )
}
