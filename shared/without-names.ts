/**
 * The text without what strangers choose: names in angle brackets or with an `@`. An address `spam@example.org` says nothing
 * about the cause.
 */
export function withoutNames(text: string): string {
  let out = ''
  let from = 0
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', Math.max(at + 1, from))) {
    let start = at
    while (start > from && at - start < 320 && !isEdge(text.charCodeAt(start - 1))) start--
    const dots = text.lastIndexOf('...', at)
    if (dots >= start) start = dots + 3
    if (text.startsWith('//', start)) start = Math.max(text.lastIndexOf('=', at), text.lastIndexOf('/', at), text.lastIndexOf('?', at)) + 1
    let end = at + 1
    while (end < text.length && !isEdge(text.charCodeAt(end))) end++
    out += `${text.slice(from, start)}@`
    from = end
  }
  return out + text.slice(from)
}

/** Characters that end an address: blank `"` `(` `)` `,` `:` `;` `<` `>` `[` `]`. */
function isEdge(code: number): boolean {
  return (
    code <= 34 ||
    code === 40 ||
    code === 41 ||
    code === 44 ||
    code === 58 ||
    code === 59 ||
    code === 60 ||
    code === 62 ||
    code === 91 ||
    code === 93
  )
}
