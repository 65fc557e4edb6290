import { Menu } from '@mantine/core'
import { IconCheck, IconChevronDown } from '@tabler/icons-react'
import type { ComponentProps } from 'react'
import type { FacetValue, QueryReport } from '../../shared/api.ts'
import type { FailureId } from '../../shared/failures/failure.ts'
import { failureOf } from '../../shared/failures/index.ts'
import { type Direction, directions, type Outcome, outcomes } from '../../shared/message.ts'
import { count, shortCount } from '../numbers.ts'
import { choose, chosen, toggle } from '../query-text.ts'
import { byFamily, directionWords, familyWords } from '../words.ts'
import { OutcomeTag } from './outcome.tsx'

interface Props {
  readonly query: string
  readonly report: QueryReport | undefined
  readonly onQuery: (query: string) => void
}

function countOf(values: readonly FacetValue[], value: string): number {
  return values.find((found) => found.value === value)?.count ?? 0
}

/** Outcomes with their counts under the present query; each writes a clause of the query. */
export function OutcomeFilter({ query, report, onQuery }: Props) {
  const active = chosen(query, 'outcome')
  const shown = outcomes.filter((outcome) => active.includes(outcome) || countOf(report?.outcomes ?? [], outcome) > 0)
  return (
    <fieldset className="filters" aria-label="Outcome">
      {shown.map((outcome: Outcome) => (
        <button
          key={outcome}
          type="button"
          className="pick filter"
          aria-pressed={active.includes(outcome)}
          title="Click: only this. Ctrl and click: add to the others."
          onClick={(event) => onQuery(toggle(query, 'outcome', outcome, !(event.ctrlKey || event.metaKey)))}
        >
          <OutcomeTag outcome={outcome} bare />
          <span className="dim num">{shortCount(countOf(report?.outcomes ?? [], outcome))}</span>
        </button>
      ))}
    </fieldset>
  )
}

interface TargetProps extends ComponentProps<'button'> {
  readonly label: string
  readonly values: readonly string[]
}

/** The button of a filter with a menu; the menu puts its own properties on it. */
function FilterTarget({ label, values, ...rest }: TargetProps) {
  return (
    <button type="button" {...rest} className="pick filter" data-active={values.length > 0 || undefined}>
      <span>{values.length === 0 ? label : values.length === 1 ? values[0] : `${label}: ${values.length}`}</span>
      <IconChevronDown size={13} aria-hidden />
    </button>
  )
}

function Choice({
  label,
  on,
  found,
  onClick,
}: {
  readonly label: string
  readonly on: boolean
  readonly found: number
  readonly onClick: () => void
}) {
  return (
    <Menu.Item
      role="menuitemcheckbox"
      aria-checked={on}
      leftSection={<IconCheck size={14} style={{ visibility: on ? 'visible' : 'hidden' }} aria-hidden />}
      rightSection={<span className="dim num">{count(found)}</span>}
      onClick={onClick}
    >
      {label}
    </Menu.Item>
  )
}

/** Failure classes in their families, with counts. */
export function ReasonFilter({ query, report, onQuery }: Props) {
  const active = chosen(query, 'class')
  const found = report?.classes ?? []
  const ids = [...new Set([...found.map(({ value }) => value), ...active])].filter((id) => id !== 'none') as FailureId[]
  const groups = byFamily(ids.map((id) => failureOf(id)))
  if (ids.length === 0) return null
  return (
    <Menu position="bottom-start" closeOnItemClick={false} width={340}>
      <Menu.Target>
        <FilterTarget label="Reason" values={active.map((id) => (id === 'none' ? 'No failure' : failureOf(id as FailureId).title))} />
      </Menu.Target>
      <Menu.Dropdown mah={420} style={{ overflow: 'auto' }}>
        {active.length > 0 ? <Menu.Item onClick={() => onQuery(choose(query, 'class', []))}>Any reason</Menu.Item> : null}
        {[...groups].map(([family, classes]) => (
          <div key={family}>
            <Menu.Label>{familyWords[family]}</Menu.Label>
            {classes.map(({ id, title }) => (
              <Choice
                key={id}
                label={title}
                on={active.includes(id)}
                found={countOf(found, id)}
                onClick={() => onQuery(toggle(query, 'class', id, false))}
              />
            ))}
          </div>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

/** Whose mail it is, with counts. */
export function DirectionFilter({ query, report, onQuery }: Props) {
  const active = chosen(query, 'direction')
  const found = report?.directions ?? []
  const shown = directions.filter((direction) => active.includes(direction) || countOf(found, direction) > 0)
  if (shown.length === 0) return null
  return (
    <Menu position="bottom-start" closeOnItemClick={false} width={220}>
      <Menu.Target>
        <FilterTarget label="Direction" values={active.map((direction) => directionWords[direction as Direction] ?? direction)} />
      </Menu.Target>
      <Menu.Dropdown>
        {active.length > 0 ? <Menu.Item onClick={() => onQuery(choose(query, 'direction', []))}>Any direction</Menu.Item> : null}
        {shown.map((direction) => (
          <Choice
            key={direction}
            label={directionWords[direction]}
            on={active.includes(direction)}
            found={countOf(found, direction)}
            onClick={() => onQuery(toggle(query, 'direction', direction, false))}
          />
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
