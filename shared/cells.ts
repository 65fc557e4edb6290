/** Text from logs for people: control and direction characters become visible, so that a log cannot steer what shows it. */
export function visible(text: string): string {
  return text.replace(/[\p{Cc}\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu, (character) => {
    if (character === '\t') return ' '
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}

/** A cell of CSV: quoted where needed, and never a formula for the program that opens it. */
export function csvCell(value: string | number | boolean | null): string {
  if (value === null) return ''
  if (typeof value !== 'string') return String(value)
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** Text in Markdown as it is: neither a link, nor HTML, nor a mark of its own, nor the end of a table's cell. */
export function markdownText(value: string | number | boolean | null): string {
  return visible(String(value ?? ''))
    .replace(/[\\|<>`*_[\]#~&!]/g, (character) => `\\${character}`)
    .replace(/:(?=\/\/)/g, '\\:')
    .replace(/(?<=\bwww)\./gi, '\\.')
    .replace(/@/g, '\\@')
}

/** Text in Markdown set as code, where nothing is read as a mark. Not for cells of tables. */
export function markdownCode(text: string): string {
  const shown = visible(text)
  if (shown === '') return ''
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  return longest > 0 ? `${fence} ${shown} ${fence}` : `${fence}${shown}${fence}`
}

/** The same for a cell of a table, which a bar would end even in code. */
export function markdownCodeCell(text: string): string {
  return /[\\|]/.test(text) ? markdownText(text) : markdownCode(text)
}
