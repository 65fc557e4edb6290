import './grid-setup.ts'
import type {
  CellFocusedEvent,
  CellKeyDownEvent,
  ColDef,
  FullWidthCellKeyDownEvent,
  GetRowIdParams,
  GridApi,
  IDatasource,
  IRowNode,
  RowClassParams,
  SortChangedEvent,
} from 'ag-grid-community'
import { AgGridReact } from 'ag-grid-react'
import { type Ref, useEffect, useImperativeHandle, useMemo, useRef, useState } from 'react'
import type { DeliveryRow, SortColumn } from '../../shared/api.ts'
import { sentenceOf, useConnection } from '../engine.ts'
import { cspNonce } from '../nonce.ts'
import { deliveryColumns } from './delivery-columns.tsx'
import { blockSize, gridTheme } from './grid-setup.ts'
import { Notice } from './notice.tsx'
import { Bones } from './skeleton.tsx'

/** The order of the table. */
export interface Sort {
  readonly column: SortColumn
  readonly descending: boolean
}

/** What the screen may ask of the table. */
export interface GridHandle {
  /** Moves the focus by rows; into the first row when none had it. */
  move(rows: number): void
  focus(): void
}

interface Props {
  readonly query: string
  readonly sort: Sort
  readonly generation: number
  readonly selected: { readonly id: string; readonly recipient: string | null; readonly row: number | null } | null
  readonly onSort: (sort: Sort) => void
  /** `again`: the row was open already. */
  readonly onOpen: (row: DeliveryRow, how: 'click' | 'enter') => void
  readonly onFocus: (row: DeliveryRow) => void
  readonly handle: Ref<GridHandle>
}

/** One result of the engine is kept for this window. */
const tab = crypto.randomUUID()

const sortable = new Set<string>(['time', 'sender', 'recipient', 'fate', 'class'])

function rowIdOf({ data }: GetRowIdParams<DeliveryRow>): string {
  return `${data.row} ${data.messageId}`
}

