/**
 * Characters that would change how a text is shown without being seen, as ranges of UTF-16 units: C0 and C1 controls (tab
 * and line feed are let through), bidi marks and overrides, zero widths, separators.
 */
const hiddenRanges: readonly (readonly [number, number])[] = [
  [0x00, 0x08],
  [0x0b, 0x1f],
  [0x7f, 0x9f],
  [0xad, 0xad],
  [0x061c, 0x061c],
  [0x200b, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x2069],
  [0xfeff, 0xfeff],
  [0xfff9, 0xfffb],
]

function isHidden(unit: number): boolean {
  return (unit < 0x20 || unit > 0x7e) && hiddenRanges.some(([low, high]) => unit >= low && unit <= high)
}

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
  for (let at = 0; at < text.length; at++) {
    if (!isHidden(text.charCodeAt(at))) continue
    if (at > from) found.push({ at: from, text: text.slice(from, at), marked: false })
    found.push({ at, text: nameOf(text.charAt(at)), marked: true })
    from = at + 1
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
