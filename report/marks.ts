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

/** The page of a redacted report with its pseudonyms marked: in texts, not in charts, nor in tags, whose attributes have their `>` escaped. */
export function markPseudonyms(html: string): string {
  const body = html.indexOf('<body>')
  const behind = (mark: string, at: number): number => {
    const found = html.indexOf(mark, at)
    return found === -1 ? html.length : found + mark.length
  }
  let marked = html.slice(0, body)
  for (let at = body, end = 0; at < html.length; at = end) {
    if (html.startsWith('<', at)) {
      end = behind(html.startsWith('<svg', at) ? '</svg>' : '>', at)
      marked += html.slice(at, end)
    } else {
      const tag = html.indexOf('<', at)
      end = tag === -1 ? html.length : tag
      marked += html.slice(at, end).replace(pseudonymPattern, '<mark>$&</mark>')
    }
  }
  return marked
}
