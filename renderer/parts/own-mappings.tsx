import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { isLineMapping, mappingSentence } from '../../shared/mapping/mapping.ts'
import type { RememberedMapping } from '../../shared/mapping/own.ts'
import { ago } from '../clock.ts'
import { sentenceOf, useConnection } from '../engine.ts'
import { useUndo } from '../undo.tsx'
import { LogText } from './log-text.tsx'
import { Notice } from './notice.tsx'

/** Mappings that are remembered for the next files, and the way to forget them; nothing where there is none. */
export function OwnMappings() {
  const { engine } = useConnection()
  const client = useQueryClient()
  const { offer } = useUndo()
  const mappings = useQuery({ queryKey: ['own-mappings'], queryFn: () => engine.mappings.list() })
  const forget = useMutation({
    mutationFn: ({ id }: RememberedMapping) => engine.mappings.forget({ id }),
    onSuccess: async (_, { id, header, mapping }) => {
      offer('A mapping of your own was forgotten.', {
        undo: () => engine.mappings.remember({ header, mapping }),
        redo: () => engine.mappings.forget({ id }),
      })
      await client.invalidateQueries({ queryKey: ['own-mappings'] })
    },
  })
  const error = mappings.error ?? forget.error
  const { mappings: kept, unread } = mappings.data ?? { mappings: [], unread: 0 }
  if (error === null && kept.length + unread === 0) return null
  return (
    <section aria-labelledby="own-mappings" className="stack" style={{ gap: 12 }}>
      <div>
        <h2 id="own-mappings">Mappings of your own</h2>
        <p className="dim">
          Files of the same header, and logs that are written so, are read by these without asking, in every case on this machine. They hold
          names of columns, results and patterns, no line of a log. What is imported already stays as it is when one is forgotten.
        </p>
      </div>
      {error ? <Notice tone="bad">{sentenceOf(error)}</Notice> : null}
      {unread > 0 ? (
        <Notice tone="warn">
          {unread === 1 ? 'One more is' : `${unread} more are`} kept as {unread === 1 ? 'it is' : 'they are'}, but no file is read by{' '}
          {unread === 1 ? 'it' : 'them'}: written by a newer version of Relayscope, or damaged.
        </Notice>
      ) : null}
      <ul style={{ listStyle: 'none', margin: 0, padding: 0 }} className="stack">
        {kept.map((own) => (
          <li key={own.id} className="card row" style={{ padding: '8px 12px' }}>
            <span className="grow breaks">
              <LogText text={mappingSentence(own.mapping)} />
              <br />
              <span className="dim" style={{ fontSize: 12 }}>
                {isLineMapping(own.mapping) ? 'Lines of text' : own.header.kind === 'records' ? 'JSON records' : 'A table'} · kept{' '}
                {ago(own.keptAt, Date.now())}
              </span>
            </span>
            <Button
              variant="default"
              onClick={() => forget.mutate(own)}
              aria-label={`Forget: ${mappingSentence(own.mapping).slice(0, 120)}`}
            >
              Forget
            </Button>
          </li>
        ))}
      </ul>
    </section>
  )
}
