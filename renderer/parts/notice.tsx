import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react'
import type { ReactNode } from 'react'

interface Props {
  readonly tone?: 'plain' | 'warn' | 'bad'
  readonly children: ReactNode
}

/** One thing the user should know, in a sentence. */
export function Notice({ tone = 'plain', children }: Props) {
  return (
    <div className="notice" data-tone={tone} role={tone === 'bad' ? 'alert' : undefined}>
      {tone === 'plain' ? <IconInfoCircle size={16} aria-hidden /> : <IconAlertTriangle size={16} aria-hidden />}
      <div className="grow breaks">{children}</div>
    </div>
  )
}
