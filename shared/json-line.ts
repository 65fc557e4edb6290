const escaped = /\\(?:u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|[^u])/g
/** A call takes no more than some hundred thousand arguments. */
const MOST_ARGUMENTS = 32_768
const utf8 = new TextEncoder()
const fromUtf8 = new TextDecoder()

/** Bytes of UTF-8 as latin1 characters. */
export function bytesOf(text: string): string {
  const bytes = utf8.encode(text)
  let written = ''
  for (let at = 0; at < bytes.length; at += MOST_ARGUMENTS) written += String.fromCharCode(...bytes.subarray(at, at + MOST_ARGUMENTS))
  return written
}

/** The characters of a text that is latin1 holding UTF-8. */
export function charactersOf(bytes: string): string {
  return fromUtf8.decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)))
}

/**
 * The object that a line of JSON holds; null where it holds none. The line is latin1 holding UTF-8, and so are the texts of the
 * object: escapes of characters beyond ASCII become their bytes, as if they had been written so.
 */
export function readJsonLine(line: string): object | null {
  if (!line.startsWith('{')) return null
  const plain = line.includes('\\u')
    ? line.replace(escaped, (whole, high?: string, low?: string, single?: string) => {
        if (high !== undefined && low !== undefined)
          return bytesOf(String.fromCharCode(Number.parseInt(high, 16), Number.parseInt(low, 16)))
        const code = single === undefined ? 0 : Number.parseInt(single, 16)
        return code < 128 ? whole : bytesOf(String.fromCharCode(code))
      })
    : line
  try {
    const value: unknown = JSON.parse(plain)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null
  } catch {
    return null
  }
}

/** The value at a path of an object; undefined where there is none. */
export function valueAt(value: unknown, ...path: readonly string[]): unknown {
  let present = value
  for (const name of path) {
    if (typeof present !== 'object' || present === null || !Object.hasOwn(present, name)) return undefined
    present = (present as Readonly<Record<string, unknown>>)[name]
  }
  return present
}

/** The text at a path, numbers as text; null where there is none, or an empty one. */
export function textAt(value: unknown, ...path: readonly string[]): string | null {
  const found = valueAt(value, ...path)
  if (typeof found === 'number') return String(found)
  return typeof found === 'string' && found !== '' ? found : null
}

/** The number at a path, also where it is written as text; null where there is none. */
export function numberAt(value: unknown, ...path: readonly string[]): number | null {
  const text = textAt(value, ...path)
  return text !== null && /^-?[0-9]{1,16}(?:\.[0-9]{1,9})?$/.test(text) ? Number(text) : null
}

/** The list at a path; empty where there is none. */
export function listAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = valueAt(value, ...path)
  return Array.isArray(found) ? found : []
}
