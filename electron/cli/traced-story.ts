import type { Story } from '../../shared/message.ts'
import { type Remedy, remedyFor } from '../../shared/remedy.ts'
import { type Sureness, surenessOf, verdictSentence } from '../../shared/sentences.ts'

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

/** Adds the verdicts to a story. */
export function traced(story: Story): TracedStory {
  const verdicts = story.message.deliveries.map((delivery): Verdict => {
    return {
      recipient: delivery.recipient,
      sentence: verdictSentence(story.message, delivery),
      sureness: surenessOf(delivery),
      remedy: remedyFor(story.message, delivery, { queueIds: story.message.queueIds, from: story.message }),
    }
  })
  return { ...story, verdicts }
}
