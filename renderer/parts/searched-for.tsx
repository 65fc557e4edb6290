import { Button, Popover, TextInput } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { MOST_SEARCHED, SEARCH_RESULT } from '../../shared/coverage.ts'
import type { SourceReport } from '../../shared/source-report.ts'
import { sentenceOf, useConnection } from '../engine.ts'
import { useUndo } from '../undo.tsx'
import { LogText } from './log-text.tsx'
import { Notice } from './notice.tsx'

/** What a search result was searched for, and the way to say it. */
export function SearchedFor({ source: { id, name, searched } }: { readonly source: SourceReport }) {
  const { engine } = useConnection()
  const client = useQueryClient()
  const { offer } = useUndo()
  const [draft, setDraft] = useState<string | null>(null)
  const save = useMutation({
    mutationFn: (text: string) => engine.sources.setSearched({ id, searched: text.trim() || null }),
    onSuccess: async (_, text) => {
      setDraft(null)
      await client.invalidateQueries()
      offer(`What was searched for in ${name} was changed.`, {
        undo: () => engine.sources.setSearched({ id, searched }),
        redo: () => engine.sources.setSearched({ id, searched: text.trim() || null }),
      })
    },
  })
  return (
    <Popover opened={draft !== null} onChange={() => setDraft(null)} position="bottom-start" withinPortal shadow="md" trapFocus>
      <Popover.Target>
        <button
          type="button"
          className="edit"
          onClick={() => setDraft(draft === null ? (searched ?? '') : null)}
          aria-label={`${searched === null ? 'What did you search for?' : `Searched for: ${searched}`} ${SEARCH_RESULT}. Change, ${name}`}
        >
          <span className="breaks">
            <span className={searched === null ? 'assumed' : undefined}>
              {searched === null ? 'What did you search for?' : <LogText text={`Searched for: ${searched}`} />}
            </span>
            <br />
            <span className="dim" style={{ fontSize: 12 }}>
              {SEARCH_RESULT}
            </span>
          </span>
          <IconPencil size={13} aria-hidden />
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <form
          className="stack"
          style={{ width: 320, gap: 12 }}
          onSubmit={(event) => {
            event.preventDefault()
            save.mutate(draft ?? '')
          }}
        >
          <TextInput
            label="What did you search for?"
            description="Addresses, dates, ids, as you entered them. Kept with the file and shown in reports with real names."
            placeholder="sender scanner@example.com, 1 to 3 March"
            value={draft ?? ''}
            maxLength={MOST_SEARCHED}
            onChange={(event) => setDraft(event.currentTarget.value)}
            data-autofocus
          />
          {save.error ? <Notice tone="bad">{sentenceOf(save.error)}</Notice> : null}
          <Button type="submit" loading={save.isPending}>
            Keep this
          </Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  )
}
