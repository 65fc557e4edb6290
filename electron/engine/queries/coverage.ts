import { type ClocksApart, type Coverage, type Gap, SEARCH_RESULT } from '../../../shared/coverage.ts'
import { isLog, isSearchResult } from '../../../shared/formats/index.ts'
import type { CaseDb, Connection } from '../database.ts'
import { isoTime } from './question.ts'

const MINUTE = 60e6
const DAY = 1440 * MINUTE
/** A silence is told when it lasts an hour, and twenty times as long as is usual between two minutes with lines. */
const LEAST_GAP_MINUTES = 60
const TIMES_USUAL = 20
/** Silences that begin within two hours of the same time of day, on three days, are a habit. */
const SAME_TIME_MINUTES = 120
const HABIT = 3

interface SourceRow {
  readonly source: number
  readonly id: string
  readonly name: string
  readonly format: string
  readonly searched: string | null
  readonly first: number | null
  readonly last: number | null
  readonly warnings: string
  readonly heads: number
  readonly open: number
}

interface Silence {
  /** Null: all sources together. */
  readonly source: number | null
  readonly from: number
  readonly to: number
}

interface Activity {
  readonly source: number | null
  readonly minutes: number
}

/** What time the visible sources really cover: each, and all together at the end. Search results cover none. */
export async function coverage(db: CaseDb): Promise<readonly Coverage[]> {
  const connection = await db.connect()
  try {
    await connection.run('BEGIN')
    const answer = await readCoverage(connection)
    await connection.run('COMMIT')
    return answer
  } finally {
    connection.close()
  }
}

const SOURCES = `
  SELECT s.source, s.id, s.name, s.format, s.searched, s.first_time AS first, s.last_time AS last, coalesce(s.warnings, '[]') AS warnings, coalesce(h.count, 0) AS heads, coalesce(o.count, 0) AS open
  FROM sources s
  LEFT JOIN (SELECT l.first_source AS source, count(*) AS count FROM messages m JOIN legs l ON l.message = m.no AND l.hop = 0 WHERE m.head_missing GROUP BY 1) h
    ON h.source = s.source
  LEFT JOIN (SELECT source, count(*) AS count FROM deliveries WHERE evidence = 'open' GROUP BY 1) o ON o.source = s.source
  WHERE s.state = 'visible' ORDER BY s.rank, s.source`

/** Minutes that hold a line, of each log ($1) and of all. */
const MINUTES = `CREATE OR REPLACE TEMP TABLE minutes AS
  SELECT source, minute, min(time) AS first, max(time) AS last FROM (
    SELECT e.source, epoch_us(e.time) // ${MINUTE} AS minute, e.time FROM events e WHERE e.kind NOT IN ('registration', 'dmarc', 'tls') AND e.source IN (SELECT unnest($1::INTEGER[]))
  ) GROUP BY GROUPING SETS ((source, minute), (minute))`

const SILENCES = `
  WITH usual AS (SELECT source, (max(minute) - min(minute) + 1) / count(*) AS spacing FROM minutes GROUP BY source),
    apart AS (SELECT source, minute, first, lag(last) OVER w AS before, minute - lag(minute) OVER w AS silent FROM minutes WINDOW w AS (PARTITION BY source ORDER BY minute))
  SELECT a.source, a.before AS "from", a.first AS "to" FROM apart a JOIN usual u ON u.source IS NOT DISTINCT FROM a.source
  WHERE a.silent > greatest(${LEAST_GAP_MINUTES}, ${TIMES_USUAL} * u.spacing) ORDER BY a.source, a.minute`

/**
 * Servers whose clocks do not agree, by mails that went through these two alone: the second took the mail ten minutes or more before it
 * came to the first, or after the first was done with it. Only of a mail to one recipient is the end of the first leg the handing over.
 * Of the later server's log, and of all.
 */
const CLOCKS_APART = `
  WITH pairs AS (
    SELECT c.first_source AS source, p.host AS one, c.host AS other, epoch(c.first_ord) - epoch(p.last_ord) AS seconds
    FROM legs p JOIN legs c ON c.message = p.message AND c.hop = 1 AND p.hop = 0 AND c.host <> p.host
    JOIN messages m ON m.no = p.message AND m.recipients = 1
    WHERE (c.first_ord < p.first_ord - INTERVAL 10 MINUTE OR c.first_ord > p.last_ord + INTERVAL 10 MINUTE)
      AND c.message NOT IN (SELECT message FROM legs WHERE hop = 2)
  )
  SELECT source, one, other, count(*) AS mails, median(seconds) AS seconds FROM pairs
  GROUP BY GROUPING SETS ((source, one, other), (one, other)) ORDER BY source, one, other`

