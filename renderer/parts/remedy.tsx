import type { Remedy } from '../../shared/remedy.ts'
import { actorWords, type Sureness } from '../../shared/sentences.ts'
import { surenessWords } from '../../shared/words.ts'
import { Copy } from './copy-button.tsx'
import { Prose } from './prose.tsx'

const grades: readonly Sureness[] = ['guess', 'likely', 'certain']

/** How sure a cause is, with the rule and the sign that decided. */
export function SureMark({
  sureness,
  rule,
  sign,
}: {
  readonly sureness: Sureness
  readonly rule: string | null
  readonly sign: string | null
}) {
  const dots = grades.indexOf(sureness)
  return (
    <div className="row wrap dim" style={{ fontSize: 12, columnGap: 12, rowGap: 2 }}>
      <span className="sure" title={surenessWords[sureness]}>
        <span className="sure-dots" aria-hidden>
          {grades.map((grade, index) => (
            <i key={grade} data-on={index <= dots || undefined} />
          ))}
        </span>
        <span style={{ color: 'var(--ink)' }}>{sureness}</span>
      </span>
      {sign ? (
        <span className="breaks">
          decided by <span style={{ color: 'var(--ink)' }}>“{sign}”</span>
        </span>
      ) : null}
      {rule ? <span className="breaks">rule {rule}</span> : null}
    </div>
  )
}

/** What to do: what tells two causes apart, who can act, numbered steps, what not to do, and where that is written. */
export function RemedySteps({ remedy, doubt = null }: { readonly remedy: Remedy; readonly doubt?: string | null }) {
  return (
    <div className="remedy">
      {doubt ? <div>{doubt}</div> : null}
      <div>
        <span className="dim">Who can act: </span>
        <strong style={{ fontWeight: 600 }}>{actorWords[remedy.actor]}</strong>
      </div>
      <ol className="steps">
        {remedy.steps.map((step) => (
          <li key={step}>
            <span className="breaks">
              <Prose text={step} />
            </span>
          </li>
        ))}
      </ol>
      {remedy.doNot ? (
        <div>
          <strong style={{ fontWeight: 600 }}>Careful: </strong>
          <Prose text={remedy.doNot} />
        </div>
      ) : null}
      {remedy.source ? (
        <div className="row dim" style={{ fontSize: 12 }}>
          <span className="breaks">Source: {remedy.source}</span>
          {remedy.source.startsWith('https://') ? <Copy text={remedy.source} what="address of the source" /> : null}
        </div>
      ) : null}
    </div>
  )
}
