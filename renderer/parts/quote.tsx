import { useState } from 'react'
import { LogText } from './log-text.tsx'

/** Longer replies show their beginning first. */
const short = 330

/** A server's own words, verbatim. */
export function Quote({ text }: { readonly text: string }) {
  const [all, setAll] = useState(false)
  const cut = text.length > short && !all
  return (
    <div className="quote">
      <blockquote className={cut ? 'mono quote-cut' : 'mono'} style={{ margin: 0 }} aria-label="The server's words">
        <LogText text={text} />
      </blockquote>
      {text.length > short ? (
        <button type="button" className="link" style={{ fontSize: 12 }} onClick={() => setAll((now) => !now)}>
          {all ? 'Show less' : 'Show all of it'}
        </button>
      ) : null}
    </div>
  )
}
