import { Button, Checkbox, SegmentedControl, Select } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useDeferredValue, useMemo, useState } from 'react'
import { charactersOf } from '../../shared/json-line.ts'
import { dayInName } from '../../shared/mapping/file-day.ts'
import type { Mapping } from '../../shared/mapping/mapping.ts'
import { headerOf, type OwnMapping } from '../../shared/mapping/own.ts'
import { previewOf, resultValues } from '../../shared/mapping/preview.ts'
import { sampleColumns } from '../../shared/mapping/sample.ts'
import { allZones } from '../clock.ts'
import { sentenceOf } from '../engine.ts'
import { firstDraft, hasSlashes, type MappingDraft, mappingOfDraft } from '../mapping-draft.ts'
import { Copy } from './copy-button.tsx'
import { MappingColumns } from './mapping-columns.tsx'
import { MappingLines } from './mapping-lines.tsx'
import { MappingPreview } from './mapping-preview.tsx'
import { MappingResults } from './mapping-results.tsx'
import { Notice } from './notice.tsx'

/** What the user has said. */
export interface Submitted {
  readonly own: OwnMapping
  /** For the next files of this header. */
  readonly remember: boolean
}

interface Props {
  readonly fileName: string
  /** The first of the file, as bytes. */
  readonly lines: readonly string[]
  readonly before: Mapping | null
  readonly submit: string
  readonly onSubmit: (submitted: Submitted) => Promise<void>
  readonly onCancel: () => void
}

const noMapping = { rows: [], read: 0, unread: 0, nothing: 0 } as const

/** Columns or templates, what results mean, and what the first lines would give. */
export function MappingEditor({ fileName, lines, before, submit, onSubmit, onCancel }: Props) {
  const [draft, setDraft] = useState(() => firstDraft(lines, fileName, before))
  const [remember, setRemember] = useState(true)
  const change = (part: Partial<MappingDraft>): void => setDraft((present) => ({ ...present, ...part }))
  const columns = useMemo(() => sampleColumns(lines), [lines])
  const shown = useDeferredValue(draft)
  const mapping = useMemo(() => mappingOfDraft(shown, lines, fileName), [shown, lines, fileName])
  const preview = useMemo(() => (typeof mapping === 'string' ? noMapping : previewOf(mapping, lines, fileName)), [mapping, lines, fileName])
  const values = useMemo(() => (typeof mapping === 'string' ? [] : resultValues(mapping, lines, fileName)), [mapping, lines, fileName])
  const send = useMutation({ mutationFn: onSubmit })
  const lacks = typeof mapping === 'string' ? mapping : preview.read === 0 ? 'No line of these tells of a mail yet.' : null
  const isReady = lacks === null && typeof mapping !== 'string' && shown === draft
  return (
    <form
      className="stack"
      style={{ gap: 16 }}
      onSubmit={(event) => {
        event.preventDefault()
        if (isReady) send.mutate({ own: { header: headerOf(lines), mapping }, remember })
      }}
    >
      {columns.length > 0 ? (
        <SegmentedControl
          aria-label="What the file is"
          value={draft.kind}
          onChange={(kind) => change({ kind: kind === 'lines' ? 'lines' : 'columns' })}
          data={[
            { value: 'columns', label: 'A table' },
            { value: 'lines', label: 'Lines of text' },
          ]}
          style={{ alignSelf: 'flex-start' }}
        />
      ) : null}
      {draft.kind === 'columns' ? (
        <MappingColumns columns={columns} draft={draft.columns} onChange={(next) => change({ columns: next })} />
      ) : (
        <MappingLines lines={lines.map(charactersOf)} day={dayInName(fileName)} text={draft.text} onChange={(text) => change({ text })} />
      )}
      <MappingResults values={values} results={draft.results} onChange={(results) => change({ results })} />
      <TimeChoices draft={draft} lines={lines} onChange={change} />
      {typeof mapping === 'string' ? null : <MappingPreview preview={preview} zone={shown.zone} />}
      {send.error ? <Notice tone="bad">{sentenceOf(send.error)}</Notice> : null}
      <div className="row wrap dialog-end">
        <Checkbox
          size="xs"
          checked={remember}
          onChange={(event) => setRemember(event.currentTarget.checked)}
          label={
            draft.kind === 'lines'
              ? 'Read the next logs that are written so without asking'
              : 'Read the next files of this header without asking'
          }
        />
        <span className="grow dim" role="status">
          {lacks}
        </span>
        {typeof mapping === 'string' ? null : <Copy text={JSON.stringify(mapping)} what="mapping" label="Copy for --map" />}
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
        <Button type="submit" disabled={!isReady} loading={send.isPending}>
          {submit}
        </Button>
      </div>
    </form>
  )
}

interface TimeProps {
  readonly draft: MappingDraft
  readonly lines: readonly string[]
  readonly onChange: (part: Partial<MappingDraft>) => void
}

/** What times leave open: their zone, and which number of a date with slashes is the day. */
function TimeChoices({ draft, lines, onChange }: TimeProps) {
  const slashed = useMemo(() => hasSlashes(lines), [lines])
  return (
    <div className="row wrap" style={{ gap: 16, alignItems: 'flex-end' }}>
      <Select
        label="Zone of times that state none"
        data={allZones()}
        value={draft.zone ?? null}
        placeholder="as for other files"
        onChange={(zone) => onChange({ zone: zone ?? undefined })}
        searchable
        clearable
        w={240}
      />
      {slashed ? (
        <div className="stack" style={{ gap: 4 }}>
          <span id="day-first" style={{ fontWeight: 500, fontSize: 12 }}>
            02/03/2026 is
          </span>
          <SegmentedControl
            aria-labelledby="day-first"
            value={draft.dayFirst === true ? 'day' : 'month'}
            onChange={(first) => onChange({ dayFirst: first === 'day' })}
            data={[
              { value: 'month', label: '3 February' },
              { value: 'day', label: '2 March' },
            ]}
          />
        </div>
      ) : null}
    </div>
  )
}
