import { CopyButton } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { proseParts } from '../../shared/prose.ts'

/** Text of advice; a click on a command copies it. */
export function Prose({ text }: { readonly text: string }) {
  return proseParts(text).map((part) => {
    if (part.kind === 'words') return part.text
    if (part.kind === 'code') {
      return (
        <code key={part.at} className="inline-code">
          {part.text}
        </code>
      )
    }
    return (
      <CopyButton key={part.at} value={part.text} timeout={1600}>
        {({ copied, copy }) => (
          <button
            type="button"
            className="inline-code inline-copy mono"
            onClick={copy}
            aria-label={copied ? 'Copied' : `Copy ${part.text}`}
            title="Copy"
          >
            {part.text}
            {copied ? <IconCheck size={11} aria-hidden /> : <IconCopy size={11} aria-hidden />}
          </button>
        )}
      </CopyButton>
    )
  })
}
