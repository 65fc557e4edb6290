import { SegmentedControl, TextInput } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useRef } from 'react'
import { count, counted } from '../../shared/numbers.ts'
import type { SendingList } from '../../shared/senders.ts'
import { useCommands } from '../commands.ts'
import { sentenceOf, useConnection } from '../engine.ts'
import { CaseNeeded } from '../parts/case-needed.tsx'
import { NamesFile } from '../parts/names-file.tsx'
import { Notice } from '../parts/notice.tsx'
import { ReportedSendingTables } from '../parts/reported-sending.tsx'
import { RowsLink } from '../parts/rows-link.tsx'
import { SendingPanel } from '../parts/sending-panel.tsx'
import { type SendingOrder, SendingTable } from '../parts/sending-table.tsx'
import { SidePanel } from '../parts/side-panel.tsx'
import { Bones } from '../parts/skeleton.tsx'
import { filterRows, namesOf, rowId, rowOf, type SendingRow, type SendingSort, sortRows } from '../sending-rows.ts'

/** More are not fetched; the query finds them. */
const MOST_ROWS = 2_000
const DRAWN = 500

/** Who hands mail in and who sends it, how much, and how much of it fails. */
export function DevicesScreen() {
  return <CaseNeeded title="Devices">{(generation) => <Devices generation={generation} />}</CaseNeeded>
}

type Tab = 'devices' | 'senders'

function headline(tab: Tab, { total, messages }: SendingList<SendingRow>): string {
  if (total === 0) return 'No own mail in these logs'
  const sent = `${counted(messages, 'message')} of your own`
  return tab === 'devices' ? `${counted(total, 'device')} handed in ${sent}` : `${counted(total, 'sender')} sent ${sent}`
}

function orderOf(text: string | undefined): SendingOrder {
  return { by: (text ?? '-messages').replace('-', '') as SendingSort, descending: text === undefined || text.startsWith('-') }
}

function useSendingList(tab: Tab, generation: number) {
  const { engine } = useConnection()
  return useQuery<SendingList<SendingRow>>({
    queryKey: ['sending', tab, generation],
    queryFn: ({ signal }) => engine.senders[tab === 'devices' ? 'devices' : 'addresses']({ query: '', limit: MOST_ROWS }, { signal }),
    placeholderData: (before, query) => (query?.queryKey[1] === tab ? keepPreviousData(before) : undefined),
  })
}

