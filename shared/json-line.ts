import { BACKSLASH } from './ascii.ts'

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
  try {
    const value: unknown = JSON.parse(line.includes('\\u') ? unescaped(line) : line)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null
  } catch {
    return null
  }
}

const LETTER_U = 117

/** A line of JSON with the bytes of the characters beyond ASCII instead of their escapes. */
function unescaped(line: string): string {
  let out = ''
  let from = 0
  for (let at = line.indexOf('\\'); at !== -1; at = line.indexOf('\\', at)) {
    const unit = unitAt(line, at)
    // Of any other escape the next character is part, be it another backslash.
    if (!(unit >= 0x80)) {
      at += 2
      continue
    }
    const low = isHalf(unit, 0xd8) ? unitAt(line, at + 6) : Number.NaN
    const isPair = isHalf(low, 0xdc)
    out += line.slice(from, at) + bytesOfPoint(isPair ? ((unit - 0xd800) << 10) + low - 0xdc00 + 0x1_0000 : unit)
    at += isPair ? 12 : 6
    from = at
  }
  return out + line.slice(from)
}

/** The number in `\uXXXX`; NaN where there is none. */
function unitAt(line: string, at: number): number {
  if (line.charCodeAt(at) !== BACKSLASH || line.charCodeAt(at + 1) !== LETTER_U) return Number.NaN
  let unit = 0
  for (let place = at + 2; place < at + 6; place++) {
    const code = line.charCodeAt(place) | 32
    const digit = code >= 97 && code <= 102 ? code - 87 : code >= 48 && code <= 57 && line.charCodeAt(place) >= 48 ? code - 48 : Number.NaN
    unit = unit * 16 + digit
  }
  return unit
}

/** Whether a number is the first (0xd8) or second (0xdc) half of a character. */
function isHalf(unit: number, beginning: number): boolean {
  return unit >= beginning << 8 && unit < (beginning + 4) << 8
}

/** A character beyond ASCII as its bytes; half of one as U+FFFD. */
function bytesOfPoint(given: number): string {
  const point = given >= 0xd800 && given < 0xe000 ? 0xfffd : given
  const tail = (shift: number): number => 0x80 | ((point >> shift) & 0x3f)
  if (point < 0x800) return String.fromCharCode(0xc0 | (point >> 6), tail(0))
  if (point < 0x1_0000) return String.fromCharCode(0xe0 | (point >> 12), tail(6), tail(0))
  return String.fromCharCode(0xf0 | (point >> 18), tail(12), tail(6), tail(0))
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
