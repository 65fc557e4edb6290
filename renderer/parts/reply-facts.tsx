import { replyFacts } from '../../shared/reply-facts.ts'
import { Copy } from './copy-button.tsx'
import { LogText } from './log-text.tsx'

/** What a reply states beside its cause: the list it names, where to look it up, how long to wait, whom to ask by which id. */
export function ReplyFacts({ reply }: { readonly reply: string }) {
  const facts = replyFacts(reply)
  if (facts.length === 0) return null
  return (
    <dl className="facts">
      {facts.map(({ name, value, copied }) => (
        <div key={name} style={{ display: 'contents' }}>
          <dt>{name}</dt>
          <dd className="row" style={{ minHeight: 18 }}>
            <span className="mono breaks">
              <LogText text={value} />
            </span>
            {copied ? (
              <span style={{ margin: '-3px 0' }}>
                <Copy text={value} what={name.toLowerCase()} />
              </span>
            ) : null}
          </dd>
        </div>
      ))}
    </dl>
  )
}
