import { Select } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { Mapping } from '../../shared/mapping/mapping.ts'
import type { ResultValue } from '../../shared/mapping/preview.ts'
import { actionChoices, actionWords } from '../mapping-words.ts'
import { LogText } from './log-text.tsx'

type Results = NonNullable<Mapping['results']>

interface Props {
  readonly values: readonly ResultValue[]
  readonly results: Results
  readonly onChange: (results: Results) => void
}

/** What each value of the result means: as its words say, unless the user says otherwise. */
export function MappingResults({ values, results, onChange }: Props) {
  if (values.length === 0) return null
  const change = (value: string, action: string | null): void => {
    const { [value]: _, ...others } = results
    const chosen = actionChoices.find((choice) => choice.value === action)
    onChange(chosen === undefined ? others : { ...others, [value]: chosen.value })
  }
  return (
    <fieldset style={{ border: 0, margin: 0, padding: 0 }} className="stack">
      <legend style={{ fontWeight: 600, padding: 0, marginBottom: 4 }}>What the results mean</legend>
      <div style={{ display: 'grid', gridTemplateColumns: 'repeat(auto-fill, minmax(300px, 1fr))', gap: '6px 16px' }}>
        {values.map(({ value, said }) => (
          <div key={value} className="row">
            <span className="grow mono breaks">
              <LogText text={value.slice(0, 80)} />
            </span>
            {said === null && results[value] === undefined ? (
              <IconAlertTriangle size={14} style={{ flex: 'none', color: 'var(--warn)' }} aria-label="Its meaning is not known" />
            ) : null}
            <Select
              aria-label={`What ${value.slice(0, 80)} means`}
              data={actionChoices}
              value={results[value] ?? null}
              placeholder={said === null ? 'Not known: choose' : `${actionWords[said]}, by its words`}
              onChange={(action) => change(value, action)}
              clearable
              w={190}
            />
          </div>
        ))}
      </div>
    </fieldset>
  )
}
