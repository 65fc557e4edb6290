import { Button } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { SourceReport } from '../../shared/source-report.ts'
import { sentenceOf, useConnection } from '../engine.ts'
import { useUndo } from '../undo.tsx'
import { Notice } from './notice.tsx'

/** Removes a source at once, with a way back instead of a question before. */
export function RemoveSource({ source, onRemoved }: { readonly source: SourceReport; readonly onRemoved: () => void }) {
  const { engine } = useConnection()
  const client = useQueryClient()
  const { offer } = useUndo()
  const remove = useMutation({
    mutationFn: () => engine.sources.remove({ id: source.id }),
    onSuccess: async () => {
      onRemoved()
      offer(`${source.name} was removed.`, {
        undo: () => engine.sources.restore({ id: source.id }),
        redo: () => engine.sources.remove({ id: source.id }),
      })
      await client.invalidateQueries()
    },
  })
  return (
    <>
      <Button variant="default" leftSection={<IconTrash size={14} />} loading={remove.isPending} onClick={() => remove.mutate()}>
        Remove source
      </Button>
      {remove.error ? <Notice tone="bad">{sentenceOf(remove.error)}</Notice> : null}
    </>
  )
}
