/** Characters that would change how a text is shown without being seen: C0 and C1 controls, bidi marks and overrides, zero widths, separators. */
const hidden = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g

const names: Readonly<Record<string, string>> = {
  '\u0000': 'NUL',
  '\u0007': 'BEL',
  '\u0008': 'BS',
  '\r': 'CR',
  '\u001b': 'ESC',
  '\u00ad': 'SHY',
  '\u200b': 'ZWSP',
  '\u200e': 'LRM',
  '\u200f': 'RLM',
  '\u202a': 'LRE',
  '\u202b': 'RLE',
  '\u202c': 'PDF',
  '\u202d': 'LRO',
  '\u202e': 'RLO',
  '\u2066': 'LRI',
  '\u2067': 'RLI',
  '\u2068': 'FSI',
  '\u2069': 'PDI',
  '\ufeff': 'BOM',
}

/** A piece of log text: what may be shown as it is, or one character that must be shown as a mark. */
export interface Piece {
  readonly at: number
  readonly text: string
  readonly marked: boolean
}

function nameOf(character: string): string {
  return names[character] ?? `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
}

/** Splits text from a log so that controls and bidi overrides can be shown instead of obeyed. */
export function pieces(text: string): readonly Piece[] {
  const found: Piece[] = []
  let from = 0
  for (const match of text.matchAll(hidden)) {
    if (match.index > from) found.push({ at: from, text: text.slice(from, match.index), marked: false })
    found.push({ at: match.index, text: nameOf(match[0]), marked: true })
    from = match.index + match[0].length
  }
  if (from < text.length) found.push({ at: from, text: text.slice(from), marked: false })
  return found
}

/** Text that a stranger may have chosen: isolated from the writing direction around it, with hidden characters made visible. */
export function LogText({ text }: { readonly text: string }) {
  return (
    <bdi dir="ltr">
      {pieces(text).map((piece) =>
        piece.marked ? (
          <span key={piece.at} className="mark" title={`hidden character ${piece.text}`}>
            {piece.text}
          </span>
        ) : (
          piece.text
        ),
      )}
    </bdi>
  )
}

/** An address that is cut in its local part, so that the domain stays to be seen. */
export function Address({ address, empty = '—' }: { readonly address: string | null; readonly empty?: string }) {
  if (address === null) return <span className="dim">{empty}</span>
  if (address === '') return <span className="dim">&lt;&gt;</span>
  const at = address.lastIndexOf('@')
  if (at < 1)
    return (
      <span className="cut">
        <LogText text={address} />
      </span>
    )
  return (
    <span className="address" title={address}>
      <span style={{ minWidth: `${Math.min(at, 8) / 2}ch` }}>
        <LogText text={address.slice(0, at)} />
      </span>
      <span>
        <LogText text={address.slice(at)} />
      </span>
    </span>
  )
}
