import { type Ref, useMemo } from 'react'
import { markPseudonyms, pseudonymParts } from '../../report/marks.ts'
import { counted } from '../../shared/numbers.ts'
import { cspNonce } from '../nonce.ts'
import { LogText } from './log-text.tsx'

/** Lines of a report for programs that are shown; the file holds all. */
const SHOWN_LINES = 200
const SHOWN_CHARACTERS = 600

/** What was replaced is marked on the screen, and not on paper. */
const markStyle = 'mark { background: #ffec99; color: inherit; } @media print { mark { background: none; } }'

interface PageProps {
  readonly html: string
  /** Whether its pseudonyms are marked. */
  readonly marked: boolean
  readonly frame: Ref<HTMLIFrameElement>
}

/**
 * The page as it will be saved. It may run nothing, and stands in the window only so that it can be printed; its style needs the
 * nonce of the window's own policy.
 */
export function PagePreview({ html, marked, frame }: PageProps) {
  const page = useMemo(
    () => (marked ? markPseudonyms(html) : html).replace('<style>', `<style nonce="${cspNonce}">${markStyle}`),
    [html, marked],
  )
  return (
    <iframe
      ref={frame}
      className="report-page"
      title="The report as it will be saved"
      sandbox="allow-same-origin allow-modals"
      srcDoc={page}
    />
  )
}

/** The beginning of a report that is text. */
export function TextPreview({ text, marked }: { readonly text: string; readonly marked: boolean }) {
  const lines = text.replace(/^\ufeff/, '').split(/\r?\n/)
  const shown = lines
    .slice(0, SHOWN_LINES)
    .map((line) => (line.length > SHOWN_CHARACTERS ? `${line.slice(0, SHOWN_CHARACTERS)} …` : line))
    .join('\n')
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard */}
      <section className="report-text" tabIndex={0} aria-label="The report as it will be saved">
        <pre>{marked ? <MarkedText text={shown} /> : <LogText text={shown} />}</pre>
      </section>
      {lines.length > SHOWN_LINES ? <p className="dim">The first {counted(SHOWN_LINES, 'line')} are shown.</p> : null}
    </>
  )
}

function MarkedText({ text }: { readonly text: string }) {
  return pseudonymParts(text).map((part) =>
    part.isPseudonym ? (
      <mark key={part.at} className="report-mark">
        {part.text}
      </mark>
    ) : (
      <LogText key={part.at} text={part.text} />
    ),
  )
}
