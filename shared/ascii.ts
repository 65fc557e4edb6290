/** Codes of the ASCII characters that carriers are made of. */
export const SPACE = 32
export const PLUS = 43
export const COMMA = 44
export const MINUS = 45
export const DOT = 46
export const COLON = 58
export const LESS = 60
export const OPEN = 91
export const CLOSE = 93
export const BACKSLASH = 92
export const QUOTE = 34

/** Whether a character code is that of `0` to `9`. */
export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}

/** The value of `count` digits from `at` on; NaN where one of them is none. */
export function digits(line: string, at: number, count: number): number {
  let value = 0
  for (let i = at; i < at + count; i++) {
    const code = line.charCodeAt(i)
    if (!isDigit(code)) return Number.NaN
    value = value * 10 + code - 48
  }
  return value
}

/** A whole number as a log writes one; null where the text is none, such as one with a sign. */
export function wholeNumber(text: string | null): number | null {
  return text !== null && /^[0-9]{1,15}$/.test(text) ? Number(text) : null
}

/** Index of the first character from `from` on that is no blank. */
export function afterBlanks(line: string, from: number): number {
  let at = from
  while (line.charCodeAt(at) === SPACE) at++
  return at
}

/** `startsWith`, without the cost of a call into the runtime. */
export function holds(line: string, text: string, at: number): boolean {
  for (let i = 0; i < text.length; i++) if (line.charCodeAt(at + i) !== text.charCodeAt(i)) return false
  return true
}

/** A text without blanks, tabs and line ends at its ends. Of UTF-8 read as latin1 `trim` would take half of an `à`. */
export function trimmed(text: string): string {
  let [from, to] = [0, text.length]
  while (from < to && isBlank(text.charCodeAt(from))) from++
  while (to > from && isBlank(text.charCodeAt(to - 1))) to--
  return text.slice(from, to)
}

function isBlank(code: number): boolean {
  return code === SPACE || (code >= 9 && code <= 13)
}
