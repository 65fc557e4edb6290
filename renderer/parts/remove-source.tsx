import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconTrash } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { SourceReport } from '../../shared/api.ts'
import { sentenceOf, useConnection } from '../engine.ts'
import { Notice } from './notice.tsx'

/** Removes a source at once, with a way back instead of a question before. */
export function RemoveSource({ source, onRemoved }: { readonly source: SourceReport; readonly onRemoved: () => void }) {
  const { engine } = useConnection()
  const client = useQueryClient()
  const restore = useMutation({
    mutationFn: () => engine.sources.restore({ id: source.id }),
    onSuccess: () => client.invalidateQueries(),
    onError: (error) => notifications.show({ message: sentenceOf(error), color: 'red' }),
  })
  const remove = useMutation({
    mutationFn: () => engine.sources.remove({ id: source.id }),
    onSuccess: async () => {
      onRemoved()
      await client.invalidateQueries()
      const id = `removed-${source.id}`
      notifications.show({
        id,
        autoClose: 10_000,
        withCloseButton: true,
        message: (
          <div className="row">
            <span className="grow breaks">{source.name} was removed.</span>
            <Button
              variant="default"
              size="compact-xs"
              onClick={() => {
                notifications.hide(id)
                restore.mutate()
              }}
            >
              Undo
            </Button>
          </div>
        ),
      })
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
