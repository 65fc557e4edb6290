import { proseParts } from '../shared/prose.ts'
import { actorWords, type Remedy } from '../shared/sentences.ts'

function Advice({ text }: { readonly text: string }) {
  return proseParts(text).map((part) => (part.kind === 'words' ? part.text : <code key={part.at}>{part.text}</code>))
}

/** What to do: who can act, numbered steps, what not to do, and where that is written. */
export function RemedySteps({ remedy }: { readonly remedy: Remedy }) {
  return (
    <div className="remedy">
      <p>
        Who can act: <strong>{actorWords[remedy.actor]}</strong>
      </p>
      <ol>
        {remedy.steps.map((step) => (
          <li key={step}>
            <Advice text={step} />
          </li>
        ))}
      </ol>
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
