import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { AppError } from '../shared/errors.ts'
import { type Rules, readCaseRules } from '../shared/rules/rules.ts'
import { useConnection } from './engine.ts'
import { useUndo } from './undo.tsx'

/** What a mistake in rules is said of; the window names no file and no line. */
const NAME = 'rules'
const place = /^rules(?:, line \d+)?(?:, [^ ]+)?: /

/** The rules of the case that is open, as they are kept; `generation`: of the case, null where none is open. */
export function useKeptRules(generation: number | null) {
  const { engine } = useConnection()
  return useQuery({ queryKey: ['rules', generation], queryFn: () => engine.rules.get(), enabled: generation !== null })
}

/** The same, ready to judge by; null where there are none. */
export function useOwnRules(generation: number | null): Rules | null {
  const text = useKeptRules(generation).data?.text ?? null
  return useMemo(() => (text === null ? null : readCaseRules(text, NAME)), [text])
}

/** What is wrong with a file of rules, as a sentence; null where nothing is. */
export function faultOf(text: string | null): string | null {
  if (text === null) return null
  try {
    readCaseRules(text, NAME)
    return null
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const sentence = error.message.replace(place, '')
    return `${sentence.slice(0, 1).toUpperCase()}${sentence.slice(1)}`
  }
}

/** A change of the rules: what they are to be, and what was done in a sentence. */
interface RulesChange {
  readonly text: string | null
  readonly done: string
}

/** Keeps other rules in the case, with the way back. `before`: what they are now. */
export function useRulesChange(before: string | null, kept: () => void) {
  const { engine } = useConnection()
  const client = useQueryClient()
  const { offer } = useUndo()
  return useMutation({
    mutationFn: ({ text }: RulesChange) => engine.rules.set({ text }),
    onSuccess: async (_, { text, done }) => {
      offer(done, { undo: () => engine.rules.set({ text: before }), redo: () => engine.rules.set({ text }) })
      await client.invalidateQueries()
      kept()
    },
  })
}
