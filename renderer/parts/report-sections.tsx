import { ActionIcon, Checkbox, VisuallyHidden } from '@mantine/core'
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { sectionWords } from '../../report/sections.ts'
import type { ReportSection } from '../../shared/report.ts'
import { type Arrangement, moved, switched } from '../report-choice.ts'

interface Props {
  readonly arrangement: Arrangement
  /** Those for which the report has something. */
  readonly offered: readonly ReportSection[]
  readonly onArrange: (arrangement: Arrangement) => void
}

/** What the report holds, in its order: to be switched, and to be moved by buttons or by Alt with the arrows. */
export function ReportSections({ arrangement, offered, onArrange }: Props) {
  const shown = arrangement.filter(({ section }) => offered.includes(section))
  const held = useRef<HTMLElement | null>(null)
  const [said, setSaid] = useState('')
  useEffect(() => {
    held.current?.focus() // Moving what has the focus takes it away.
    held.current = null
  })
  const move = (section: ReportSection, by: -1 | 1): void => {
    const to = shown.findIndex((placed) => placed.section === section) + by + 1
    if (to < 1 || to > shown.length) return
    held.current = document.activeElement instanceof HTMLElement ? document.activeElement : null
    setSaid(`${sectionWords[section]} is number ${to} of ${shown.length}.`)
    onArrange(moved(arrangement, section, by, offered))
  }
  const press = (event: KeyboardEvent, section: ReportSection): void => {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return
    event.preventDefault()
    move(section, event.key === 'ArrowUp' ? -1 : 1)
  }
  return (
    <fieldset className="report-sections">
      <legend className="report-label">Sections</legend>
      <ol>
        {shown.map(({ section, on }) => (
          <li key={section} className="row">
            <Checkbox
              className="grow"
              size="xs"
              label={sectionWords[section]}
              checked={on}
              onChange={() => onArrange(switched(arrangement, section))}
              onKeyDown={(event) => press(event, section)}
            />
            <MoveButton section={section} by={-1} isEnd={section === shown[0]?.section} onMove={move} />
            <MoveButton section={section} by={1} isEnd={section === shown.at(-1)?.section} onMove={move} />
          </li>
        ))}
      </ol>
      <p className="dim report-hint">Alt ↑ and Alt ↓ move the section whose box has the focus.</p>
      <VisuallyHidden role="status">{said}</VisuallyHidden>
    </fieldset>
  )
}

interface MoveProps {
  readonly section: ReportSection
  readonly by: -1 | 1
  /** There is no place to move it to. It keeps the focus all the same. */
  readonly isEnd: boolean
  readonly onMove: (section: ReportSection, by: -1 | 1) => void
}

function MoveButton({ section, by, isEnd, onMove }: MoveProps) {
  const Icon = by === -1 ? IconArrowUp : IconArrowDown
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size={24}
      aria-label={`Move “${sectionWords[section]}” ${by === -1 ? 'up' : 'down'}`}
      aria-disabled={isEnd}
      onClick={() => onMove(section, by)}
    >
      <Icon size={14} />
    </ActionIcon>
  )
}
