import { Button, Textarea } from '@mantine/core'
import { useRef } from 'react'
import { bytesOf } from '../../shared/json-line.ts'
import { draftTemplate } from '../../shared/mapping/draft.ts'
import { matchLine, readTemplate, type Template, type TemplateField, templateFields } from '../../shared/mapping/template.ts'
import { LogText } from './log-text.tsx'
import { Notice } from './notice.tsx'

const MOST_LINES = 12

interface Props {
  /** The first of the log, as characters. */
  readonly lines: readonly string[]
  /** The day in the file's name. */
  readonly day: string | null
  /** One template a line. */
  readonly text: string
  readonly onChange: (text: string) => void
}

/** How lines are written, as templates; beside the first lines of the log, with what each template reads of them. */
export function MappingLines({ lines, day, text, onChange }: Props) {
  const area = useRef<HTMLTextAreaElement>(null)
  const templates = text.split('\n').filter((line) => line.trim() !== '')
  const read = templates.map(readTemplate)
  const wrong = read.flatMap((template, at) => (typeof template === 'string' ? [`Template ${at + 1}: ${template}.`] : []))
  const good = read.filter((template): template is Template => typeof template !== 'string')
  const insert = (field: TemplateField): void => {
    const at = area.current
    if (at === null) return
    const { selectionStart, selectionEnd } = at
    const place = `{${field}}`
    onChange(`${text.slice(0, selectionStart)}${place}${text.slice(selectionEnd)}`)
    requestAnimationFrame(() => {
      at.focus()
      at.setSelectionRange(selectionStart + place.length, selectionStart + place.length)
    })
  }
  const begin = (line: string): void => {
    const draft = draftTemplate(line, day) || line.replace(/[{}]/g, (brace) => brace + brace)
    onChange(text.trim() === '' ? draft : `${text.replace(/(?<!\n)\n+$/, '')}\n${draft}`)
  }
  return (
    <div className="stack" style={{ gap: 12 }}>
      <Textarea
        ref={area}
        label="How its lines are written"
        description="One template in each line: the text as it stands in the log, with a place for what changes, such as {time} {host} relay: {queueId} to=<{recipient}>. Mark a part of it and choose what it is."
        autosize
        minRows={3}
        maxRows={8}
        value={text}
        onChange={(event) => onChange(event.currentTarget.value)}
        spellCheck={false}
        error={wrong.length > 0 ? wrong.join(' ') : undefined}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 12 }, description: { marginBottom: 8 } }}
      />
      <fieldset className="row wrap" style={{ border: 0, margin: 0, padding: 0, gap: 4 }}>
        <legend className="sr">Put a place in</legend>
        {(Object.keys(templateFields) as readonly TemplateField[]).map((field) => (
          <Button key={field} variant="default" size="compact-xs" onClick={() => insert(field)} aria-label={`Put in {${field}}`}>
            {`{${field}}`}
          </Button>
        ))}
      </fieldset>
      <section className="stack" aria-label="First lines">
        <h3 style={{ fontSize: 13 }}>The first lines</h3>
        {lines.length === 0 ? <Notice>The file holds no line.</Notice> : null}
        <ul style={{ listStyle: 'none', margin: 0, padding: 0, maxHeight: 260, overflow: 'auto' }} className="stack">
          {lines
            .filter((line) => line !== '')
            .slice(0, MOST_LINES)
            .map((line, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a log holds the same line twice
              <Line key={at} line={line} day={day} templates={good} onBegin={() => begin(line)} />
            ))}
        </ul>
      </section>
    </div>
  )
}

function Line({
  line,
  day,
  templates,
  onBegin,
}: {
  readonly line: string
  readonly day: string | null
  readonly templates: readonly Template[]
  readonly onBegin: () => void
}) {
  const isRead = matchLine(templates, bytesOf(line), false, day) !== null
  return (
    <li className="row" style={{ alignItems: 'flex-start' }}>
      <span className={isRead ? 'grow mono breaks' : 'grow mono breaks dim'}>
        <LogText text={line.slice(0, 400)} />
      </span>
      {isRead ? (
        <span className="dim" style={{ whiteSpace: 'nowrap' }}>
          read
        </span>
      ) : (
        <Button variant="default" size="compact-xs" onClick={onBegin} style={{ flex: 'none' }}>
          Begin a template with it
        </Button>
      )}
    </li>
  )
}
