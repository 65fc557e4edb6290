import { Button, Textarea } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Organisation } from '../../shared/api.ts'
import { sentenceOf, useConnection } from '../engine.ts'
import { useUndo } from '../undo.tsx'
import { LogText } from './log-text.tsx'
import { Notice } from './notice.tsx'

type Part = 'domains' | 'networks'

const labels: Readonly<Record<Part, { title: string; hint: string; example: string }>> = {
  domains: { title: 'Own domains', hint: 'One per line. Mail from these is yours.', example: 'example.org' },
  networks: {
    title: 'Own networks',
    hint: 'One per line, as CIDR. Clients in these are yours; others are strangers.',
    example: '192.0.2.0/24',
  },
}

/** Whose mail is "own": guessed from the logs until the user says otherwise. */
export function OrganisationCard({ organisation }: { readonly organisation: Organisation }) {
  return (
    <section aria-labelledby="own" className="stack" style={{ gap: 12 }}>
      <div>
        <h2 id="own">Whose mail is yours</h2>
        <p className="dim">Counts and verdicts speak of your own mail; strangers who only knocked are counted apart.</p>
      </div>
      <div style={{ display: 'grid', gridTemplateColumns: 'repeat(auto-fit, minmax(320px, 1fr))', gap: 16 }}>
        <OwnPart part="domains" values={organisation.domains} guessed={organisation.domainsGuessed} />
        <OwnPart part="networks" values={organisation.networks} guessed={organisation.networksGuessed} />
      </div>
    </section>
  )
}

function OwnPart({ part, values, guessed }: { readonly part: Part; readonly values: readonly string[]; readonly guessed: boolean }) {
  const { engine } = useConnection()
  const client = useQueryClient()
  const { offer } = useUndo()
  const { title, hint, example } = labels[part]
  const [text, setText] = useState<string | null>(null)
  const set = useMutation({
    mutationFn: (next: string[] | null) => engine.organisation.set({ [part]: next }),
    onSuccess: async (_, next) => {
      setText(null)
      offer(`${title} were changed.`, {
        undo: () => engine.organisation.set({ [part]: guessed ? null : [...values] }),
        redo: () => engine.organisation.set({ [part]: next }),
      })
      await client.invalidateQueries()
    },
  })
  if (text === null) {
    return (
      <div className="card stack">
        <div className="row">
          <h3 style={{ fontSize: 13 }} className="grow">
            {title}{' '}
            <span className="dim" style={{ fontWeight: 400 }}>
              {guessed ? '· guessed from the logs' : '· set by you'}
            </span>
          </h3>
          <Button
            variant="subtle"
            size="compact-xs"
            leftSection={<IconPencil size={13} />}
            onClick={() => setText(values.join('\n'))}
            aria-label={`Change ${title.toLowerCase()}`}
          >
            Change
          </Button>
        </div>
        {values.length === 0 ? <span className="dim">None known.</span> : null}
        <ul style={{ listStyle: 'none', margin: 0, padding: 0, columns: '160px auto', maxHeight: 180, overflow: 'auto' }}>
          {values.map((value) => (
            <li key={value} className="breaks">
              <LogText text={value} />
            </li>
          ))}
        </ul>
      </div>
    )
  }
  const next = text.split(/[ ,;\n]+/).filter(Boolean)
  return (
    <form
      className="card stack"
      style={{ gap: 12 }}
      onSubmit={(event) => {
        event.preventDefault()
        set.mutate(next)
      }}
    >
      <Textarea
        label={title}
        description={hint}
        placeholder={example}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        autosize
        minRows={3}
        maxRows={12}
        spellCheck={false}
        data-autofocus
      />
      {set.error ? <Notice tone="bad">{sentenceOf(set.error)}</Notice> : null}
      <div className="row">
        <Button type="submit" loading={set.isPending}>
          Use {next.length === 1 ? 'this' : `these ${next.length}`}
        </Button>
        <Button variant="default" onClick={() => setText(null)}>
          Leave as it was
        </Button>
        {guessed ? null : (
          <Button variant="subtle" onClick={() => set.mutate(null)}>
            Guess from the logs
          </Button>
        )}
      </div>
    </form>
  )
}
