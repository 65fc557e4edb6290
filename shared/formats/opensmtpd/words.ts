/** Whether `count` hexadecimal digits stand at `at`. */
export function isHex(text: string, at: number, count: number): boolean {
  for (let i = at; i < at + count; i++) {
    const code = text.charCodeAt(i)
    if (!((code >= 48 && code <= 57) || (code >= 97 && code <= 102))) return false
  }
  return true
}

/** The word behind `key` (with its `=`) from `from` on, up to the next blank; null where there is none. */
export function wordOf(text: string, key: string, from: number): string | null {
  const at = text.indexOf(key, from)
  if (at < 0) return null
  const end = text.indexOf(' ', at + key.length)
  return text.slice(at + key.length, end < 0 ? text.length : end)
}

/** The address behind `key`, without its angle brackets; it may hold blanks where it is quoted. Null where there is none. */
export function addressOf(text: string, key: string, from: number): string | null {
  const at = text.indexOf(`${key}<`, from)
  if (at < 0) return null
  const start = at + key.length + 1
  for (let end = text.indexOf('>', start); end >= 0; end = text.indexOf('>', end + 1)) {
    const next = text.charCodeAt(end + 1)
    if (Number.isNaN(next) || next === 32 || next === 44) return text.slice(start, end)
  }
  return null
}

/** The value behind `key`, in quotes or not; it ends where `next` begins, or with the line. */
export function valueOfKey(text: string, key: string, next: string | null, from: number): string | null {
  const at = text.indexOf(key, from)
  if (at < 0) return null
  const start = at + key.length
  const stop = next === null ? text.length : text.indexOf(next, start)
  const end = stop < 0 ? text.length : stop
  return text.charCodeAt(start) === 34 && text.charCodeAt(end - 1) === 34 && end - start > 1
    ? text.slice(start + 1, end - 1)
    : text.slice(start, end)
}

/** Bytes above 127, which vis(3) writes as `\M-C`, as bytes. */
export function unescaped(text: string): string {
  if (!text.includes('\\M-')) return text
  return text.replace(/\\M-([!-~])/g, (_, sign: string) => String.fromCharCode(sign.charCodeAt(0) | 128))
}
