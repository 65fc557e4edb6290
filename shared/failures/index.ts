import type { FailureClass, FailureId, ProviderSign } from './failure.ts'
import { unknown } from './unknown.ts'

/** Every failure class in the order that settles equal evidence: narrow before broad, `unknown` last. */
export const allFailures: readonly FailureClass[] = [unknown]

/** The providers' own wordings and codes. */
export const allProviderSigns: readonly ProviderSign[] = []

const byId = new Map(allFailures.map((failure) => [failure.id, failure]))

/** The class of an id; `unknown` for an id of a newer version. */
export function failureOf(id: FailureId): FailureClass {
  return byId.get(id) ?? unknown
}