function Devices({ generation }: { readonly generation: number }) {
  const navigate = useNavigate({ from: '/devices' })
  const search = useSearch({ from: '/devices' })
  const { q, open: openAs, view, ...kept } = search
  const tab: Tab = search.tab ?? 'devices'
  const body = useRef<HTMLTableSectionElement>(null)
  const panel = useRef<HTMLElement>(null)
  const answer = useSendingList(tab, generation)
  const list = answer.data
  const order = orderOf(search.sort)
  const rows = list ? sortRows(filterRows(list.rows, q ?? ''), order.by, order.descending) : []
  const shown = rows.slice(0, DRAWN)
  const open = rowOf(list?.rows ?? [], openAs)
  const openId = open && rowId(open)
  const links = () => [...(body.current?.querySelectorAll<HTMLElement>('tr > th a') ?? [])]
  const close = () => {
    const at = shown.findIndex((row) => rowId(row) === openId)
    void navigate({ search: { ...kept, ...(q ? { q } : {}) }, replace: true })
    setTimeout(() => links()[Math.max(0, at)]?.focus(), 30)
  }
  const move = (by: number) => {
    const focused = links().indexOf(document.activeElement as HTMLElement)
    const at = openId === undefined ? focused : shown.findIndex((row) => rowId(row) === openId)
    const next = at < 0 ? 0 : Math.min(shown.length - 1, Math.max(0, at + by))
    links()[next]?.focus()
    const row = shown[next]
    if (openId !== undefined && row) void navigate({ search: (now) => ({ ...now, open: rowId(row) }), replace: true })
  }
  useCommands([
    { id: 'next', label: 'Next device or sender', keys: ['j', 'ArrowDown'], group: 'Devices', run: () => move(1) },
    { id: 'previous', label: 'Previous device or sender', keys: ['k', 'ArrowUp'], group: 'Devices', run: () => move(-1) },
    {
      id: 'rows',
      label: 'Open its messages',
      keys: ['o'],
      group: 'Devices',
      run: () => {
        const row = open ?? shown[links().indexOf(document.activeElement as HTMLElement)]
        if (row) void navigate({ to: '/messages', search: { q: row.query } })
      },
    },
    { id: 'close', label: 'Close the panel', keys: ['Escape'], group: 'Devices', run: () => openAs !== undefined && close() },
  ])
  return (
    <div className="split whole">
      <div className="list scrolls">
        <div className="page page-wide">
          <div className="row wrap">
            <h1 className="grow" aria-live="polite">
              {list ? headline(tab, list) : 'Devices'}
            </h1>
            <SegmentedControl
              aria-label="Which list"
              value={tab}
              onChange={(value) => void navigate({ search: value === 'senders' ? { tab: 'senders' } : {} })}
              data={[
                { value: 'devices', label: 'Devices' },
                { value: 'senders', label: 'Senders' },
              ]}
            />
          </div>
          <div className="row wrap">
            <TextInput
              aria-label={`Only ${tab} with`}
              placeholder={tab === 'devices' ? 'Name, address, login…' : 'Address…'}
              value={q ?? ''}
              onChange={({ currentTarget: { value } }) =>
                void navigate({
                  search: { ...kept, ...(value ? { q: value } : {}), ...(openAs ? { open: openAs } : {}), ...(view ? { view } : {}) },
                  replace: true,
                })
              }
              w={240}
            />
            <span className="grow" />
            {tab === 'devices' ? <NamesFile /> : null}
          </div>
          {answer.error ? <Notice tone="bad">{sentenceOf(answer.error)}</Notice> : null}
          {answer.isPending ? <Bones /> : null}
          {openAs !== undefined && list && !open ? (
            <Notice tone="warn">
              “{openAs}” is not among the {tab} of this case.
            </Notice>
          ) : null}
          {list?.trend && shown.length > 0 ? (
            <SendingTable
              rows={shown}
              trend={list.trend}
              what={tab === 'devices' ? 'Device' : 'Sender'}
              order={order}
              onOrder={({ by, descending }) => void navigate({ search: (now) => ({ ...now, sort: `${descending ? '-' : ''}${by}` }) })}
              open={openId}
              body={body}
            />
          ) : null}
          {list && list.rows.length > 0 && rows.length === 0 ? (
            <p>None of the {counted(list.rows.length, tab.slice(0, -1))} fits.</p>
          ) : null}
          {tab === 'devices' ? <ReportedSendingTables generation={generation} /> : null}
          {list ? <Rest list={list} drawn={shown.length} fitting={rows.length} tab={tab} /> : null}
        </div>
      </div>
      {open ? (
        <SidePanel title={namesOf(open).first} onClose={close} onMove={move} box={panel}>
          <SendingPanel key={open.query} row={open} generation={generation} />
        </SidePanel>
      ) : null}
    </div>
  )
}

interface RestProps {
  readonly list: SendingList<SendingRow>
  readonly drawn: number
  readonly fitting: number
  readonly tab: Tab
}

/** What the table leaves out. */
function Rest({ list, drawn, fitting, tab }: RestProps) {
  return (
    <>
      {fitting > drawn ? (
        <p className="dim">
          The first {count(drawn)} of {count(fitting)} {tab} are shown: type a part of a name to see others.
        </p>
      ) : null}
      {list.total > list.rows.length ? (
        <p className="dim">
          Sorted and searched are the {count(list.rows.length)} busiest of {count(list.total)} {tab}; the command line lists all.
        </p>
      ) : null}
      {list.unnamed.messages > 0 ? (
        <p>
          <RowsLink query={list.unnamed.query} label={`${counted(list.unnamed.messages, 'message')} without a ${tab.slice(0, -1)}`}>
            {counted(list.unnamed.messages, 'message')}
          </RowsLink>{' '}
          more: no line says who {tab === 'devices' ? 'handed them in' : 'sent them'}.
        </p>
      ) : null}
    </>
  )
}
