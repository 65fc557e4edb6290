import { backscatterRemedy, isBackscatter } from './backscatter.ts'
import type { Actor, Advice, ClassId, Hop } from './failures/failure.ts'
import { failureOf } from './failures/index.ts'
import type { Delivery, Message } from './message.ts'
import { inTermsOf, type Mta } from './mtas/index.ts'
import type { OwnClass } from './rules/schema.ts'
import { meaningFor, type RefusedSender } from './sender-sentence.ts'

/** A failure class as advice: its steps are those of the hop, in the terms of the mail server, with the message's queue id put in. */
export interface Remedy {
  readonly title: string
  readonly meaning: string
  readonly steps: readonly string[]
  readonly doNot: string
  readonly actor: Actor
  readonly source: string
}

/** What a remedy is for, besides its class. */
export interface RemedyOf {
  readonly hop: Hop | null
  /** Whose log it is; null: not known, and the steps name no commands of one. */
  readonly mta: Mta | null
  /** `host/id` or bare; the last one is put where a step says QUEUEID. */
  readonly queueIds?: readonly string[]
  /** The mail has left the queue: its id is named, but commands on the queue are not given it. */
  readonly left?: boolean
  /** The mail was given back to its sender, or given up: nothing tries it again. */
  readonly lost?: boolean
  readonly from?: RefusedSender
  /** Classes of the user's own, among which that of the remedy may be. */
  readonly own: readonly OwnClass[]
}

/** A queue id that a command may name: no word such as `ALL`, and nothing that a shell reads, as a forged line may bring it. */
const commandId = /(?:^|\/)([0-9A-Za-z][0-9A-Za-z.-]{4,99})$/

function stepsOf({ steps, lostSteps = {} }: Pick<Advice, 'steps' | 'lostSteps'>, hop: Hop | null, lost: boolean): readonly string[] {
  const ofHop = hop === null ? undefined : ((lost ? lostSteps[hop] : undefined) ?? steps[hop])
  return ofHop ?? (lost ? lostSteps.any : undefined) ?? steps.any
}

/** What to do about a class on a hop. */
export function remedyOf(classId: ClassId, { hop, mta, queueIds = [], left = false, lost = false, from, own }: RemedyOf): Remedy {
  const failure = failureOf(classId, own)
  const last = queueIds.at(-1)
  const id = commandId.exec(last ?? '')?.[1]
  const steps = stepsOf(failure, hop, lost).map((step) => inTermsOf(mta, step))
  const actor = (hop === null ? undefined : failure.hopActors?.[hop]) ?? failure.actor
  return {
    title: failure.title,
    meaning: meaningFor(failure, from ?? null),
    steps: steps.map((step) => {
      if (!id) return step.replace(' (QUEUEID)', '')
      return left ? step.replace('(QUEUEID)', () => `(${id})`) : step.replaceAll('QUEUEID', () => id)
    }),
    doNot: failure.doNot,
    actor: lost && actor === 'wait' ? 'sender' : actor,
    source: (hop === null ? undefined : failure.hopSources?.[hop]) ?? failure.source,
  }
}

/** The class that says why a delivery failed: of what was given up, the one that kept it from going. */
export function reasonOf({ fate, cause, class: found }: Pick<Delivery, 'fate' | 'cause' | 'class'>): ClassId | null {
  return fate === 'expired' ? (cause ?? found) : found
}

/** What the user wrote of a class that an answer holds, as the list that is looked up in. */
export function ownOf({ ownClass }: { readonly ownClass: OwnClass | null }): readonly OwnClass[] {
  return ownClass === null ? [] : [ownClass]
}

/** What to do about a delivery of a mail; null where nothing failed. */
export function remedyFor(
  message: Pick<Message, 'direction'>,
  delivery: Delivery,
  rest: Omit<RemedyOf, 'hop' | 'mta' | 'own' | 'left' | 'lost'> = {},
): Remedy | null {
  if (isBackscatter(message, delivery)) return backscatterRemedy
  const reason = reasonOf(delivery)
  if (reason === null) return null
  const left = delivery.fate !== 'deferred' && delivery.fate !== 'held'
  const lost = delivery.fate === 'bounced' || delivery.fate === 'expired'
  return remedyOf(reason, { hop: delivery.hop, mta: delivery.mta, left, lost, own: ownOf(delivery), ...rest })
}
