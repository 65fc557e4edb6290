import { IconArrowsSplit2, IconArrowUpRight, IconBan, IconCheck, IconClock, IconFilter, IconHandStop, IconHelp } from '@tabler/icons-react'
import { type Fate, type Outcome, outcomeOf } from '../../shared/message.ts'
import { fateWords } from '../../shared/sentences.ts'
import { outcomeWords } from '../../shared/words.ts'

const icons = {
  delivered: IconCheck,
  'handed-on': IconArrowUpRight,
  waiting: IconClock,
  bounced: IconHandStop,
  rejected: IconBan,
  removed: IconFilter,
  expanded: IconArrowsSplit2,
  unknown: IconHelp,
} as const satisfies Readonly<Record<Outcome, unknown>>

interface Props {
  readonly outcome: Outcome
  readonly word?: string
  /** Without the icon, where the word stands beside the dot anyway and room is dear. */
  readonly bare?: boolean
}

/** Icon, word and dot: colour is never the only carrier. */
export function OutcomeTag({ outcome, word = outcomeWords[outcome], bare = false }: Props) {
  const Icon = icons[outcome]
  return (
    <span className="outcome">
      <i data-outcome={outcome} />
      {bare ? null : <Icon size={14} stroke={1.75} aria-hidden />}
      <span>{word}</span>
    </span>
  )
}

/** A fate in its own word, with the colour and icon of its group. */
export function FateTag({ fate }: { readonly fate: Fate }) {
  return <OutcomeTag outcome={outcomeOf[fate]} word={fateWords[fate]} />
}
