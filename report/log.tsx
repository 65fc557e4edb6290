import { visible } from '../shared/cells.ts'

/** Text from a log: kept apart from the direction of what stands around it, controls visible. */
export function Log({ text, code = false }: { readonly text: string; readonly code?: boolean }) {
  return code ? (
    <code>
      <bdi>{visible(text)}</bdi>
    </code>
  ) : (
    <bdi>{visible(text)}</bdi>
  )
}

/** A line of a log with the place where it stands. */
export function RawLine({ source, line, text }: { readonly source: string; readonly line: number; readonly text: string }) {
  return (
    <div className="raw">
      <span className="place">
        <Log text={source} />:{line}
      </span>
      <code>
        <bdi>{visible(text)}</bdi>
      </code>
    </div>
  )
}
