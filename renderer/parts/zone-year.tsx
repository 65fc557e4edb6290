import { Button, NumberInput, Popover, Select } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { SourceReport } from '../../shared/source-report.ts'
import { yearSourceWords, zoneSourceWords } from '../../shared/words.ts'
import { allZones } from '../clock.ts'
import { sentenceOf, useConnection } from '../engine.ts'
import { useUndo } from '../undo.tsx'
import { Notice } from './notice.tsx'

/** The zone and year that a source was read with, how they were decided, and the way to read it again with others. */
export function ZoneYear({ source, what }: { readonly source: SourceReport; readonly what: 'zone' | 'year' }) {
  const { engine } = useConnection()
  const client = useQueryClient()
  const { offer } = useUndo()
  const [open, setOpen] = useState(false)
  const [zone, setZone] = useState<string | null>(source.zone)
  const [year, setYear] = useState<number | string>(source.firstYear ?? '')
  const reread = useMutation({
    mutationFn: (next: { readonly zone?: string; readonly year?: number }) => engine.sources.reread({ id: source.id, ...next }),
    onSuccess: async (_, next) => {
      setOpen(false)
      offer(`The ${what} of ${source.name} was changed.`, {
        undo: () => engine.sources.reread({ id: source.id, ...before }),
        redo: () => engine.sources.reread({ id: source.id, ...next }),
      })
      await client.invalidateQueries()
    },
  })
  const { zone: oldZone, zoneSource, firstYear, yearSource } = source
  const before = what === 'zone' ? { zone: oldZone, zoneSource } : firstYear === null ? {} : { year: firstYear, yearSource }
  const by = what === 'zone' ? source.zoneSource : source.yearSource
  const value = what === 'zone' ? source.zone : String(source.firstYear ?? '—')
  const words = what === 'zone' ? zoneSourceWords(by) : yearSourceWords(by)
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-start" withinPortal shadow="md" trapFocus>
      <Popover.Target>
        <button
          type="button"
          className="edit"
          onClick={() => setOpen((now) => !now)}
          aria-label={`${what} of ${source.name}: ${value}, ${words}. Change`}
        >
          <span>
            <span className={by === 'assumed' ? 'assumed' : undefined}>{value}</span>
            <br />
            <span className="dim" style={{ fontSize: 12 }}>
              {words}
            </span>
          </span>
          <IconPencil size={13} aria-hidden />
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <form
          className="stack"
          style={{ width: 260, gap: 12 }}
          onSubmit={(event) => {
            event.preventDefault()
            reread.mutate(what === 'zone' ? (zone ? { zone } : {}) : typeof year === 'number' ? { year } : {})
          }}
        >
          {what === 'zone' ? (
            <Select
              label="Zone in which the log was written"
              data={allZones()}
              value={zone}
              onChange={setZone}
              searchable
              comboboxProps={{ withinPortal: false }}
              data-autofocus
            />
          ) : (
            <NumberInput
              label="Year of the first line"
              value={year}
              onChange={setYear}
              min={1990}
              max={2100}
              allowDecimal={false}
              data-autofocus
            />
          )}
          <p className="dim" style={{ fontSize: 12 }}>
            The lines kept in the case are read again, and the messages are joined anew.
          </p>
          {reread.error ? <Notice tone="bad">{sentenceOf(reread.error)}</Notice> : null}
          <Button type="submit" loading={reread.isPending}>
            Read again with this {what}
          </Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  )
}
