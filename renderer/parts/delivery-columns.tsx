import type { ColDef } from 'ag-grid-community'
import type { DeliveryRow } from '../../shared/api.ts'
import { failureOf } from '../../shared/failures/index.ts'
import { serverName } from '../../shared/sentences.ts'
import { useClock } from '../clock.ts'
import { useOwnClasses } from '../own-rules.ts'
import { Address, LogText } from './log-text.tsx'
import { FateTag } from './outcome.tsx'

interface Cell {
  readonly data: DeliveryRow | undefined
}

function Missing() {
  return <span className="bone" style={{ width: '60%' }} />
}

function TimeCell({ data }: Cell) {
  const clock = useClock()
  if (!data) return <Missing />
  return (
    <span className="num" title={clock.full(data.time)}>
      <span className="dim">{clock.day(data.time)}</span> {clock.time(data.time)}
    </span>
  )
}

function SenderCell({ data }: Cell) {
  return data ? <Address address={data.sender} /> : <Missing />
}

function RecipientCell({ data }: Cell) {
  return data ? <Address address={data.recipient} empty="none named" /> : <Missing />
}

function OutcomeCell({ data }: Cell) {
  return data ? <FateTag fate={data.fate} /> : <Missing />
}

function ReasonCell({ data }: Cell) {
  const own = useOwnClasses()
  if (!data) return <Missing />
  const id = data.fate === 'expired' ? (data.cause ?? data.class) : data.class
  if (id === null) return null
  const title = failureOf(id, own).title
  return (
    <span className="cut" title={title}>
      {title}
    </span>
  )
}

function HopCell({ data }: Cell) {
  if (!data) return <Missing />
  const name = serverName(data.nextHop)
  return name === null ? null : (
    <span className="cut" title={data.nextHop ?? undefined}>
      <LogText text={name} />
    </span>
  )
}

function DeviceCell({ data }: Cell) {
  if (!data) return <Missing />
  const seen = data.clientName !== 'unknown' ? data.clientName : null
  const parts = [data.deviceName ?? seen ?? data.clientIp, data.login].filter((part) => part !== null)
  return (
    <span className="cut" title={[data.deviceName, data.clientName, data.clientIp, data.login].filter(Boolean).join(' · ')}>
      <LogText text={parts.join(' · ')} />
    </span>
  )
}

/** The columns of the table of deliveries. A row that is not there yet shows a bone. */
export const deliveryColumns: readonly ColDef<DeliveryRow>[] = [
  { colId: 'time', headerName: 'Time', cellRenderer: TimeCell, width: 128 },
  { colId: 'sender', headerName: 'From', cellRenderer: SenderCell, flex: 3, minWidth: 130 },
  { colId: 'recipient', headerName: 'To', cellRenderer: RecipientCell, flex: 3, minWidth: 130 },
  { colId: 'fate', headerName: 'Outcome', cellRenderer: OutcomeCell, width: 162 },
  { colId: 'class', headerName: 'Reason', cellRenderer: ReasonCell, flex: 3, minWidth: 120 },
  { colId: 'hop', headerName: 'Last hop', cellRenderer: HopCell, flex: 2, minWidth: 110, sortable: false },
  { colId: 'device', headerName: 'Device', cellRenderer: DeviceCell, flex: 2, minWidth: 110, sortable: false },
]
