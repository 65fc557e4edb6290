import Papa from 'papaparse'

/** Most characters of a record that goes on over lines: behind them a quote was never closed. */
const longestRecord = 64 << 10

/** Most characters of a header: the longest known, with a hundred columns, is a third of it. */
const longestHeader = 16 << 10

/** So many cells in a line by itself are a record, and no part of a cell. */
const surelyRecord = 4

/** Separators that spreadsheets and programs write. */
export const separators = [',', ';', '\t', '|'] as const

/** One record of a table: its cells by column; a column is found however its name is capitalised, spaced or punctuated. */
export type Row = (column: string) => string

/** What a line was: the names of the columns, a record, part of one that goes on in the next line, or no record of this table. */
export type TableLine = 'header' | 'continued' | 'damaged' | Row

/** The cells of one record. */
export function cellsOf(record: string, separator: string): readonly string[] {
  if (!record.includes('"')) return record.split(separator)
  const plain = quotedCells(record, separator)
  if (plain !== null) return plain
  const [cells] = Papa.parse<string[]>(record, { delimiter: separator }).data
  return cells ?? []
}

/** The cells of a record whose quotes stand around whole cells, as most do; null where one does not: the parser decides then. */
function quotedCells(record: string, separator: string): readonly string[] | null {
  const cells: string[] = []
  for (let at = 0; ; ) {
    let end: number
    if (record[at] === '"') {
      let close = record.indexOf('"', at + 1)
      let doubled = false
      while (close !== -1 && record[close + 1] === '"') {
        doubled = true
        close = record.indexOf('"', close + 2)
      }
      end = close + 1
      if (close === -1 || (end !== record.length && record[end] !== separator)) return null
      const text = record.slice(at + 1, close)
      cells.push(doubled ? text.replaceAll('""', '"') : text)
    } else {
      const next = record.indexOf(separator, at)
      end = next === -1 ? record.length : next
      const text = record.slice(at, end)
      if (/["\r\n]/.test(text)) return null
      cells.push(text)
    }
    if (end === record.length) return cells
    at = end + 1
  }
}

/** What a table is known by: columns that it must have; of a list, one. */
export type Wanted = readonly (string | readonly string[])[]

/**
 * The name of a column as it is compared: `Event date`, `event_date` and `EventDate` are one. Empty where most of it is of another
 * script: the `ID` of a Japanese name is not its name.
 */
export function columnKey(name: string): string {
  const key = name.replace(/[^A-Za-z0-9]+/g, '').toLowerCase()
  return key.length * 3 < name.length ? '' : key
}

/** The columns that a header line names, as written and as keys. */
interface Header {
  readonly separator: string
  readonly names: readonly string[]
  readonly keys: readonly string[]
}

/** Where columns are; what was asked once is remembered, since every row asks for the same. */
function placesIn(header: Header): (name: string) => number {
  const known = new Map<string, number>()
  return (name) => {
    const before = known.get(name)
    if (before !== undefined) return before
    const place = placeOf(header, name)
    known.set(name, place)
    return place
  }
}

/** Where a column is: by its name as written, else by its key; -1 where it is not. */
function placeOf({ names, keys }: Header, name: string): number {
  const at = names.indexOf(name)
  const key = columnKey(name) // Empty where hardly a letter is of ASCII: only as written, then.
  return at !== -1 || key === '' ? at : keys.indexOf(key)
}

/** The columns that a header line names; null where it lacks one of `wanted`. */
export function readHeader(line: string, wanted: Wanted): Header | null {
  if (line.length > longestHeader) return null
  for (const separator of separators) {
    if (!line.includes(separator)) continue
    const names = cellsOf(line, separator).map((name) => name.trim())
    const header = { separator, names, keys: names.map(columnKey) }
    const has = (name: string) => placeOf(header, name) !== -1
    if (wanted.every((name) => (typeof name === 'string' ? has(name) : name.some(has)))) return header
  }
  return null
}

/** Reads the lines of a file as records of a table. */
export interface TableReader {
  (line: string): TableLine
  /**
   * How many of the lines before the last one were given as `continued` and belong to no record, since the quote in them is never
   * closed; each is told once. `ended`: no line follows, so that a record which still goes on is none; then up to the last line.
   */
  readonly broken: (ended: boolean) => number
  /**
   * Whether a line that is no row of this table is one by itself, and no part of a record that goes on. A `whole` record of another
   * form always is: it says that the quote in that one is never closed.
   */
  readonly standsAlone: (whole: boolean) => boolean
}

/**
 * Reads the lines of a file as records of a table. A cell may hold line ends: its record ends with the line that closes it. A cell
 * that is never closed ends before the next line that is a whole record. Where several files were put together, each begins with
 * its header.
 */
export function tableReader(wanted: Wanted): TableReader {
  let header: Header | null = null
  let placeIn: (name: string) => number = () => -1
  const open = createPending()
  const read = (line: string): TableLine => {
    if (open.lines === 0 && (header === null || !line.includes('@'))) {
      const next = readHeader(line, wanted)
      if (next !== null) {
        header = next
        placeIn = placesIn(next)
        return 'header'
      }
    }
    if (header === null) return 'damaged'
    const place = placeIn // Rows are read by the header that they stand below.
    const cells = open.lines === 0 ? firstLine(line, header, open) : laterLine(line, header, open)
    return typeof cells === 'string' ? cells : (column) => cells[place(column)] ?? ''
  }
  const standsAlone = (whole: boolean): boolean => {
    if (whole) open.end(true)
    return open.lines === 0
  }
  return Object.assign(read, { broken: open.broken, standsAlone })
}

/** The lines of a record that goes on. */
interface Pending {
  readonly lines: number
  readonly length: number
  add(line: string): void
  /** The record of these lines and one more. */
  with(line: string): string
  /** They are done with; `broken`: they were no record. */
  end(broken: boolean): void
  readonly broken: TableReader['broken']
}

function createPending(): Pending {
  let texts: string[] = []
  let length = 0
  let broken = 0
  const end = (isBroken: boolean): void => {
    if (isBroken) broken += texts.length
    texts = []
    length = 0
  }
  return {
    get lines() {
      return texts.length
    },
    get length() {
      return length
    },
    add: (line) => {
      texts.push(line)
      length += line.length
    },
    with: (line) => [...texts, line].join('\n'),
    end,
    broken: (ended) => {
      if (ended) end(true)
      const told = broken
      broken = 0
      return told
    },
  }
}

type Cells = readonly string[] | 'continued' | 'damaged'

function firstLine(line: string, { separator }: Header, open: Pending): Cells {
  if (endsOpen(line, separator, false)) return goOn(line, open)
  const cells = cellsOf(line, separator)
  return cells.length < 2 ? 'damaged' : cells
}

/** A line behind one that left a quote open: part of that record, or a whole one which says that the quote is never closed. */
function laterLine(line: string, header: Header, open: Pending): Cells {
  const { separator, names } = header
  const own = endsOpen(line, separator, false) ? [] : within(names, cellsOf(line, separator))
  const isWhole = own.length === names.length
  const goesOn = endsOpen(line, separator, true)
  if (goesOn && !(isWhole && names.length >= surelyRecord)) return goOn(line, open)
  const cells = goesOn ? null : joinedCells(open.with(line), header, !isWhole)
  open.end(cells === null)
  return cells ?? (isWhole ? own : 'damaged')
}

/** The cells of several lines; null where they are no record. `loosely`: also stray quotes, if each column has its cell. */
function joinedCells(record: string, { separator, names }: Header, loosely: boolean): readonly string[] | null {
  const plain = quotedCells(record, separator)
  if (plain !== null) {
    const cells = within(names, plain)
    return cells.length <= names.length ? cells : null
  }
  if (!loosely) return null
  const { data, errors } = Papa.parse<string[]>(`${record}\n`, { delimiter: separator, newline: '\n', skipEmptyLines: true })
  const cells = within(names, data[0] ?? [])
  const isClosed = errors.every(({ code }) => code !== 'MissingQuotes')
  return isClosed && data.length === 1 && cells.length === names.length ? cells : null
}

/** Cells without empty ones behind the last column, which a separator at the end of a line makes. */
function within(names: readonly string[], cells: readonly string[]): readonly string[] {
  return cells.slice(names.length).every((cell) => cell === '') ? cells.slice(0, names.length) : cells
}

function goOn(line: string, open: Pending): 'continued' | 'damaged' {
  if (open.length + line.length <= longestRecord) {
    open.add(line)
    return 'continued'
  }
  open.end(true)
  return 'damaged'
}

/** Whether a quoted cell goes on behind a line. `open`: one did before it. A quote opens a cell only where the cell begins. */
function endsOpen(line: string, separator: string, open: boolean): boolean {
  let within = open
  for (let at = line.indexOf('"'); at !== -1; at = line.indexOf('"', at + 1)) {
    if (!within) within = at === 0 || line[at - 1] === separator
    else if (line[at + 1] === '"') at += 1
    else within = false
  }
  return within
}
