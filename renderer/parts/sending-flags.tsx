import { Button, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { expectedWords } from '../../shared/flags.ts'
import type { Expected, ExpectedFlag, FlagName, MarkedFlag } from '../../shared/senders.ts'
import { sentenceOf, useConnection } from '../engine.ts'
import { namesOf, type SendingRow } from '../sending-rows.ts'
import { useUndo } from '../undo.tsx'
import { LogText } from './log-text.tsx'
import { Notice } from './notice.tsx'
import { RowsLink } from './rows-link.tsx'

const WEEKS = 4

/** The form in which a flag is said to be expected: of which flag it is open, and the way to open and close it. */
export interface FlagForm {
  readonly marking: FlagName | null
  readonly onMarking: (flag: FlagName | null) => void
}

/** What is unusual of a row, each with its rule, its messages, and the way to say that it is expected. */
export function SendingFlags({ row, marking, onMarking }: FlagForm & { readonly row: SendingRow }) {
  const list = useRef<HTMLDivElement>(null)
  const focusOn = (flag: FlagName) => setTimeout(() => list.current?.querySelector<HTMLElement>(`[data-flag="${flag}"]`)?.focus(), 30)
  const mark = useMark(row, (flag) => {
    onMarking(null)
    focusOn(flag)
  })
  return (
    <div className="stack" ref={list}>
      {row.flags.map((found) => (
        <div key={found.flag}>
          <p>
            <FlagWords found={found} />{' '}
            <RowsLink query={found.query} label={`Show them: ${found.why}`}>
              Show them
            </RowsLink>
            {' · '}
            <button
              type="button"
              className="link"
              data-flag={found.flag}
              aria-label={`${found.expected === null ? 'Expected' : 'Not expected'}: ${found.flag}`}
              onClick={() => (found.expected === null ? onMarking(found.flag) : mark.mutate({ flag: found.flag, expected: null }))}
            >
              {found.expected === null ? 'Expected…' : 'Not expected'}
            </button>
          </p>
          {marking === found.flag && found.expected === null ? (
            <ExpectedForm
              lastDay={row.days.at(-1)?.day ?? ''}
              pending={mark.isPending}
              onUse={(expected) => mark.mutate({ flag: found.flag, expected })}
              onLeave={() => {
                onMarking(null)
                focusOn(found.flag)
              }}
            />
          ) : null}
        </div>
      ))}
      {mark.error ? <Notice tone="bad">{sentenceOf(mark.error)}</Notice> : null}
    </div>
  )
}

function FlagWords({ found: { expected, why } }: { readonly found: MarkedFlag }) {
  if (expected === null)
    return (
      <>
        Unusual: <LogText text={why} />
      </>
    )
  const words = expectedWords(expected).replace(/^e/, 'E').replace(/\.?$/, '.')
  return (
    <>
      <LogText text={words} />{' '}
      <span className="dim">
        <LogText text={why} />
      </span>
    </>
  )
}

/** Keeps a mark in the case, with the way back. */
function useMark(row: SendingRow, marked: (flag: FlagName) => void) {
  const { engine } = useConnection()
  const client = useQueryClient()
  const { offer } = useUndo()
  return useMutation({
    mutationFn: (of: Omit<ExpectedFlag, 'key'>) => engine.expected.set({ marks: [{ ...of, key: row.key }] }),
    onSuccess: async (before, of) => {
      const what = `“${of.flag}” of ${namesOf(row).first}`
      offer(of.expected === null ? `${what} is not expected any more.` : `${what} is ${expectedWords(of.expected).replace(/\.?$/, '.')}`, {
        undo: () => engine.expected.set({ marks: [...before] }),
        redo: () => engine.expected.set({ marks: [{ ...of, key: row.key }] }),
      })
      await client.invalidateQueries()
      marked(of.flag)
    },
  })
}

interface FormProps {
  /** Of the logs: `2026-03-03`. */
  readonly lastDay: string
  readonly pending: boolean
  readonly onUse: (expected: Expected) => void
  readonly onLeave: () => void
}

function ExpectedForm({ lastDay, pending, onUse, onLeave }: FormProps) {
  const [reason, setReason] = useState('')
  const [until, setUntil] = useState(() => new Date(Date.parse(lastDay) + WEEKS * 7 * 86_400_000).toISOString().slice(0, 10))
  return (
    <form
      className="stack"
      style={{ gap: 12, maxWidth: 340, margin: '8px 0' }}
      onSubmit={(event) => {
        event.preventDefault()
        onUse({ until, reason: reason.trim() })
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.preventDefault()
        onLeave()
      }}
    >
      <TextInput
        label="Why it is expected"
        placeholder="New scanner on the 3rd floor"
        value={reason}
        maxLength={200}
        onChange={(event) => setReason(event.currentTarget.value)}
        autoFocus
      />
      <TextInput
        label="Until"
        description={`A day of the logs, which end on ${lastDay}: in newer ones it is unusual again.`}
        type="date"
        value={until}
        min={lastDay}
        required
        onChange={(event) => setUntil(event.currentTarget.value)}
      />
      <div className="row">
        <Button type="submit" loading={pending} disabled={reason.trim() === '' || until < lastDay}>
          Mark as expected
        </Button>
        <Button variant="default" onClick={onLeave}>
          Leave as it was
        </Button>
      </div>
    </form>
  )
}
