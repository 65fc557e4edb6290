import Fuse, { type IFuseOptions } from 'fuse.js'
import { editDistance } from '../shared/edit-distance.ts'

/** One wrong letter of four, anywhere in the text. */
const options = { threshold: 0.25, ignoreLocation: true, ignoreFieldNorm: true, includeScore: true } satisfies IFuseOptions<unknown>

/** What is much farther than the nearest is not meant: more than twice as many wrong letters, and one of twenty. */
const SLACK = 0.05

/** Finds what is near to a text in a list that is made once: at most a few thousand items (the engine searches more). */
export interface Nearest<Item> {
  /** The nearest first; of those with as many wrong letters, which need fewest edits to be the text. */
  readonly find: (text: string, limit: number) => readonly Item[]
}

/** Makes the search over the texts that `texts` takes of each item. */
export function nearestIn<Item>(items: readonly Item[], texts: (item: Item) => readonly string[]): Nearest<Item> {
  const fuse = new Fuse([...items], { ...options, keys: [{ name: 'texts', getFn: (item) => [...texts(item)] }] })
  const edits = (item: Item, text: string) => Math.min(...texts(item).map((other) => editDistance(text.toLowerCase(), other.toLowerCase())))
  return {
    find: (text, limit) => {
      const found = fuse.search(text)
      const best = Math.min(...found.map(({ score = 0 }) => score))
      return found
        .filter(({ score = 0 }) => score <= 2 * best + SLACK)
        .map(({ item, score = 0 }) => ({ item, score, edits: edits(item, text) }))
        .toSorted((a, b) => a.score - b.score || a.edits - b.edits)
        .slice(0, limit)
        .map(({ item }) => item)
    },
  }
}
