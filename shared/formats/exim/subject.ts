import { BACKSLASH, isDigit } from '../../ascii.ts'

/**
 * Undoes what Exim does to a subject (`T="…"`): quotes and backslashes are escaped, other bytes than printable ASCII are `\ooo` or
 * a letter. Bytes that are no UTF-8 stay as they are written.
 */
export function readSubject(quoted: string): string {
  const written = quoted.charCodeAt(0) === 34 ? quoted.slice(1, -1) : quoted
  if (!written.includes('\\')) return written
  let text = ''
  for (let at = 0; at < written.length; at++) {
    if (written.charCodeAt(at) !== BACKSLASH || at + 1 === written.length) {
      text += written.charAt(at)
      continue
    }
    const octal = octalAt(written, at + 1)
    if (octal >= 32) text += String.fromCharCode(octal)
    else if (octal >= 0 || 'ntr'.includes(written.charAt(at + 1))) text += ' '
    else text += written.charAt(at + 1)
    at += octal >= 0 ? 3 : 1
  }
  return isUtf8(text) ? text : written
}

/** The byte that three octal digits name; -1 where there are none. */
function octalAt(text: string, at: number): number {
  let value = 0
  for (let i = at; i < at + 3; i++) {
    const code = text.charCodeAt(i)
    if (!isDigit(code) || code > 55) return -1
    value = value * 8 + code - 48
  }
  return value < 256 ? value : -1
}

/** Whether a text of bytes is UTF-8. */
function isUtf8(bytes: string): boolean {
  try {
    decodeURIComponent(bytes.replace(/[%\u0080-\u00ff]/g, (byte) => `%${byte.charCodeAt(0).toString(16)}`))
    return true
  } catch {
    return false
  }
}
