import './grid-setup.ts'
import type { ColDef, GetRowIdParams, GridApi, IGetRowsParams, RowClassParams } from 'ag-grid-community'
import { AgGridReact } from 'ag-grid-react'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { RawLine } from '../../shared/api.ts'
import { count } from '../../shared/numbers.ts'
import { sentenceOf, useConnection } from '../engine.ts'
import { cspNonce } from '../nonce.ts'
import { blockSize, gridTheme } from './grid-setup.ts'
import { LogText } from './log-text.tsx'
import { Notice } from './notice.tsx'

interface Props {
  readonly sourceId: string
  readonly only: 'all' | 'unrecognised'
  /** The line that is shown and lit. */
  readonly line: number | null
  readonly onLine: (line: number) => void
}

const charWidth = 7.3

/** The lines of a source as they are in the file: any number of them, fetched as they come into sight. */
export function RawViewer({ sourceId, only, line, onLine }: Props) {
  const { engine } = useConnection()
  const grid = useRef<GridApi<RawLine>>(null)
  const [error, setError] = useState<unknown>(null)
  const [longest, setLongest] = useState(120)
  const shownLine = useRef(line)
  shownLine.current = line

  const datasource = useMemo(
    () => ({
      getRows: (params: IGetRowsParams) => {
        engine.sources
          .lines({ id: sourceId, from: params.startRow + 1, count: Math.min(params.endRow - params.startRow, 2_000), only })
          .then(({ lines, total }) => {
            setLongest((now) => Math.max(now, ...lines.map(({ text }) => Math.min(text.length, 4_000))))
            params.successCallback([...lines], total)
            setError(null)
          })
          .catch((failure: unknown) => {
            setError(failure)
            params.failCallback()
          })
      },
    }),
    [engine, sourceId, only],
  )

  const columns = useMemo<ColDef<RawLine>[]>(
    () => [
      {
        field: 'line',
        headerName: 'Line',
        width: 92,
        cellClass: 'num dim',
        cellStyle: { justifyContent: 'flex-end' },
        valueFormatter: ({ value }) => (value === undefined || value === null ? '' : count(Number(value))),
      },
      { colId: 'text', headerName: 'Text', minWidth: Math.ceil(longest * charWidth) + 32, flex: 1, cellRenderer: LineText },
    ],
    [longest],
  )

  const goTo = useCallback(
    (target: number) => {
      if (only !== 'all') return
      grid.current?.ensureIndexVisible(target - 1, 'middle')
      grid.current?.setFocusedCell(target - 1, 'line')
    },
    [only],
  )

  useEffect(() => {
    if (line !== null) goTo(line)
    grid.current?.redrawRows()
  }, [line, goTo])

  return (
    <div className="list" style={{ minHeight: 320 }}>
      {error ? <Notice tone="bad">{sentenceOf(error)}</Notice> : null}
      <div className="grid lines">
        <AgGridReact<RawLine>
          theme={gridTheme}
          styleNonce={cspNonce}
          rowModelType="infinite"
          datasource={datasource}
          cacheBlockSize={blockSize}
          maxBlocksInCache={20}
          infiniteInitialRowCount={Math.max(blockSize, line ?? 0)}
          rowHeight={22}
          columnDefs={columns}
          getRowId={rowIdOf}
          rowClassRules={{
            'not-read': (params: RowClassParams<RawLine>) => params.data?.recognised === false,
            'is-selected': (params: RowClassParams<RawLine>) => params.data !== undefined && params.data.line === shownLine.current,
          }}
          onGridReady={({ api }) => {
            grid.current = api
          }}
          onFirstDataRendered={() => {
            if (shownLine.current !== null) goTo(shownLine.current)
          }}
          onRowClicked={({ data }) => {
            if (data) onLine(data.line)
          }}
          suppressDragLeaveHidesColumns
          suppressMovableColumns
        />
      </div>
    </div>
  )
}

function rowIdOf({ data }: GetRowIdParams<RawLine>): string {
  return String(data.line)
}

function LineText({ data }: { readonly data: RawLine | undefined }) {
  if (!data) return <span className="bone" style={{ width: '40%' }} />
  return (
    <span className="cut">
      {data.recognised ? null : <span className="sr">Not recognised: </span>}
      <LogText text={data.text.length > 4_000 ? `${data.text.slice(0, 4_000)} …` : data.text} />
    </span>
  )
}
