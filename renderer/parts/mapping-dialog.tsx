import { Modal } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Mapping } from '../../shared/mapping/mapping.ts'
import type { FileSample } from '../../shared/mapping/own.ts'
import { sentenceOf } from '../engine.ts'
import { sampleOf } from '../mapping-draft.ts'
import { LogText } from './log-text.tsx'
import { MappingEditor, type Submitted } from './mapping-editor.tsx'
import { Notice } from './notice.tsx'
import { Bones } from './skeleton.tsx'

interface Props {
  /** What tells the sample from others, for the cache. */
  readonly of: string
  readonly load: () => Promise<FileSample>
  /** Why it is not read as it is, of a text: which formats come closest, and the first line that they do not read. */
  readonly refusal: string | null
  /** As it was read before; null: it was not. */
  readonly before: Mapping | null
  readonly submit: string
  readonly onSubmit: (submitted: Submitted) => Promise<void>
  readonly onClose: () => void
}

/** Asks how a file is read that no format knows. */
export function MappingDialog({ of, load, refusal, before, submit, onSubmit, onClose }: Props) {
  const sample = useQuery({ queryKey: ['sample', of], queryFn: load, staleTime: 0, gcTime: 0 })
  const lines = useMemo(() => sampleOf(sample.data?.lines ?? []), [sample.data])
  return (
    <Modal
      opened
      onClose={onClose}
      title={
        <span className="breaks dialog-title">
          {sample.data ? `How is ${sample.data.name} to be read?` : 'How is this file to be read?'}
        </span>
      }
      size={1120}
      lockScroll={false}
      closeButtonProps={{ 'aria-label': 'Close without importing' }}
    >
      {sample.isPending ? <Bones lines={6} /> : null}
      {refusal === null ? null : (
        <div style={{ marginBottom: 16 }}>
          <Notice>
            <LogText text={refusal} />
          </Notice>
        </div>
      )}
      {sample.error ? <Notice tone="bad">{sentenceOf(sample.error)}</Notice> : null}
      {sample.data ? (
        <MappingEditor fileName={sample.data.name} lines={lines} before={before} submit={submit} onSubmit={onSubmit} onCancel={onClose} />
      ) : null}
    </Modal>
  )
}
