import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { doubtOf } from '../../shared/doubts.ts'
import type { Delivery, Message, Story } from '../../shared/message.ts'
import { count, counted, duration } from '../../shared/numbers.ts'
import { reasonOf, remedyFor } from '../../shared/remedy.ts'
import { surenessOf, verdictSentence } from '../../shared/sentences.ts'
import { evidenceWords, hopWords } from '../../shared/words.ts'
import { useClock } from '../clock.ts'
import { forPostmaster, forUser } from '../story-text.ts'
import { Copy } from './copy-button.tsx'
import { LinkButton } from './link-button.tsx'
import { LogText } from './log-text.tsx'
import { MessageFacts } from './message-facts.tsx'
import { Notice } from './notice.tsx'
import { FateTag } from './outcome.tsx'
import { Quote } from './quote.tsx'
import { RawSteps } from './raw-steps.tsx'
import { RemedySteps, SureMark } from './remedy.tsx'
import { ReplyFacts } from './reply-facts.tsx'
import { stepsFor, Trail } from './trail.tsx'

interface Props {
  readonly story: Story
  /** The recipient whose delivery is told; the first that went wrong when null or not among them. */
  readonly recipient: string | null
  readonly onRecipient: (recipient: string | null) => void
  readonly wide: boolean
}

/** The delivery that is asked for, else the first that needs attention, else the first. */
function deliveryOf({ deliveries }: Message, recipient: string | null): Delivery | undefined {
  return (
    deliveries.find((delivery) => recipient !== null && delivery.recipient === recipient) ??
    deliveries.find(({ consequence }) => consequence === 'lost' || consequence === 'waiting') ??
    deliveries[0]
  )
}

function spanOf(steps: Story['steps']): string {
  const seconds = (Date.parse(steps.at(-1)?.time ?? '') - Date.parse(steps[0]?.time ?? '')) / 1_000
  return seconds < 1 ? 'under a second' : duration(seconds)
}

/** All that is known of one message: the verdict first, then what to do, the way it went, and the lines that prove it. */
export function StoryView({ story, recipient, onRecipient, wide }: Props) {
  const { message, steps } = story
  const delivery = deliveryOf(message, recipient)
  const [whole, setWhole] = useState(false)
  const own = stepsFor(steps, delivery?.recipient ?? null)
  const shown = whole ? steps : own
  const trail = (
    <section aria-labelledby="trail">
      <h2 id="trail">
        Trail
        <small>{steps.length > 1 ? `${spanOf(steps)} in all` : ''}</small>
        {steps.length > own.length ? (
          <button type="button" className="link" style={{ fontWeight: 400, fontSize: 12 }} onClick={() => setWhole((now) => !now)}>
            {whole ? 'Only this recipient' : `All ${message.deliveries.length} recipients`}
          </button>
        ) : null}
      </h2>
      <Trail steps={shown} />
      {story.stepsCut ? <p className="dim">There are more steps than are shown here; the first {count(steps.length)} are.</p> : null}
    </section>
  )
  const head = delivery ? <Head message={message} delivery={delivery} /> : <Notice>No delivery is known of this message.</Notice>
  const rest = (
    <>
      {message.deliveries.length > 1 ? <Recipients message={message} shown={delivery} onRecipient={onRecipient} /> : null}
      <MessageFacts message={message} />
    </>
  )
  const raw = <RawSteps steps={shown} proofs={delivery?.lines ?? []} />
  if (!wide) {
    return (
      <div className="story">
        {head}
        {trail}
        {rest}
        {raw}
      </div>
    )
  }
  return (
    <div className="story-wide">
      <div className="story">
        {head}
        {rest}
      </div>
      <div className="story">
        {trail}
        {raw}
      </div>
    </div>
  )
}

