import { type Ref, useMemo } from 'react'
import { counted } from '../../shared/numbers.ts'
import { cspNonce } from '../nonce.ts'
import { LogText } from './log-text.tsx'

/** Lines of a report for programs that are shown; the file holds all. */
const SHOWN_LINES = 200
const SHOWN_CHARACTERS = 600

/**
 * The page as it will be saved. It may run nothing, and stands in the window only so that it can be printed; its style needs the
 * nonce of the window's own policy.
 */
export function PagePreview({ html, frame }: { readonly html: string; readonly frame: Ref<HTMLIFrameElement> }) {
  const page = useMemo(() => html.replace('<style>', `<style nonce="${cspNonce}">`), [html])
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
export function TextPreview({ text }: { readonly text: string }) {
  const lines = text.replace(/^\ufeff/, '').split(/\r?\n/)
  const shown = lines.slice(0, SHOWN_LINES).map((line) => (line.length > SHOWN_CHARACTERS ? `${line.slice(0, SHOWN_CHARACTERS)} …` : line))
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard */}
      <section className="report-text" tabIndex={0} aria-label="The report as it will be saved">
        <pre>
          <LogText text={shown.join('\n')} />
        </pre>
      </section>
      {lines.length > SHOWN_LINES ? <p className="dim">The first {counted(SHOWN_LINES, 'line')} are shown.</p> : null}
    </>
  )
}
