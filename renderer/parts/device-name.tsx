import { Autocomplete, Button, TextInput } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type DeviceNaming, type DeviceRow, deviceKey } from '../../shared/senders.ts'
import { sentenceOf, useConnection } from '../engine.ts'
import { useUndo } from '../undo.tsx'
import { LogText } from './log-text.tsx'
import { Notice } from './notice.tsx'

const kinds = ['printer', 'scanner', 'server', 'program', 'PC', 'gateway']

/** The name that the user gives a device, and the way to change it. */
export function DeviceName({ row }: { readonly row: DeviceRow }) {
  const { engine } = useConnection()
  const client = useQueryClient()
  const { offer } = useUndo()
  const [draft, setDraft] = useState<{ readonly name: string; readonly kind: string } | null>(null)
  const device = deviceKey(row.ip, row.user)
  const set = useMutation({
    mutationFn: (naming: DeviceNaming) => engine.names.set({ namings: [naming] }),
    onSuccess: async (before, naming) => {
      setDraft(null)
      const done = naming.name === null ? `The name of ${naming.device} was taken away.` : `${naming.device} is now called ${naming.name}.`
      offer(done, {
        undo: () => engine.names.set({ namings: [...before] }),
        redo: () => engine.names.set({ namings: [naming] }),
      })
      await client.invalidateQueries()
    },
  })
  if (device === null) return null
  const named = [row.name, row.kind].filter(Boolean).join(' · ')
  if (draft === null)
    return (
      <button
        type="button"
        className="edit"
        aria-label={row.name === null ? `Give it a name: ${device}` : `${named}. Change the name`}
        onClick={() => setDraft({ name: row.name ?? '', kind: row.kind ?? '' })}
      >
        {row.name === null ? 'Give it a name' : <LogText text={named} />}
        <IconPencil size={13} aria-hidden />
      </button>
    )
  return (
    <form
      className="stack"
      style={{ gap: 12, maxWidth: 340 }}
      onSubmit={(event) => {
        event.preventDefault()
        set.mutate({ device, name: draft.name.trim() || null, kind: draft.kind.trim() || null })
      }}
    >
      <TextInput
        label="Name"
        description={`Of ${device}, everywhere in this case. Empty: none.`}
        placeholder="Copier 2nd floor"
        value={draft.name}
        maxLength={80}
        onChange={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
        autoFocus
      />
      <Autocomplete
        label="What it is"
        placeholder="printer"
        data={kinds}
        value={draft.kind}
        maxLength={80}
        onChange={(kind) => setDraft({ ...draft, kind })}
      />
      {set.error ? <Notice tone="bad">{sentenceOf(set.error)}</Notice> : null}
      <div className="row">
        <Button type="submit" loading={set.isPending} disabled={draft.name.trim() === '' && row.name === null}>
          {draft.name.trim() === '' && row.name !== null ? 'Take the name away' : 'Use this name'}
        </Button>
        <Button variant="default" onClick={() => setDraft(null)}>
          Leave as it was
        </Button>
      </div>
    </form>
  )
}
