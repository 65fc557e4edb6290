import { pseudonymPattern } from '../shared/redaction/pseudonyms.ts'

/** A part of a text: a pseudonym as a whole, or what stands between them. `at`: where it begins. */
export interface TextPart {
  readonly at: number
  readonly text: string
  readonly isPseudonym: boolean
}

/** A text of a redacted report, cut where pseudonyms begin and end. */
export function pseudonymParts(text: string): readonly TextPart[] {
  const parts: TextPart[] = []
  let done = 0
  for (const { 0: pseudonym, index } of text.matchAll(pseudonymPattern)) {
    if (index > done) parts.push({ at: done, text: text.slice(done, index), isPseudonym: false })
    parts.push({ at: index, text: pseudonym, isPseudonym: true })
    done = index + pseudonym.length
  }
  if (done < text.length) parts.push({ at: done, text: text.slice(done), isPseudonym: false })
  return parts
}

/** A chart, a tag, or text between tags, of a page whose attributes have their `>` escaped. */
const pieces = /<svg[\s\S]*?<\/svg>|<[^>]*>|[^<]+/g

/** The page of a redacted report with its pseudonyms marked. */
export function markPseudonyms(html: string): string {
  const body = html.indexOf('<body>')
  const marked = html
    .slice(body)
    .replace(pieces, (piece) => (piece.startsWith('<') ? piece : piece.replace(pseudonymPattern, '<mark>$&</mark>')))
  return html.slice(0, body) + marked
}
