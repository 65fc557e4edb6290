import type { Delivery, Story } from '../../shared/message.ts'
import { type Remedy, remedyOf, type Sureness, surenessOf, verdictSentence } from '../../shared/sentences.ts'

/** What became of one delivery, in words: an element of `verdicts` in the JSON formats. */
export interface Verdict {
  readonly recipient: string | null
  readonly sentence: string
  readonly sureness: Sureness | null
  /** Null where nothing failed. */
  readonly remedy: Remedy | null
}

/** A story with its verdicts, in the order of its deliveries. */
export type TracedStory = Story & { readonly verdicts: readonly Verdict[] }

/** The class that a remedy is for: the cause of what was given up. */
function classOf(delivery: Delivery) {
  return delivery.fate === 'expired' ? (delivery.cause ?? delivery.class) : delivery.class
}

/** Adds the verdicts to a story. */
export function traced(story: Story): TracedStory {
  const verdicts = story.message.deliveries.map((delivery): Verdict => {
    const failure = classOf(delivery)
    return {
      recipient: delivery.recipient,
      sentence: verdictSentence(story.message, delivery),
      sureness: surenessOf(delivery),
      remedy: failure === null ? null : remedyOf(failure, delivery.hop, story.message.queueIds, story.message),
    }
  })
  return { ...story, verdicts }
}