function Head({ message, delivery }: { readonly message: Message; readonly delivery: Delivery }) {
  const clock = useClock()
  const sureness = surenessOf(delivery)
  const remedy = remedyFor(message, delivery, { queueIds: message.queueIds, from: message })
  return (
    <>
      <section aria-labelledby="verdict" className="stack">
        <div className="row wrap" style={{ columnGap: 12 }}>
          <FateTag fate={delivery.fate} />
          <span className="dim breaks">
            to <LogText text={delivery.recipient ?? 'nobody named'} />
            {delivery.attempts > 1 ? ` · ${counted(delivery.attempts, 'attempt')}` : ''}
          </span>
        </div>
        <h2 id="verdict" className="verdict-title breaks">
          <LogText text={verdictSentence(message, delivery)} />
        </h2>
        {remedy ? <p>{remedy.meaning}</p> : null}
        {sureness ? <SureMark sureness={sureness} rule={delivery.rule} sign={delivery.sign} /> : null}
        <Proof delivery={delivery} />
        {delivery.reply ? <Quote text={delivery.reply} /> : null}
        {delivery.reply && delivery.smtpCode !== null ? <ReplyFacts reply={delivery.reply} /> : null}
        <div className="row wrap">
          <Copy text={forUser(message, delivery, clock)} what="text for the user" label="Copy for the user" />
          {delivery.reply ? (
            <Copy text={forPostmaster(message, delivery)} what="text for the other postmaster" label="Copy for the other postmaster" />
          ) : null}
          <LinkButton to="/report" search={{ q: `id:${message.id}` }} variant="default">
            Report of this message
          </LinkButton>
        </div>
      </section>
      {remedy ? (
        <section aria-labelledby="remedy">
          <h2 id="remedy">
            What to do
            {delivery.hop ? <small>{hopWords[delivery.hop]}</small> : null}
          </h2>
          <RemedySteps remedy={remedy} doubt={doubtOf({ ...delivery, class: reasonOf(delivery) })} />
        </section>
      ) : null}
    </>
  )
}

function Proof({ delivery }: { readonly delivery: Delivery }) {
  return (
    <div className="dim" style={{ fontSize: 12 }}>
      Known because {evidenceWords[delivery.evidence]}
      {delivery.lines.map((line) => (
        <span key={`${line.sourceId} ${line.line}`}>
          {' · '}
          <Link to="/sources/$id" params={{ id: line.sourceId }} search={{ line: line.line }}>
            {line.source}:{line.line}
          </Link>
        </span>
      ))}
    </div>
  )
}

function Recipients({
  message,
  shown,
  onRecipient,
}: {
  readonly message: Message
  readonly shown: Delivery | undefined
  readonly onRecipient: (recipient: string | null) => void
}) {
  const [all, setAll] = useState(false)
  const listed = all ? message.deliveries : message.deliveries.slice(0, 12)
  return (
    <section aria-labelledby="recipients">
      <h2 id="recipients">
        Recipients <small>{count(message.deliveries.length)}</small>
      </h2>
      <table className="plain">
        <tbody>
          {listed.map((delivery) => (
            <tr key={`${delivery.recipient} ${delivery.originalRecipient}`} data-open={delivery === shown || undefined}>
              <td className="breaks">
                <button
                  type="button"
                  className="link"
                  onClick={() => onRecipient(delivery.recipient)}
                  aria-current={delivery === shown || undefined}
                >
                  <LogText text={delivery.recipient ?? 'nobody named'} />
                </button>
                {delivery.originalRecipient && delivery.originalRecipient !== delivery.recipient ? (
                  <span className="dim breaks">
                    {' '}
                    for <LogText text={delivery.originalRecipient} />
                  </span>
                ) : null}
              </td>
              <td style={{ paddingRight: 0 }}>
                <FateTag fate={delivery.fate} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {message.deliveries.length > listed.length ? (
        <button type="button" className="link" onClick={() => setAll(true)}>
          Show all {count(message.deliveries.length)}
        </button>
      ) : null}
    </section>
  )
}
