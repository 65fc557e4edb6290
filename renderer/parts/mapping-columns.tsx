import { MultiSelect } from '@mantine/core'
import { charactersOf } from '../../shared/json-line.ts'
import { type ColumnMapping, columnsOf, type MappedField } from '../../shared/mapping/mapping.ts'
import type { SampledColumn } from '../../shared/mapping/sample.ts'
import { LogText } from './log-text.tsx'

const labels: Readonly<Record<MappedField, string>> = {
  time: 'Time',
  sender: 'Sender',
  recipient: 'Recipients',
  messageId: 'Message-ID',
  queueId: 'Queue id',
  clientIp: 'Client’s IP address',
  result: 'Result',
  reply: 'Server’s reply',
  subject: 'Subject',
  size: 'Size',
}

/** Columns of a mapping that is being made: the time may still be missing. */
export type DraftColumns = Partial<ColumnMapping['columns']>

interface Props {
  readonly columns: readonly SampledColumn[]
  readonly draft: DraftColumns
  readonly onChange: (draft: DraftColumns) => void
}

/** Which columns say what: for each field the columns that are read for it, one after the other. */
export function MappingColumns({ columns, draft, onChange }: Props) {
  const examples = new Map(
    columns.map(({ name, values }) => [charactersOf(name), charactersOf(values.find((value) => value !== '') ?? '').slice(0, 60)]),
  )
  const change = (field: MappedField, names: readonly string[]): void => {
    const { [field]: _, ...others } = draft
    onChange(names.length === 0 ? others : { ...others, [field]: names.length === 1 ? names[0] : [...names] })
  }
  return (
    <fieldset style={{ border: 0, margin: 0, padding: 0 }}>
      <legend style={{ fontWeight: 600, padding: 0, marginBottom: 4 }}>Which columns say what</legend>
      <div style={{ display: 'grid', gridTemplateColumns: 'repeat(auto-fill, minmax(240px, 1fr))', gap: '10px 16px' }}>
        {(Object.keys(labels) as readonly MappedField[]).map((field) => (
          <MultiSelect
            key={field}
            label={labels[field]}
            required={field === 'time'}
            withAsterisk={false}
            data={[...examples.keys()]}
            value={[...columnsOf({ columns: { time: [], ...draft } }, field)]}
            onChange={(names) => change(field, names)}
            maxValues={8}
            placeholder={columnsOf({ columns: { time: [], ...draft } }, field).length === 0 ? 'no column' : ''}
            renderOption={({ option }) => (
              <span className="stack" style={{ gap: 0 }}>
                <span className="breaks">
                  <LogText text={option.value} />
                </span>
                <span className="dim breaks" style={{ fontSize: 12 }}>
                  <LogText text={examples.get(option.value) ?? ''} />
                </span>
              </span>
            )}
            searchable
            clearable
            size="xs"
            styles={{ inputField: { minWidth: 24 } }}
          />
        ))}
      </div>
    </fieldset>
  )
}
