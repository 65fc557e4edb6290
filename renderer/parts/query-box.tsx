import { CloseButton, Menu, TextInput } from '@mantine/core'
import { IconChevronDown, IconSearch, IconX } from '@tabler/icons-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { ClauseReading, QueryProblem } from '../../shared/query/syntax.ts'
import { parseQuery } from '../../shared/query.ts'
import { useCommands } from '../commands.ts'
import { withoutPlace } from '../query-text.ts'
import { LogText } from './log-text.tsx'

interface Props {
  readonly query: string
  /** `fresh`: a step of its own in the browser's history; otherwise the present one changes. */
  readonly onQuery: (query: string, fresh: boolean) => void
  /** Enter or ↓: the results are wanted. */
  readonly onLeave: () => void
}

/** One line for anything that is known: an id, a fragment, an address, an IP, words, or fields. Chips say how it was read. */
export function QueryBox({ query, onQuery, onLeave }: Props) {
  const [text, setText] = useState(query)
  const sent = useRef(query)
  const began = useRef(false)
  const input = useRef<HTMLInputElement>(null)
  const parsed = useMemo(() => parseQuery(text), [text])
  const sound = parsed.problems.length === 0

  useEffect(() => {
    if (query === sent.current) return
    sent.current = query
    setText(query)
  }, [query])

  function send(next: string): void {
    if (next.trim() === sent.current) return
    sent.current = next.trim()
    onQuery(next.trim(), !began.current)
    began.current = true
  }

  useEffect(() => {
    if (!sound || text.trim() === sent.current) return
    const timer = setTimeout(() => send(text), 250)
    return () => clearTimeout(timer)
  })

  useCommands([
    {
      id: 'query',
      label: 'Type a search',
      keys: ['/'],
      group: 'Messages',
      inFields: false,
      run: () => {
        input.current?.focus()
        input.current?.select()
      },
    },
  ])

  function change(next: string): void {
    began.current = false
    setText(next)
    if (parseQuery(next).problems.length === 0) send(next)
  }

  return (
    <search className="stack" style={{ gap: 6 }}>
      <TextInput
        ref={input}
        size="sm"
        aria-label="Search messages"
        aria-describedby="readings"
        aria-invalid={!sound}
        placeholder="Address, id, IP, or words of a reply; or fields: to:bob outcome:bounced after:2026-03-02"
        leftSection={<IconSearch size={16} aria-hidden />}
        rightSection={text ? <CloseButton size={24} aria-label="Clear the search" onClick={() => change('')} /> : null}
        value={text}
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="off"
        onFocus={() => {
          began.current = false
        }}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            event.preventDefault()
            input.current?.blur()
            onLeave()
          }
          if (event.key !== 'Enter' && event.key !== 'ArrowDown') return
          event.preventDefault()
          if (sound) send(text)
          onLeave()
        }}
      />
      <div id="readings" className="readings" hidden={parsed.readings.length === 0 && sound}>
        {parsed.readings.map((reading) => (
          <ReadingChip key={reading.place.start} reading={reading} text={text} onChange={change} />
        ))}
        {parsed.problems.map((problem) => (
          <Problem key={`${problem.place.start} ${problem.message}`} problem={problem} text={text} onChange={change} />
        ))}
      </div>
    </search>
  )
}

interface ChipProps {
  readonly reading: ClauseReading
  readonly text: string
  readonly onChange: (next: string) => void
}

function ReadingChip({ reading, text, onChange }: ChipProps) {
  const { place, others } = reading
  const replace = (by: string) => onChange(`${text.slice(0, place.start)}${by}${text.slice(place.end)}`)
  return (
    <span className="reading">
      <span title={reading.reading}>
        <LogText text={reading.reading} />
      </span>
      {others.length > 0 ? (
        <Menu position="bottom-start">
          <Menu.Target>
            <button type="button" aria-label={`Other readings of ${reading.text}`}>
              <IconChevronDown size={12} aria-hidden />
            </button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Label>Read it as</Menu.Label>
            {others.map((other) => (
              <Menu.Item key={other.text} onClick={() => replace(other.text)}>
                <LogText text={other.reading} />
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      ) : null}
      <button type="button" onClick={() => onChange(withoutPlace(text, place))} aria-label={`Remove: ${reading.reading}`}>
        <IconX size={12} aria-hidden />
      </button>
    </span>
  )
}

function Problem({ problem, text, onChange }: Omit<ChipProps, 'reading'> & { readonly problem: QueryProblem }) {
  const { start, end } = problem.place
  const { instead } = problem
  const part = text.slice(start, Math.max(end, start + 1)) || '␠'
  return (
    <span className="query-error" role="alert">
      <code>
        {text.slice(Math.max(0, start - 24), start)}
        <u>{part}</u>
        {text.slice(end, end + 24)}
      </code>{' '}
      — {problem.message}{' '}
      {instead === undefined ? null : (
        <button type="button" className="link" onClick={() => onChange(`${text.slice(0, start)}${instead}${text.slice(end)}`)}>
          Use {instead}
        </button>
      )}
    </span>
  )
}
