import { IconTags } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { counted } from '../../shared/numbers.ts'
import type { DeviceNaming } from '../../shared/senders.ts'
import { sentenceOf, useConnection } from '../engine.ts'
import { useUndo } from '../undo.tsx'
import { ChooseFile } from './choose-file.tsx'
import { Notice } from './notice.tsx'

/** Takes names of devices from a CSV. */
export function NamesFile() {
  const { engine, handIn } = useConnection()
  const client = useQueryClient()
  const { offer } = useUndo()
  const take = useMutation({
    mutationFn: async (file: File) => engine.names.importFile({ file: await handIn(file, () => undefined, new AbortController().signal) }),
    onSuccess: async (before, file) => {
      let after: readonly DeviceNaming[] = []
      offer(`${counted(before.length, 'device')} named from ${file.name}.`, {
        undo: async () => {
          after = await engine.names.set({ namings: [...before] })
        },
        redo: () => engine.names.set({ namings: [...after] }),
      })
      await client.invalidateQueries()
    },
  })
  return (
    <>
      <ChooseFile
        accept=".csv,.tsv,.txt,text/csv"
        what="CSV with names of devices"
        icon={<IconTags size={14} />}
        loading={take.isPending}
        title="A CSV with ip,name,kind on each line"
        onFile={(file) => take.mutate(file)}
      >
        Names from a CSV…
      </ChooseFile>
      {take.error ? (
        <div style={{ flexBasis: '100%' }}>
          <Notice tone="bad">{sentenceOf(take.error)}</Notice>
        </div>
      ) : null}
    </>
  )
}
