import { SegmentedControl } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { FailureReport, FailureSignature } from '../../shared/failure-report.ts'
import { counted } from '../../shared/numbers.ts'
import type { KeptRules } from '../../shared/own-rules.ts'
import { quote } from '../../shared/query/tokens.ts'
import { draftRule } from '../../shared/rules/draft.ts'
import { nearestRule } from '../../shared/rules/nearest.ts'
import { sentenceOf, useConnection } from '../engine.ts'
import { addressesOf, useKeptRules } from '../own-rules.ts'
import { CaseNeeded } from '../parts/case-needed.tsx'
import { KeptRulesCard } from '../parts/kept-rules.tsx'
import { Leftovers } from '../parts/leftovers.tsx'
import { Notice } from '../parts/notice.tsx'
import { PasteBox } from '../parts/paste-box.tsx'
import { RecognitionSentence } from '../parts/recognition.tsx'
import { RuleForm, type UnfinishedRule } from '../parts/rule-form.tsx'
import { Bones } from '../parts/skeleton.tsx'
import { useImports } from '../uploads.ts'

/** What no rule recognises, and the user's own rules for it. */
export function RulesScreen() {
  return <CaseNeeded title="Rules">{(generation) => <Workbench generation={generation} />}</CaseNeeded>
}

type Left = FailureSignature & { readonly exemplar: string }

/** Replies with words, of whatever class, the most frequent first. */
function repliesOf(reports: readonly FailureReport[]): readonly Left[] {
  return reports
    .flatMap(({ signatures }) => signatures)
    .filter((signature): signature is Left => Boolean(signature.exemplar))
    .sort((a, b) => b.deliveries - a.deliveries)
}

function headline(left: readonly Left[], reports: readonly FailureReport[]): string {
  const deliveries = reports.reduce((sum, report) => sum + report.deliveries, 0)
  if (deliveries === 0) return 'Every reply is recognised'
  const replies = reports.reduce((sum, report) => sum + report.signatureCount, 0)
  const some = replies > left.length ? `; the ${left.length} most frequent are shown` : ''
  return `${counted(replies, 'reply', 'replies')} of ${counted(deliveries, 'failed delivery', 'failed deliveries')} ${replies === 1 ? 'is' : 'are'} not recognised${some}`
}

function Workbench({ generation }: { readonly generation: number }) {
  const { engine } = useConnection()
  const navigate = useNavigate({ from: '/rules' })
  const search = useSearch({ from: '/rules' })
  const imports = useImports()
  const query = search.all ? 'is:unrecognised' : 'is:unrecognised -is:noise'
  const answer = useQuery({
    queryKey: ['failures', query, generation],
    queryFn: () => engine.failures.report({ query }),
    placeholderData: keepPreviousData,
  })
  const glance = useQuery({ queryKey: ['overview', generation], queryFn: () => engine.overview() })
  const kept = useKeptRules(generation)
  const left = repliesOf(answer.data ?? [])
  const error = answer.error ?? kept.error ?? glance.error
  return (
    <div className="page page-wide">
      <div className="row wrap">
        <h1 className="grow" aria-live="polite">
          {answer.data ? headline(left, answer.data) : 'Rules'}
        </h1>
        <SegmentedControl
          aria-label="Which failures"
          value={search.all ? 'all' : 'own'}
          onChange={(value) =>
            void navigate({
              search: ({ draft, change }) => ({
                ...(draft === undefined ? {} : { draft }),
                ...(change === undefined ? {} : { change }),
                ...(value === 'all' ? { all: true } : {}),
              }),
            })
          }
          data={[
            { value: 'own', label: 'Without noise' },
            { value: 'all', label: 'With strangers and echoes' },
          ]}
        />
      </div>
      {glance.data ? (
        <p>
          <RecognitionSentence recognition={glance.data.recognition} />
        </p>
      ) : null}
      {error ? <Notice tone="bad">{sentenceOf(error)}</Notice> : null}
      <div className="workbench">
        <div className="stack" style={{ gap: 16 }}>
          {kept.data ? <Form kept={kept.data} generation={generation} /> : null}
          {answer.isPending ? <Bones /> : null}
          {answer.data?.length === 0 ? <p className="dim">There is nothing to write a rule for.</p> : null}
          <Leftovers left={left} />
        </div>
        <div className="stack" style={{ gap: 16 }}>
          {kept.data ? <KeptRulesCard kept={kept.data} /> : null}
          <div className="card">
            <PasteBox onImport={(file) => void imports.start([file])} />
          </div>
        </div>
      </div>
    </div>
  )
}

/** The rule that the address asks for: a draft for a reply, or one that is changed. */
function Form({ kept, generation }: { readonly kept: KeptRules; readonly generation: number }) {
  const { engine } = useConnection()
  const navigate = useNavigate({ from: '/rules' })
  const { draft = null, change = null } = useSearch({ from: '/rules' })
  const query = `is:failed sig:${quote(draft ?? '')}`
  const found = useQuery({
    queryKey: ['failures', query, generation],
    queryFn: () => engine.failures.report({ query }),
    enabled: draft !== null,
  })
  const done = () => void navigate({ search: ({ all }) => (all ? { all } : {}) })
  const changed = kept.rules.find(({ rule }) => rule.name === change)
  if (changed !== undefined)
    return <FormCard title={`Change ${changed.rule.name}`} rule={changed.rule} kept={kept.text} changes={changed.text} onDone={done} />
  if (change !== null) return <Notice>The rule {change} is no more: it was changed or deleted meanwhile, in another window perhaps.</Notice>
  if (draft === null || found.isPending) return null
  if (found.error) return <Notice tone="bad">{sentenceOf(found.error)}</Notice>
  const reply = repliesOf(found.data ?? [])[0]
  if (reply === undefined) return <Notice>No failed delivery of this case has that reply any more.</Notice>
  const drafted = draftRule(
    reply.exemplar,
    kept.rules.map(({ rule: { name } }) => name),
    addressesOf(reply),
  )
  if (drafted === null)
    return <Notice>This reply holds no words that a rule could go by, only names, numbers and codes: {reply.exemplar.slice(0, 200)}</Notice>
  // A reply that a rule decides is one whose class is wrong: which is right only the user knows.
  const guess = reply.rule === null ? nearestRule(reply.exemplar) : null
  const rule: UnfinishedRule = { ...drafted, phrases: [...drafted.phrases], class: guess?.class ?? null }
  return <FormCard title="A rule for this reply" rule={rule} kept={kept.text} changes={null} onDone={done} />
}

function FormCard({ title, ...form }: { readonly title: string } & Parameters<typeof RuleForm>[0]) {
  return (
    <section className="card stack" aria-labelledby="rule-form">
      <h2 id="rule-form">{title}</h2>
      <RuleForm key={`${form.rule.name} ${form.rule.example}`} {...form} />
    </section>
  )
}
