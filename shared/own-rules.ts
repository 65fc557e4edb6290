import type { ClassId } from './failures/failure.ts'
import type { Found } from './overview.ts'
import type { KeptList } from './rules/kept.ts'
import type { OwnClass, OwnRule } from './rules/schema.ts'

/** A rule of the user's own that is kept in the case, and the deliveries whose reply it decides. */
export interface KeptRule {
  readonly rule: OwnRule
  readonly decides: Found
}

/** What stands among the rules or classes of a case and is none by this version: it decides nothing. `text`: of it, as JSON; `fault`: why, in a sentence. */
export interface BrokenEntry {
  readonly list: KeptList
  readonly text: string
  readonly fault: string
}

/**
 * The user's rules of a case, and the classes that these may name. `text`: all as they are kept, null where there is nothing; of a rule or
 * a class: the JSON by which a change names it. `refusal`: why none of what is kept is read, in a sentence; null where all is.
 */
export interface KeptRules {
  readonly text: string | null
  readonly rules: readonly (KeptRule & { readonly text: string })[]
  readonly classes: readonly { readonly class: OwnClass; readonly text: string }[]
  readonly broken: readonly BrokenEntry[]
  readonly refusal: string | null
}

/** What decides a reply: a rule and its words. Nulls: none does. */
interface Decision {
  readonly class: ClassId
  readonly rule: string | null
  readonly sign: string | null
}

/** A reply that other rules judge otherwise; `deliveries`: the failures with it. */
export interface RuleEffect {
  readonly exemplar: string
  readonly deliveries: Found
  readonly from: Decision
  readonly to: Decision
}

/** What rules would change in a case, most deliveries first. `count`: of replies; the first two hundred are told. */
export interface RuleEffects {
  readonly count: number
  readonly deliveries: number
  readonly effects: readonly RuleEffect[]
}
