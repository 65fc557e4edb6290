import { useLocalStorage, useSessionStorage } from '@mantine/hooks'
import { useEffect, useRef } from 'react'

const MOST_RECENT = 8
const MOST_SAVED = 50

/** Searches of one case: the last ones of this session, and those that the user saved in this browser. */
export interface Searches {
  readonly recent: readonly string[]
  readonly saved: readonly string[]
  readonly remember: (query: string) => void
  /** Saves a search, or takes it off the list. */
  readonly toggleSaved: (query: string) => void
}

/** The searches of the case with that id. */
export function useSearches(caseId: string): Searches {
  const [recent, setRecent] = useSessionStorage<readonly string[]>({
    key: `relayscope.recent.${caseId}`,
    defaultValue: [],
    getInitialValueInEffect: false,
  })
  const [saved, setSaved] = useLocalStorage<readonly string[]>({
    key: `relayscope.saved.${caseId}`,
    defaultValue: [],
    getInitialValueInEffect: false,
  })
  return {
    recent,
    saved,
    remember: (query) => setRecent((now) => [query, ...now.filter((other) => other !== query)].slice(0, MOST_RECENT)),
    toggleSaved: (query) =>
      setSaved((now) => (now.includes(query) ? now.filter((other) => other !== query) : [query, ...now].slice(0, MOST_SAVED))),
  }
}

/** How long a search must stand to be more than a word on its way. */
const STANDS_MS = 2_000

/** Remembers a search that has stood for a while; none when it is empty. */
export function useRemembered(query: string, remember: (query: string) => void): void {
  const latest = useRef(remember)
  latest.current = remember
  useEffect(() => {
    if (query === '') return
    const timer = setTimeout(() => latest.current(query), STANDS_MS)
    return () => clearTimeout(timer)
  }, [query])
}
