import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { sentenceOf, useConnection } from '../engine.ts'
import { ImportPanel } from './import-progress.tsx'
import { LinkButton } from './link-button.tsx'
import { Notice } from './notice.tsx'
import { Bones } from './skeleton.tsx'

/** What is shown of a case that holds sources; without one, the way to get there. */
export function CaseNeeded({ title, children }: { readonly title: string; readonly children: (generation: number) => ReactNode }) {
  const { engine } = useConnection()
  const present = useQuery({ queryKey: ['case'], queryFn: () => engine.cases.current() })
  if (present.data && present.data.sources > 0) return children(present.data.generation)
  return (
    <div className="page">
      <ImportPanel />
      <h1>{title}</h1>
      {present.error ? <Notice tone="bad">{sentenceOf(present.error)}</Notice> : null}
      {present.isPending ? (
        <Bones />
      ) : (
        <div className="empty">
          <p className="dim">No log is open. Drop log files anywhere in this window, or open a case of before.</p>
          <LinkButton to="/">Go to Start</LinkButton>
        </div>
      )}
    </div>
  )
}
