import { Link } from '@tanstack/react-router'
import type { Recognition } from '../../shared/overview.ts'
import { recognitionParts } from '../../shared/recognition.ts'
import { FoundLink } from './found-link.tsx'

/** How many failures have a known cause, each number with its rows. */
export function RecognitionSentence({ recognition }: { readonly recognition: Recognition }) {
  return recognitionParts(recognition).map((part) =>
    typeof part === 'string' ? part : <FoundLink key={part.what} found={part.found} what={part.what} />,
  )
}

/** The same as a paragraph, with the way to the replies that no rule knows. */
export function RecognitionLine({ recognition }: { readonly recognition: Recognition }) {
  if (recognition.failed.count === 0) return null
  return (
    <p>
      <RecognitionSentence recognition={recognition} />{' '}
      {recognition.unrecognised.count > 0 ? <Link to="/rules">Write rules for them</Link> : null}
    </p>
  )
}
