import { IconMinus, IconPlus } from '@tabler/icons-react'
import type { KeyboardEvent, MouseEvent, ReactNode } from 'react'
import { count } from '../../shared/numbers.ts'
import type { FieldName } from '../../shared/query/fields.ts'
import { chosen, exclude, excluded, toggle } from '../query-text.ts'
import { LogText } from './log-text.tsx'

/** A value that can be picked. `label`: how it is said; `title`: what else there is to know. */
export interface FacetChoice {
  readonly value: string
  readonly label: string
  readonly title: string | null
  readonly count: number
}

interface Props {
  readonly field: FieldName
  readonly query: string
  readonly values: readonly FacetChoice[]
  readonly onQuery: (query: string) => void
}

/** Values with their numbers: a click asks for only this one; with Ctrl it is added, with Alt left out. */
export function FacetValues({ field, query, values, onQuery }: Props) {
  const on = chosen(query, field)
  const out = excluded(query, field)
  const most = Math.max(1, ...values.map((value) => value.count))
  return (
    <ul className="plain-list">
      {values.map((choice) => (
        <FacetRow
          key={choice.value}
          choice={choice}
          share={choice.count / most}
          state={on.includes(choice.value) ? 'on' : out.includes(choice.value) ? 'out' : 'off'}
          onPick={(how) =>
            onQuery(how === 'out' ? exclude(query, field, choice.value) : toggle(query, field, choice.value, how === 'only'))
          }
        />
      ))}
    </ul>
  )
}

interface RowProps {
  readonly choice: FacetChoice
  readonly share: number
  readonly state: 'on' | 'out' | 'off'
  readonly onPick: (how: 'only' | 'add' | 'out') => void
}

function how(event: MouseEvent | KeyboardEvent): 'only' | 'add' | 'out' {
  return event.altKey ? 'out' : event.ctrlKey || event.metaKey ? 'add' : 'only'
}

function FacetRow({ choice, share, state, onPick }: RowProps) {
  const { label, title } = choice
  return (
    <li className="facet-row" data-state={state}>
      <button
        type="button"
        className="facet-value"
        aria-pressed={state === 'on'}
        title={`${title ?? label}\nClick: only this. Ctrl and click: add it. Alt and click: leave it out.`}
        onClick={(event) => onPick(how(event))}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.altKey || event.ctrlKey || event.metaKey)) return
          event.preventDefault()
          onPick(how(event))
        }}
      >
        <span className="facet-bar" style={{ width: `${Math.max(1, share * 100)}%` }} aria-hidden="true" />
        <span className="cut">
          <LogText text={label} />
        </span>
        {state === 'out' ? <span className="sr">, left out,</span> : null} <span className="dim num">{count(choice.count)}</span>
      </button>
      <Beside label={`Add ${label}`} onClick={() => onPick('add')}>
        <IconPlus size={12} aria-hidden />
      </Beside>
      <Beside label={state === 'out' ? `Let ${label} in again` : `Leave out ${label}`} onClick={() => onPick('out')}>
        <IconMinus size={12} aria-hidden />
      </Beside>
    </li>
  )
}

/** What Ctrl and Alt do, as buttons that show on hover and focus. */
function Beside({ label, onClick, children }: { readonly label: string; readonly onClick: () => void; readonly children: ReactNode }) {
  return (
    <button type="button" className="facet-beside" aria-label={label} title={label} onClick={onClick}>
      {children}
    </button>
  )
}
