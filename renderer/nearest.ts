import Fuse, { type IFuseOptions } from 'fuse.js'

/** One wrong letter of four, anywhere in the text. */
const options = { threshold: 0.25, ignoreLocation: true, ignoreFieldNorm: true, includeScore: true } satisfies IFuseOptions<unknown>

/** Finds what is near to a text in a list that is made once: at most a few thousand items (the engine searches more). */
export interface Nearest<Item> {
  /** The nearest first; of equals the shortest, of which the text is the larger part. */
  readonly find: (text: string, limit: number) => readonly Item[]
}

/** Makes the search over the texts that `texts` takes of each item. */
export function nearestIn<Item>(items: readonly Item[], texts: (item: Item) => readonly string[]): Nearest<Item> {
  const fuse = new Fuse([...items], { ...options, keys: [{ name: 'texts', getFn: (item) => [...texts(item)] }] })
  const length = (item: Item) => Math.min(...texts(item).map((text) => text.length))
  return {
    find: (text, limit) =>
      fuse
        .search(text)
        .toSorted((a, b) => (a.score ?? 0) - (b.score ?? 0) || length(a.item) - length(b.item))
        .slice(0, limit)
        .map(({ item }) => item),
  }
}
