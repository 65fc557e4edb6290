import { Checkbox, SegmentedControl, Textarea, TextInput } from '@mantine/core'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { type ReportFormat, reportFormats, reportText } from '../../report/format.ts'
import { parseQuery } from '../../shared/query.ts'
import type { ReportSection } from '../../shared/report.ts'
import type { ReportChoice } from '../report-choice.ts'
import { ReportSections } from './report-sections.tsx'

/** As many characters as an address carries well. */
const LONGEST_TITLE = 200
const LONGEST_NOTE = 2_000

/** How long somebody pauses who is done with a word, ms. */
const PAUSE = 400

interface Props {
  readonly choice: ReportChoice
  readonly offered: readonly ReportSection[]
  readonly onChoose: (next: Partial<ReportChoice>) => void
}

/** What the report is about, what it is called and says, what it holds, and how it is written. */
export function ReportChoices({ choice, offered, onChoose }: Props) {
  const title = useTyped(choice.title, (text) => onChoose({ title: text }))
  const note = useTyped(choice.note, (text) => onChoose({ note: text }))
  return (
    <>
      <QueryChoice query={choice.query} onQuery={(query) => onChoose({ query })} />
      <TextInput label="Title" placeholder="After what it is about" maxLength={LONGEST_TITLE} autoComplete="off" {...title} />
      <Textarea
        label="Note"
        description="Your own words, at the top. Not in CSV."
        autosize
        minRows={2}
        maxRows={8}
        maxLength={LONGEST_NOTE}
        {...note}
      />
      <ReportSections arrangement={choice.arrangement} offered={offered} onArrange={(arrangement) => onChoose({ arrangement })} />
      <div className="stack" style={{ gap: 4 }}>
        <span className="report-label">Format</span>
        <SegmentedControl
          fullWidth
          aria-label="Format"
          value={choice.format}
          onChange={(format) => onChoose({ format: format as ReportFormat })}
          data={reportFormats.map((value) => ({ value, label: reportText[value].title }))}
        />
      </div>
      <Checkbox
        checked={choice.redact}
        label="Replace addresses, names, IPs and subjects by pseudonyms"
        onChange={(event) => onChoose({ redact: event.currentTarget.checked })}
      />
    </>
  )
}

interface Typed {
  readonly value: string
  readonly onChange: (event: { readonly currentTarget: { readonly value: string } }) => void
  readonly onBlur: () => void
  readonly onKeyDown: (event: KeyboardEvent) => void
}

/** A field whose text is told when its writer pauses or goes on; another value from elsewhere takes its place. */
function useTyped(value: string, tell: (text: string) => void, fits: (text: string) => boolean = () => true): Typed {
  const [text, setText] = useState(value)
  const told = useRef(value)
  useEffect(() => {
    if (value === told.current) return
    told.current = value
    setText(value)
  }, [value])
  const tellNow = (): void => {
    const next = text.trim()
    if (next === told.current || !fits(next)) return
    told.current = next
    tell(next)
  }
  useEffect(() => {
    const timer = setTimeout(tellNow, PAUSE)
    return () => clearTimeout(timer)
  })
  return {
    value: text,
    onChange: (event) => setText(event.currentTarget.value),
    onBlur: tellNow,
    onKeyDown: ({ ctrlKey, metaKey }) => (ctrlKey || metaKey ? tellNow() : undefined), // A command takes what is typed.
  }
}

/** What the report is about; a query that cannot be read changes nothing. */
function QueryChoice({ query, onQuery }: { readonly query: string; readonly onQuery: (query: string) => void }) {
  const typed = useTyped(query, onQuery, (text) => parseQuery(text).problems.length === 0)
  const [problem] = parseQuery(typed.value).problems
  return (
    <TextInput
      label="About"
      description="A query as in Messages; empty: the whole case. One message makes a ticket."
      placeholder="The whole case"
      spellCheck={false}
      autoComplete="off"
      error={problem?.message}
      {...typed}
    />
  )
}
