import { proseParts } from '../shared/prose.ts'
import type { Remedy } from '../shared/remedy.ts'
import { actorWords } from '../shared/sentences.ts'

function Advice({ text }: { readonly text: string }) {
  return proseParts(text).map((part) => (part.kind === 'words' ? part.text : <code key={part.at}>{part.text}</code>))
}

/** The numbered steps of a hop. */
export function RemedySteps({ steps }: Pick<Remedy, 'steps'>) {
  return (
    <ol className="steps">
      {steps.map((step) => (
        <li key={step}>
          <Advice text={step} />
        </li>
      ))}
    </ol>
  )
}

/** What is the same on every hop: who can act, what not to do, and where that is written. */
export function RemedyRest({ remedy }: { readonly remedy: Pick<Remedy, 'actor' | 'doNot' | 'source'> }) {
  return (
    <div className="careful">
      <p>
        Who can act: <strong>{actorWords[remedy.actor]}</strong>
      </p>
      {remedy.doNot === '' ? null : (
        <p>
          <strong>Careful: </strong>
          <Advice text={remedy.doNot} />
        </p>
      )}
      <p className="source">Source: {remedy.source}</p>
    </div>
  )
}
