import { Checkbox, SegmentedControl, TextInput } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { count, counted } from '../../shared/numbers.ts'
import type { FlagName, SendingList } from '../../shared/senders.ts'
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
import {
  filterRows,
  isExpected,
  isUnusual,
  namesOf,
  rowId,
  rowOf,
  type SendingRow,
  type SendingSort,
  type SendingTab,
  sendingTabs,
  sortRows,
} from '../sending-rows.ts'

/** More are not fetched; the query finds them. */
const MOST_ROWS = 2_000
const DRAWN = 500

/** Who hands mail in and who sends it, how much, and how much of it fails. */
export function DevicesScreen() {
  return <CaseNeeded title="Devices">{(generation) => <Devices generation={generation} />}</CaseNeeded>
}

/** What a tab is called, and what one row of it is. */
const words: Readonly<
  Record<SendingTab, { readonly title: string; readonly one: string; readonly hint: string; readonly unsaid: string }>
> = {
  devices: { title: 'Devices', one: 'device', hint: 'Name, address, login…', unsaid: 'no line says who handed them in' },
  logins: { title: 'Logins', one: 'login', hint: 'Login…', unsaid: 'they were handed in without a login, or no line names it' },
  senders: { title: 'Senders', one: 'sender', hint: 'Address…', unsaid: 'no line says who sent them' },
  domains: { title: 'Domains', one: 'domain', hint: 'Domain…', unsaid: 'no line names a sender with a domain' },
}

function headline(tab: SendingTab, { total, messages, unnamed, rows }: SendingList<SendingRow>): string {
  if (messages === 0) return 'No own mail in these logs'
  if (total === 0) return `No ${words[tab].one} is named in these logs`
  const did = tab === 'devices' || tab === 'logins' ? 'handed in' : 'sent'
  const [unusual, expected] = [rows.filter(isUnusual).length, rows.filter(isExpected).length]
  const found = [
    ...(unusual > 0 ? [`${count(unusual)} ${unusual === 1 ? 'is' : 'are'} unusual`] : []),
    ...(expected > 0 ? [`${count(expected)} as expected`] : []),
  ]
  const sent = `${counted(total, words[tab].one)} ${did} ${counted(messages - unnamed.messages, 'message')} of your own`
  return [sent, ...(found.length > 0 ? [found.join(', ')] : [])].join('; ')
}

function orderOf(text: string | undefined): SendingOrder {
  return { by: (text ?? '-messages').replace('-', '') as SendingSort, descending: text === undefined || text.startsWith('-') }
}

function useSendingList(tab: SendingTab, generation: number) {
  const { engine } = useConnection()
  return useQuery<SendingList<SendingRow>>({
    queryKey: ['sending', tab, generation],
    queryFn: ({ signal }) => engine.senders[tab === 'senders' ? 'addresses' : tab]({ query: '', limit: MOST_ROWS }, { signal }),
    placeholderData: (before, query) => (query?.queryKey[1] === tab ? keepPreviousData(before) : undefined),
  })
}