async function readCoverage(connection: Connection): Promise<readonly Coverage[]> {
  const sources = await connection.rows<SourceRow>(SOURCES)
  const logs = sources.filter(({ format }) => isLog(format))
  await connection.run(MINUTES, [logs.map(({ source }) => source)])
  const silences = await connection.rows<Silence>(SILENCES)
  const activity = await connection.rows<Activity>('SELECT source, count(*) AS minutes FROM minutes GROUP BY source')
  const clocks = await connection.rows<ClocksApart & { readonly source: number | null }>(CLOCKS_APART)
  const ofClocks = (source: number | null) =>
    clocks.filter((each) => each.source === source).map(({ one, other, mails, seconds }) => ({ one, other, mails, seconds }))
  const hasLines = (source: number | null) => activity.some((each) => each.source === source)
  const of = (source: number | null) => withHabits(silences.filter((silence) => silence.source === source))
  const each = sources.map((source) =>
    logs.includes(source) ? coverageOf(source, hasLines(source.source) ? of(source.source) : [], ofClocks(source.source)) : noLogOf(source),
  )
  const whole = coverageOf(together(logs), of(null), ofClocks(null))
  return [...each, { ...whole, log: logs.length > 0, searchResult: sources.length > 0 && logs.length === 0 }]
}

type Covering = Pick<SourceRow, 'first' | 'last' | 'warnings' | 'heads' | 'open'>

function together(sources: readonly SourceRow[]): Covering {
  const times = (of: (source: SourceRow) => number | null) => sources.map(of).filter((time) => time !== null)
  const first = times((source) => source.first)
  const last = times((source) => source.last)
  return {
    first: first.length === 0 ? null : Math.min(...first),
    last: last.length === 0 ? null : Math.max(...last),
    warnings: '[]',
    heads: sources.reduce((sum, source) => sum + source.heads, 0),
    open: sources.reduce((sum, source) => sum + source.open, 0),
  }
}

function withHabits(silences: readonly Silence[]): readonly Gap[] {
  const clock = (silence: Silence) => Math.floor(silence.from / MINUTE) % 1440
  return silences.map((silence) => {
    const alike = silences.filter((other) => {
      const apart = Math.abs(clock(other) - clock(silence))
      return Math.min(apart, 1440 - apart) <= SAME_TIME_MINUTES && other.to - other.from <= 2 * (silence.to - silence.from)
    })
    const likeIt = alike.filter((other) => silence.to - silence.from <= 2 * (other.to - other.from))
    const days = new Set(likeIt.map((other) => Math.round((other.from - silence.from) / DAY)))
    return {
      from: isoTime(silence.from),
      to: isoTime(silence.to),
      seconds: Math.round((silence.to - silence.from) / 1e6),
      regular: days.size >= HABIT,
    }
  })
}

/** It may hold any moment of any time, so nothing is covered and no silence is one. */
function noLogOf(source: SourceRow): Coverage {
  const searchResult = isSearchResult(source.format)
  return {
    ...coverageOf({ ...source, heads: 0, open: 0 }, [], []),
    log: false,
    searchResult,
    searched: source.searched,
    coveredSeconds: 0,
    suspicions: [...(searchResult ? [SEARCH_RESULT] : []), ...cutOff({ ...source, heads: 0, open: 0 }, [])],
  }
}

function coverageOf(source: Covering & Partial<SourceRow>, gaps: readonly Gap[], clocks: readonly ClocksApart[]): Coverage {
  const { first, last } = source
  const silent = gaps.reduce((sum, gap) => sum + gap.seconds, 0)
  return {
    source: source.name ?? null,
    sourceId: source.id ?? null,
    log: true,
    searchResult: false,
    searched: null,
    firstTime: isoTime(first),
    lastTime: isoTime(last),
    coveredSeconds: first === null || last === null ? 0 : Math.max(0, Math.round((last - first) / 1e6) - silent),
    gaps,
    headsMissing: source.heads,
    openEnds: source.open,
    suspicions: cutOff(source, gaps),
    clocks,
  }
}

function cutOff({ heads, open, warnings }: Pick<SourceRow, 'heads' | 'open' | 'warnings'>, gaps: readonly Gap[]): readonly string[] {
  const cut = (JSON.parse(warnings) as string[]).filter((warning) =>
    /^(?:gzip|bzip2|xz|zstd|tar|zip) (?:ends early|is damaged);/.test(warning),
  ) // Written by insertSources.
  const count = (number: number, one: string, many: string) => `${number} ${number === 1 ? one : many}`
  const irregular = gaps.filter((gap) => !gap.regular).length
  return [
    ...cut,
    ...(heads > 0 ? [`${count(heads, 'message begins', 'messages begin')} before the first line: an earlier log is missing`] : []),
    ...(open > 0
      ? [`${count(open, 'delivery has', 'deliveries have')} no final answer: the log ends first, or a later one is missing`]
      : []),
    ...(irregular > 0 ? [`${count(irregular, 'silence', 'silences')} of an hour or more: nothing was logged, or a file is missing`] : []),
  ]
}
