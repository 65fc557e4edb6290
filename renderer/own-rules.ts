import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { FailureSignature } from '../shared/failure-report.ts'
import { faultOfChange, type RuleChange, readKept } from '../shared/rules/kept.ts'
import type { Rules } from '../shared/rules/rules.ts'
import type { OwnClass } from '../shared/rules/schema.ts'
import { useConnection } from './engine.ts'
import { useUndo } from './undo.tsx'

/** Whom a reply is about, as far as the failures with it tell. */
export function addressesOf({ recipients, senders }: FailureSignature): readonly string[] {
  return [...recipients, ...senders].map(({ value }) => value)
}

/** The rules of the case that is open, as they are kept; `generation`: of the case, null where none is open. */
export function useKeptRules(generation: number | null) {
  const { engine } = useConnection()
  return useQuery({ queryKey: ['rules', generation], queryFn: () => engine.rules.get(), enabled: generation !== null })
}

/** The same, ready to judge by; null where there are none. */
export function useOwnRules(generation: number | null): Rules | null {
  const text = useKeptRules(generation).data?.text ?? null
  return useMemo(() => readKept(text).decide, [text])
}

const none: readonly OwnClass[] = []

/** Classes of the user's own in the case that is open. */
export function useOwnClasses(): readonly OwnClass[] {
  const { engine } = useConnection()
  return useQuery({ queryKey: ['case'], queryFn: () => engine.cases.current() }).data?.ownClasses ?? none
}

/** Why rules after a change would not be right, as {@link faultOfChange}: many take their time, so that it is asked once for each change. */
export function useFaultOfChange(kept: string | null, changes: readonly RuleChange[]): string | null {
  const present = JSON.stringify(changes)
  return useMemo(() => faultOfChange(kept, JSON.parse(present) as RuleChange[]), [kept, present]) // Written above.
}

/** A change of the rules: its steps, and what was done in a sentence. */
interface RulesChange {
  readonly changes: readonly RuleChange[]
  readonly done: string
}

/** Changes rules of the case, with the way back. Where one was changed meanwhile nothing is, and the screen shows it as it is now. */
export function useRulesChange(kept: () => void) {
  const { engine } = useConnection()
  const client = useQueryClient()
  const { offer } = useUndo()
  const take = async (changes: readonly RuleChange[]) => engine.rules.change({ changes: [...changes] })
  return useMutation({
    mutationFn: ({ changes }: RulesChange) => take(changes),
    onSuccess: (undo, { changes, done }) => {
      let back = undo
      let forth = changes
      offer(done, {
        undo: async () => {
          forth = await take(back)
        },
        redo: async () => {
          back = await take(forth)
        },
      })
      kept()
    },
    onSettled: () => client.invalidateQueries(),
  })
}
