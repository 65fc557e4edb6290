/** Work that ends without a line (the server was stopped) is forgotten from here on, the oldest first. */
const MOST = 20_000

/** Keeps what a later line asks for. */
export function remember<T>(map: Map<string, T>, key: string, value: T): void {
  map.delete(key)
  const [oldest] = map.keys()
  if (map.size >= MOST && oldest !== undefined) map.delete(oldest)
  map.set(key, value)
}
