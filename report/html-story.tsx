import { doubtOf } from '../shared/doubts.ts'
import type { Delivery, Message, Story } from '../shared/message.ts'
import { reasonOf, remedyFor } from '../shared/remedy.ts'
import { replyFacts } from '../shared/reply-facts.ts'
import type { Report } from '../shared/report.ts'
import { fateWords, serverName, stepSentence, surenessOf, verdictSentence } from '../shared/sentences.ts'
import type { ReportClock } from './clock.ts'
import { Log } from './log.tsx'
import { RemedyRest, RemedySteps } from './remedy.tsx'
import { byNeed, clientWords } from './words.ts'

/** Messages one by one: the verdict for each recipient, what to do, and the way each went. */
export function Stories({ report, clock }: { readonly report: Report; readonly clock: ReportClock }) {
  return report.stories.map((story) => <StorySection key={story.message.id} story={story} clock={clock} />)
}

function StorySection({ story: { message, steps, stepsCut }, clock }: { readonly story: Story; readonly clock: ReportClock }) {
  const facts = [
    ['From', message.sender === '' ? '<>' : message.sender],
    ['Handed in by', clientWords(message.client)],
    ['Subject', message.subject],
    ['Message-ID', message.messageId],
    ['Queue ids', message.queueIds.join(' → ')],
    ['Seen', `${clock.stamp(message.firstSeen)} to ${clock.stamp(message.lastSeen)}`],
  ] as const
  return (
    <section>
      <h2>
        Message <Log text={message.id} />
      </h2>
      <dl>
        {facts.map(([name, value]) =>
          value === null || value === '' ? null : (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                <Log text={value} />
              </dd>
            </div>
          ),
        )}
      </dl>
      {byNeed(message.deliveries).map((delivery) => (
        <Verdict key={`${delivery.recipient} ${delivery.originalRecipient}`} message={message} delivery={delivery} />
      ))}
      <h3>Trail</h3>
      <ol className="trail">
        {steps.map((step, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: steps have no name of their own, and nothing moves in static markup
          <li key={at}>
            <span className="time">{clock.stamp(step.time)}</span> <Log text={step.host} />: <Log text={stepSentence(step)} />
          </li>
        ))}
      </ol>
      {stepsCut ? <p className="dim">There are more steps in the log.</p> : null}
    </section>
  )
}

function Verdict({ message, delivery }: { readonly message: Message; readonly delivery: Delivery }) {
  const remedy = remedyFor(message, delivery, { queueIds: message.queueIds, from: message })
  const sure = surenessOf(delivery)
  const server = serverName(delivery.nextHop)
  const facts = delivery.reply === null || delivery.smtpCode === null ? [] : replyFacts(delivery.reply)
  const doubt = doubtOf({ ...delivery, class: reasonOf(delivery) })
  return (
    <section className="cause">
      <h3>
        {fateWords[delivery.fate]}: <Log text={delivery.recipient ?? 'nobody named'} />
      </h3>
      <p className="lead">
        <Log text={verdictSentence(message, delivery)} />
      </p>
      {remedy === null ? null : <p>{remedy.meaning}</p>}
      {delivery.reply === null || (remedy === null && server === null) ? null : (
        <blockquote>
          <Log text={delivery.reply} />
          <footer>
            <Log text={server ?? 'this server'} />
            {sure === null ? '' : `; the cause is ${sure}${delivery.sign === null ? '' : `, by “${delivery.sign}”`}`}
          </footer>
        </blockquote>
      )}
      {facts.length === 0 ? null : (
        <ul>
          {facts.map(({ name, value }) => (
            <li key={name}>
              {name}: <Log text={value} />
            </li>
          ))}
        </ul>
      )}
      {remedy === null ? null : (
        <>
          <h4>What to do</h4>
          {doubt === null ? null : <p>{doubt}</p>}
          <RemedySteps steps={remedy.steps} />
          <RemedyRest remedy={remedy} />
        </>
      )}
    </section>
  )
}
