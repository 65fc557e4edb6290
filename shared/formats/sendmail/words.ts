/** A host at the other end, as Sendmail writes it behind `relay=`. */
export interface Relay {
  readonly name: string | null
  readonly ip: string | null
  /** A local user: `root@localhost`. */
  readonly login: string | null
}

/** Index after the queue id that begins at `from`: letters and digits, a digit among them; -1 where there is none. */
export function idEnd(text: string, from: number): number {
  let at = from
  let figures = 0
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at)
    const lower = code | 32
    if (code >= 48 && code <= 57) figures++
    else if (!(lower >= 97 && lower <= 122)) break
  }
  return figures > 0 && at - from >= 7 && at - from <= 20 ? at : -1
}

/** The queue id that begins at `from`, or null. */
export function idAt(text: string, from: number): string | null {
  const end = idEnd(text, from)
  return end < 0 ? null : text.slice(from, end)
}

/** The value of `key` (with its `=`) from `from` on, up to the next `, ` or the end; null where it is not there. */
export function fieldOf(text: string, key: string, from: number): string | null {
  const at = text.indexOf(key, from)
  if (at < 0) return null
  const start = at + key.length
  const end = text.indexOf(', ', start)
  return text.slice(start, end < 0 ? text.length : end)
}

/** An address without its angle brackets. */
export function bare(address: string): string {
  return address.startsWith('<') && address.endsWith('>') ? address.slice(1, -1) : address
}

/** Reads `mx1.example.net. [192.0.2.7]`, `[192.0.2.7]`, `name [IPv6:2001:db8::7] (may be forged)`, `root@localhost`. */
export function relayOf(value: string): Relay {
  const open = value.indexOf('[')
  const close = value.indexOf(']', open)
  const words = open < 0 ? value : value.slice(0, open)
  const space = words.indexOf(' ')
  const word = space < 0 ? words : words.slice(0, space)
  const at = word.indexOf('@')
  const ip = open < 0 || close < 0 ? null : value.slice(value.startsWith('IPv6:', open + 1) ? open + 6 : open + 1, close)
  if (at > 0) return { name: null, ip, login: word.slice(0, at) }
  const name = word.endsWith('.') ? word.slice(0, -1) : word
  return { name: name === '' ? null : name, ip, login: null }
}

/** `host[ip]`, as next hops are written in records. */
export function hopOf({ name, ip }: Relay): string {
  return `${name ?? ''}${ip === null ? '' : `[${ip}]`}`
}