function Devices({ generation }: { readonly generation: number }) {
  const navigate = useNavigate({ from: '/devices' })
  const search = useSearch({ from: '/devices' })
  const { q, open: openAs, view, unusual, ...kept } = search
  const tab: SendingTab = search.tab ?? 'devices'
  const body = useRef<HTMLTableSectionElement>(null)
  const panel = useRef<HTMLElement>(null)
  const [marking, setMarking] = useState<{ readonly key: string; readonly flag: FlagName } | null>(null)
  const answer = useSendingList(tab, generation)
  const list = answer.data
  const order = orderOf(search.sort)
  const anyUnusual = list?.rows.some(isUnusual) ?? false
  const wanted = filterRows(list?.rows ?? [], q ?? '').filter((row) => !unusual || isUnusual(row))
  const rows = sortRows(wanted, order.by, order.descending)
  const shown = rows.slice(0, DRAWN)
  const open = rowOf(list?.rows ?? [], openAs)
  const openId = open && rowId(open)
  const links = () => [...(body.current?.querySelectorAll<HTMLElement>('tr > th a') ?? [])]
  const close = () => {
    const at = shown.findIndex((row) => rowId(row) === openId)
    void navigate({ search: { ...kept, ...(q ? { q } : {}), ...(unusual ? { unusual } : {}) }, replace: true })
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
  const choose = (next: SendingTab) => void navigate({ search: next === 'devices' ? {} : { tab: next } })
  const chosen = () => open ?? shown[links().indexOf(document.activeElement as HTMLElement)]
  useCommands([
    ...sendingTabs.map((next, nth) => ({
      id: `tab ${next}`,
      label: `Show ${next}`,
      keys: [String(nth + 1)],
      group: 'Devices' as const,
      run: () => choose(next),
    })),
    { id: 'next', label: 'Next device or sender', keys: ['j', 'ArrowDown'], group: 'Devices', run: () => move(1) },
    { id: 'previous', label: 'Previous device or sender', keys: ['k', 'ArrowUp'], group: 'Devices', run: () => move(-1) },
    {
      id: 'rows',
      label: 'Open its messages',
      keys: ['o'],
      group: 'Devices',
      run: () => {
        const row = chosen()
        if (row) void navigate({ to: '/messages', search: { q: row.query } })
      },
    },
    {
      id: 'expected',
      label: 'Mark what is unusual as expected',
      keys: ['m'],
      group: 'Devices',
      run: () => {
        const row = chosen()
        const found = row?.flags.find(({ expected }) => expected === null)
        if (!row || !found) return
        setMarking({ key: row.key, flag: found.flag })
        void navigate({ search: (now) => ({ ...now, open: rowId(row) }) })
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
              onChange={(value) => choose(value as SendingTab)}
              data={sendingTabs.map((value) => ({ value, label: words[value].title }))}
            />
          </div>
          <div className="row wrap">
            <TextInput
              aria-label={`Only ${tab} with`}
              placeholder={words[tab].hint}
              value={q ?? ''}
              onChange={({ currentTarget: { value } }) =>
                void navigate({
                  search: {
                    ...kept,
                    ...(value ? { q: value } : {}),
                    ...(openAs ? { open: openAs } : {}),
                    ...(view ? { view } : {}),
                    ...(unusual ? { unusual } : {}),
                  },
                  replace: true,
                })
              }
              w={240}
            />
            <Checkbox
              label="Only unusual"
              checked={unusual === true}
              onChange={({ currentTarget: { checked } }) =>
                void navigate({
                  search: { ...kept, ...(q ? { q } : {}), ...(openAs ? { open: openAs } : {}), ...(checked ? { unusual: true } : {}) },
                  replace: true,
                })
              }
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
              what={words[tab].title.slice(0, -1)}
              order={order}
              onOrder={({ by, descending }) => void navigate({ search: (now) => ({ ...now, sort: `${descending ? '-' : ''}${by}` }) })}
              open={openId}
              unusual={list.rows.some(({ flags }) => flags.length > 0)}
              body={body}
            />
          ) : null}
          {unusual && list && list.rows.length > 0 && !anyUnusual ? <NothingUnusual list={list} /> : null}
          {list && list.rows.length > 0 && rows.length === 0 && !(unusual && !anyUnusual) ? (
            <p>None of the {counted(list.rows.length, words[tab].one)} fits.</p>
          ) : null}
          {tab === 'devices' ? <ReportedSendingTables generation={generation} /> : null}
          {list ? <Rest list={list} drawn={shown.length} fitting={rows.length} tab={tab} /> : null}
        </div>
      </div>
      {open ? (
        <SidePanel title={namesOf(open).first} onClose={close} onMove={move} box={panel}>
          <SendingPanel
            key={open.query}
            row={open}
            generation={generation}
            marking={marking?.key === open.key ? marking.flag : null}
            onMarking={(flag) => setMarking(flag && { key: open.key, flag })}
          />
        </SidePanel>
      ) : null}
    </div>
  )
}

/** What is loudest, where nothing is unusual. */
function NothingUnusual({ list }: { readonly list: SendingList<SendingRow> }) {
  const [loudest] = list.rows
  return (
    <p>
      Nothing stands out.
      {loudest ? (
        <>
          {' '}
          Loudest: {namesOf(loudest).first}, <RowsLink query={loudest.query}>{counted(loudest.messages, 'message')}</RowsLink>.
        </>
      ) : null}
    </p>
  )
}

interface RestProps {
  readonly list: SendingList<SendingRow>
  readonly drawn: number
  readonly fitting: number
  readonly tab: SendingTab
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
          Sorted and searched are the {count(list.rows.length)} busiest of {count(list.total)} {tab}
          {tab === 'devices' || tab === 'senders' ? '; the command line lists all' : ''}.
        </p>
      ) : null}
      {list.unnamed.messages > 0 ? (
        <p>
          <RowsLink query={list.unnamed.query} label={`${counted(list.unnamed.messages, 'message')} without a ${words[tab].one}`}>
            {counted(list.unnamed.messages, 'message')}
          </RowsLink>{' '}
          more: {words[tab].unsaid}.
        </p>
      ) : null}
    </>
  )
}