/** All deliveries of a result, however many: rows are fetched as they come into sight. */
export function DeliveryGrid({ query, sort, generation, selected, onSort, onOpen, onFocus, handle }: Props) {
  const { engine } = useConnection()
  const grid = useRef<GridApi<DeliveryRow>>(null)
  const box = useRef<HTMLDivElement>(null)
  const [ready, setReady] = useState(false)
  const [loaded, setLoaded] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const present = useRef({ selected, onFocus, onOpen })
  present.current = { selected, onFocus, onOpen }
  /** While rows are on their way those in sight are of the question before: Enter waits for the right ones. */
  const coming = useRef({ rows: true, enter: false })

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new generation makes the rows stale
  useEffect(() => {
    if (!ready) return
    let current = true
    coming.current = { rows: true, enter: false }
    const stop = new AbortController()
    const ask = (offset: number) =>
      engine.messages.window(
        { query, sort: sort.column, descending: sort.descending, offset, limit: blockSize, tab },
        { signal: stop.signal },
      )
    const at = present.current.selected?.row ?? 0
    const firstBlock = at - (at % blockSize)
    const arrived = () => {
      const { enter } = coming.current
      coming.current = { rows: false, enter: false }
      const row = enter ? grid.current?.getDisplayedRowAtIndex(grid.current.getFocusedCell()?.rowIndex ?? -1)?.data : undefined
      if (row) present.current.onOpen(row, 'enter')
    }
    ask(firstBlock)
      .then((first) => {
        if (!current) return
        setError(null)
        setLoaded(true)
        const awaited = at < first.total ? firstBlock : 0 // One beyond the end is never asked for.
        const source: IDatasource = {
          rowCount: first.total,
          getRows: (params) => {
            if (params.startRow === firstBlock) {
              params.successCallback([...first.rows], first.total)
              return arrived()
            }
            ask(params.startRow)
              .then(({ rows, total }) => {
                params.successCallback([...rows], total)
                if (current && params.startRow === awaited) arrived()
              })
              .catch((failure: unknown) => {
                if (current) setError(failure)
                params.failCallback()
              })
          },
        }
        // A row that is taken away takes the browser's focus with it, not the table's.
        const orphaned = document.activeElement === document.body && grid.current?.getFocusedCell() !== null
        const inside = orphaned || (box.current?.contains(document.activeElement) ?? false)
        grid.current?.setGridOption('datasource', source)
        if (inside && first.total > 0) grid.current?.setFocusedCell(Math.min(at, first.total - 1), 'time')
        else grid.current?.clearFocusedCell()
        if (at > 0 && at < first.total) grid.current?.ensureIndexVisible(at, 'middle')
      })
      .catch((failure: unknown) => {
        if (current) setError(failure)
      })
    return () => {
      current = false
      stop.abort()
    }
  }, [ready, engine, query, sort.column, sort.descending, generation])

  const lit = useRef<string | null>(null)
  useEffect(() => {
    const before = lit.current
    lit.current = selected?.id ?? null
    const changed: IRowNode<DeliveryRow>[] = []
    grid.current?.forEachNode((node) => {
      if (node.data && (node.data.messageId === before || node.data.messageId === selected?.id)) changed.push(node)
    })
    if (changed.length > 0) grid.current?.redrawRows({ rowNodes: changed })
  }, [selected])

  useEffect(() => {
    const node = box.current
    if (!node || !ready) return
    const observer = new ResizeObserver(([entry]) => {
      const width = entry?.contentRect.width ?? 0
      grid.current?.setColumnsVisible(['device'], width > 1060)
      grid.current?.setColumnsVisible(['hop'], width > 920)
      grid.current?.setColumnsVisible(['class'], width > 680)
      grid.current?.setColumnsVisible(['sender'], width > 600)
    })
    observer.observe(node)
    return () => observer.disconnect()
  }, [ready])

  useImperativeHandle(handle, () => {
    const goTo = (index: number) => {
      const api = grid.current
      const last = (api?.getDisplayedRowCount() ?? 0) - 1
      if (!api || last < 0) return
      const row = Math.max(0, Math.min(index, last))
      api.ensureIndexVisible(row)
      api.setFocusedCell(row, 'time')
    }
    const here = () => grid.current?.getFocusedCell()?.rowIndex ?? present.current.selected?.row ?? null
    return {
      move: (rows) => goTo((here() ?? -Math.sign(rows)) + rows),
      focus: () => goTo(present.current.selected?.row ?? grid.current?.getFocusedCell()?.rowIndex ?? 0),
    }
  })

  const state = useMemo<ColDef<DeliveryRow>[]>(
    () =>
      deliveryColumns.map((column) => ({
        ...column,
        sortable: sortable.has(column.colId ?? ''),
        sort: column.colId === sort.column ? (sort.descending ? 'desc' : 'asc') : null,
        comparator: () => 0,
      })),
    [sort.column, sort.descending],
  )

  return (
    <div className="list" ref={box}>
      {error ? (
        <div style={{ position: 'absolute', inset: '8px 16px auto', zIndex: 5 }}>
          <Notice tone="bad">{sentenceOf(error)}</Notice>
        </div>
      ) : null}
      {loaded || error ? null : (
        <div style={{ position: 'absolute', inset: '44px 16px auto', zIndex: 4 }}>
          <Bones lines={8} />
        </div>
      )}
      <div className="grid">
        <AgGridReact<DeliveryRow>
          theme={gridTheme}
          styleNonce={cspNonce}
          rowModelType="infinite"
          cacheBlockSize={blockSize}
          maxBlocksInCache={20}
          columnDefs={state}
          defaultColDef={{ resizable: true, suppressMovable: true, sortingOrder: ['desc', 'asc'] }}
          getRowId={rowIdOf}
          rowClassRules={{
            'is-selected': ({ data }: RowClassParams<DeliveryRow>) => {
              const open = present.current.selected
              return open !== null && data?.messageId === open.id && (open.recipient === null || data.recipient === open.recipient)
            },
          }}
          onGridReady={({ api }) => {
            grid.current = api
            setReady(true)
          }}
          onSortChanged={({ api, source }: SortChangedEvent<DeliveryRow>) => {
            if (source !== 'uiColumnSorted') return
            const column = api.getColumnState().find((found) => found.sort)
            if (column) onSort({ column: column.colId as SortColumn, descending: column.sort === 'desc' })
          }}
          onRowClicked={({ data }) => {
            if (data) onOpen(data, 'click')
          }}
          onCellFocused={({ api, rowIndex }: CellFocusedEvent<DeliveryRow>) => {
            const data = rowIndex === null ? undefined : api.getDisplayedRowAtIndex(rowIndex)?.data
            if (data) present.current.onFocus(data)
          }}
          onCellKeyDown={({ data, event }: CellKeyDownEvent<DeliveryRow> | FullWidthCellKeyDownEvent<DeliveryRow>) => {
            if (!(event instanceof KeyboardEvent) || event.key !== 'Enter') return
            if (coming.current.rows) coming.current.enter = true
            else if (data) onOpen(data, 'enter')
          }}
          suppressDragLeaveHidesColumns
          suppressMultiSort
          suppressNoRowsOverlay
          enableCellTextSelection
          ensureDomOrder
        />
      </div>
    </div>
  )
}
