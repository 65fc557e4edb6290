import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { LineRef, Step } from '../../shared/message.ts'
import { count } from '../../shared/numbers.ts'
import { Copy } from './copy-button.tsx'
import { LogText } from './log-text.tsx'

/** The lines behind a story, as they are in the files, with those lit that decided. */
export function RawSteps({ steps, proofs }: { readonly steps: readonly Step[]; readonly proofs: readonly LineRef[] }) {
  const [all, setAll] = useState(false)
  const lines = [...new Map(steps.map((step) => [`${step.line.sourceId} ${step.line.line}`, step])).values()]
  const listed = all ? lines : lines.slice(0, 40)
  const decided = new Set(proofs.map(({ sourceId, line }) => `${sourceId} ${line}`))
  return (
    <section aria-labelledby="raw">
      <h2 id="raw">
        Raw lines <small>{count(lines.length)}</small>
        <span style={{ margin: '-4px 0 -4px auto' }}>
          <Copy text={lines.map(({ raw }) => raw).join('\n')} what="all raw lines" />
        </span>
      </h2>
      <ol className="raw">
        {listed.map(({ line, raw }) => {
          const key = `${line.sourceId} ${line.line}`
          const lit = decided.has(key)
          return (
            <li key={key} data-lit={lit || undefined}>
              <div className="row raw-place dim">
                <Link to="/sources/$id" params={{ id: line.sourceId }} search={{ line: line.line }}>
                  {line.source}:{line.line}
                </Link>
                {lit ? <span style={{ color: 'var(--ink)' }}>this line decided</span> : null}
              </div>
              <code className="breaks">
                <LogText text={raw} />
              </code>
            </li>
          )
        })}
      </ol>
      {lines.length > listed.length ? (
        <button type="button" className="link" onClick={() => setAll(true)}>
          Show all {count(lines.length)} lines
        </button>
      ) : null}
    </section>
  )
}
