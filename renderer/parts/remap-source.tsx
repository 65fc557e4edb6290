import { useQueryClient } from '@tanstack/react-query'
import type { Mapping } from '../../shared/mapping/mapping.ts'
import type { SourceReport } from '../../shared/source-report.ts'
import { useConnection } from '../engine.ts'
import { useUndo } from '../undo.tsx'
import { MappingDialog } from './mapping-dialog.tsx'

const MOST_LINES = 400

/** The dialog that changes how a source of the case is read: its lines are read again. */
export function RemapSource({ source, onClose }: { readonly source: SourceReport; readonly onClose: () => void }) {
  const { engine } = useConnection()
  const client = useQueryClient()
  const { offer } = useUndo()
  const { id, name, mapping: before, zone, zoneSource } = source
  const reread = (mapping: Mapping) => engine.sources.reread({ id, mapping })
  return (
    <MappingDialog
      of={id}
      refusal={null}
      load={async () => {
        const { lines } = await engine.sources.lines({ id, from: 1, count: MOST_LINES })
        return { name, lines: lines.map(({ text }) => text) }
      }}
      before={before?.zone !== undefined && zoneSource === 'user' ? { ...before, zone } : before}
      submit="Read again so"
      onSubmit={async ({ own, remember }) => {
        if (remember) await engine.mappings.remember(own)
        await reread(own.mapping)
        onClose()
        if (before !== null)
          offer(`How ${name} is read was changed.`, {
            undo: () => engine.sources.reread({ id, mapping: before, zone, zoneSource }),
            redo: () => reread(own.mapping),
          })
        await client.invalidateQueries()
      }}
      onClose={onClose}
    />
  )
}
