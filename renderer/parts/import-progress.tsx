import { Button } from '@mantine/core'
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react'
import { count, counted, share, size } from '../../shared/numbers.ts'
import type { ImportProgress, ImportRefusal } from '../../shared/source-report.ts'
import { type ImportState, type Sending, shareDone, useImportState, useImports } from '../uploads.ts'
import { LinkButton } from './link-button.tsx'
import { LogText } from './log-text.tsx'

/** A bar with its value in words; without a value it only shows that work goes on. */
export function Meter({
  value,
  label,
  width = 140,
}: {
  readonly value: number | null
  readonly label: string
  readonly width?: number | string
}) {
  const percent = value === null ? undefined : Math.floor(value * 100)
  return (
    <div
      className="meter"
      style={{ width }}
      data-unknown={value === null || undefined}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
    >
      <span style={value === null ? undefined : { width: `${percent}%` }} />
    </div>
  )
}

/** What an import does at present, in words. */
export function importSentence(state: ImportState): string {
  switch (state.kind) {
    case 'idle':
      return ''
    case 'sending':
      return `Handing in ${state.files[state.current]?.name ?? 'files'}`
    case 'running':
      return state.progress.phase === 'joining' ? 'Joining lines into messages' : `Reading ${state.progress.file ?? 'files'}`
    case 'ended':
      return endSentence(state.progress)
    case 'failed':
      return state.message
  }
}

function endSentence(progress: ImportProgress): string {
  if (progress.phase === 'failed') return progress.error ?? 'The import failed; nothing of it is kept.'
  const files = counted(progress.imported.length, 'file')
  if (progress.phase === 'cancelled')
    return progress.imported.length ? `Stopped. ${files} had been imported and stay.` : 'Stopped. Nothing of it is kept.'
  if (progress.imported.length === 0) return 'Nothing was imported.'
  const lines = progress.imported.reduce((sum, source) => sum + source.lines, 0)
  return `Imported ${files}, ${counted(lines, 'line')}.`
}

function SendingFile({ file }: { readonly file: Sending }) {
  const done = file.sentBytes >= file.sizeBytes
  return (
    <li className="row" style={{ padding: '3px 0' }}>
      <span className="grow cut" style={{ overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}>
        {file.name}
      </span>
      <span className="dim num">{done ? size(file.sizeBytes) : `${size(file.sentBytes)} of ${size(file.sizeBytes)}`}</span>
      <Meter value={file.sizeBytes === 0 ? 1 : file.sentBytes / file.sizeBytes} label={`Handing in ${file.name}`} width={90} />
    </li>
  )
}

function Running({ state }: { readonly state: Extract<ImportState, { kind: 'sending' | 'running' }> }) {
  const imports = useImports()
  const progress = state.kind === 'running' ? state.progress : null
  return (
    <div className="stack" style={{ gap: 12 }}>
      <div className="row">
        <strong className="grow" style={{ fontWeight: 600 }}>
          {importSentence(state)}
        </strong>
        <Button variant="default" onClick={imports.stop}>
          Stop
        </Button>
      </div>
      <Meter value={shareDone(state)} label="Import" width="100%" />
      {progress ? (
        <div className="dim num">
          {progress.filesTotal > 1 ? `File ${Math.min(progress.filesDone + 1, progress.filesTotal)} of ${progress.filesTotal} · ` : ''}
          {counted(progress.lines, 'line')}
          {progress.bytesTotal > 0 ? ` · ${share(progress.bytesDone, progress.bytesTotal)} of ${size(progress.bytesTotal)}` : ''}
        </div>
      ) : null}
      {state.kind === 'sending' ? (
        <ul style={{ listStyle: 'none', margin: 0, padding: 0, maxHeight: 220, overflow: 'auto' }}>
          {state.files.map((file, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two files may have the same name
            <SendingFile key={index} file={file} />
          ))}
        </ul>
      ) : null}
    </div>
  )
}

/** How an import ended: what was read, what was refused and why. */
export function ImportReport({ progress }: { readonly progress: ImportProgress }) {
  return (
    <ul style={{ listStyle: 'none', margin: 0, padding: 0 }} className="stack">
      {progress.imported.map((source) => (
        <li key={source.id} className="row" style={{ alignItems: 'flex-start' }}>
          <IconCheck size={15} style={{ flex: 'none', marginTop: 2 }} aria-hidden />
          <span className="breaks">
            {source.name}: {source.formatTitle}, {counted(source.lines, 'line')}
            {source.unrecognised > 0 ? `, ${share(source.unrecognised, source.lines)} not recognised` : ', all recognised'}
            {source.duplicates > 0 ? `, ${count(source.duplicates)} already in the case` : ''}
          </span>
        </li>
      ))}
      {progress.refused.map((refusal) => (
        <Refused key={`${refusal.name} ${refusal.message}`} refusal={refusal} />
      ))}
    </ul>
  )
}

/** Why a file was refused; of one that no format knows also the way to have it read. */
function Refused({ refusal: { name, message, unknown } }: { readonly refusal: ImportRefusal }) {
  const isTable = unknown?.kind === 'columns'
  const sentence = message.includes(name) ? message : `${name}: ${message}`
  return (
    <li className="row" style={{ alignItems: 'flex-start' }}>
      <IconAlertTriangle size={15} style={{ flex: 'none', marginTop: 2, color: 'var(--bad)' }} aria-hidden />
      <div className="stack grow" style={{ alignItems: 'flex-start' }}>
        <span className="breaks">
          <LogText text={isTable ? `${name} is a table that no format knows: say what its columns are, and it is read.` : sentence} />
        </span>
        {unknown ? (
          <LinkButton
            to="."
            search={(before: Readonly<Record<string, unknown>>) => ({ ...before, describe: unknown.file })}
            variant="default"
            aria-label={`${isTable ? 'Describe its columns…' : 'Describe its lines…'} ${name}`}
          >
            {isTable ? 'Describe its columns…' : 'Describe its lines…'}
          </LinkButton>
        ) : null}
      </div>
    </li>
  )
}

/** The import of this window: its progress with Stop, then its report; nothing while there is none. */
export function ImportPanel() {
  const imports = useImports()
  const state = useImportState()
  if (state.kind === 'idle') return null
  if (state.kind === 'sending' || state.kind === 'running') {
    return (
      <section className="card" aria-label="Import">
        <Running state={state} />
      </section>
    )
  }
  return (
    <section className="card stack" aria-label="Import" style={{ gap: 12 }}>
      <div className="row" role="status">
        <strong className="grow breaks" style={{ fontWeight: 600 }}>
          {importSentence(state)}
        </strong>
        <Button variant="subtle" color="gray" onClick={imports.dismiss}>
          Dismiss
        </Button>
      </div>
      {state.kind === 'ended' ? <ImportReport progress={state.progress} /> : null}
    </section>
  )
}
